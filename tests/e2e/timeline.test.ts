/** The timeline of a run in Chromium, by keyboard alone: from the moment the list is shown no pointer is used. */

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import type { ScenarioName } from '../../src/demo/traffic/scenarios/names.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows, stepRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe('the timeline by keyboard alone', () => {
  let demo: Demo
  let at: Place
  let running: Running
  let page: Page
  let faults: string[]

  beforeEach(async () => {
    demo = await startDemo({ seed: 11, ratePerMinute: 0 })
    at = await place()
  })
  afterEach(async () => {
    expect(faults).toEqual([])
    await page.context().close()
    await running.stop()
    await demo.close()
    await at.remove()
  })

  const tree = () => page.getByRole('treegrid', { name: 'Steps of the run' })
  const rowCount = async () => Number(await tree().getAttribute('aria-rowcount')) - 1
  const selected = () => tree().locator('[role=row][aria-selected=true]')
  const nameOf = async (row: Locator) => (await row.locator('[class*=name]').first().textContent()) ?? ''
  const selectedName = () => nameOf(selected())
  const ruler = () => tree().getByRole('columnheader', { name: 'Time since the start of the run' })
  const status = () => page.getByRole('search').getByRole('status')
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }

  /** Emits one run and opens it from the list by keys. */
  async function open(scenario: ScenarioName, size?: number): Promise<void> {
    demo.traffic.emit(scenario, { platforms: ['datadog'], at: Date.now() - 3_600_000, ...(size ? { size } : {}) })
    const started = await serve(
      demo.sources.filter((one) => one.type === 'datadog').map((one) => printSourceUrl(one)),
      at,
    )
    running = started.running
    ;({ page, faults } = await openPage(browser, started.url))
    await expect.poll(() => runRows(page).count()).toBe(1)
    await page.locator('[data-list-grid]').focus()
    await press('j', 'Enter')
    await stepRows(page).first().waitFor()
    await expect.poll(selectedName).not.toBe('')
    // Keys of rows act where focus is: Tab leads there as to any other control.
    await page.evaluate(() => document.querySelector<HTMLElement>('[data-timeline-scroller] [tabindex="0"]')?.focus())
  }

  it('keeps focus, zoom and the search key while the window becomes narrow, wide and very wide', async () => {
    await open('support')
    await press('+', '+')
    const zoomed = await ruler().textContent()
    const focused = () => page.evaluate(() => document.activeElement?.closest('[data-timeline-scroller]') !== null)
    for (const [width, height] of [
      [640, 400],
      [1280, 800],
      [2560, 1440],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height })
      const tabs = page.getByRole('tablist')
      await tabs.first().waitFor()
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      expect(await focused()).toBe(true)
    }
    await expect.poll(() => ruler().textContent()).toBe(zoomed)
    await press('/')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    expect(
      await page
        .getByRole('search')
        .locator('input')
        .evaluate((one) => one === document.activeElement),
    ).toBe(true)
  })

  it('walks, folds one, a subtree, a level and all, with state and place told to assistive technology', async () => {
    await open('support')
    await press('}')
    const all = await rowCount()
    await press('g', 'g', 'ArrowDown', 'ArrowUp')
    expect(await selected().getAttribute('aria-rowindex')).toBe('2')
    expect(await selected().getAttribute('aria-level')).toBe('1')
    await press('ArrowLeft')
    expect(await selected().getAttribute('aria-expanded')).toBe('false')
    await expect.poll(rowCount).toBe(1)
    await press('ArrowRight')
    expect(await selected().getAttribute('aria-expanded')).toBe('true')
    await press('H')
    await expect.poll(rowCount).toBe(1)
    await press(']')
    await expect.poll(rowCount).toBeGreaterThan(1)
    const oneLevel = await rowCount()
    expect(oneLevel).toBeLessThan(all)
    await press('[')
    await expect.poll(rowCount).toBe(1)
    await press('L')
    await expect.poll(rowCount).toBe(all)
    await press('{')
    await expect.poll(rowCount).toBe(1)
    await press('}', 'G')
    await expect.poll(() => selected().getAttribute('aria-rowindex')).toBe(String(all + 1))
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-selected'))).toBe('true')
  })

  it('folds a run of alike steps into one row, unfolds it, and keeps that over a refresh', async () => {
    await open('indexing')
    const group = stepRows(page).filter({ hasText: '×' }).first()
    await group.waitFor()
    const folded = await rowCount()
    const words = (await group.locator('[role=gridcell]').last().getAttribute('aria-label')) ?? ''
    expect(words).toMatch(/total .*p50 .*max /)
    const index = Number(await group.getAttribute('aria-rowindex'))
    await press('g', 'g')
    for (let row = 2; row < index; row++) await press('j')
    await press('ArrowRight')
    await expect.poll(rowCount).toBeGreaterThan(folded)
    const opened = await rowCount()
    const requests = demo.requests().length
    await press('Control+r')
    await expect.poll(() => demo.requests().length).toBeGreaterThan(requests)
    await expect.poll(rowCount).toBe(opened)
    await press('j', 'ArrowLeft')
    await expect.poll(rowCount).toBe(folded)
    expect(await selected().getAttribute('aria-expanded')).toBe('false')
  })

  it('searches names at once and what steps hold, says where, goes from match to match, and brings the folding back', async () => {
    await open('support')
    await press('{')
    await expect.poll(rowCount).toBe(1)
    await press('/')
    await page.keyboard.type('refund')
    await expect.poll(() => status().textContent()).toMatch(/^\d+$/)
    const hits = Number(await status().textContent())
    expect(hits).toBeGreaterThan(1)
    await press('Enter')
    await expect.poll(() => status().textContent()).toMatch(new RegExp(`of ${hits}$`))
    await expect.poll(rowCount).toBeGreaterThan(1)
    await press('ArrowDown')
    const first = await selected().getAttribute('data-step')
    await press('n')
    await expect.poll(() => selected().getAttribute('data-step')).not.toBe(first)
    await press('N')
    await expect.poll(() => selected().getAttribute('data-step')).toBe(first)
    await press('}')
    await expect
      .poll(() =>
        tree()
          .getByText(/^in (input|output|attribute|event)$/)
          .count(),
      )
      .toBeGreaterThan(0)
    await press('/')
    await page.keyboard.type('chat')
    await expect.poll(() => stepRows(page).locator('mark').count()).toBeGreaterThan(0)
    await press('ArrowDown', 'g', 'g', 'Escape')
    await expect.poll(rowCount).toBe(1)
    expect(await status().count()).toBe(0)
  })

  it('goes to errors wherever they are folded away, and marks them on what hides them', async () => {
    await open('failing-tool')
    await press('g', 'g', '{')
    await expect
      .poll(() =>
        selected()
          .getByRole('img', { name: /errors? below/ })
          .count(),
      )
      .toBe(1)
    await press('e')
    await expect.poll(() => selected().getByRole('img', { name: 'Error', exact: true }).count()).toBe(1)
    const first = await selected().getAttribute('data-step')
    await press('e', 'E')
    expect(await selected().getAttribute('data-step')).toBe(first)
  })

  it('zooms to the selection, in and out, pans, and back to the whole', async () => {
    await open('support')
    const whole = await ruler().innerText()
    await press('G', 'f')
    await expect.poll(() => ruler().innerText()).not.toBe(whole)
    const fitted = await ruler().innerText()
    await press('-')
    await expect.poll(() => ruler().innerText()).not.toBe(fitted)
    await press('+', '+')
    const near = await ruler().innerText()
    await press('Shift+D')
    await expect.poll(() => ruler().innerText()).not.toBe(near)
    await press('0')
    await expect.poll(() => ruler().innerText()).toBe(whole)
  })

  it('shows the critical path and colours by something else, and remembers both for the next run', async () => {
    await open('support')
    const picture = () =>
      page.evaluate(() => [...document.querySelectorAll('canvas')].map((one) => one.toDataURL()).join(' '))
    const budget = page.getByRole('group', { name: 'Where the time went' })
    await expect.poll(() => budget.innerText()).toMatch(/waiting for models/)
    const plain = await picture()
    await press('c')
    await expect.poll(picture).not.toBe(plain)
    const critical = await picture()
    await press('t')
    await page.getByRole('list', { name: 'Colour by service' }).waitFor()
    await expect.poll(picture).not.toBe(critical)
    await page.reload()
    await page.getByRole('list', { name: 'Colour by service' }).waitFor()
    const path = page.getByRole('button', { name: /Critical path/ })
    await expect.poll(() => path.getAttribute('aria-pressed')).toBe('true')
  })

  it('goes from a part of the time budget to the step that took most of it', async () => {
    await open('support')
    const part = page.getByRole('group', { name: 'Where the time went' }).getByRole('button', { name: /models/ })
    await part.focus()
    await press('Enter')
    await expect.poll(selectedName).toMatch(/chat|claude|gpt|gemini|openai|nova/i)
  })

  it('offers to draw idle stretches short, does so, and takes it back', async () => {
    await open('approval')
    const offer = page.getByRole('button', { name: /without work: compress\?/ })
    await offer.waitFor()
    const before = await ruler().innerText()
    await press('z')
    await expect.poll(() => ruler().innerText()).not.toBe(before)
    expect(await ruler().locator('[title$="idle"]').count()).toBeGreaterThan(0)
    await press('z')
    await expect.poll(() => ruler().innerText()).toBe(before)
  })

  it('peeks at a step, opens its detail and comes back to its row', async () => {
    await open('support')
    await press('j')
    const name = await selectedName()
    await press('Space')
    await page.getByText('Starts at').waitFor()
    await press('Space')
    await expect.poll(() => page.getByText('Starts at').count()).toBe(0)
    await press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tab')
    await press('Escape')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-selected'))).toBe('true')
    expect(await selectedName()).toBe(name)
  })

  it('keeps what is on screen over a refresh: selection, folding, zoom, search and scroll', async () => {
    await open('wide', 400)
    await press('}', 'G', 'k', 'k', '+', '+')
    await press('/')
    await page.keyboard.type('a')
    await expect.poll(() => status().textContent()).toMatch(/\d$/)
    await press('ArrowDown')
    const look = async () => ({
      selected: await selected().getAttribute('data-step'),
      rows: await rowCount(),
      ruler: await ruler().innerText(),
      hits: await status().textContent(),
      scroll: await page.locator('[data-timeline-scroller]').evaluate((one) => one.scrollTop),
    })
    const before = await look()
    expect(before.scroll).toBeGreaterThan(0)
    const requests = demo.requests().length
    await press('Control+r')
    await expect.poll(() => demo.requests().length).toBeGreaterThan(requests)
    await page.waitForTimeout(300)
    await expect.poll(look).toEqual(before)
  })
})
