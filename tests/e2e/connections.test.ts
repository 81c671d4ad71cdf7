/** Sources added, tested, ordered, paused and mended in Chromium, over the demo platforms. */

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, demoPlaces, startDemo } from '../../src/demo/index.ts'
import { type Platform, platforms, platformTitle } from '../../src/shared/platform.ts'
import { axeFaults } from '../support/axe-faults.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
let demo: Demo
let at: Place
let running: Running
let page: Page
let faults: string[]

beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo({ seed: 7, ratePerMinute: 0 })
  for (const platform of platforms)
    for (const scenario of ['support', 'failing-tool'] as const)
      demo.traffic.emit(scenario, { platforms: [platform], at: Date.now() - 600_000 })
  // The demo's endpoints come from the environment, so that what a user writes or pastes is what it would be for the real platforms.
  at = await place({ ...demo.env, DD_API_KEY: 'stand-in-api-key', DD_APP_KEY: 'stand-in-application-key' })
  const started = await serve([], at)
  running = started.running
  ;({ page, faults } = await openPage(browser, started.url))
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
})
afterAll(async () => {
  await running.stop()
  await browser.close()
  await demo.close()
  await at.remove()
})

// What one test leaves open is not in the way of the next.
afterEach(async () => {
  demo.servers.xray.clearFaults()
  demo.servers.azuremonitor.clearFaults()
  await page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'hidden' })
})

const sidebar = () => page.getByRole('navigation', { name: 'Sources' })
// A toast is a dialog too, without a name.
const dialog = () => page.getByRole('dialog', { name: /^(Add a source|Edit|Test|Remove) ?/ })
const item = (name: string) => sidebar().getByRole('listitem').filter({ hasText: name })
const configText = () => readFile(join(at.folder, '.tracecraft/config.yaml'), 'utf8')
const namesInFile = async () => [...(await configText()).matchAll(/name: (.+)/g)].map((match) => match[1])

async function openDialog(): Promise<Locator> {
  await page.getByRole('button', { name: 'Add a source' }).first().click()
  await dialog().waitFor()
  return dialog()
}

async function choose(name: string, entry: string | RegExp): Promise<void> {
  await sidebar()
    .getByRole('button', { name: `Actions for ${name}` })
    .click()
  await page.getByRole('menuitem', { name: entry }).click()
}

const fields: Record<Platform, Record<string, string>> = {
  xray: { Region: demoPlaces.region },
  cloudtrace: { 'Project id': demoPlaces.project },
  azuremonitor: { 'Workspace id': demoPlaces.workspaceId },
  datadog: { Site: demoPlaces.site },
}
const pasted: Record<Platform, string> = {
  xray: 'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#xray:traces/query',
  cloudtrace: `https://console.cloud.google.com/traces/list?project=${demoPlaces.project}`,
  azuremonitor: demoPlaces.workspaceId,
  datadog: 'export DD_API_KEY=stand-in\nexport DD_APP_KEY=stand-in\nexport DD_SITE=datadoghq.com',
}

describe('a source of each platform', () => {
  describe.each(platforms)('%s', (platform) => {
    it.each(['form', 'paste'])('is added by %s, tested green, saved, and shows its runs', async (how) => {
      const name = `${platform} by ${how}`
      const form = await openDialog()
      if (how === 'form') {
        await form.getByRole('radio', { name: platformTitle[platform] }).click()
        for (const [label, text] of Object.entries(fields[platform])) await form.getByLabel(label).fill(text)
      } else {
        await page.evaluate((text) => navigator.clipboard.writeText(text), pasted[platform])
        await form.getByLabel('Paste to fill the form').focus()
        await page.keyboard.press('Control+v')
        await form.getByRole('radio', { name: platformTitle[platform], checked: true }).waitFor()
      }
      await form.getByLabel('Name', { exact: true }).fill(name)
      await form.getByRole('button', { name: 'Test', exact: true }).click()
      await form.getByText(/^Connected in /).waitFor()
      const stages = form.getByRole('region', { name: 'Connection test' }).getByRole('listitem')
      expect(await stages.count()).toBeGreaterThanOrEqual(4)
      await form.getByRole('button', { name: 'Save and open' }).click()
      await dialog().waitFor({ state: 'hidden' })
      await item(name)
        .getByText(/ok · 2 runs/)
        .waitFor()
      await expect.poll(() => runRows(page).count()).toBe(2)
      expect(await configText()).toMatch(new RegExp(`name: ${name}\\n +type: ${platform}\\n`))
      expect(faults).toEqual([])
    })
  })

  it('left nothing but names in the config file: no key, no endpoint of the environment', async () => {
    const text = await configText()
    expect(text).not.toContain('stand-in')
    expect(text).not.toContain('127.0.0.1')
  })
})

describe('a test that fails', () => {
  it('shows each stage with its time, the cause, the way out and the rights to ask for; the source is saved all the same, and recovers', async () => {
    demo.servers.azuremonitor.addFault({ kind: 'forbidden', times: Infinity })
    const requests = demo.servers.azuremonitor.requests.length
    const form = await openDialog()
    await form.getByRole('radio', { name: 'Azure Monitor' }).click()
    await form.getByLabel('Workspace id').fill(demoPlaces.workspaceId)
    await form.getByLabel('Name', { exact: true }).fill('prod')
    await form.getByRole('button', { name: 'Production? Mark it red' }).click()
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    await form.getByRole('status').filter({ hasText: 'The test failed.' }).waitFor()
    const test = form.getByRole('region', { name: 'Connection test' })
    const texts = await test.getByRole('listitem').allInnerTexts()
    const ends = texts.map((text) => /passed with a remark|passed|failed|skipped/.exec(text)?.[0])
    expect(ends).toContain('passed')
    expect(ends).toContain('failed')
    // What ran says how long it took; what was not reached is passed over.
    for (const text of texts) if (!text.includes('skipped')) expect(text).toMatch(/\d (µs|ms|s)/)
    const failed = test.getByRole('listitem').filter({ hasText: ', failed' })
    await failed
      .getByText(/Log Analytics Reader/)
      .first()
      .waitFor()
    await failed.getByRole('button', { name: 'Copy the least rights' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('az role assignment create')
    await form.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog().waitFor({ state: 'hidden' })
    // Another source is on screen: nothing asks this one yet, and its test is what is known of it.
    await item('prod').getByText('needs attention').waitFor()
    await sidebar()
      .getByRole('button', { name: /All sources/ })
      .click()
    await item('prod').getByText('no permission').waitFor()
    expect(demo.servers.azuremonitor.requests.length).toBeGreaterThan(requests)
    expect(await configText()).toMatch(/name: prod\n +type: azuremonitor\n(.*\n)* +color: red\n/)

    demo.servers.azuremonitor.clearFaults()
    await page.keyboard.press('Control+r')
    await item('prod')
      .getByText(/ok · 2 runs/)
      .waitFor()
  })

  it('comes into sight in a low window, where it lies below the form', async () => {
    demo.servers.azuremonitor.addFault({ kind: 'forbidden', times: Infinity })
    const form = await openDialog()
    const usual = page.viewportSize()
    await page.setViewportSize({ width: 640, height: 400 })
    await form.getByRole('radio', { name: 'Azure Monitor' }).click()
    await form.getByLabel('Workspace id').fill(demoPlaces.workspaceId)
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    const verdict = form.getByRole('status').filter({ hasText: 'The test failed.' })
    await verdict.waitFor()
    const footer = await form.getByRole('button', { name: 'Test', exact: true }).boundingBox()
    await expect
      .poll(async () => {
        const box = await verdict.boundingBox()
        return box !== null && footer !== null && box.y >= 0 && box.y + box.height <= footer.y
      })
      .toBe(true)
    if (usual) await page.setViewportSize(usual)
  })

  it('is cancelled at the platform when the user cancels it', async () => {
    demo.servers.xray.addFault({ kind: 'stall', times: Infinity })
    const stalled = () => demo.servers.xray.requests.filter((one) => one.faulted)
    await choose('xray by form', 'Test the connection')
    await expect.poll(() => stalled().length).toBeGreaterThan(0)
    await dialog().getByRole('button', { name: 'Cancel the test' }).click()
    await dialog().getByText('The test was cancelled.').waitFor()
    // The list behind the dialog may be waiting too, and goes on waiting.
    await expect.poll(() => stalled().some((one) => one.aborted)).toBe(true)
    demo.servers.xray.clearFaults()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  })

  it('names the mistake before anything is asked: a key, a connection string, a project number', async () => {
    const form = await openDialog()
    const box = form.getByLabel('Paste to fill the form')
    for (const [text, said] of [
      [['AKIA', 'IOSFODNN7EXAMPLE'].join(''), /This is an AWS access key/],
      ['InstrumentationKey=0a;IngestionEndpoint=https://x.example/', /connection string; the workspace id is a GUID/],
      ['123456789012', /project number/],
    ] as const) {
      await box.fill(text)
      await box.press('Enter')
      await form.getByText(said).waitFor()
    }
    expect(await form.getByRole('region', { name: 'Connection test' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  })
})

describe('the sources in the sidebar', () => {
  it('change places by keyboard and by dragging, in the file too, and after a reload', async () => {
    const [first, second, third] = await namesInFile()
    await item(first!).getByRole('button').first().focus()
    await page.keyboard.press('Alt+ArrowDown')
    await sidebar()
      .getByRole('status')
      .filter({ hasText: `${first}: place 2 of` })
      .waitFor()
    await expect.poll(async () => (await namesInFile()).slice(0, 3)).toEqual([second, first, third])
    expect(
      await item(first!)
        .getByRole('button')
        .first()
        .evaluate((one) => one === document.activeElement),
    ).toBe(true)
    await page.keyboard.press('ContextMenu')
    await page.getByRole('menuitem', { name: /Move up/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    await item(third!).dragTo(item(second!), { targetPosition: { x: 40, y: 3 } })
    await expect.poll(async () => (await namesInFile()).slice(0, 3)).toEqual([third, second, first])
    await page.reload()
    await item(third!).waitFor()
    const shown = await sidebar().getByRole('listitem').allInnerTexts()
    expect(shown.slice(0, 3).map((text) => text.split('\n')[0])).toEqual([third, second, first])
  })

  it('can be paused, which asks the platform nothing, and resumed', async () => {
    await choose('datadog by form', 'Pause')
    await item('datadog by form')
      .getByText(/^paused · 2 runs/)
      .waitFor()
    expect(await configText()).toContain('paused: true')
    await choose('datadog by paste', 'Pause')
    await item('datadog by paste')
      .getByText(/^paused/)
      .waitFor()
    const requests = demo.servers.datadog.requests.length
    const others = demo.servers.xray.requests.length
    await page.keyboard.press('Control+r')
    await expect.poll(() => demo.servers.xray.requests.length).toBeGreaterThan(others)
    await item('xray by form')
      .getByText(/^ok · 2 runs/)
      .waitFor()
    expect(demo.servers.datadog.requests.length).toBe(requests)
    for (const name of ['datadog by form', 'datadog by paste']) {
      await choose(name, 'Resume')
      await item(name)
        .getByText(/^ok · 2 runs/)
        .waitFor()
    }
    expect(await configText()).not.toContain('paused')
    await page.keyboard.press('Control+r')
    await expect.poll(() => demo.servers.datadog.requests.length).toBeGreaterThan(requests)
  })

  it('can be duplicated, changed and removed', async () => {
    await choose('azuremonitor by form', 'Duplicate…')
    expect(await dialog().getByLabel('Name', { exact: true }).inputValue()).toBe('azuremonitor by form copy')
    await dialog().getByLabel('Service').fill('no-such-service')
    await dialog().getByRole('button', { name: 'Save', exact: true }).click()
    await item('azuremonitor by form copy')
      .getByText(/ok · 0 runs/)
      .waitFor()
    await choose('azuremonitor by form copy', 'Remove…')
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    // What lies behind an open dialog counts as gone.
    await dialog().waitFor({ state: 'hidden' })
    await item('azuremonitor by form copy').waitFor({ state: 'detached' })
    expect(await configText()).not.toContain('no-such-service')
  })

  it('follow the file when it is edited outside', async () => {
    const before = await configText()
    const path = join(at.folder, '.tracecraft/config.yaml')
    await writeFile(path, before.replace('name: prod', 'name: live\n    xray_regon: x'))
    await item('live').waitFor()
    await sidebar()
      .getByText(/did you mean xray_region|"xray_regon" is not a known key/i)
      .first()
      .waitFor()
    await writeFile(path, before)
    await item('prod').waitFor()
  })
})

/** Presses Tab until the focus is on what is wanted. */
async function tabTo(wanted: Locator): Promise<void> {
  for (let n = 0; n < 120; n++) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab does not reach it')
}

describe('the dialog', () => {
  it('is used from end to end with the keyboard alone', async () => {
    await page.mouse.move(0, 0)
    await tabTo(sidebar().getByRole('button', { name: 'Add a source' }).first())
    await page.keyboard.press('Enter')
    const form = dialog()
    await tabTo(form.getByRole('radio', { name: 'AWS X-Ray' }))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await form.getByRole('radio', { name: 'Azure Monitor', checked: true }).waitFor()
    await tabTo(form.getByLabel('Name', { exact: true }))
    await page.keyboard.type('by keyboard')
    await tabTo(form.getByRole('radiogroup', { name: 'Colour' }).getByRole('radio', { checked: true }))
    await page.keyboard.press('ArrowRight')
    await tabTo(form.getByLabel('Workspace id'))
    await page.keyboard.type(demoPlaces.workspaceId)
    await page.keyboard.press('Enter')
    await form.getByText(/^Connected in /).waitFor()
    await tabTo(form.getByRole('button', { name: 'Save and open' }))
    await page.keyboard.press('Enter')
    await form.waitFor({ state: 'hidden' })
    await item('by keyboard')
      .getByText(/ok · 2 runs/)
      .waitFor()
    expect(await configText()).toMatch(/name: by keyboard\n(.*\n)* +color: red\n/)
  })

  it('tells a reader of the screen what each part is, and what happens', async () => {
    const form = await openDialog()
    expect(await form.getAttribute('aria-labelledby')).not.toBeNull()
    await page.getByRole('dialog', { name: 'Add a source' }).waitFor()
    await form
      .getByRole('radiogroup', { name: 'Platform' })
      .getByRole('radio', { name: /AWS X-Ray/ })
      .waitFor()
    await form.getByRole('region', { name: 'Found on this machine' }).waitFor()
    await form.getByRole('group', { name: 'Settings of the source' }).waitFor()
    await form.getByRole('complementary', { name: 'Test and preview' }).waitFor()
    for (const name of ['Name', 'Region', 'Profile', 'Service', 'Look back'])
      expect(
        await form
          .getByRole('textbox', { name, exact: true })
          .or(form.getByRole('combobox', { name, exact: true }))
          .count(),
        name,
      ).toBe(1)
    await form.getByLabel('Region').fill('us-est-1')
    await form.getByLabel('Service').focus()
    await expect.poll(() => form.getByLabel('Region').getAttribute('aria-invalid')).toBe('true')
    const said = await form.getByLabel('Region').evaluate((one) => {
      const id = one.getAttribute('aria-describedby')
      return id === null ? '' : document.getElementById(id)?.textContent
    })
    expect(said).toContain('did you mean us-east-1?')
    await form.getByLabel('Region').fill('us-east-1')
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    await form
      .getByRole('status')
      .filter({ hasText: /Connected in/ })
      .waitFor()
    await page.keyboard.press('Escape')
    await form.waitFor({ state: 'hidden' })
    await expect
      .poll(() =>
        page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent),
      )
      .toContain('Add a source')
  })

  it.each(['light', 'dark'] as const)('has no serious fault in any of its states in the %s theme', async (theme) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const form = await openDialog()
    await form.getByText(/Environment: \d+ of \d+ variables set/).click()
    expect(await axeFaults(page), 'new').toEqual([])
    await form.getByLabel('Paste to fill the form').fill('123456789012')
    await form.getByLabel('Paste to fill the form').press('Enter')
    await form.getByText(/project number/).waitFor()
    await form.getByText('Rights it needs').click()
    await form.getByText('More settings').click()
    await form.getByLabel('Region').fill('us-est-1')
    await form.getByLabel('Look back').fill('60d')
    await form.getByRole('button', { name: 'Save', exact: true }).click()
    expect(await axeFaults(page), 'mistakes').toEqual([])
    await form.getByLabel('Region').fill('us-east-1')
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    await form.getByText(/^Connected in /).waitFor()
    expect(await axeFaults(page), 'green').toEqual([])
    demo.servers.xray.addFault({ kind: 'forbidden', times: Infinity })
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    await form.getByText('The test failed.').waitFor()
    demo.servers.xray.clearFaults()
    expect(await axeFaults(page), 'red').toEqual([])
    await page.keyboard.press('Escape')
    await form.waitFor({ state: 'hidden' })
  })
})
