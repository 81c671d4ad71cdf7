import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import type { Platform } from '../../src/shared/platform.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { type DesktopApp, startDesktop, type WindowBrowser, windowBrowser } from '../support/desktop-app.ts'
import { runRows } from '../support/page.ts'
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
  demo = await startDemo({ seed: 5, ratePerMinute: 0 })
  demo.traffic.emit('support', { platforms: ['xray'], at: Date.now() - 600_000 })
  at = await place()
})
afterEach(async () => {
  app?.kill()
  app = null
  await demo.close()
  await at.remove()
})

const urls = (type: Platform) => demo.sources.filter((source) => source.type === type).map(printSourceUrl)

async function start(env: Record<string, string> = {}, type: Platform = 'xray'): Promise<DesktopApp> {
  app = await startDesktop({ at, browser, args: urls(type), env })
  return app
}

/** Chooses from the page's palette. */
async function command(page: Page, label: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(label)
  await page.getByRole('option', { name: label }).first().click()
}

interface Shown {
  readonly dialog: { readonly message: string; readonly buttons: readonly string[] }
}

const dialog = async (from: DesktopApp) => ((await from.news('dialog')) as unknown as Shown).dialog

describe('the start', () => {
  it('shows the window in the colour of its page, before the service is there, and the list follows', async () => {
    const [asked, go] = [join(at.folder, 'asked'), join(at.folder, 'go')]
    const shell = join(at.folder, 'shell')
    // A login shell with slow start files.
    await writeFile(
      shell,
      `#!/bin/sh\n: > '${asked}'\nwhile [ ! -e '${go}' ]; do sleep 0.05; done\nexec /bin/sh -c "$2"\n`,
      {
        mode: 0o755,
      },
    )
    const one = await start({ TERM: '', SHELL: shell })
    expect((await one.news('shown'))['backgroundColor']).toBe('#ffffff')
    const page = await one.page()
    await page.getByRole('status').filter({ hasText: 'Connecting to the TraceCraft service…' }).waitFor()
    await expect
      .poll(() =>
        stat(asked).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    expect(demo.requests()).toEqual([])
    await writeFile(go, '')
    await expect.poll(() => runRows(page).count()).toBe(1)
  })

  it('begins in the theme that was chosen last, before the page says anything', async () => {
    const first = await start()
    const page = await first.page()
    await runRows(page).first().waitFor()
    await command(page, 'Theme: dark')
    const kept = join(at.folder, 'look.json')
    await expect.poll(() => readFile(kept, 'utf8').catch(() => '')).toContain('"theme":"dark"')
    expect(JSON.parse(await readFile(kept, 'utf8'))).toEqual({ theme: 'dark', light: '#ffffff', dark: '#16161a' })
    expect(await first.quit()).toBe(0)
    const second = await start()
    expect((await second.news('shown'))['backgroundColor']).toBe('#16161a')
  })
})

describe('a page that ends', () => {
  it('is told over its window, with its diagnostics, and loaded anew on request', async () => {
    const one = await start()
    const page = await one.page()
    await runRows(page).first().waitFor()
    await page.evaluate(() => Object.assign(window, { before: true }))
    one.send({ gone: 'crashed' })
    const buttons = ['Reload', 'Close Window', 'Copy Diagnostics']
    expect(await dialog(one)).toMatchObject({ message: 'The page ended unexpectedly.', buttons, defaultId: 0 })
    one.send({ answer: 2 })
    const copied = String((await one.news('copied'))['copied'])
    expect(copied).toMatch(/error page-gone why=crashed exitCode=5/)
    expect(copied).toContain('source-1: AWS X-Ray')
    expect(await dialog(one)).toMatchObject({ buttons })
    one.send({ answer: 0 })
    await expect.poll(() => page.evaluate(() => 'before' in window).catch(() => true)).toBe(false)
    await runRows(page).first().waitFor()
  })

  it('is not offered anew as the first choice when it ends three times in a minute', async () => {
    const one = await start()
    await one.page()
    for (const choice of ['Reload', 'Reload', 'Close Window']) {
      one.send({ gone: 'oom' })
      const { message, buttons } = await dialog(one)
      expect([message, buttons[0]]).toEqual(['The page ran out of memory.', choice])
      one.send({ answer: buttons.indexOf('Reload') })
      // Answered when the page says that it is ready again.
      await one.ask('windows')
    }
  })

  it('may be waited for when it hangs, or ended and loaded anew', async () => {
    const one = await start()
    const page = await one.page()
    await page.evaluate(() => Object.assign(window, { before: true }))
    one.send({ contents: 'unresponsive' })
    expect(await dialog(one)).toMatchObject({
      message: 'The page does not respond.',
      buttons: ['Wait', 'Reload', 'Copy Diagnostics'],
    })
    // It responds again: the dialog goes, and another one may come.
    one.send({ contents: 'responsive' })
    one.send({ contents: 'unresponsive' })
    await dialog(one)
    one.send({ answer: 1 })
    await expect.poll(() => page.evaluate(() => 'before' in window).catch(() => true)).toBe(false)
    await one.page()
    // Its end was asked for: nothing is told of it.
    one.send({ gone: 'crashed' })
    expect(await dialog(one)).toMatchObject({ message: 'The page ended unexpectedly.' })
  })
})

describe('the main process', () => {
  it('survives a fault of its own, tells of it once, and logs where it was but not what it said', async () => {
    const one = await start()
    const page = await one.page()
    one.send({ uncaught: 'first Bearer abcdefgh12345678' })
    expect(await dialog(one)).toMatchObject({
      message: 'Something went wrong inside TraceCraft.',
      buttons: ['OK', 'Copy Diagnostics'],
    })
    one.send({ answer: 0 })
    one.send({ uncaught: 'second canary-of-a-prompt' })
    await expect.poll(() => one.said().split('stray-error').length - 1).toBe(2)
    await runRows(page).first().waitFor()
    one.send({ gone: 'crashed' })
    expect(await dialog(one)).toMatchObject({ message: 'The page ended unexpectedly.' })
    expect(one.said()).toMatch(/"error":"Error","code":null,"where":"[^"]*system-parts\.mjs:\d+:\d+/)
    expect(one.said()).not.toMatch(/abcdefgh12345678|canary/)
  })

  it('keeps a log in its folder, for this user alone, and shows the folder', async () => {
    const one = await start()
    const page = await one.page()
    await runRows(page).first().waitFor()
    await command(page, 'Show the log folder')
    const folder = join(at.folder, 'logs')
    await expect.poll(() => one.ask('opened')).toEqual([folder])
    expect(await one.quit()).toBe(0)
    const file = join(folder, 'tracecraft.log')
    const events = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event)
    expect(events).toEqual(expect.arrayContaining(['start', 'window', 'service-ready', 'quit']))
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(one.said()).toBe('')
  })

  it('does without a log where its folder cannot be written', async () => {
    await writeFile(join(at.folder, 'logs'), 'a file in its place')
    const one = await start()
    await runRows(await one.page())
      .first()
      .waitFor()
    expect(await one.quit()).toBe(0)
    expect(one.said()).toBe('')
  })
})

describe('the end', () => {
  const stalled = () => demo.servers.xray.requests.filter((one) => one.faulted)

  it.each([
    ['Quit', null, 0],
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGINT', 'SIGINT', 130],
  ] as const)('by %s with requests in flight aborts them and comes at once', async (_name, signal, code) => {
    demo.servers.xray.addFault({ kind: 'stall', times: Infinity })
    const one = await start()
    await one.page()
    await expect.poll(() => stalled().length).toBeGreaterThan(0)
    if (signal) one.signal(signal)
    expect(await (signal ? one.ended : one.quit())).toBe(code)
    await expect.poll(() => stalled().every((request) => request.aborted)).toBe(true)
    expect(one.said()).toBe('')
  })

  it('comes although a source holds the service for ever', async () => {
    const hang = join(at.folder, 'hang.mjs')
    // In the service's thread, the first request goes into a loop that never ends.
    await writeFile(
      hang,
      `import { isMainThread } from 'node:worker_threads'
       import http from 'node:http'
       import { syncBuiltinESMExports } from 'node:module'
       import { writeFileSync } from 'node:fs'
       if (!isMainThread) {
         http.request = () => {
           writeFileSync(${JSON.stringify(join(at.folder, 'held'))}, '')
           for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
         }
         syncBuiltinESMExports()
       }`,
    )
    const one = await start({ NODE_OPTIONS: `${at.env['NODE_OPTIONS']} --import ${hang}` })
    await one.page()
    await expect
      .poll(() =>
        stat(join(at.folder, 'held')).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    expect(await one.quit()).toBe(0)
  })

  it('comes with several windows open, and with a dialog over one', async () => {
    const one = await start()
    await one.page()
    await one.choose('New window')
    await expect.poll(async () => (await one.windows()).filter(({ loaded }) => loaded).length).toBe(2)
    one.send({ gone: 'crashed' })
    await dialog(one)
    expect(await one.quit()).toBe(0)
  })
})

describe('notifications', () => {
  /** As when the user works in another program. */
  async function lookAway(one: DesktopApp, page: Page): Promise<void> {
    await page.evaluate(() => (document.hasFocus = () => false))
    one.send({ blur: true })
  }

  it('are off until the user wants them; then a refresh that brings failures tells, and a click leads there', async () => {
    demo.traffic.emit('support', { platforms: ['azuremonitor'], at: Date.now() - 600_000 })
    const one = await start({}, 'azuremonitor')
    const page = await one.page()
    await runRows(page).first().waitFor()
    await lookAway(one, page)
    demo.traffic.emit('throttled', { platforms: ['azuremonitor'] })
    await page.keyboard.press('Control+r')
    await expect.poll(() => runRows(page).count()).toBe(2)
    await command(page, 'Settings')
    const wanted = page.getByRole('switch', { name: 'Notifications' })
    expect(await wanted.getAttribute('aria-checked')).toBe('false')
    await wanted.click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    demo.traffic.emit('throttled', { platforms: ['azuremonitor'] })
    one.send({ blur: true })
    await page.keyboard.press('Control+r')
    const { notified } = (await one.news('notified')) as { notified: { title: string; body: string } }
    expect(notified.title).toMatch(/: 1 new failed run$/)
    one.send({ clickNotification: true })
    await expect.poll(() => page.evaluate(() => window.location.hash)).toContain('errors=1')
    expect((await one.windows())[0]?.focused).toBe(true)
  })
})
