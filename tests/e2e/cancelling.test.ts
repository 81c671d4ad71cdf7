/** What the page asked and nobody looks at any more is aborted at the platform: the built app in Chromium, with platforms that stall. */

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows, stepRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
let demo: Demo
let at: Place
let running: Running
let url: string

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

beforeEach(async () => {
  demo = await startDemo({ seed: 19, ratePerMinute: 0 })
  for (let n = 1; n <= 4; n++) demo.traffic.emit('support', { platforms: ['xray'], at: Date.now() - n * 300_000 })
  at = await place()
  const source = demo.sources.find(({ type }) => type === 'xray')!
  ;({ url, running } = await serve([printSourceUrl(source)], at))
})
afterEach(async () => {
  await running.stop()
  await demo.close()
  await at.remove()
})

const held = () => demo.servers.xray.requests.filter(({ faulted }) => faulted)
const aborted = () => held().map((one) => one.aborted)
const stall = (operation: string) => demo.servers.xray.addFault({ kind: 'stall', times: Infinity, operation })

describe('a request that the page has made', () => {
  it('for rows in sight is aborted when the list is left for a run, and for a run when that is left', async () => {
    stall('BatchGetTraces')
    const { page } = await openPage(browser, url, { width: 900 })
    await expect.poll(() => runRows(page).count()).toBe(4)
    // The rows' own reading; asked for by itself.
    await expect.poll(aborted).toEqual([false])
    await runRows(page).first().click()
    await expect.poll(aborted).toEqual([true, false])
    await page.keyboard.press('Escape')
    await expect.poll(() => aborted().slice(0, 2)).toEqual([true, true])
    demo.servers.xray.clearFaults()
    await runRows(page).nth(1).click()
    await stepRows(page).nth(1).waitFor()
    await page.context().close()
  })

  it('is aborted when its window is closed, its source paused, or the program ended', async () => {
    stall('GetTraceSummaries')
    const first = await openPage(browser, url)
    await expect.poll(aborted).toEqual([false])
    await first.page.context().close()
    await expect.poll(aborted).toEqual([true])
    const { page } = await openPage(browser, url)
    await expect.poll(aborted).toEqual([true, false])
    await page.getByRole('navigation', { name: 'Sources' }).getByRole('listitem').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Pause' }).click()
    await expect.poll(aborted).toEqual([true, true])
    // An end that the user has asked for is no failure.
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByRole('navigation', { name: 'Sources' }).getByRole('listitem').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Resume' }).click()
    await expect.poll(aborted).toEqual([true, true, false])
    await running.stop()
    await expect.poll(aborted).toEqual([true, true, true])
    await page.context().close()
  })
})
