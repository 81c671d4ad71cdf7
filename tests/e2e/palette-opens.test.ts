/** What the command palette opens by itself: a run by a pasted id, and a saved view. */

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
    for (const scenario of ['support', 'research'] as const)
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
const filter = () => page.getByRole('combobox', { name: 'Filter runs' })

async function choose(text: string, line: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await palette().getByRole('combobox').waitFor()
  await page.keyboard.insertText(text)
  await palette().locator('[role=option][aria-selected=true]').filter({ hasText: line }).waitFor()
  await page.keyboard.press('Enter')
}

describe('the palette', () => {
  it('hands an id on to where it is looked for, and has it looked for at once', async () => {
    const id = '1-6553f100-00112233445566778899aabb'
    await choose(id, `Open the run ${id}`)
    const dialog = page.getByRole('dialog', { name: 'Open by trace id' })
    await expect.poll(() => dialog.getByRole('textbox').inputValue()).toBe(id)
    await expect.poll(() => dialog.getByRole('list', { name: 'Sources' }).textContent()).toMatch(/not there/)
  })

  it('opens a run that a line of a log names, without another question', async () => {
    await runNamed(page, 'research').click()
    await stepRows(page).nth(3).waitFor()
    const id = /run=[^/]*\/([^&]+)/.exec(decodeURIComponent(new URL(page.url()).hash))?.[1] ?? ''
    expect(id).not.toBe('')
    await page.keyboard.press('Escape')
    await runRows(page).nth(3).waitFor()
    await choose(`level=info trace=${id} msg=done`, `Open the run ${id}`)
    await stepRows(page).nth(3).waitFor()
    expect(new URL(page.url()).hash).toContain(id)
  })

  it('offers saved views by their names, in a run too', async () => {
    await filter().fill('research')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: /Save this view/ }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('Only research')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await filter().fill('')
    await runNamed(page, 'support').click()
    await stepRows(page).nth(2).waitFor()
    await choose('only res', 'Only research')
    await expect.poll(() => filter().inputValue()).toBe('research')
  })
})
