import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows } from '../support/page.ts'
import { type Place, place, run, type Running, serve } from '../support/program.ts'

/**
 * What a platform's library does at its first request, besides making it: everything that can go wrong where nobody waits for it. `STRAY_SYNC` lets that request itself fail at once;
 * `STRAY_WITHOUT_THREAD` is a system on which no thread can be started.
 */
const library = `
import worker from 'node:worker_threads'
import http from 'node:http'
import { EventEmitter } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
const { request } = http
let begun = false
http.request = (...given) => {
  if (!begun) {
    begun = true
    stray()
    if (process.env.STRAY_SYNC) throw new Error('canary in the request')
  }
  return request(...given)
}
if (process.env.STRAY_WITHOUT_THREAD) worker.Worker = class { constructor() { throw new Error('no threads here') } }
syncBuiltinESMExports()
function stray() {
  const config = { headers: { authorization: 'Bearer canary-canary-canary' } }
  setTimeout(() => { throw Object.assign(new Error('canary timer'), { config }) })
  for (const odd of [null, undefined, 'canary text', 7, { canary: true }]) setTimeout(() => { throw odd })
  setImmediate(() => new EventEmitter().emit('error', Object.assign(new Error('canary socket'), { code: 'ECONNRESET' })))
  setImmediate(() => new EventEmitter().emit('error', { canary: true }))
  process.nextTick(() => { throw new TypeError('canary tick') })
  queueMicrotask(() => { throw new RangeError('canary microtask') })
  void Promise.reject(Object.assign(new Error('canary rejection'), { config }))
  void Promise.reject(undefined)
  void (async () => { throw { get stack() { throw new Error('canary') } } })()
  setTimeout(() => void Promise.reject(new Error('canary later')), 20)
}
`
const strays = 14

let browser: Browser
let demo: Demo
let at: Place
let started: Running | null = null
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  demo = await startDemo({ seed: 7, ratePerMinute: 0 })
  demo.traffic.emit('support', { platforms: ['xray'], at: Date.now() - 600_000 })
  const folder = (at = await place()).folder
  await writeFile(join(folder, 'library.mjs'), library)
  at.env['NODE_OPTIONS'] += ` --import ${join(folder, 'library.mjs')}`
})
afterEach(async () => {
  await started?.stop()
  started = null
  await demo.close()
  await at.remove()
})

const xray = () => demo.sources.filter(({ type }) => type === 'xray').map(printSourceUrl)
const told = (stderr: string) => stderr.split('\n').filter((line) => /"event":"stray-(error|rejection)"/.test(line))

describe("a library's errors that nobody waits for", () => {
  it.each([
    ['in the service’s thread', {}],
    ['where the service has no thread of its own', { STRAY_WITHOUT_THREAD: '1' }],
  ])('are logged and end nothing, %s', async (_where, env) => {
    Object.assign(at.env, env)
    const { url, running } = await serve(xray(), at)
    started = running
    const { page, faults } = await openPage(browser, url)
    await expect.poll(() => runRows(page).count()).toBe(1)
    demo.traffic.emit('rag', { platforms: ['xray'] })
    await page.keyboard.press('Control+r')
    await expect.poll(() => runRows(page).count()).toBe(2)
    await page.context().close()
    const { code, stderr } = await running.stop()
    expect(code).toBe(0)
    expect(told(stderr)).toHaveLength(strays)
    expect(stderr.includes('service-without-thread')).toBe('STRAY_WITHOUT_THREAD' in env)
    expect(stderr).toContain('"code":"ECONNRESET"')
    expect(stderr).not.toMatch(/canary/)
    expect(faults).toEqual([])
  })

  it('end no command either, which says what it was asked for', async () => {
    const { code, stdout, stderr } = await run(['list', ...xray(), '--format', 'json'], at)
    expect((JSON.parse(stdout) as { runs: unknown[] }).runs).toHaveLength(1)
    expect(code).toBe(0)
    expect(told(stderr).length).toBeGreaterThan(0)
    expect(stderr).not.toMatch(/canary/)
  })
})

describe('a request that fails before it is made', () => {
  it('is told in its source’s place, without its text, and is made again on request', async () => {
    at.env['STRAY_SYNC'] = '1'
    const { url, running } = await serve(xray(), at)
    started = running
    const { page } = await openPage(browser, url)
    await page.getByRole('alert').first().waitFor()
    await page.keyboard.press('Control+r')
    await expect.poll(() => runRows(page).count()).toBe(1)
    expect(await page.content()).not.toMatch(/canary/)
    await page.context().close()
    expect((await running.stop()).stderr).not.toMatch(/canary/)
  })
})
