/** What a step carried, read in a real browser by the keyboard alone. */

import { resolve } from 'node:path'
import { RPCHandler } from '@orpc/server/ws'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { startWebHost, type WebHost } from '../../src/main/headless/web-host.ts'
import { router } from '../../src/main/service/router.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { runTraceId, span, traceOf } from '../support/agent-spans.ts'
import { launchBrowser } from '../support/browser.ts'
import { fakeService } from '../support/fake-service.ts'
import { openPage, runRows, stepRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const detailOf = (page: Page) => page.getByRole('complementary', { name: 'Step detail' })
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('role') ?? '')

describe('a run of the demo', () => {
  let demo: Demo
  let at: Place
  let running: Running
  let page: Page
  let faults: string[]
  let outside: string[]

  beforeEach(async () => {
    demo = await startDemo({ seed: 3, ratePerMinute: 0 })
    demo.traffic.emit('picture', { platforms: ['xray'], at: Date.now() - 60_000 })
    at = await place()
    const source = demo.sources.find((one) => one.type === 'xray')!
    const started = await serve([printSourceUrl(source)], at)
    running = started.running
    ;({ page, faults } = await openPage(browser, started.url))
    outside = []
    page.on('request', (request) => {
      if (!/^(?:http:\/\/127\.0\.0\.1|ws:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url())) outside.push(request.url())
    })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await runRows(page).first().waitFor()
  })
  afterEach(async () => {
    await page.context().close()
    await running.stop()
    await demo.close()
    await at.remove()
  })

  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const selectedTab = () => detailOf(page).getByRole('tab', { selected: true }).innerText()
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  /** To the model call of the run, the last of its steps. */
  const openCall = async () => {
    await page.getByRole('grid', { name: 'Runs' }).focus()
    await press('j', 'k', 'Enter')
    await stepRows(page).nth(1).waitFor()
    await press('Shift+G')
    await detailOf(page)
      .getByRole('heading', { level: 2, name: /^chat / })
      .waitFor()
    await detailOf(page)
      .getByRole('tab', { name: /Messages/ })
      .waitFor()
  }

  it('is read tab by tab: messages with their picture, input, output, attributes, raw, and back to the row', async () => {
    await openCall()
    await press('m')
    const picture = detailOf(page).getByRole('img', { name: /Picture of the message/ })
    await picture.waitFor()
    await expect.poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(24)
    await detailOf(page).getByRole('link', { name: 'Open the link' }).waitFor()
    for (const [key, tab] of [
      ['i', /^Input/],
      ['o', /^Output/],
      ['a', /^Attributes/],
      ['r', /^Raw/],
      ['m', /^Messages/],
    ] as const) {
      await press(key)
      await expect.poll(selectedTab).toMatch(tab)
    }
    await press('Enter')
    expect(await focused(page)).toBe('tab')
    await press('Escape')
    expect(await focused(page)).toBe('row')
    expect(faults).toEqual([])
    // The picture that is only linked was never asked for.
    expect(outside).toEqual([])
  })

  it('is searched among its attributes without the mouse', async () => {
    await openCall()
    await press('a', 'Enter', '/')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Search attributes')
    await page.keyboard.type('request.model')
    const rows = detailOf(page).getByRole('table', { name: 'Attributes' }).getByRole('row')
    await expect.poll(() => rows.count()).toBeLessThan(4)
    await detailOf(page)
      .getByRole('rowheader', { name: /request[._]model/ })
      .waitFor()
    expect(faults).toEqual([])
  })

  it('leaves by the keyboard: the id, the run as JSON, a step as OTLP from its menu', async () => {
    await openCall()
    await press('y')
    await expect.poll(clipboard).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/)
    await press('Shift+Y')
    await expect.poll(clipboard).toContain('"cloud_trace_id"')
    await detailOf(page).getByRole('button', { name: 'Copy this step' }).focus()
    await press('Enter', 'ArrowDown', 'ArrowDown', 'ArrowDown')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent ?? ''))
      .toBe('Copy with all below as OTLP JSON')
    await press('Enter')
    await expect.poll(clipboard).toMatch(/^\{"resourceSpans"/)
    const { resourceSpans } = JSON.parse(await clipboard()) as {
      resourceSpans: { scopeSpans: { spans: unknown[] }[] }[]
    }
    expect(resourceSpans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans))).toHaveLength(1)
    expect(faults).toEqual([])
  })

  it('offers no console where there is no platform behind the source', async () => {
    await openCall()
    expect(await page.getByRole('button', { name: /Open in the console/ }).count()).toBe(0)
  })
})

describe('a payload of ten megabytes', () => {
  let host: WebHost
  const lines = Array.from(
    { length: 200_000 },
    (_, i) => `${String(i).padStart(6, '0')} the quick brown fox jumps over the dog`,
  )
  const text = lines.join('\n')

  beforeAll(async () => {
    const { store, context } = fakeService()
    const values = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]),
    }
    store.trace = () =>
      traceOf([
        span({ spanId: '00000000000000aa', name: 'chat large', ms: 5, values, raw: { metadata: { default: values } } }),
      ])
    const handler = new RPCHandler(router)
    host = await startWebHost({
      pageDir: resolve(import.meta.dirname, '../../out/renderer'),
      port: 0,
      accept: (socket) => void handler.upgrade(socket, { context }),
    })
  })
  afterAll(() => host.close())

  it('shows its beginning at once, more of it by scrolling, and all of it on demand', async () => {
    expect(text.length).toBeGreaterThan(9_000_000)
    const { page, faults } = await openPage(
      browser,
      `${host.url}&run=one/${runTraceId}&step=00000000000000aa&tab=messages`,
    )
    const detail = detailOf(page)
    await detail.getByText('000000 the quick brown fox').first().waitFor()
    await detail.getByRole('button', { name: /Show all [\d,]+ characters/ }).focus()
    await page.keyboard.press('Enter')
    await detail.getByRole('button', { name: 'Load all' }).waitFor()
    const read = async () =>
      Number(/([\d,]+) of/.exec(await detail.getByRole('status').innerText())?.[1]?.replaceAll(',', ''))
    expect(await read()).toBeLessThan(text.length / 4)
    const before = await read()
    await detail.getByRole('button', { name: 'Load all' }).scrollIntoViewIfNeeded()
    await expect.poll(read).toBeGreaterThan(before)
    await detail.getByRole('button', { name: 'Load all' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => detail.getByRole('button', { name: 'Load all' }).count()).toBe(0)
    await expect
      .poll(() => detail.evaluate((pane) => pane.textContent.includes('199999 the quick brown fox')))
      .toBe(true)
    expect(faults).toEqual([])
    await page.context().close()
  })
})
