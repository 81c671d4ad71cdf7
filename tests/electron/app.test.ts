import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { connectFromFrame, driveDesktop, expectNoNode, expectStrictPolicy } from '../support/desktop-journey.ts'
import { runRows } from '../support/page.ts'
import { type Place, place } from '../support/program.ts'
import { type RealApp, runtime, startReal } from '../support/real-electron.ts'

const policy = { themes: { light: '#ffffff', dark: '#16161a' }, address: /^app:\/\/tracecraft\/index\.html/ }

describe.skipIf(runtime === null)('the app in Electron', () => {
  let demo: Demo
  let at: Place
  let real: RealApp
  beforeEach(async () => {
    demo = await startDemo({ seed: 3, ratePerMinute: 0 })
    for (const source of demo.sources)
      demo.traffic.emit('support', { platforms: [source.type], at: Date.now() - 600_000 })
    at = await place()
    real = await startReal(at, demo.sources.map(printSourceUrl))
  })
  afterEach(async () => {
    await real.app.close().catch(() => {})
    await demo.close()
    await at.remove()
  })

  it('starts with one window, shown, in the colour of its page and at its own address', async () => {
    const shown = await real.app.evaluate(({ BrowserWindow, nativeTheme }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        visible: window.isVisible(),
        background: window.getBackgroundColor().toLowerCase().slice(0, 7),
        theme: nativeTheme.shouldUseDarkColors ? ('dark' as const) : ('light' as const),
        url: window.webContents.getURL(),
      })),
    )
    expect(shown).toHaveLength(1)
    const [{ visible, background, theme, url } = { visible: false, background: '', theme: 'light' as const, url: '' }] =
      shown
    expect([visible, background]).toEqual([true, policy.themes[theme]])
    expect(url).toMatch(policy.address)
  })

  it('lists, refreshes from its menu, opens a run, and ends with a reload what ran for the old page', async () => {
    await driveDesktop(demo, real.page, () => real.choose('refresh'))
    expect(demo.requests().filter((one) => !one.read)).toEqual([])
  })

  it('runs the service in a thread of its own, and says so in the diagnostics that it copies', async () => {
    await runRows(real.page).first().waitFor()
    await real.choose('copy diagnostics')
    const copied = () => real.app.evaluate(({ clipboard }) => clipboard.readText())
    await expect.poll(copied).toContain('service: in its own thread')
    expect(await copied()).toMatch(/Electron \d+\.\d+\.\d+, Chromium \d+/)
  })

  it('gives its page a sandbox and no Node', async () => {
    await expectNoNode(real.page)
    const preferences = await real.app.evaluate(({ BrowserWindow }) => {
      // Not in Electron's types, and in every version of it.
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      const all = contents.getLastWebPreferences()
      return ['sandbox', 'contextIsolation', 'nodeIntegration', 'webSecurity', 'webviewTag'].map(
        (name) => all[name] ?? false,
      )
    })
    expect(preferences).toEqual([true, true, false, true, false])
  })

  it('holds the page to its policy', async () => {
    await expectStrictPolicy(real.page)
    const headers = await real.app.evaluate(async ({ net }) => {
      const answer = await net.fetch('app://tracecraft/index.html')
      return [
        answer.status,
        answer.headers.get('content-security-policy'),
        answer.headers.get('x-content-type-options'),
      ]
    })
    expect(headers).toEqual([200, expect.stringContaining("default-src 'none'"), 'nosniff'])
    expect(String(headers[1])).not.toMatch(/unsafe/)
  })

  it('serves its own files and nothing around them', async () => {
    const statuses = await real.app.evaluate(({ net }) =>
      Promise.all(
        [
          'app://tracecraft/..%2f..%2fpackage.json',
          'app://tracecraft/%2e%2e/%2e%2e/package.json',
          'app://tracecraft/..%5c..%5cpackage.json',
          'app://tracecraft/main/index.js',
          'app://other/index.html',
        ].map(async (url) => (await net.fetch(url)).status),
      ),
    )
    expect(statuses).toEqual([404, 404, 404, 404, 404])
  })

  it('gives no port to a frame inside its page', async () => {
    await real.app.evaluate(({ ipcMain }) => {
      Object.assign(globalThis, { asked: 0 })
      ipcMain.on('rpc:connect', () => void (globalThis as unknown as { asked: number }).asked++)
    })
    const asked = () => real.app.evaluate(() => (globalThis as unknown as { asked: number }).asked)
    await connectFromFrame(real.page)
    expect(await asked()).toBe(0)
    // The page itself is given one.
    await real.page.reload()
    await expect.poll(asked).toBe(1)
  })

  it('goes nowhere, opens no window, and hands links to the browser', async () => {
    await real.page.evaluate(() => {
      window.location.href = 'https://example.invalid/away'
    })
    const opened = await real.page.evaluate(() => [
      window.open('https://example.invalid/new'),
      window.open('http://example.invalid/plain'),
      window.open('file:///etc/passwd'),
    ])
    expect(opened).toEqual([null, null, null])
    await expect.poll(() => real.opened()).toEqual(['https://example.invalid/new'])
    expect(real.page.url()).toMatch(policy.address)
    expect(await real.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it('grants no permission', async () => {
    const states = await real.page.evaluate(() =>
      Promise.all(
        (['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]).map(
          async (name) => (await navigator.permissions.query({ name })).state,
        ),
      ),
    )
    expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
    const camera = () =>
      navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'given',
        () => 'refused',
      )
    expect(await real.page.evaluate(camera)).toBe('refused')
  })

  it('opens another window from its menu', async () => {
    const second = real.app.waitForEvent('window')
    await real.choose('new window')
    const page = await second
    await expect.poll(() => runRows(page).count()).toBe(4)
  })
})
