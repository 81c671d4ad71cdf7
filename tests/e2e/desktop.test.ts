import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { browserProgram } from '../support/browser.ts'
import { connectFromFrame, driveDesktop, expectNoNode, expectStrictPolicy } from '../support/desktop-journey.ts'
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
      await driveDesktop(demo, page, async () => void child.send({ click: 'Refresh' }))
      await expectNoNode(page)
      await expectStrictPolicy(page)
      await connectFromFrame(page)
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
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
