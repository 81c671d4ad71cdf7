// `node scripts/smoke.mjs PROGRAM [ARGUMENT …]`: starts a packaged app as a user would, opens the demo in it and a run of it. What this shows and the tests cannot: the archive with its integrity check, threads
// that start from inside it, the fuses. They forbid Playwright's own way into an app (a debugger for main), so the page is driven through Chromium's, which a packaged app leaves open as every browser does.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const limitMs = 60_000
const [program, ...args] = process.argv.slice(2)
if (!program) {
  console.error('node scripts/smoke.mjs PROGRAM [ARGUMENT …]')
  process.exit(2)
}

const home = mkdtempSync(join(tmpdir(), 'tracecraft-smoke-'))
const port = await freePort()
const env = {
  ...process.env,
  HOME: home,
  USERPROFILE: home,
  APPDATA: home,
  LOCALAPPDATA: home,
  XDG_CONFIG_HOME: home,
  TERM: 'dumb',
}
delete env.ELECTRON_RUN_AS_NODE
const app = spawn(program, [...args, `--remote-debugging-port=${port}`], {
  cwd: home,
  env,
  stdio: ['ignore', 'inherit', 'pipe'],
})
let said = ''
app.stderr.on('data', (chunk) => (said += chunk))
const ended = new Promise((done) => app.on('exit', (code, signal) => done(`it ended with ${code ?? signal}`)))
app.on('error', (error) => (said += error.message))

let browser = null
try {
  browser = await orEnd(connect())
  const page = await orEnd(firstPage(browser))
  page.setDefaultTimeout(limitMs)
  await orEnd(page.getByRole('button', { name: 'Explore the demo' }).first().click())
  const rows = page.getByRole('grid', { name: 'Runs' }).locator('[role=row]:not([aria-rowindex="1"])')
  await orEnd(rows.nth(3).waitFor())
  console.log(`The demo's runs are listed: ${await rows.count()} in sight.`)
  await rows.first().click()
  await orEnd(page.getByRole('treegrid', { name: 'Steps of the run' }).locator('[role=row]').nth(1).waitFor())
  console.log('A run is open as a timeline.')
} catch (error) {
  console.error(`The app did not do what it should: ${error instanceof Error ? error.message : String(error)}\n${said}`)
  process.exitCode = 1
} finally {
  await browser?.close().catch(() => {})
  app.kill()
  const forced = setTimeout(() => app.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(forced)
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}

/** Fails as soon as the app is gone. */
function orEnd(work) {
  return Promise.race([work, ended.then((reason) => Promise.reject(new Error(reason)))])
}

async function connect() {
  const until = Date.now() + limitMs
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((done) => setTimeout(done, 250))
    }
  }
}

/** The app's window may come after its debugger. */
async function firstPage(from) {
  const [context] = from.contexts()
  return context.pages()[0] ?? (await context.waitForEvent('page', { timeout: limitMs }))
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: found } = server.address()
      server.close(() => resolve(found))
    })
  })
}
