import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { openPage } from '../support/page.ts'
import { place, type Running, serve } from '../support/program.ts'

describe('the diagnostics in browser mode', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  it('are copied from the palette, with the names of the sources left out', async () => {
    const at = await place()
    let started: Running | null = null
    try {
      await at.config(
        'sources:\n  - name: kanarienvogel\n    type: xray\n    xray_region: eu-central-1\n    paused: true\n',
      )
      const { url, running } = await serve([], at)
      started = running
      const { page, faults } = await openPage(browser, url)
      // The page's own policy keeps it from reading the clipboard: what it writes is kept on its way.
      await page.evaluate(() => {
        navigator.clipboard.write = async ([item]) => {
          Object.assign(window, { copied: await (await item!.getType('text/plain')).text() })
        }
      })
      await page.getByText('kanarienvogel').first().waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('diagnostics')
      await page.getByRole('option', { name: 'Copy diagnostics' }).click()
      await page.getByText('Diagnostics copied').waitFor()
      const copied = await page.evaluate(() => Reflect.get(window, 'copied') as string)
      expect(copied).toContain('browser mode')
      expect(copied).toContain('service: in its own thread')
      expect(copied).toMatch(/source-1: AWS X-Ray, (paused|idle)/)
      expect(copied).toContain('config file: ~')
      expect(copied).not.toMatch(/kanarienvogel|eu-central-1/)
      // What is logged here stands where the command was given: there is no folder to show.
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('log folder')
      await page.getByRole('option', { name: 'Show the log folder' }).waitFor({ state: 'detached' })
      expect(faults).toEqual([])
      await page.context().close()
    } finally {
      await started?.stop()
      await at.remove()
    }
  })
})
