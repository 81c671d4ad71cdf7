/** The built bundles under the stand-in for Electron: several windows, how they come back, second starts, and links from outside. */

import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { type DesktopApp, startDesktop, windowBrowser, type WindowBrowser } from '../support/desktop-app.ts'
import { runRows, stepRows } from '../support/page.ts'
import { type Place, place } from '../support/program.ts'

let browser: WindowBrowser
let demo: Demo
let at: Place
let apps: DesktopApp[] = []

beforeAll(async () => {
  browser = await windowBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  demo = await startDemo({ seed: 3, ratePerMinute: 0 })
  for (const platform of ['xray', 'datadog'] as const)
    demo.traffic.emit('support', { platforms: [platform], at: Date.now() - 600_000 })
  at = await place()
})
afterEach(async () => {
  for (const app of apps) app.kill()
  apps = []
  await demo.close()
  await at.remove()
})

const source = (type: string) => demo.sources.find((one) => one.type === type)!
const url = (type: string) => printSourceUrl(source(type))

async function start(options: Partial<Parameters<typeof startDesktop>[0]> = {}): Promise<DesktopApp> {
  const app = await startDesktop({ at, browser, args: [url('xray')], ...options })
  apps.push(app)
  return app
}

/** The names of the sources in the sidebar. */
const sourceNames = (page: Page) =>
  page.locator('button[aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"]').allInnerTexts()

const hashOf = (address: string) => new URLSearchParams(new URL(address).hash.slice(1))

describe('the windows of the built app', () => {
  it('are several, each with a page and a line of its own, and come back where they were with what they showed', async () => {
    const app = await start()
    const first = await app.page()
    await runRows(first).first().click()
    await stepRows(first).nth(2).waitFor()
    await app.choose('Duplicate window')
    await expect.poll(async () => (await app.windows()).length).toBe(2)
    const second = await app.page()
    await stepRows(second).nth(2).waitFor()
    expect(hashOf(second.url()).get('run')).toBe(hashOf(first.url()).get('run'))
    // What one page does is not seen in the other.
    await second.evaluate(() => (window.location.hash = 'errors=1&q=agent%3Asecret-agent'))
    await expect.poll(() => first.url()).toContain('run=')

    const [one, two] = await app.windows()
    await app.ask('setBounds', { window: one!.id, bounds: { x: 40, y: 60, width: 900, height: 600 } })
    await app.ask('setBounds', { window: two!.id, bounds: { x: 300, y: 120, width: 800, height: 500 } })
    await app.ask('maximize', { window: two!.id })
    await expect
      .poll(async () => (await app.windows()).map((window) => new URL(window.url).hash))
      .toMatchObject([expect.stringContaining('run='), expect.stringContaining('errors=1')])
    expect(await app.quit()).toBe(0)
    const kept = await readFile(join(at.folder, 'windows.json'), 'utf8')
    expect(kept).not.toContain('secret-agent')

    const again = await start()
    const page = await again.page()
    await page.waitForURL(/errors=1/)
    const back = await again.windows()
    expect(back.map(({ bounds, maximized }) => ({ bounds, maximized }))).toEqual([
      { bounds: { x: 40, y: 60, width: 900, height: 600 }, maximized: false },
      { bounds: { x: 300, y: 120, width: 800, height: 500 }, maximized: true },
    ])
    expect(hashOf(back[0]!.url).get('run')).toBe(hashOf(first.url()).get('run'))
    await stepRows(await again.page(back[0]!.id))
      .nth(2)
      .waitFor()
    expect(hashOf(back[1]!.url).get('q')).toBeNull()
    expect(again.said()).toBe('')
  })

  it('stand on a screen that exists: one that is gone, one that goes, a file that is broken', async () => {
    const beside = { id: 2, scaleFactor: 2, workArea: { x: 1280, y: 0, width: 1920, height: 1080 } }
    const own = { id: 1, scaleFactor: 1, workArea: { x: 0, y: 25, width: 1280, height: 775 } }
    const app = await start({ env: { STAND_IN_DISPLAYS: JSON.stringify([own, beside]) } })
    await app.page()
    await app.ask('setBounds', { bounds: { x: 2000, y: 200, width: 900, height: 700 } })
    await app.quit()

    const there = await start({ env: { STAND_IN_DISPLAYS: JSON.stringify([own, beside]) } })
    await there.page()
    expect((await there.windows())[0]?.bounds).toEqual({ x: 2000, y: 200, width: 900, height: 700 })
    await there.ask('displays', { displays: [own] })
    expect((await there.windows())[0]?.bounds).toEqual({ x: 190, y: 63, width: 900, height: 700 })
    await there.ask('displays', { displays: [own, beside] })
    await there.ask('setBounds', { bounds: { x: 2000, y: 200, width: 900, height: 700 } })
    await there.quit()

    const gone = await start()
    await gone.page()
    expect((await gone.windows())[0]?.bounds).toEqual({ x: 190, y: 63, width: 900, height: 700 })
    await gone.quit()

    await writeFile(join(at.folder, 'windows.json'), '{"version":1,"windows":[{"bounds"')
    const fresh = await start()
    await fresh.page()
    expect((await fresh.windows()).map(({ bounds }) => bounds)).toEqual([{ x: 0, y: 25, width: 1280, height: 775 }])
    expect(fresh.said()).toBe('')
  })

  it('come back empty where the user does not want them reopened', async () => {
    const app = await start()
    const page = await app.page()
    await runRows(page).first().click()
    await stepRows(page).nth(2).waitFor()
    await app.choose('New window')
    await expect.poll(async () => (await app.windows()).length).toBe(2)
    await app.press('Control+,')
    const shown = await app.page()
    await shown.getByRole('switch', { name: 'Reopen windows' }).click()
    await expect
      .poll(async () => JSON.parse(await readFile(join(at.folder, 'windows.json'), 'utf8')) as unknown)
      .toMatchObject({ reopen: false })
    await app.quit()
    const again = await start()
    await again.page()
    expect((await again.windows()).map((window) => new URL(window.url).hash)).toEqual([''])
  })
})

describe('a second start', () => {
  it('hands its sources and links to the first one, and nothing else', async () => {
    const app = await start()
    const page = await app.page()
    await expect.poll(() => runRows(page).count()).toBe(1)
    const trace = demo.traffic.emit('rag', { platforms: ['datadog'] })
    expect(trace).toBeDefined()
    await app.ask('minimize')
    const second = await start({ args: ['--inspect-brk', url('datadog'), '--no-sandbox', '/etc/passwd'] })
    expect(await second.ended).toBe(0)
    await expect.poll(async () => (await app.windows())[0]?.minimized).toBe(false)
    await expect.poll(() => runRows(page).count()).toBe(3)
    // Electron passes the whole command line on as well, in which the stand-in writes a source of its own.
    expect(await sourceNames(page)).toHaveLength(2)

    const third = await start({
      args: [`tracecraft://open?source=${encodeURIComponent(source('datadog').name)}&q=rag`],
    })
    expect(await third.ended).toBe(0)
    await expect.poll(() => hashOf(page.url()).get('q')).toBe('rag')
    expect(app.said()).toBe('')
  })
})

describe('a link from outside', () => {
  it('that starts the app opens its run, once the page is there', async () => {
    const before = await start()
    await runRows(await before.page())
      .first()
      .click()
    const page = await before.page()
    await stepRows(page).nth(2).waitFor()
    const [, trace] = hashOf(page.url()).get('run')!.split('/')
    await before.quit()
    await writeFile(join(at.folder, 'windows.json'), '')

    const link = `tracecraft://open?source=${encodeURIComponent(source('xray').name)}&trace=${trace!.replaceAll('-', '').slice(1)}&face=statistics`
    const app = await start({ platform: 'darwin', env: { STAND_IN_OPEN_URL: link } })
    const opened = await app.page()
    await opened.getByRole('table', { name: /Steps that call/ }).waitFor()
    expect(hashOf(opened.url()).get('run')).toContain(trace!)
    expect((await app.windows()).length).toBe(1)
    expect(app.said()).toBe('')
  })

  it('adds no source and asks nothing of a place that is not known: it is only offered', async () => {
    const app = await start()
    const page = await app.page()
    await runRows(page).first().waitFor()
    // A place that a link names and that must never hear of it.
    let heard = 0
    const evil = createServer(() => heard++).listen(0, '127.0.0.1')
    await once(evil, 'listening')
    const port = (evil.address() as AddressInfo).port
    const open = (link: string) => app.ask('openUrl', { url: link })

    await open('tracecraft://open?source=datadog%3A%2F%2Feu1%2Fshop&trace=1234567890123456789')
    const offer = page.getByRole('dialog', { name: 'A link to a source you do not have' })
    await offer.waitFor()
    await offer.getByRole('button', { name: 'Review and add…' }).click()
    const form = page.getByRole('dialog', { name: 'Add a source' })
    await form.waitFor()
    await expect.poll(() => form.getByRole('textbox', { name: 'Service' }).inputValue()).toBe('shop')
    // A link that comes meanwhile does not take the form away.
    await open('tracecraft://open?source=nobody')
    await expect.poll(() => page.getByText('It is followed when this dialog is closed.').count()).toBeGreaterThan(0)
    expect(await form.isVisible()).toBe(true)
    await form.getByRole('button', { name: 'Close' }).click()
    const unknown = page.getByRole('dialog', { name: 'The link’s source is not known here' })
    await unknown.getByText('No source is called “nobody”.').waitFor()
    await unknown.getByRole('button', { name: source('xray').name }).click()
    await unknown.waitFor({ state: 'detached' })

    const withEndpoint = encodeURIComponent(`xray://ap-south-1/?endpoint=http://127.0.0.1:${port}`)
    await open(`tracecraft://open?source=${withEndpoint}`)
    await unknown.getByText('an endpoint of its own, which is never taken from a link').waitFor()
    await page.keyboard.press('Escape')
    await open('tracecraft://open?source=prod&save=1')
    await page.getByText('This version knows no “save” in a link.').first().waitFor()
    // What the system hands over and is no link is not even looked at.
    await open('file:///etc/passwd')
    await open('xray://us-west-2/added')
    expect(await sourceNames(page)).toEqual([expect.stringContaining(source('xray').name)])
    expect(heard).toBe(0)
    evil.close()
    expect(app.said()).toBe('')
  })
})
