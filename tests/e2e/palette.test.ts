/** Journeys through the command palette, the help and the keys of the whole page, by keyboard alone. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { platforms } from '../../src/shared/platform.ts'
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
  for (const platform of platforms)
    for (const scenario of ['support', 'research', 'failing-tool'] as const)
      demo.traffic.emit(scenario, { platforms: [platform], at: Date.now() - 600_000 })
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
  await runRows(page).nth(3).waitFor()
})
afterEach(async () => {
  expect(faults).toEqual([])
  await page.context().close()
})

const palette = () => page.getByRole('dialog', { name: 'Command palette' })
const active = () => palette().locator('[role=option][aria-selected=true]')

async function ask(text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await palette().getByRole('combobox').and(page.locator(':focus')).waitFor()
  await page.keyboard.type(text)
}

const focused = () =>
  page.evaluate(() => document.activeElement?.getAttribute('role') ?? document.activeElement?.tagName)

describe('the command palette', () => {
  it('opens over everything, and Escape gives the focus back to where it was', async () => {
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await focused()).toBe('grid')
    await ask('fold')
    expect(await focused()).toBe('combobox')
    await page.keyboard.press('Escape')
    await palette().waitFor({ state: 'hidden' })
    await expect.poll(focused).toBe('grid')
  })

  it('tells assistive technology which line is active while the focus stays in the field', async () => {
    await ask('theme')
    await expect.poll(() => active().textContent()).toMatch(/theme/i)
    await expect
      .poll(async () => {
        const id = await palette().getByRole('combobox').getAttribute('aria-activedescendant')
        return id !== null && id === (await active().getAttribute('id'))
      })
      .toBe(true)
    const first = await active().textContent()
    await page.keyboard.press('ArrowDown')
    expect(await active().textContent()).not.toBe(first)
    await page.keyboard.press('ArrowUp')
    expect(await active().textContent()).toBe(first)
  })

  it('runs an action, remembers it, and shows it first the next time', async () => {
    await ask('theme dark')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    await ask('contrast high')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['contrast'])).toBe('more')
    await ask('settings')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Settings' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await ask('')
    expect(await active().textContent()).toContain('Settings')
  })

  it('goes to a source', async () => {
    await ask('datadog')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).hash).toContain('source=')
    await expect.poll(() => runRows(page).first().textContent()).toContain('Datadog')
  })

  it('opens a run by its agent, then finds a step and a face of it', async () => {
    await ask('research')
    await active().filter({ hasText: 'research' }).waitFor()
    await page.keyboard.press('Enter')
    await stepRows(page).nth(3).waitFor()
    await ask('web_search')
    await palette().getByRole('group', { name: 'Steps of this run' }).waitFor()
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.getByRole('complementary', { name: 'Step detail' }).textContent())
      .toContain('web_search')
    await ask('statistics')
    await page.keyboard.press('Enter')
    await page.getByRole('table').waitFor()
    expect(new URL(page.url()).hash).toContain('face=statistics')
  })

  it('offers to open what looks like a trace id', async () => {
    await ask('1-6553f100-00112233445566778899aabb')
    await active().filter({ hasText: 'Open the run 1-6553f100' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('textbox').and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
  })
})

describe('the help', () => {
  it('is searched by what a key does and by the key', async () => {
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await help.getByText('Next error').waitFor()
    await page.keyboard.type('error')
    await expect.poll(() => help.getByText('Command palette').count()).toBe(0)
    expect(await help.getByText('Next error').count()).toBe(1)
    await page.keyboard.press('Control+a')
    await page.keyboard.type('ctrl+k')
    await help.getByText('Command palette').waitFor()
    await expect.poll(() => help.getByText('Next error').count()).toBe(0)
  })
})

describe('the keys of the whole page', () => {
  it('go to sources by number, also by the way that no browser keeps for itself', async () => {
    const source = () => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('source')
    await page.keyboard.press('Control+2')
    await expect.poll(source).not.toBeNull()
    const second = source()
    await page.keyboard.press('g')
    await page.keyboard.press('0')
    await expect.poll(source).toBeNull()
    await page.keyboard.press('g')
    await page.keyboard.press('2')
    await expect.poll(source).toBe(second)
  })

  it('open settings, search and open-by-id', async () => {
    for (const [keys, name] of [
      ['Control+,', 'Settings'],
      ['Control+o', /Open/],
    ] as const) {
      await page.keyboard.press(keys)
      await page.getByRole('dialog', { name }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    await page.keyboard.press('Control+f')
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
  })

  it('leave single keys to the browser when they are switched off', async () => {
    await page.keyboard.press('Control+,')
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.keyboard.press('Control+k')
    await palette().waitFor()
    await page.keyboard.press('Escape')
    await runNamed(page, 'support').click()
    await stepRows(page).nth(2).waitFor()
  })
})
