/** The built bundles under the stand-in for Electron: menus, keys and context menus. */

import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import {
  type DesktopApp,
  type ShownItem,
  startDesktop,
  windowBrowser,
  type WindowBrowser,
} from '../support/desktop-app.ts'
import { runRows, stepRows } from '../support/page.ts'
import { type Place, place } from '../support/program.ts'

let browser: WindowBrowser
let demo: Demo
let at: Place
let app: DesktopApp | null = null

beforeAll(async () => {
  browser = await windowBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  demo = await startDemo({ seed: 3, ratePerMinute: 0 })
  demo.traffic.emit('support', { platforms: ['xray'], at: Date.now() - 600_000 })
  at = await place()
})
afterEach(async () => {
  app?.kill()
  app = null
  await demo.close()
  await at.remove()
})

const xray = () => demo.sources.filter(({ type }) => type === 'xray').map(printSourceUrl)

async function start(options: Partial<Parameters<typeof startDesktop>[0]> = {}): Promise<[DesktopApp, Page]> {
  app = await startDesktop({ at, browser, args: xray(), ...options })
  const page = await app.page()
  await runRows(page).first().waitFor()
  return [app, page]
}

const all = (items: readonly ShownItem[]): readonly ShownItem[] =>
  items.flatMap((item) => [item, ...all(item.submenu ?? [])])
const under = (items: readonly ShownItem[], label: string) =>
  items.find((item) => item.label?.replace('&', '') === label)?.submenu ?? []
const named = async (app: DesktopApp, menu: string, label: string) =>
  under(await app.menu(), menu).find((item) => item.label === label)

describe('the menu bar of the built app', () => {
  it('holds what can be done now, and does it', async () => {
    const [app, page] = await start()
    await expect
      .poll(() => named(app, 'Runs', 'Errors only'))
      .toMatchObject({ accelerator: 'E', registerAccelerator: false })
    expect(under(await app.menu(), 'Timeline')).toMatchObject([{ label: 'No run is open', enabled: false }])
    await app.choose('Errors only')
    await expect.poll(() => page.url()).toContain('errors=1')
    await app.choose('Errors only')
    await app.choose('Maximize or restore')
    expect((await app.windows())[0]?.maximized).toBe(true)
    await app.choose('Maximize or restore')
    expect((await app.windows())[0]?.maximized).toBe(false)

    await runRows(page).first().click()
    await stepRows(page).nth(2).waitFor()
    await expect.poll(() => named(app, 'Timeline', 'Critical path')).toMatchObject({ accelerator: 'C', enabled: true })
    await expect.poll(() => named(app, 'Detail', 'Attributes')).toBeDefined()
    await app.choose('Flame graph')
    await page.getByRole('tree', { name: 'Flame graph of the run' }).waitFor()

    // The run is now among the recent ones: by the source's name, the end of its id, and its time.
    const recent = async () => all(await app.menu()).find((item) => item.label === 'Open recent')?.submenu ?? []
    await expect.poll(async () => (await recent())[0]?.label).toMatch(/ · …[0-9a-f]{8} · /)
    const opened = new URL(page.url()).hash
    await page.evaluate(() => (window.location.hash = ''))
    await app.choose((await recent())[0]!.label!)
    await stepRows(page).nth(2).waitFor()
    expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('run')).toBe(
      new URLSearchParams(opened.slice(1)).get('run'),
    )
    await app.choose('Clear menu')
    await expect.poll(async () => (await recent()).length).toBe(1)
    expect(app.said()).toBe('')
  })

  it('has keys that refresh and never load the page anew, whatever has the focus', async () => {
    const [app, page] = await start()
    await page.evaluate(() => Reflect.set(window, 'mark', 'same page'))
    const asked = () => demo.servers.xray.requests.length
    for (const [key, taker] of [
      ['Control+r', 'page'],
      ['F5', 'app'],
      ['Control+Shift+R', 'app'],
    ] as const) {
      const before = asked()
      expect(await app.press(key)).toBe(taker)
      await expect.poll(asked).toBeGreaterThan(before)
    }
    // In a field a combination acts, and a letter is typed.
    const field = page.getByRole('combobox', { name: /filter/i }).first()
    await field.focus()
    expect(await app.press('e')).toBe('nobody')
    expect(await field.inputValue()).toBe('e')
    expect(page.url()).not.toContain('errors=1')
    await field.fill('')

    expect(await app.press('Control+,')).toBe('page')
    const dialog = page.getByRole('dialog', { name: 'Settings' })
    await dialog.waitFor()
    await expect.poll(async () => (await named(app, 'View', 'Refresh'))?.enabled).toBe(false)
    for (const key of ['Control+r', 'F5', 'Control+Shift+R']) await app.press(key)
    expect(await page.evaluate(() => Reflect.get(window, 'mark'))).toBe('same page')
    expect(await dialog.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(async () => (await named(app, 'View', 'Refresh'))?.enabled).toBe(true)

    // The key for all sources is the one for the actual size while the window is zoomed.
    await app.ask('zoom', { level: 2 })
    expect(await app.press('Control+0')).toBe('app')
    expect((await app.windows())[0]?.zoom).toBe(0)
    expect(await app.press('Control+0')).toBe('page')
  })

  it('opens the system’s menu for text, and the page’s own for a run', async () => {
    const [app, page] = await start()
    await page
      .getByRole('combobox', { name: /filter/i })
      .first()
      .click({ button: 'right' })
    const popup = (await app.news('popup'))['popup'] as ShownItem[]
    expect(popup.map((item) => item.role ?? item.type)).toEqual([
      'undo',
      'redo',
      'separator',
      'cut',
      'copy',
      'paste',
      'delete',
      'separator',
      'selectAll',
    ])
    await runRows(page).first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Open in a new window' }).click()
    await expect.poll(async () => (await app.windows()).length).toBe(2)
    const other = await app.page()
    await stepRows(other).nth(2).waitFor()
    expect(other.url()).toContain('run=')
    expect(page.url()).not.toContain('run=')
  })
})

describe('the menus on the other systems', () => {
  it('are those of a Mac: one bar, the app’s own menu, the dock', async () => {
    const [app, page] = await start({ platform: 'darwin' })
    const bar = await app.menu()
    expect(bar.map(({ label }) => label)).toEqual([
      'TraceCraft',
      'File',
      'Edit',
      'View',
      'Runs',
      'Timeline',
      'Detail',
      'window',
      'help',
    ])
    expect(under(bar, 'TraceCraft').map(({ role, label }) => role ?? label)).toEqual(
      expect.arrayContaining(['About TraceCraft', 'Settings…', 'services', 'hide', 'quit']),
    )
    await expect.poll(() => named(app, 'Runs', 'Errors Only')).toMatchObject({ toolTip: 'Key: e' })
    await app.choose('About TraceCraft')
    expect(await app.ask('given')).toMatchObject({
      aboutShown: 1,
      about: {
        applicationVersion: '0.0.0-test',
        copyright: 'MIT License',
        credits: expect.stringContaining('Node.js'),
      },
    })
    await runRows(page).first().click()
    await stepRows(page).nth(2).waitFor()
    type Given = { dock: ShownItem[] }
    await expect.poll(async () => (await app.ask<Given>('given')).dock[0]?.label).toMatch(/ · …/)

    // The last window goes, the app stays, and its menu opens the next one.
    await app.choose('close')
    await expect.poll(async () => (await app.windows()).length).toBe(0)
    await app.ask('chooseDock', { label: (await app.ask<Given>('given')).dock[0]!.label })
    const again = await app.page()
    await stepRows(again).nth(2).waitFor()
    expect(app.said()).toBe('')
  })

  it('are those of Windows, with the recent runs in the jump list', async () => {
    const [app, page] = await start({ platform: 'win32', env: { STAND_IN_PACKAGED: '1' } })
    type Given = { scheme: string; jumpList: { name: string; items: { title: string; args: string }[] }[] }
    const given = () => app.ask<Given>('given')
    expect(await given()).toMatchObject({ scheme: 'tracecraft', jumpList: [] })
    expect((await app.menu()).map(({ label }) => label)).toEqual([
      '&File',
      '&Edit',
      '&View',
      '&Runs',
      '&Timeline',
      '&Detail',
      '&Window',
      '&Help',
    ])
    await runRows(page).first().click()
    await stepRows(page).nth(2).waitFor()
    await expect.poll(async () => (await given()).jumpList.length).toBe(1)
    const [list] = (await given()).jumpList
    expect(list).toMatchObject({ name: 'Recent runs' })
    expect(list!.items[0]!.title).toMatch(/ · …[0-9a-f]{8} · /)
    expect(list!.items[0]!.args).toMatch(
      /^"tracecraft:\/\/open\?source=[^" ]+&trace=1-[0-9a-f]{8}-[0-9a-f]{24}&at=\d+"$/,
    )
    // What the user took out of the list stays out.
    await app.ask('removeFromJumpList', { items: list!.items })
    await app.choose('About TraceCraft')
    expect(await app.news('dialog')).toMatchObject({ dialog: { message: 'TraceCraft', buttons: ['OK', 'Copy'] } })
    expect(app.said()).toBe('')
  })
})
