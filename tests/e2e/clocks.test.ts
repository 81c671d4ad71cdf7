/** Local times in the page: on the day on which clocks are changed, in zones of whole and of half hours. */

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
let demo: Demo
let at: Place
let running: Running
let url: string

beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo({ seed: 23, ratePerMinute: 0 })
  demo.traffic.emit('support', { platforms: ['cloudtrace'], at: Date.now() - 300_000 })
  at = await place()
  const source = demo.sources.find(({ type }) => type === 'cloudtrace')!
  ;({ url, running } = await serve([printSourceUrl(source)], at))
})
afterAll(async () => {
  await running.stop()
  await browser.close()
  await demo.close()
  await at.remove()
})

describe('a range that is entered for the day on which clocks are put back', () => {
  it.each([
    ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00', '2026-10-25T01:30:00', 'UTC+02:00', 'UTC+01:00'],
    [
      'Australia/Lord_Howe',
      '2026-04-05T01:45:00',
      '2026-04-04T14:45:00',
      '2026-04-04T15:15:00',
      'UTC+11:00',
      'UTC+10:30',
    ],
  ])('in %s covers both times that it may mean, and says so', async (timezoneId, text, from, to, first, second) => {
    const { page, faults } = await openPage(browser, url, { timezoneId })
    await page.evaluate(() => localStorage.clear())
    await page.reload()
    await expect.poll(() => runRows(page).count()).toBe(1)
    await page.locator('[data-window-select] button').click()
    await page.getByRole('option', { name: 'From … to …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Custom range' })
    await dialog.getByLabel('From').fill(text)
    await dialog.getByLabel('To').fill(text)
    await dialog.getByText(`comes twice. The earlier one counts (${first})`).waitFor()
    await dialog.getByText(`comes twice. The later one counts (${second})`).waitFor()
    await dialog.getByRole('button', { name: 'Show runs' }).click()
    const asked = () =>
      demo.servers.cloudtrace.requests
        .map(({ query }) => new URLSearchParams(query))
        .map((query) => [query.get('startTime')?.slice(0, 19), query.get('endTime')?.slice(0, 19)])
    await expect.poll(() => asked().at(-1)).toEqual([from, to])
    expect(faults).toEqual([])
    await page.context().close()
  })
})
