// Opens the app: in Electron where its runtime is or can be had, else the very same app in the browser. Never a stack trace.

import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { electronExecutable, fetchElectron } from './electron-runtime.mjs'

const fetchLimitMs = 20_000
/** Electron that ends with a failure this soon never showed a window: libraries or a display are missing. */
const stillbornMs = 5_000

/** Opens the app with these sources added, or at a link among them. Resolves to the exit code. */
export async function openApp(root, sources) {
  const say = (line) => process.stderr.write(`${line}\n`)
  try {
    await buildIfStale(root, say)
    let electron = electronExecutable(root)
    const packageFile = join(root, 'node_modules/electron/package.json')
    // The npm package comes without Electron: there the browser is not a second best.
    if (!electron && existsSync(packageFile)) {
      const { version } = JSON.parse(readFileSync(packageFile, 'utf8'))
      say(`Fetching Electron ${version}, the desktop runtime (first start only) …`)
      const fetched = await fetchElectron(root, fetchLimitMs, () =>
        say('Electron has arrived: the next start opens the desktop window.'),
      )
      electron = fetched.executable
      if (!electron) say(`Electron is not available (${fetched.reason}); opening the same app in your browser instead.`)
    }
    if (electron) {
      const ended = await runElectron(root, electron, sources)
      if (ended.code === 0 || !ended.stillborn) return ended.code
      say(`The desktop window could not be opened (${ended.reason}); opening the same app in your browser instead.`)
    }
    const isLink = (one) => one.toLowerCase().startsWith('tracecraft:')
    const command = sources.some(isLink) ? ['open'] : ['serve', '--open']
    return await run(process.execPath, [join(root, 'out/main/cli.js'), ...command, ...sources], root)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return 1
  }
}

function runElectron(root, executable, sources) {
  const env = { ...process.env }
  // Set by some editors' terminals; Electron would then start as plain Node.
  delete env.ELECTRON_RUN_AS_NODE
  const started = Date.now()
  return new Promise((resolve) => {
    const child = spawn(executable, [root, ...sources], {
      cwd: process.cwd(),
      env,
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    let tail = ''
    child.stderr.on('data', (chunk) => {
      tail = (tail + chunk).slice(-4000)
      if (process.env.TRACECRAFT_DEBUG) process.stderr.write(chunk)
    })
    forwardSignals(child)
    child.on('error', (error) => resolve({ code: 1, stillborn: true, reason: error.code ?? error.name }))
    child.on('close', (code, signal) => {
      const line = tail.trim().split('\n').at(-1)?.slice(0, 160)
      resolve({
        code: code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1),
        stillborn: Date.now() - started < stillbornMs,
        reason: line || `exit code ${code}`,
      })
    })
  })
}

function run(command, args, root) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: process.cwd(),
      stdio: 'inherit',
      env: { ...process.env, TRACECRAFT_ROOT: root },
    })
    forwardSignals(child)
    child.on('error', () => resolve(1))
    child.on('close', (code, signal) => resolve(code === 130 || code === 143 || signal ? 0 : (code ?? 1)))
  })
}

/** A signal to npm's child must end the app too, and not leave it behind. */
function forwardSignals(child) {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    const forward = () => child.kill(name)
    process.on(name, forward)
    child.on('close', () => process.off(name, forward))
  }
}
