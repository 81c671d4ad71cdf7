/** The built page's screens in Chromium, light, dark and in high contrast, under axe: colours and names as they are really drawn. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { platforms } from '../../src/shared/platform.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { axeFaults } from '../support/axe-faults.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runNamed, runRows, stepRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** The field that narrows the list. */
function filterOf(page: Page) {
  return page.getByRole('combobox', { name: 'Filter runs' })
}

const looks = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  'light high contrast': { colorScheme: 'light', contrast: 'more' },
  'dark high contrast': { colorScheme: 'dark', contrast: 'more' },
} as const

describe.each(Object.keys(looks) as (keyof typeof looks)[])('in the %s theme no serious fault is found', (theme) => {
  let demo: Demo
  let at: Place
  let running: Running
  let url: string

  beforeAll(async () => {
    demo = await startDemo({ seed: 11, ratePerMinute: 0 })
    for (const platform of platforms)
      for (const scenario of ['support', 'failing-tool', 'research', 'running', 'orphaned', 'cut-short'] as const)
        demo.traffic.emit(scenario, { platforms: [platform], at: Date.now() - 600_000 })
    at = await place()
    ;({ url, running } = await serve(demo.sources.map(printSourceUrl), at))
  })
  afterAll(async () => {
    await running.stop()
    await demo.close()
    await at.remove()
  })

  async function open(address = url): Promise<Page> {
    const { page } = await openPage(browser, address, { width: 1280, height: 800 })
    await page.emulateMedia({ ...looks[theme], reducedMotion: 'reduce' })
    return page
  }

  it('on the welcome screen and in the dialog of a new source', async () => {
    const empty = await place()
    const served = await serve([], empty)
    const page = await open(served.url)
    await page.getByRole('button', { name: 'Explore the demo' }).first().waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Add a source' }).first().click()
    await page.getByRole('dialog').waitFor()
    expect(await axeFaults(page)).toEqual([])
    const dialog = page.getByRole('dialog')
    await dialog
      .getByRole('textbox', { name: 'Paste to fill the form' })
      .fill('xray://us-east-1/?endpoint=http://127.0.0.1:9')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: /^Test/ }).click()
    await dialog.getByText('The test failed.').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.context().close()
    await served.running.stop()
    await empty.remove()
  })

  it('in the list, with rows, with no match, and with a source that fails', async () => {
    const page = await open()
    await runRows(page).nth(8).waitFor()
    expect(await axeFaults(page)).toEqual([])
    await filterOf(page).fill('no-such-run')
    await page.getByText('No run matches the filter').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await filterOf(page).fill('')
    demo.servers.azuremonitor.addFault({ kind: 'forbidden', times: Infinity })
    await page.keyboard.press('Control+r')
    await page.getByRole('alert').first().waitFor()
    expect(await axeFaults(page)).toEqual([])
    demo.servers.azuremonitor.clearFaults()
    await page.context().close()
  })

  it('in an opened run and in each tab of its detail', async () => {
    const page = await open()
    await runNamed(page, 'support').click()
    await stepRows(page).nth(3).waitFor()
    await stepRows(page).filter({ hasText: /chat / }).first().click()
    const detail = page.getByRole('complementary', { name: 'Step detail' })
    for (const name of ['Messages', 'Input', 'Output', 'Attributes', 'Raw']) {
      await detail.getByRole('tab', { name }).click()
      await detail.getByRole('tabpanel').waitFor()
      expect(await axeFaults(page), name).toEqual([])
    }
    await page.context().close()
  })

  it.each(['is:running', 'is:error', 'localizer'])('in a run that is out of the ordinary: %s', async (filter) => {
    const page = await open()
    await runRows(page).nth(3).waitFor()
    await filterOf(page).fill(filter)
    await expect.poll(() => runRows(page).count()).toBeLessThan(8)
    await runRows(page).first().click()
    await stepRows(page).nth(2).waitFor()
    await page.getByRole('complementary', { name: 'Step detail' }).getByRole('tabpanel').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.context().close()
  })

  it('in what the list opens: completion, sessions, columns, window, views, chart, the menu of a run', async () => {
    const page = await open()
    await runRows(page).nth(8).waitFor()
    const filter = filterOf(page)
    await filter.fill('is:')
    await page.getByRole('option').first().waitFor()
    expect(await axeFaults(page), 'completion').toEqual([])
    await filter.fill('(')
    await page.waitForTimeout(300)
    expect(await axeFaults(page), 'a filter that cannot be read').toEqual([])
    await filter.fill('')
    await page.keyboard.press('Escape')
    await runRows(page).first().waitFor()
    for (const [key, what] of [
      ['s', 'sessions'],
      ['c', 'columns'],
      ['w', 'window'],
      ['v', 'views'],
      ['V', 'saving a view'],
      ['d', 'chart'],
      ['m', 'menu of a run'],
    ] as const) {
      await page.keyboard.press('j')
      await page.keyboard.press(key)
      await page.waitForTimeout(400)
      expect(await axeFaults(page), what).toEqual([])
      if (what === 'sessions' || what === 'chart') continue
      await page.keyboard.press('Escape')
      await page.waitForTimeout(200)
    }
    await page.context().close()
  })

  it('in the other faces of a run, in a search, and in the menus of its tools', async () => {
    const page = await open()
    await runNamed(page, 'research').click()
    await stepRows(page).nth(3).waitFor()
    await page.getByRole('radio', { name: 'Flame' }).click()
    await page.getByRole('tree').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await axeFaults(page), 'flame graph').toEqual([])
    await page.getByRole('radio', { name: 'Statistics' }).click()
    for (const subject of ['Tools', 'Models', 'Agents']) {
      await page.getByRole('radio', { name: subject }).click()
      expect(await axeFaults(page), subject).toEqual([])
    }
    await page.getByRole('radio', { name: 'Timeline' }).click()
    await page.getByRole('search').getByRole('textbox').fill('chat')
    await page.getByRole('search').getByRole('status').waitFor()
    expect(await axeFaults(page), 'search').toEqual([])
    await page.keyboard.press('Escape')
    const menus = page.getByRole('main').locator('button[aria-haspopup][aria-expanded=false]:visible')
    const count = await menus.count()
    for (let i = 0; i < (await menus.count()); i++) {
      const name = (await menus.nth(i).getAttribute('aria-label')) ?? (await menus.nth(i).textContent())
      await menus.nth(i).focus()
      await page.keyboard.press('Enter')
      await page.waitForTimeout(300)
      expect(await axeFaults(page), `what “${name}” opens`).toEqual([])
      await page.keyboard.press('Escape')
      await page.waitForTimeout(250)
    }
    expect(count).toBeGreaterThan(1)
    await page.context().close()
  })

  it('in the command palette and in opening by id', async () => {
    const page = await open()
    await runRows(page).nth(3).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: /Search actions/ }).waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.type('support')
    await page.waitForTimeout(200)
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.type(' xyzzy')
    await page.getByText('Nothing is called').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+o')
    await page.getByRole('dialog').getByRole('textbox').first().fill('4bf92f3577b34da6a3ce929d0e0e4736')
    await page.waitForTimeout(300)
    expect(await axeFaults(page)).toEqual([])
    await page.context().close()
  })

  it('in the settings and the table of keys', async () => {
    const page = await open()
    await runRows(page).nth(3).waitFor()
    await page.keyboard.press('Control+,')
    await page.getByRole('dialog', { name: 'Settings' }).waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Next error').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await page.context().close()
  })
})
