/** Journeys through the other faces of a run, by keyboard: the flame graph and the statistics. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runNamed, runRows, stepRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
let demo: Demo
let at: Place
let running: Running
let url: string
let page: Page
let faults: string[]

beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo({ seed: 11, ratePerMinute: 0 })
  demo.traffic.emit('research', { platforms: ['cloudtrace'], at: Date.now() - 600_000 })
  at = await place()
  ;({ url, running } = await serve(demo.sources.map(printSourceUrl), at))
})
afterAll(async () => {
  await running.stop()
  await demo.close()
  await at.remove()
  await browser.close()
})
beforeEach(async () => {
  ;({ page, faults } = await openPage(browser, url))
  await runRows(page).first().waitFor()
  await runNamed(page, 'research').click()
  await stepRows(page).nth(3).waitFor()
})
afterEach(async () => {
  expect(faults).toEqual([])
  await page.context().close()
})

const step = () => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('step')
const detail = () => page.getByRole('complementary', { name: 'Step detail' })

async function show(face: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').and(page.locator(':focus')).waitFor()
  await page.keyboard.type(face)
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).hash).toContain('face=')
}

describe('the flame graph', () => {
  const tree = () => page.getByRole('tree', { name: 'Flame graph of the run' })
  const told = () => tree().locator('[role=treeitem][aria-selected=true]')

  it('is walked by the arrows, and its selection is that of the timeline and the detail', async () => {
    await show('flame')
    await tree().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const name = (await told().textContent())!.split(' · ')[0]!
    await expect.poll(() => detail().textContent()).toContain(name)
    await expect.poll(step).not.toBeNull()
    const chosen = step()
    expect(await tree().getAttribute('aria-activedescendant')).toBe(await told().getAttribute('id'))
    await page.keyboard.press('ArrowRight')
    await expect.poll(step).not.toBe(chosen)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(step).toBe(chosen)
    await page.getByRole('radio', { name: 'Timeline' }).click()
    await expect.poll(() => page.locator('[role=row][aria-selected=true]').first().textContent()).toContain(name)
  })

  it('zooms into a subtree by Enter and out by Escape, before Escape leaves the run', async () => {
    await show('flame')
    await tree().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const path = page.getByRole('navigation', { name: 'Zoom' })
    await expect.poll(() => path.getByRole('button').count()).toBeGreaterThan(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect.poll(() => path.getByRole('button').count()).toBe(1)
    expect(await tree().count()).toBe(1)
  })

  it('is clicked: a frame is selected, and one that is selected is zoomed into', async () => {
    await show('flame')
    const box = (await tree().boundingBox())!
    const second = { x: 20, y: 30 }
    await tree().click({ position: second })
    await expect.poll(step).not.toBeNull()
    await page.waitForTimeout(400)
    await tree().click({ position: second })
    await expect
      .poll(() => page.getByRole('navigation', { name: 'Zoom' }).getByRole('button').count())
      .toBeGreaterThan(1)
    expect(box.width).toBeGreaterThan(200)
  })

  it('merges equal steps, and says how many', async () => {
    await show('flame')
    await page.getByRole('radio', { name: /merged/ }).click()
    await tree().focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => tree().textContent()).toMatch(/\d+ steps/)
  })
})

describe('the statistics', () => {
  const table = () => page.getByRole('table')

  it('sort by a column, and say so', async () => {
    await show('statistics')
    const count = table().getByRole('columnheader', { name: 'Count' })
    await count.getByRole('button').click()
    await expect.poll(() => count.getAttribute('aria-sort')).toBe('descending')
    const counts = await table().locator('tbody tr td:nth-of-type(1)').allTextContents()
    expect(counts.map(Number)).toEqual(counts.map(Number).toSorted((a, b) => b - a))
    await count.getByRole('button').click()
    await expect.poll(() => count.getAttribute('aria-sort')).toBe('ascending')
  })

  it('select the longest step of a row by Enter, and go from row to row by the arrows', async () => {
    await show('statistics')
    await page.getByRole('radio', { name: 'Models' }).click()
    const rows = table().locator('[data-row]')
    await rows.first().focus()
    await page.keyboard.press('ArrowDown')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe(await rows.nth(1).textContent())
    await page.keyboard.press('Enter')
    await expect.poll(step).not.toBeNull()
    await expect.poll(() => table().locator('tr[data-selected]').count()).toBe(1)
  })

  it('find the steps of a row in the timeline', async () => {
    await show('statistics')
    await table().locator('[data-row]').first().focus()
    await page.keyboard.press('/')
    await stepRows(page).first().waitFor()
    expect(new URL(page.url()).hash).not.toContain('face=')
    await expect.poll(() => page.getByRole('search').getByRole('status').textContent()).toMatch(/[1-9]/)
  })

  it('are restored by their link', async () => {
    await show('statistics')
    await expect.poll(() => new URL(page.url()).hash).toContain('face=statistics')
    await page.reload()
    await table().waitFor()
  })
})
