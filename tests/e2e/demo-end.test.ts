/** The end of the served app while its own demo is at work: asked by a signal, it ends in order, and its process is not brought down by a thread that was cut off. */

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows } from '../support/page.ts'
import { place, serve } from '../support/program.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe('the served app with a running demo', () => {
  it.each(['while it rests', 'while its platforms answer'])('ends without a crash when asked %s', async (when) => {
    const at = await place()
    const { url, running } = await serve([], at)
    const { page } = await openPage(browser, url)
    await page.getByRole('button', { name: 'Explore the demo' }).first().click()
    await runRows(page).nth(3).waitFor()
    if (when !== 'while it rests') await page.keyboard.press('Control+r')
    const { code, stderr } = await running.stop()
    // A process that dies of a signal, as of a native fault, has no code.
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/fatal|maybelocal/i)
    await page.context().close()
    await at.remove()
  })
})
