import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchElectron } from '../../scripts/electron-runtime.mjs'
import { type Place, place, root, type Running, start } from '../support/program.ts'

/** A checkout whose build is the real one and whose Electron package does what a test says. */
let checkout = ''
let at: Place
let running: Running | null = null

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'tracecraft-checkout-'))
  await mkdir(join(checkout, 'node_modules/electron'), { recursive: true })
  await writeFile(join(checkout, 'node_modules/electron/package.json'), '{"version":"45.4.1"}')
  await symlink(join(root, 'out'), join(checkout, 'out'))
  await symlink(join(root, 'scripts'), join(checkout, 'scripts'))
  // No browser is opened from a test.
  await mkdir(join(checkout, 'bin'))
  at = await place({ PATH: join(checkout, 'bin') })
})
afterEach(async () => {
  await running?.stop()
  running = null
  await at.remove()
  await rm(checkout, { recursive: true, force: true })
})

const installer = (script: string) => writeFile(join(checkout, 'node_modules/electron/install.js'), script)

/** Puts a runtime in place that is this shell script. */
const runtime = `
  const { mkdirSync, writeFileSync } = require('node:fs')
  mkdirSync('dist', { recursive: true })
  writeFileSync('dist/electron', '#!/bin/sh\\n' + (process.env.RUNTIME ?? 'exit 0') + '\\n', { mode: 0o755 })
  writeFileSync('path.txt', 'electron')
`

async function startApp(env: Record<string, string> = {}): Promise<Running> {
  await writeFile(
    join(checkout, 'start.mjs'),
    `import { openApp } from './scripts/open-app.mjs'\nprocess.exitCode = await openApp(${JSON.stringify(checkout)}, [])\n`,
  )
  running = start(process.execPath, ['--preserve-symlinks', join(checkout, 'start.mjs')], {
    folder: at.folder,
    env: { ...at.env, ...env },
  })
  return running
}

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('opens the same app in browser mode, after one line, where the runtime cannot be fetched', async () => {
    await installer(`throw new Error('fetch failed')`)
    const app = await startApp()
    const url = await app.line(/^http:\/\/127\.0\.0\.1:\d+\/#token=/)
    expect((await fetch(url)).status).toBe(200)
    const { stderr } = await app.stop()
    running = null
    expect(stderr).toMatch(/Fetching Electron 45\.4\.1, the desktop runtime \(first start only\)/)
    expect(stderr).toMatch(
      /Electron is not available \(it could not be downloaded\); opening the same app in your browser/,
    )
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('opens it in browser mode too where the window cannot be shown, and says why', async () => {
    await installer(runtime)
    const app = await startApp({ RUNTIME: 'echo "libnss3.so: cannot open shared object file" >&2; exit 127' })
    await app.line(/^http:\/\/127\.0\.0\.1/)
    const { stderr } = await app.stop()
    running = null
    expect(stderr).toMatch(/The desktop window could not be opened \(libnss3\.so: cannot open shared object file\)/)
  })

  it('ends as the desktop app ends', async () => {
    await installer(runtime)
    const app = await startApp({ RUNTIME: 'exit 0' })
    await expect(app.line(/^http/)).rejects.toThrow(/ended with 0/)
    running = null
  })
})

describe.skipIf(process.platform === 'win32')("Electron's runtime", () => {
  it('is waited for only so long, and told when it arrives after all', async () => {
    await installer(`setTimeout(() => {${runtime}}, 400)`)
    let told = 0
    const fetched = await fetchElectron(checkout, 100, () => told++)
    expect(fetched).toEqual({ executable: null, reason: 'it did not arrive within 0 s' })
    await expect.poll(() => told).toBe(1)
    await chmod(join(checkout, 'node_modules/electron/dist/electron'), 0o755)
  })
})
