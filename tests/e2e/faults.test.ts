/** What the page shows while a platform fails, and that it is well again with the next good answer: the built app, with faults scripted at the demo's platforms. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import type { PlatformServer } from '../../src/demo/http/server.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runNamed, runRows, stepRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

const runs = 9

let browser: Browser
let demo: Demo
let xray: PlatformServer
let at: Place
let url: string
let running: Running

beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo({ seed: 5, ratePerMinute: 0, xray: { pageSize: 4 } })
  xray = demo.servers.xray
  for (let n = 1; n <= runs; n++) demo.traffic.emit('support', { platforms: ['xray'], at: Date.now() - n * 120_000 })
  at = await place()
  const source = demo.sources.find(({ type }) => type === 'xray')!
  const served = await serve([printSourceUrl({ ...source, name: 'Orders' })], at)
  ;({ url, running } = served)
})
afterAll(async () => {
  await running.stop()
  await browser.close()
  await demo.close()
  await at.remove()
})
afterEach(() => xray.clearFaults())

/** A page of its own for each test; what the service has in memory is let go of, so that each begins with a question. */
async function freshPage(): Promise<Page> {
  const { page } = await openPage(browser, url)
  return page
}

const banner = (page: Page) => page.getByRole('alert')
const source = (page: Page) =>
  page.getByRole('navigation', { name: 'Sources' }).getByRole('listitem').filter({ hasText: 'Orders' })
const refresh = (page: Page) => page.keyboard.press('Control+r')

describe('a list', () => {
  it('that fails on a further page keeps the rows that came, says so, and is whole after the next good answer', async () => {
    xray.addFault({ kind: 'slow', ms: 0, operation: 'GetTraceSummaries' })
    xray.addFault({ kind: 'server-error', status: 500, operation: 'GetTraceSummaries', times: Infinity })
    const page = await freshPage()
    await banner(page).getByText('Incomplete: 4 runs came before it failed.').waitFor()
    expect(await banner(page).textContent()).toMatch(/failed \(HTTP 500\).*Try again in a moment/s)
    expect(await runRows(page).count()).toBe(4)
    await source(page).getByText('server error').waitFor()
    xray.clearFaults()
    await banner(page).getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => runRows(page).count()).toBe(runs)
    await expect.poll(() => banner(page).count()).toBe(0)
    await page.context().close()
  })

  it('that fails after a good one keeps its rows, marked stale, and recovers without a restart', async () => {
    const page = await freshPage()
    await expect.poll(() => runRows(page).count()).toBe(runs)
    xray.addFault({ kind: 'forbidden', operation: 'GetTraceSummaries', times: Infinity })
    await refresh(page)
    await banner(page)
      .getByText(/Stale: 9 runs as read/)
      .waitFor()
    expect(await banner(page).textContent()).toContain('xray:GetTraceSummaries')
    expect(await runRows(page).count()).toBe(runs)
    await source(page)
      .getByText(/no permission/)
      .waitFor()
    xray.clearFaults()
    await refresh(page)
    await expect.poll(() => banner(page).count()).toBe(0)
    await source(page).getByText(/^ok/).waitFor()
    expect(await runRows(page).count()).toBe(runs)
    await page.context().close()
  })

  it('whose credentials expire in the middle keeps its first page and says how to sign in again', async () => {
    const page = await freshPage()
    await expect.poll(() => runRows(page).count()).toBe(runs)
    xray.addFault({ kind: 'slow', ms: 0, operation: 'GetTraceSummaries' })
    xray.addFault({ kind: 'expired', operation: 'GetTraceSummaries', times: Infinity })
    await refresh(page)
    await banner(page).getByText('The AWS credentials have expired.').waitFor()
    await banner(page).getByText('aws sso login').waitFor()
    expect(await runRows(page).count()).toBe(runs)
    await source(page)
      .getByText(/sign-in expired/)
      .waitFor()
    xray.clearFaults()
    await refresh(page)
    await expect.poll(() => banner(page).count()).toBe(0)
    await page.context().close()
  })
})

describe('a run', () => {
  it('that cannot be opened says why and what to do, and opens with the next good answer', async () => {
    const page = await freshPage()
    await expect.poll(() => runRows(page).count()).toBe(runs)
    // Rows on screen are filled in by opening their runs: what is in memory of them goes with the refresh.
    xray.addFault({ kind: 'html', status: 200, operation: 'BatchGetTraces', times: Infinity })
    await refresh(page)
    await expect.poll(() => xray.requests.at(-1)?.faulted).toBe(true)
    await runNamed(page, /support/).click()
    await banner(page)
      .getByText(/is not X-Ray/)
      .waitFor()
    expect(await banner(page).textContent()).toContain('Check what answers at')
    xray.clearFaults()
    await banner(page).getByRole('button', { name: 'Try again' }).click()
    await stepRows(page).first().waitFor()
    await expect.poll(() => banner(page).count()).toBe(0)
    await page.context().close()
  })

  it('that is open stays when it cannot be read anew, with a notice of its age', async () => {
    const page = await freshPage()
    await runNamed(page, /support/).click()
    await stepRows(page).first().waitFor()
    const steps = await stepRows(page).count()
    xray.addFault({ kind: 'server-error', status: 503, operation: 'BatchGetTraces', times: Infinity })
    await refresh(page)
    await banner(page)
      .getByText(/Stale: the run as read/)
      .waitFor()
    expect(await stepRows(page).count()).toBe(steps)
    xray.clearFaults()
    await refresh(page)
    await expect.poll(() => banner(page).count()).toBe(0)
    expect(await stepRows(page).count()).toBe(steps)
    await page.context().close()
  })
})

// Last: the service asks nothing of the platform for so long.
describe('a source', () => {
  it('that is throttled says until when', async () => {
    const page = await freshPage()
    await expect.poll(() => runRows(page).count()).toBe(runs)
    xray.addFault({ kind: 'throttled', retryAfter: 30, operation: 'GetTraceSummaries' })
    await refresh(page)
    await source(page)
      .getByText(/^throttled until \d\d:\d\d:\d\d/)
      .waitFor()
    await banner(page)
      .getByText(/asks for fewer requests/)
      .waitFor()
    expect(await runRows(page).count()).toBe(runs)
    await page.context().close()
  })
})
