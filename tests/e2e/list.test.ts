/** The list of runs in Chromium, by keyboard alone: from the first key on, no pointer is used. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { platforms } from '../../src/shared/platform.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe('by keyboard alone', () => {
  let demo: Demo
  let at: Place
  let running: Running
  let page: Page
  let faults: string[]

  beforeEach(async () => {
    demo = await startDemo({ seed: 11, ratePerMinute: 0 })
    for (const platform of platforms)
      for (const [scenario, minutes] of [
        ['support', 10],
        ['failing-tool', 15],
        ['rag', 45],
      ] as const)
        demo.traffic.emit(scenario, { platforms: [platform], at: Date.now() - minutes * 60_000 })
    at = await place()
    const started = await serve(demo.sources.map(printSourceUrl), at)
    running = started.running
    ;({ page, faults } = await openPage(browser, started.url))
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await expect.poll(() => runRows(page).count()).toBe(12)
  })
  afterEach(async () => {
    expect(faults).toEqual([])
    await page.context().close()
    await running.stop()
    await demo.close()
    await at.remove()
  })

  const keys = async (...pressed: string[]) => {
    for (const key of pressed) await page.keyboard.press(key)
  }
  const lines = () => page.locator('[data-list-grid] [role=row]:not([aria-rowindex="1"])')
  const titles = () => page.locator('[data-list-grid] [role=columnheader]').allInnerTexts()
  const focusIsInList = () => page.evaluate(() => document.activeElement?.hasAttribute('data-list-grid') ?? false)

  it('narrows by a filter that is completed, sees what cannot be read, and comes back to the rows', async () => {
    await keys('/')
    await page.keyboard.type('sour')
    await page.getByRole('option', { name: /^source/ }).waitFor()
    await keys('Tab')
    await page.keyboard.type('x-r')
    await page
      .getByRole('option', { name: /x-?ray/i })
      .first()
      .waitFor()
    await keys('ArrowDown', 'Enter')
    await expect.poll(() => lines().count()).toBe(3)
    await page.keyboard.type('duration>soon')
    await page.getByText(/"soon" is not a time/).waitFor()
    await keys('Escape', 'Enter')
    await expect.poll(() => lines().count()).toBe(12)
    expect(await focusIsInList()).toBe(true)
  })

  it('has its filter narrowed by the platforms that can, and is told by which', async () => {
    await keys('/')
    await page.keyboard.type('duration>1ms tokens>1')
    await keys('Enter')
    await page
      .locator('footer')
      .getByText(/narrowed by .*duration>1ms/)
      .waitFor()
    await expect.poll(() => lines().count()).toBeGreaterThan(0)
    expect(page.url()).toContain('q=duration%3E1ms+tokens%3E1')
  })

  it('chooses, moves, sorts by and sizes columns, and finds them again after a reload', async () => {
    await keys('j', 'c')
    await page.getByRole('checkbox', { name: 'Status' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    await keys('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown')
    const before = (await page.locator('[data-column=duration]').boundingBox())?.width ?? 0
    await keys('Alt+ArrowUp', 's', 'ArrowRight', 'ArrowRight')
    await expect
      .poll(async () => (await page.locator('[data-column=duration]').boundingBox())?.width ?? 0)
      .toBeGreaterThan(before + 20)
    await keys('Escape')
    await expect.poll(focusIsInList).toBe(true)
    const shown = await titles()
    expect(shown.findIndex((one) => one.startsWith('Duration'))).toBeLessThan(
      shown.findIndex((one) => one.startsWith('Start')),
    )
    expect(page.url()).toContain('sort=-duration')
    await page.reload()
    await expect.poll(() => runRows(page).count()).toBe(12)
    expect(await titles()).toEqual(shown)
  })

  it('opens the menu of a run, looks around it in time, and gives the whole window back', async () => {
    await keys('G', 'm')
    await page.getByRole('menuitem', { name: /around this one/i }).waitFor()
    await keys('ArrowDown', 'ArrowDown', 'Enter')
    await expect.poll(() => page.url()).toMatch(/w=\d{16}-\d{16}/)
    await expect.poll(() => lines().count()).toBeLessThan(12)
    await keys('w')
    await page.getByRole('option', { name: /Last hour/ }).waitFor()
    await keys('Home', 'ArrowDown', 'ArrowDown', 'Enter')
    await expect.poll(() => page.url()).toContain('w=1h')
    await expect.poll(() => lines().count()).toBe(12)
  })

  it('saves a view, leaves it, and brings it back', async () => {
    await keys('/')
    await page.keyboard.type('name:support')
    await keys('Enter', 'V')
    await page.getByRole('textbox', { name: 'Name' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type('support only')
    await keys('Enter')
    await page.getByRole('button', { name: 'Views: support only' }).waitFor()
    await keys('/', 'Escape', 'Escape')
    await expect.poll(() => page.url()).not.toContain('q=')
    await keys('j', 'v')
    await page.getByRole('menuitem', { name: 'support only' }).waitFor()
    await keys('Home', 'Enter')
    await expect.poll(() => page.url()).toContain('q=name%3Asupport')
  })

  it('gathers runs by session, folds one, and unfolds it', async () => {
    await keys('s')
    const tree = page.getByRole('treegrid', { name: 'Runs' })
    await tree.waitFor()
    await expect.poll(() => tree.locator('[role=row][aria-expanded=true]').count()).toBeGreaterThan(0)
    const all = Number(await tree.getAttribute('aria-rowcount'))
    await keys('Home', 'ArrowLeft')
    await expect.poll(async () => Number(await tree.getAttribute('aria-rowcount'))).toBeLessThan(all)
    await keys('ArrowRight')
    await expect.poll(async () => Number(await tree.getAttribute('aria-rowcount'))).toBe(all)
    expect(page.url()).toContain('by=session')
  })

  it('brushes a range in the chart, and goes back to the window before', async () => {
    await keys('d')
    const chart = page.getByRole('application', { name: 'Durations over time' })
    await page.getByText(/\d+ runs · median/).waitFor()
    await keys('j')
    for (let n = 0; n < 12 && !(await chart.evaluate((one) => one === document.activeElement)); n++)
      await keys('Shift+Tab')
    await keys('End')
    for (let n = 0; n < 30; n++) await keys('Shift+ArrowLeft')
    await page.getByText(/ to .*: \d+ runs?/).waitFor()
    await keys('Enter')
    await expect.poll(() => page.url()).toMatch(/w=\d{16}-\d{16}/)
    await expect.poll(() => lines().count()).toBeLessThan(12)
    for (let n = 0; n < 12 && !(await chart.evaluate((one) => one === document.activeElement)); n++)
      await keys('Shift+Tab')
    await keys('Backspace')
    await expect.poll(() => page.url()).not.toContain('w=')
    await expect.poll(() => lines().count()).toBe(12)
  })

  it('copies an id, and opens the run by it: every source says how the search goes', async () => {
    await keys('j', 'j', 'y')
    await page.getByText('Trace id copied').waitFor()
    const id = await page.evaluate(() => navigator.clipboard.readText())
    await keys('Control+o')
    await page.getByRole('textbox', { name: 'Trace id' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type(id)
    await keys('Enter')
    await page.getByRole('treegrid', { name: 'Steps of the run' }).waitFor()
    expect(decodeURIComponent(page.url())).toContain(id)
    await keys('Escape', 'Escape')
    await expect.poll(() => runRows(page).count()).toBe(12)
    await keys('Control+o')
    await page.getByRole('textbox', { name: 'Trace id' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type('0af7651916cd43dd8448eb211c80319c')
    await keys('Enter')
    await page.getByText('Not found in any source').waitFor()
    expect(await page.getByRole('list', { name: 'Sources' }).getByRole('listitem').count()).toBe(4)
  })

  it('opens a link to a view as it was left', async () => {
    await keys('e', 's', '/')
    await page.keyboard.type('cloud:aws')
    await keys('Enter')
    await expect.poll(() => page.url()).toContain('q=cloud%3Aaws')
    const link = page.url()
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByRole('treegrid', { name: 'Runs' }).waitFor()
    expect(await page.getByRole('combobox', { name: 'Filter runs' }).inputValue()).toBe('cloud:aws')
    await expect.poll(() => page.getByRole('button', { name: 'Errors only' }).getAttribute('aria-pressed')).toBe('true')
  })
})

describe('a long list', () => {
  it('stays in place when new runs come above it, and goes to them on request', async () => {
    const demo = await startDemo({ seed: 12, ratePerMinute: 0 })
    for (let n = 0; n < 60; n++)
      demo.traffic.emit('rag', { platforms: ['xray'], at: Date.now() - 60_000 * (2 + n / 2) })
    const at = await place()
    const { url, running } = await serve(demo.sources.map(printSourceUrl), at)
    const { page, faults } = await openPage(browser, url)
    const grid = page.getByRole('grid', { name: 'Runs' })
    try {
      await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBe(61)
      await page.keyboard.press('j')
      for (let n = 0; n < 45; n++) await page.keyboard.press('j')
      const chosen = grid.locator('[role=row][aria-selected=true]')
      const before = await chosen.boundingBox()
      demo.traffic.emit('rag', { platforms: ['xray'] })
      demo.traffic.emit('rag', { platforms: ['xray'] })
      await page.keyboard.press('r')
      await page.getByRole('button', { name: '2 new runs' }).waitFor()
      expect((await chosen.boundingBox())?.y).toBe(before?.y)
      expect(await grid.evaluate((one) => one === document.activeElement)).toBe(true)
      await page.keyboard.press('g')
      await page.keyboard.press('g')
      await expect.poll(() => page.getByRole('button', { name: '2 new runs' }).count()).toBe(0)
      expect(faults).toEqual([])
    } finally {
      await page.context().close()
      await running.stop()
      await demo.close()
      await at.remove()
    }
  })
})
