import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { type Platform, platforms } from '../../src/shared/platform.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runNamed, runRows, stepRows } from '../support/page.ts'
import { watchPage } from '../support/page-watch.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe('a newcomer', () => {
  let at: Place
  let running: Running
  let url = ''
  beforeAll(async () => {
    at = await place()
    ;({ url, running } = await serve([], at))
  })
  afterAll(async () => {
    await running.stop()
    await at.remove()
  })

  it('explores the demo: a list of four platforms, a run, a step with its input and output', async () => {
    const { page, faults } = await openPage(browser, url)
    await expect.poll(() => page.url()).not.toContain('token')
    await page.getByRole('button', { name: 'Explore the demo' }).first().click()
    await runRows(page).nth(20).waitFor()
    for (const name of ['X-Ray', 'Cloud Trace', 'Azure Monitor', 'Datadog APM'])
      await page.getByRole('navigation', { name: 'Sources' }).getByText(`Demo · ${name}`).waitFor()
    await expect
      .poll(() =>
        page
          .getByRole('navigation', { name: 'Sources' })
          .getByText(/ok · \d+ runs/)
          .count(),
      )
      .toBe(4)

    await runRows(page).filter({ hasText: 'support' }).first().click()
    await stepRows(page).nth(3).waitFor()
    await stepRows(page).filter({ hasText: /chat / }).first().click()
    const detail = page.getByRole('complementary', { name: 'Step detail' })
    await detail.getByRole('tab', { name: 'Input' }).click()
    await detail
      .getByRole('tabpanel')
      .getByText(/\w{3,}/)
      .first()
      .waitFor()
    await page.keyboard.press('o')
    await expect.poll(() => detail.getByRole('tab', { name: 'Output' }).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('r')
    await expect.poll(() => detail.getByRole('tab', { name: 'Raw' }).getAttribute('aria-selected')).toBe('true')
    expect(faults).toEqual([])
  })

  it('keeps the session over a reload, and opens a link to a run and its step', async () => {
    const { page, faults } = await openPage(browser, url)
    await runRows(page).nth(5).waitFor()
    await runNamed(page, 'support').click()
    await stepRows(page).nth(1).click()
    await expect.poll(() => page.url()).toMatch(/run=.*step=/)
    const before = page.url()
    await page.reload()
    await stepRows(page).nth(1).waitFor()
    expect(page.url()).toBe(before)
    await expect.poll(() => stepRows(page).nth(1).getAttribute('aria-selected')).toBe('true')
    await page.goBack()
    await runRows(page).nth(5).waitFor()
    expect(faults).toEqual([])
  })

  it('is told in a sentence when the token is missing', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await watchPage(page)
    await page.goto(url.replace(/#.*/, ''))
    await page.getByText(/one-time token/).waitFor()
    await context.close()
  })
})

describe('an engineer', () => {
  let demo: Demo
  let at: Place
  let running: Running
  let page: Page
  let faults: string[]

  beforeEach(async () => {
    // Only what a test emits, so that "a new run" is the one and no other.
    demo = await startDemo({ seed: 11, ratePerMinute: 0 })
    for (const platform of platforms) {
      demo.traffic.emit('support', { platforms: [platform], at: Date.now() - 600_000 })
      demo.traffic.emit('failing-tool', { platforms: [platform], at: Date.now() - 900_000 })
    }
    at = await place()
  })
  afterEach(async () => {
    await page.context().close()
    await running.stop()
    await demo.close()
    await at.remove()
  })

  async function open(): Promise<void> {
    const started = await serve(demo.sources.map(printSourceUrl), at)
    running = started.running
    ;({ page, faults } = await openPage(browser, started.url))
  }

  it('presses Ctrl+R and sees what is new, with selection and scroll kept', async () => {
    await open()
    await expect.poll(() => runRows(page).count()).toBe(8)
    await runRows(page).nth(0).waitFor()
    await page.getByRole('grid', { name: 'Runs' }).focus()
    for (let n = 0; n < 4; n++) await page.keyboard.press('j')
    const chosen = page.getByRole('grid', { name: 'Runs' }).locator('[role=row][aria-selected=true]')
    const selected = await chosen.innerText()
    demo.traffic.emit('rag', { platforms: ['xray'] })
    await page.keyboard.press('Control+r')
    await expect.poll(() => runRows(page).count()).toBe(9)
    expect(await chosen.innerText()).toBe(selected)
    expect(faults).toEqual([])
  })

  it('does not bother the platforms again within the TTL, without Ctrl+R', async () => {
    await open()
    await expect.poll(() => runRows(page).count()).toBe(8)
    const before = demo.requests().length
    await page.reload()
    await expect.poll(() => runRows(page).count()).toBe(8)
    expect(demo.requests().length).toBe(before)
  })

  it('sees the failure of one source, with its fix, beside the runs of the others, and its runs when it is well again', async () => {
    demo.servers.azuremonitor.addFault({ kind: 'forbidden', times: Infinity })
    await open()
    await expect.poll(() => runRows(page).count()).toBe(6)
    const alert = page.getByRole('alert').first()
    await alert
      .getByText(/Log Analytics Reader/)
      .first()
      .waitFor()
    demo.servers.azuremonitor.clearFaults()
    await page.keyboard.press('Control+r')
    await expect.poll(() => runRows(page).count()).toBe(8)
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
  })

  it('opens a trace of 10,000 steps, goes to its end, back, and to its errors', async () => {
    const huge = demo.traffic.emit('huge', { platforms: ['xray'] })
    await open()
    await expect.poll(() => runRows(page).count()).toBe(9)
    await runRows(page).first().click()
    const tree = page.getByRole('treegrid', { name: 'Steps of the run' })
    await stepRows(page).nth(10).waitFor()
    const total = Number(await tree.getAttribute('aria-rowcount')) - 1
    expect(total).toBeGreaterThanOrEqual(huge.spans.length)
    expect(await stepRows(page).count()).toBeLessThan(200)
    await stepRows(page).first().click()
    await page.keyboard.press('Shift+G')
    await expect.poll(() => tree.locator(`[role=row][aria-rowindex="${total + 1}"]`).count()).toBe(1)
    await page.keyboard.press('g')
    await page.keyboard.press('g')
    await expect.poll(() => tree.locator('[role=row][aria-rowindex="2"]').count()).toBe(1)
    // The selected row is kept drawn wherever it is; the others are those in sight.
    const inSight = async () => Number(await stepRows(page).nth(5).getAttribute('aria-rowindex'))
    await expect.poll(inSight).toBeLessThan(100)
    await page.mouse.move(600, 500)
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 3000)
        return inSight()
      })
      .toBeGreaterThan(1000)
    expect(faults).toEqual([])
  })

  it('folds a step, selects another, refreshes, and finds both as they were', async () => {
    await open()
    await runNamed(page, 'support').click()
    await stepRows(page).nth(3).waitFor()
    const all = await stepRows(page).count()
    await stepRows(page).first().click()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => stepRows(page).count()).toBeLessThan(all)
    const folded = await stepRows(page).count()
    const requests = demo.requests().length
    await page.keyboard.press('Control+r')
    await expect.poll(() => demo.requests().length).toBeGreaterThan(requests)
    await expect.poll(() => stepRows(page).first().getAttribute('aria-selected')).toBe('true')
    expect(await stepRows(page).count()).toBe(folded)
    expect(faults).toEqual([])
  })

  it('cancels: leaving a run that is being read aborts the request at the platform', async () => {
    await open()
    await expect.poll(() => runRows(page).count()).toBe(8)
    demo.servers.cloudtrace.addFault({ kind: 'stall', times: Infinity })
    await runRows(page).filter({ hasText: 'Cloud Trace' }).first().click()
    const stalled = () => demo.servers.cloudtrace.requests.filter((one) => one.faulted)
    await expect.poll(() => stalled().length).toBe(1)
    await page.goBack()
    await expect.poll(() => stalled()[0]?.aborted).toBe(true)
  })

  it('adds a source in the dialog: by form, tested, saved into the config file', async () => {
    const { endpoint } = demo.sources.find((one) => one.type === 'xray') ?? { endpoint: '' }
    at = { ...at, env: { ...at.env, TRACECRAFT_XRAY_ENDPOINT: endpoint ?? '' } }
    const started = await serve([], at)
    running = started.running
    ;({ page, faults } = await openPage(browser, started.url))
    await page.getByRole('button', { name: 'Add a source' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Paste to fill the form' }).fill('xray://us-east-1/?lookback=24h')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: /^Test/ }).click()
    await expect.poll(() => dialog.getByText(/newest|trace/i).count()).toBeGreaterThan(0)
    await dialog
      .getByRole('button', { name: /^Save and open|^Save$/ })
      .first()
      .click()
    await expect.poll(() => runRows(page).count()).toBeGreaterThanOrEqual(2)
    const { readFile } = await import('node:fs/promises')
    const written = await readFile(`${at.folder}/.tracecraft/config.yaml`, 'utf8')
    expect(written).toMatch(/type: xray/)
    expect(written).toMatch(/xray_lookback_hours: 24/)
    expect(faults).toEqual([])
  })

  it('made the platforms do nothing but read', async () => {
    await open()
    await expect.poll(() => runRows(page).count()).toBe(8)
    for (const platform of platforms satisfies readonly Platform[]) {
      const requests = demo.servers[platform].requests
      expect(requests.length).toBeGreaterThan(0)
      expect(requests.filter((one) => !one.read)).toEqual([])
    }
  })
})
