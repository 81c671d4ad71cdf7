/** The built bundles under the stand-in for Electron: what the page may reach, open and ask for. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DesktopApp, startDesktop, windowBrowser, type WindowBrowser } from '../support/desktop-app.ts'
import type { Page } from 'playwright-core'
import { broken } from '../support/page-watch.ts'
import { type Place, place } from '../support/program.ts'

let browser: WindowBrowser
let at: Place
let app: DesktopApp
let page: Page

beforeAll(async () => {
  browser = await windowBrowser()
  at = await place()
  app = await startDesktop({ at, browser })
  page = await app.page()
  await page
    .getByRole('button', { name: /Add a source/ })
    .first()
    .waitFor()
})
// What is tried here is what no page may do: that it was seen is right.
afterEach(async () => {
  await page.evaluate(() => {})
  broken.splice(0)
})
afterAll(async () => {
  expect(app.said()).toBe('')
  app.kill()
  await at.remove()
  await browser.close()
})

describe('the page of the built app', () => {
  it('opens no window: plain https goes to the user’s browser, all else nowhere', async () => {
    await page.evaluate(() => {
      const targets = [
        'https://docs.example.com/a?b=c',
        'http://example.com/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'tracecraft://open?source=a',
        'https://bank.example@evil.example/',
        'smb://evil.example/share',
      ]
      for (const target of targets) window.open(target)
      const link = document.createElement('a')
      link.href = 'https://docs.example.com/link'
      link.target = '_blank'
      document.body.append(link)
      link.click()
      link.remove()
    })
    await expect
      .poll(() => app.ask('opened'))
      .toEqual(['https://docs.example.com/a?b=c', 'https://docs.example.com/link'])
    expect((await app.windows()).length).toBe(1)
  })

  it.each(['https://evil.example/', 'file:///etc/passwd', 'data:text/html,<p>x', '/other.html'])(
    'goes nowhere else: %s',
    async (target) => {
      await page.evaluate((to) => Reflect.set(window, 'mark', to), target)
      await page
        .evaluate((to) => {
          window.location.href = to
        }, target)
        .catch(() => {})
      await page
        .getByRole('button', { name: /Add a source/ })
        .first()
        .waitFor()
      expect(await page.evaluate(() => Reflect.get(window, 'mark'))).toBe(target)
    },
  )

  it('is granted the clipboard for what the user copies, and nothing else; and nothing to others', async () => {
    const permissions = [
      'clipboard-sanitized-write',
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'hid',
      'openExternal',
    ]
    const addresses = [
      'app://tracecraft/index.html',
      'app://other/x',
      'https://example.com/',
      'ws://127.0.0.1:9/',
      'file:///etc/passwd',
    ]
    const rules = (from: string) => app.ask('rules', { permissions, addresses, from })
    expect(await rules('app://tracecraft')).toEqual({
      requested: [true, false, false, false, false, false, false],
      checked: [true, false, false, false, false, false, false],
      device: false,
      let: [true, false, false, false, false],
    })
    expect(await rules('https://evil.example')).toMatchObject({
      requested: permissions.map(() => false),
      checked: permissions.map(() => false),
    })
  })

  it('reaches nobody but the app itself', async () => {
    const reached = await page.evaluate(async () => {
      const tries = ['https://example.com/', 'http://127.0.0.1:9/', 'app://tracecraft/../main/index.js']
      return Promise.all(
        tries.map((url) =>
          fetch(url).then(
            () => true,
            () => false,
          ),
        ),
      )
    })
    expect(reached).toEqual([false, false, false])
    await expect.poll(() => broken.join('\n')).toContain('Content Security Policy')
  })
})

describe('a port to the service', () => {
  it('is taken from the page of a window only, and closed when it comes from anywhere else', async () => {
    const closed = (frame: unknown) => app.ask('port', { frame })
    expect(await closed('none')).toBe(true)
    expect(await closed({ name: 'a frame within' })).toBe(true)
    expect(await closed({ url: 'https://evil.example/', origin: 'https://evil.example' })).toBe(true)
    expect(await closed('main')).toBe(false)
  })
})
