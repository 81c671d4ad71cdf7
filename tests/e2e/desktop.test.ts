import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { _electron, chromium, type Browser, type Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { browserProgram } from '../support/browser.ts'
import { runRows, stepRows } from '../support/page.ts'
import { type Place, place, root } from '../support/program.ts'

let demo: Demo
let at: Place
beforeEach(async () => {
  demo = await startDemo({ seed: 3, ratePerMinute: 0 })
  for (const source of demo.sources)
    demo.traffic.emit('support', { platforms: [source.type], at: Date.now() - 600_000 })
  at = await place()
})
afterEach(async () => {
  await demo.close()
  await at.remove()
})

/** What both must do: the page over the port, the menu's Refresh, a reload that ends what ran for the old page. */
async function drive(page: Page, refreshFromMenu: () => Promise<void>): Promise<void> {
  await expect.poll(() => runRows(page).count()).toBe(4)
  demo.traffic.emit('rag', { platforms: ['datadog'] })
  await refreshFromMenu()
  await expect.poll(() => runRows(page).count()).toBe(5)
  await runRows(page).filter({ hasText: 'support' }).first().click()
  await stepRows(page).nth(2).waitFor()
  demo.servers.xray.addFault({ kind: 'stall', times: Infinity })
  await refreshFromMenu()
  await page.goBack()
  const stalled = () => demo.servers.xray.requests.filter((one) => one.faulted)
  await expect.poll(() => stalled().length).toBeGreaterThan(0)
  await page.reload()
  await expect.poll(() => stalled()[0]?.aborted).toBe(true)
  demo.servers.xray.clearFaults()
  await runRows(page).nth(3).waitFor()
}

describe('the built main and preload bundles', () => {
  it('start under a stand-in for Electron, with the real page in Chromium on the other end of the port', async () => {
    const { path, env } = await browserProgram()
    const debugPort = await freePort()
    const child = spawn(
      process.execPath,
      [
        '--import',
        join(root, 'tests/support/electron/register.mjs'),
        join(root, 'out/main/index.js'),
        ...demo.sources.map(printSourceUrl),
      ],
      {
        cwd: at.folder,
        env: {
          ...at.env,
          ...env,
          CHROMIUM_PATH: path,
          STAND_IN_BROWSER_ARGS: JSON.stringify([
            '--no-sandbox',
            '--disable-gpu',
            '--disable-background-networking',
            `--remote-debugging-port=${debugPort}`,
          ]),
          // A start from a terminal: the login shell is not asked.
          TERM: 'dumb',
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    )
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    let browser: Browser | null = null
    try {
      await new Promise((resolve, reject) => {
        child.once('message', resolve)
        child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)))
      })
      browser = await chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`)
      const page = browser.contexts().flatMap((context) => context.pages())[0]
      if (!page) throw new Error('no page')
      page.setDefaultTimeout(20_000)
      await drive(page, async () => void child.send({ click: 'Refresh' }))
      expect(demo.requests().filter((one) => !one.read)).toEqual([])
      expect(said).toBe('')
    } finally {
      await browser?.close()
      child.kill('SIGKILL')
    }
  })

  it('keep the preload script to what a sandbox allows: CommonJS, and electron alone', () => {
    const preload = readFileSync(join(root, 'out/preload/index.cjs'), 'utf8')
    expect([...preload.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1])).toEqual(['electron'])
    expect(preload).not.toMatch(/^\s*(import|export)\s/m)
    expect(preload.length).toBeLessThan(2000)
  })

  const runtime = electronPath()
  it.runIf(runtime)('start under Electron itself', async () => {
    const app = await _electron.launch({
      executablePath: runtime ?? '',
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, ...demo.sources.map(printSourceUrl)],
      cwd: at.folder,
      env: at.env,
    })
    try {
      const page = await app.firstWindow()
      await drive(page, () =>
        app.evaluate(({ Menu, BrowserWindow }) => {
          const item = Menu.getApplicationMenu()
            ?.items.flatMap((one) => one.submenu?.items ?? [])
            .find((one) => one.label === 'Refresh')
          item?.click(undefined, BrowserWindow.getAllWindows()[0])
        }),
      )
    } finally {
      await app.close()
    }
  })
  if (!runtime)
    process.stderr.write(
      'Electron itself: its runtime is not on this machine, so the bundles were run under the stand-in only.\n',
    )
})

function electronPath(): string | null {
  const folder = join(root, 'node_modules/electron')
  const file = join(folder, 'path.txt')
  if (!existsSync(file)) return null
  const path = join(folder, 'dist', readFileSync(file, 'utf8').trim())
  return existsSync(path) ? path : null
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
