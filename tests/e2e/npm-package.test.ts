import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { type Place, place, root, start } from '../support/program.ts'

/** The program as somebody has it who installed the npm package: in an empty folder, without the network and without install scripts. */
let folder = ''
let installed = ''
let at: Place
let demo: Demo

const npm = (args: readonly string[], cwd: string) =>
  execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-npm-'))
  await mkdir(join(folder, 'tarball'))
  npm(['pack', '--ignore-scripts', '--pack-destination', join(folder, 'tarball')], root)
  const [tarball = ''] = await readdir(join(folder, 'tarball'))
  await writeFile(join(folder, 'package.json'), '{"private":true}')
  npm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, 'tarball', tarball)], folder)
  installed = join(folder, 'node_modules/tracecraft-desktop')
  at = await place()
  demo = await startDemo({ seed: 3, ratePerMinute: 0 })
  for (const source of demo.sources)
    demo.traffic.emit('support', { platforms: [source.type], at: Date.now() - 600_000 })
})
afterAll(async () => {
  await demo.close()
  await at.remove()
  await rm(folder, { recursive: true, force: true })
})

/** The shell's door as npm's link to it runs it. */
const door = () => join(installed, 'bin/tracecraft.mjs')
const tracecraft = (...args: string[]) =>
  promisify(execFile)(process.execPath, [door(), ...args], { cwd: at.folder, env: at.env })

describe('the npm package', () => {
  it('brings no other package along', async () => {
    const names = await readdir(join(folder, 'node_modules'))
    expect(names.filter((name) => !name.startsWith('.'))).toEqual(['tracecraft-desktop'])
    expect(await readdir(join(folder, 'node_modules/.bin'))).toContain('tracecraft')
  })

  it('carries the licences of what is bundled in it', async () => {
    expect(await readFile(join(installed, 'LICENSE'), 'utf8')).toMatch(/^MIT License/)
    expect(await readFile(join(installed, 'out/THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(/@aws-sdk\/client-xray/)
  })

  it('tells its version and its help', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    expect((await tracecraft('--version')).stdout.trim()).toBe(version)
    expect((await tracecraft('--help')).stdout).toMatch(/tracecraft list SOURCE/)
  })

  it('lists the runs of each of the four platforms', async () => {
    for (const source of demo.sources) {
      const { stdout } = await tracecraft('list', printSourceUrl(source), '--format', 'json')
      const { runs } = JSON.parse(stdout) as { runs: { cloud_provider: string }[] }
      expect(runs).toHaveLength(1)
    }
  })

  it('serves the page with all that its first load asks for', async () => {
    const running = start(process.execPath, [door(), 'serve'], at)
    try {
      const url = new URL(await running.line(/^http:\/\/127\.0\.0\.1/))
      const page = await (await fetch(url)).text()
      const parts = [...page.matchAll(/(?:src|href)="(\.?\/[^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '')
      expect(parts.length).toBeGreaterThan(1)
      for (const part of parts) expect((await fetch(new URL(part, url))).status).toBe(200)
    } finally {
      await running.stop()
    }
  })

  it('opens in the browser without a word about Electron, which does not belong to it', async () => {
    // No browser is opened from a test: nothing that could open one is on the path.
    const running = start(process.execPath, [door()], { folder: at.folder, env: { ...at.env, PATH: folder } })
    await running.line(/^http:\/\/127\.0\.0\.1/)
    const { stderr } = await running.stop()
    expect(stderr).not.toMatch(/Electron/)
  })
})
