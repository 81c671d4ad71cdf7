/** One page in the measuring browser, with what only the debugger's protocol can tell of it. */

import type { Browser, CDPSession, Page } from 'playwright-core'
import { freshAddress } from '../../tests/support/page-keys.ts'
import { installClock, type PageClock } from './page-clock.ts'

export interface Session {
  readonly page: Page
  /** Time in ms from the newest input (or the answer) to the painted frame in which the condition holds. */
  until(condition: readonly [string, ...string[]], since?: 'input' | 'answer'): Promise<number>
  /** Frames and main-thread load while `work` runs in the page. */
  watch(work: () => Promise<void>): Promise<Motion>
  /** Bytes that the page's scripts hold after a collection: objects and buffers. */
  heap(): Promise<number>
  close(): Promise<void>
}

/** How smoothly something moved. Times in ms; `busy` is the main thread's share of the time, 0 … 1. */
export interface Motion {
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly busy: number
}

declare global {
  interface Window {
    bench: PageClock
  }
}

/** Opens an address in a context of its own. */
export async function openSession(browser: Browser, address: string): Promise<Session> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'UTC',
    locale: 'en-GB',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.addInitScript(installClock)
  const protocol = await context.newCDPSession(page)
  await protocol.send('Performance.enable')
  await page.goto(await freshAddress(address))
  return {
    page,
    until: (condition, since = 'input') =>
      page.evaluate(([text, from]) => window.bench.untilPainted(text, from), [
        JSON.stringify(condition),
        since,
      ] as const),
    async watch(work) {
      await page.evaluate(() => window.bench.startFrames())
      const before = await load(protocol)
      await work()
      const after = await load(protocol)
      const frames = await page.evaluate(() => window.bench.stopFrames())
      return { ...spread(frames), busy: (after.busy - before.busy) / (after.at - before.at) }
    },
    async heap() {
      for (let i = 0; i < 3; i++) await protocol.send('HeapProfiler.collectGarbage')
      const usage = (await protocol.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number }
      return usage.usedSize + (usage.backingStorageSize ?? 0)
    },
    close: () => context.close(),
  }
}

async function load(protocol: CDPSession): Promise<{ at: number; busy: number }> {
  const { metrics } = await protocol.send('Performance.getMetrics')
  const of = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN
  return { at: of('Timestamp'), busy: of('TaskDuration') }
}

function spread(values: readonly number[]): Omit<Motion, 'busy'> {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? Number.NaN }
}
