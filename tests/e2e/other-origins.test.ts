/** A hostile page in the same browser, on the same machine: it knows the port, and gets nothing. Also the app's own tabs: an address opens one, once. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { keysWith, newSecret } from '../support/page-keys.ts'
import { watchPage } from '../support/page-watch.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
let at: Place
let running: Running
let address: string
let origin: string
let other: Server
let otherOrigin: string

beforeAll(async () => {
  // A name of the attacker's that leads to this machine, as after DNS rebinding.
  browser = await launchBrowser(['--host-resolver-rules=MAP rebound.attack.example 127.0.0.1'])
  at = await place()
  const started = await serve([], at)
  running = started.running
  address = started.url
  ;({ origin } = new URL(address))
  other = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Other</title><body>Other')
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  otherOrigin = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
})
afterAll(async () => {
  await browser.close()
  await running.stop()
  await at.remove()
  other.close()
  other.closeAllConnections()
})

async function hostilePage(url = otherOrigin): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  return page
}

describe('a page of another origin on the same machine', () => {
  it('reads no file of the app, whatever way it asks', async () => {
    const page = await hostilePage()
    const got = await page.evaluate(async (app) => {
      const file = (path: string, init: RequestInit) =>
        fetch(`${app}${path}`, init).then(
          async (answer) => `${answer.type} ${answer.status} ${(await answer.text()).length}`,
          () => 'refused',
        )
      const element = (tag: 'script' | 'img' | 'link' | 'iframe' | 'object' | 'embed', path: string) =>
        new Promise<string>((done) => {
          const one = document.createElement(tag)
          one.addEventListener('load', () => done('loaded'))
          one.addEventListener('error', () => done('refused'))
          if (one instanceof HTMLLinkElement) Object.assign(one, { rel: 'stylesheet', href: `${app}${path}` })
          else if (one instanceof HTMLObjectElement) one.data = `${app}${path}`
          else one.src = `${app}${path}`
          document.body.append(one)
          setTimeout(() => done('nothing'), 3000)
        })
      return {
        cors: await file('/', { mode: 'cors' }),
        credentials: await file('/index.html', { mode: 'cors', credentials: 'include' }),
        opaque: await file('/', { mode: 'no-cors' }),
        post: await file('/rpc', {
          method: 'POST',
          mode: 'cors',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        }),
        image: await element('img', '/'),
        style: await element('link', '/'),
        script: await element('script', '/'),
      }
    }, origin)
    expect(got).toEqual({
      cors: 'refused',
      credentials: 'refused',
      opaque: 'refused',
      post: 'refused',
      image: 'refused',
      style: 'refused',
      script: 'refused',
    })
    await page.context().close()
  })

  it('opens no socket, with no key, a guessed key and a right one', async () => {
    const page = await hostilePage()
    const open = (keys: readonly string[]) =>
      page.evaluate(
        ([app, offered]) =>
          new Promise<string>((done) => {
            const socket = new WebSocket(`${app.replace('http', 'ws')}/rpc`, [...offered])
            socket.addEventListener('open', () => done('open'))
            socket.addEventListener('close', () => done('refused'))
          }),
        [origin, [...keys]] as const,
      )
    const token = new URLSearchParams(new URL(address).hash.slice(1)).get('token')
    for (const keys of [[], keysWith(newSecret()), keysWith(token)]) expect(await open(keys)).toBe('refused')
    await page.context().close()
  })

  it('shows the app in no frame, and reaches it through no window that it opens', async () => {
    const page = await hostilePage()
    await page.evaluate((app) => {
      const frame = document.createElement('iframe')
      frame.src = `${app}/`
      document.body.append(frame)
    }, origin)
    await expect.poll(() => page.frames().length).toBe(2)
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^(?:chrome-error:|about:blank|$)/)
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate((app) => {
        const held = window as unknown as { held: Window | null; heard: unknown[] }
        held.heard = []
        window.addEventListener('message', (event) => held.heard.push(event.data))
        held.held = window.open(`${app}/`)
      }, origin),
    ])
    await opened.getByText(/one-time token/).waitFor()
    const reached = await page.evaluate((app) => {
      const { held, heard } = window as unknown as { held: Window | null; heard: unknown[] }
      held?.postMessage('tracecraft:connect', app)
      return { closed: held?.closed, heard }
    }, origin)
    // The opened page is in a group of its own: to its opener it looks closed.
    expect(reached).toEqual({ closed: true, heard: [] })
    expect(await opened.evaluate(() => window.opener)).toBeNull()
    await page.context().close()
  })

  it('sends no form to it', async () => {
    const page = await hostilePage()
    await page.evaluate((app) => {
      const form = document.createElement('form')
      Object.assign(form, { action: `${app}/rpc`, method: 'post', enctype: 'text/plain' })
      document.body.append(form)
      form.submit()
    }, origin)
    await expect.poll(() => page.content()).toContain('Method Not Allowed')
    await page.context().close()
  })

  it('gets nothing by a name that was led to this machine', async () => {
    const { port } = new URL(origin)
    const page = await hostilePage(`http://rebound.attack.example:${port}/`)
    expect(await page.content()).toContain('Misdirected Request')
    expect(await page.content()).not.toContain('root')
    for (const path of ['/index.html', '/rpc', '/assets/']) {
      const answer = await page.goto(`http://rebound.attack.example:${port}${path}`)
      expect(answer?.status()).toBe(421)
      expect(await answer?.text()).toBe('Misdirected Request')
    }
    await page.context().close()
  })
})

describe('an address of browser mode', () => {
  it('opens one tab, once; the tab is let in again after a reload, another browser that has the address is not', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await watchPage(page)
    await page.goto(address)
    await page.getByRole('button', { name: 'Explore the demo' }).first().waitFor()
    expect(page.url()).toBe(`${origin}/`)
    await page.reload()
    await page.getByRole('button', { name: 'Explore the demo' }).first().waitFor()

    const thief = await browser.newContext()
    const second = await thief.newPage()
    await second.goto(address)
    await second.getByText(/this address was opened before/).waitFor()
    expect(await second.evaluate(() => document.cookie)).toBe('')
    await thief.close()

    // Whoever is in can open one more tab.
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox').fill('another tab')
    const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')])
    await tab.getByRole('button', { name: 'Explore the demo' }).first().waitFor()
    expect(tab.url()).toBe(`${origin}/`)
    await tab.reload()
    await tab.getByRole('button', { name: 'Explore the demo' }).first().waitFor()
    await context.close()
  })
})
