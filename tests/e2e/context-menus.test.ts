/** The context menus of what is in a run, by the pointer and by keys, and a page that is opened at a link. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runNamed, runRows, stepRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
let demo: Demo
let at: Place
let running: Running
let page: Page
let faults: string[]

beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo({ seed: 11, ratePerMinute: 0 })
  for (const platform of ['azuremonitor', 'xray'] as const)
    demo.traffic.emit('support', { platforms: [platform], at: Date.now() - 600_000 })
  at = await place()
  const served = await serve(demo.sources.map(printSourceUrl), at)
  running = served.running
  const azure = demo.sources.find(({ type }) => type === 'azuremonitor')!
  const link = `tracecraft://open?source=${encodeURIComponent(azure.name)}&q=support`
  ;({ page, faults } = await openPage(browser, `${served.url}&open=${encodeURIComponent(link)}`))
})
afterAll(async () => {
  expect(faults).toEqual([])
  await running.stop()
  await demo.close()
  await at.remove()
  await browser.close()
})

const entries = () => page.getByRole('menuitem')
const names = async (): Promise<string[]> => {
  await entries().first().waitFor()
  return (await entries().allInnerTexts()).map((text) => text.split('\n')[0]!)
}
const close = async (): Promise<void> => {
  await page.keyboard.press('Escape')
  await entries().first().waitFor({ state: 'detached' })
}
const fields = () => new URLSearchParams(new URL(page.url()).hash.slice(1))
const showFace = (face: string) =>
  page.evaluate((name) => {
    const hash = new URLSearchParams(window.location.hash.slice(1))
    hash.set('face', name)
    window.location.hash = hash.toString()
  }, face)

describe('a page that is opened at a link', () => {
  it('shows what the link names, and keeps it out of its address', async () => {
    await expect.poll(() => fields().get('q')).toBe('support')
    expect(fields().get('source')).not.toBeNull()
    expect(fields().get('open')).toBeNull()
    await expect.poll(() => runRows(page).count()).toBe(1)
  })
})

describe('a context menu', () => {
  it('of a step selects it and does what is in it, with the keys beside', async () => {
    await runNamed(page, 'support').click()
    await stepRows(page).nth(3).waitFor()
    const row = stepRows(page).nth(2)
    await row.click({ button: 'right' })
    expect(await names()).toEqual([
      'Fit into the window',
      'Fold',
      'Fold with all below',
      'To the step’s detail',
      'Find steps of this name',
      'Copy name',
      'Copy span id',
      'Copy link to this step',
    ])
    // The rest of the page is hidden from its roles while a menu is open.
    expect(await page.locator('[data-step="2"]').getAttribute('aria-selected')).toBe('true')
    expect(await page.getByRole('menuitem', { name: /^Fold with all below/ }).innerText()).toContain('H')
    const rows = page.locator('[data-timeline-scroller] [data-step]:visible')
    const before = await rows.count()
    await page.getByRole('menuitem', { name: /^Fold/ }).first().click()
    await expect.poll(() => rows.count()).toBeLessThan(before)
  })

  it('opens by Shift+F10 on the row that has the focus, and Escape closes it alone', async () => {
    const field = page.getByRole('textbox', { name: /^Search steps/ })
    await field.fill('a')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+F10')
    expect(await names()).toContain('Copy span id')
    await close()
    expect(await field.inputValue()).toBe('a')
    expect(fields().get('run')).not.toBeNull()
  })

  it('leaves selected words to the system', async () => {
    await page.getByRole('tab', { name: /^Attributes/ }).click()
    const value = page.locator('[data-attribute] td').first()
    await value.waitFor()
    await value.evaluate((element) => document.getSelection()?.selectAllChildren(element))
    await value.click({ button: 'right' })
    expect(await entries().count()).toBe(0)
    await page.evaluate(() => document.getSelection()?.removeAllRanges())
    await value.click({ button: 'right' })
    expect(await names()).toContain('Copy value')
    await close()
  })

  it('of a frame zooms, and that of a row of the statistics finds its steps', async () => {
    await showFace('flame')
    await page.getByRole('tree', { name: 'Flame graph of the run' }).focus()
    await page.keyboard.press('Shift+F10')
    expect((await names()).slice(0, 2)).toEqual(['Zoom into the frame', 'Zoom out by one'])
    await close()
    await showFace('statistics')
    const row = page.locator('[data-at]').first()
    await row.click({ button: 'right' })
    expect(await names()).toEqual(['Select its longest step', 'Find its steps in the timeline', 'Copy name'])
    await page.getByRole('menuitem', { name: /^Find its steps/ }).click()
    await stepRows(page).first().waitFor()
    await expect.poll(() => page.getByRole('textbox', { name: /^Search steps/ }).inputValue()).not.toBe('a')
  })

  it('of an attribute narrows the list where the filter has a field for it', async () => {
    const agent = page.locator('[data-attribute]', { hasText: 'gen_ai.agent.name' })
    await stepRows(page).filter({ hasText: 'invoke_agent' }).first().click()
    await agent.first().click({ button: 'right' })
    expect(await names()).toEqual(['Copy value', 'Copy name', 'Only runs with agent support-agent'])
    await page.getByRole('menuitem', { name: /^Only runs/ }).click()
    await expect.poll(() => fields().get('q')).toContain('agent=support-agent')
    expect(fields().get('run')).toBeNull()
  })
})
