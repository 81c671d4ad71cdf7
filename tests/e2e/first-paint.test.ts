import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

/** `--surface-base` of the two themes. */
const ground = { light: 'rgb(255, 255, 255)', dark: 'rgb(22, 22, 26)' } as const
/** The sidebar's ground, which the frame of a page without its sources has already. */
const side = { light: 'rgb(247, 247, 248)', dark: 'rgb(18, 18, 21)' } as const

let browser: Browser
let reader: Page
let at: Place
let running: Running
let url = ''
let context: BrowserContext | null = null
beforeAll(async () => {
  browser = await launchBrowser()
  reader = await browser.newPage()
  await reader.goto('about:blank')
})
afterAll(() => browser.close())
beforeEach(async () => {
  at = await place()
  ;({ url, running } = await serve([], at))
})
afterEach(async () => {
  await context?.close()
  await running.stop()
  await at.remove()
})

/** Opens the page as a system in this scheme would, by a user who chose this theme before; the page's own bundle does not arrive before `release`. */
async function held(system: 'light' | 'dark', theme: 'light' | 'dark' | 'system', script = () => {}) {
  context = await browser.newContext({ colorScheme: system, viewport: { width: 1200, height: 800 } })
  await context.addInitScript((chosen) => {
    localStorage.setItem('tracecraft.preferences', JSON.stringify({ state: { theme: chosen }, version: 1 }))
    const seen = new Set<string>()
    const look = () => {
      const { body } = document
      const color = body ? getComputedStyle(body).backgroundColor : null
      // Before the stylesheet is there nothing is painted.
      if (color !== null && color !== 'rgba(0, 0, 0, 0)') seen.add(color)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    Object.assign(window, { groundsSeen: () => [...seen] })
  }, theme)
  await context.addInitScript(script)
  const page = await context.newPage()
  const waiting: Route[] = []
  let open = false
  await page.route('**/assets/index-*.js', async (route) => {
    if (open) await route.continue()
    else waiting.push(route)
  })
  await page.goto(url, { waitUntil: 'commit' })
  await expect.poll(() => waiting.length).toBeGreaterThan(0)
  return {
    page,
    grounds: () => page.evaluate(() => (window as unknown as { groundsSeen(): string[] }).groundsSeen()),
    release: async () => {
      open = true
      await Promise.all(waiting.splice(0).map((route) => route.continue()))
    },
  }
}

/** The colour of a place on the screen, as it is painted. */
async function painted(page: Page, x: number, y: number): Promise<string> {
  const picture = (await page.screenshot({ clip: { x, y, width: 1, height: 1 } })).toString('base64')
  return reader.evaluate(async (png) => {
    const image = new Image()
    image.src = `data:image/png;base64,${png}`
    await image.decode()
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d')!
    pen.drawImage(image, 0, 0)
    const [r, g, b] = pen.getImageData(0, 0, 1, 1).data
    return `rgb(${r}, ${g}, ${b})`
  }, picture)
}

const cases = [
  ['light', 'system', 'light'],
  ['dark', 'system', 'dark'],
  ['light', 'dark', 'dark'],
  ['dark', 'light', 'light'],
] as const

describe('the first paint', () => {
  it.each(cases)(
    'in a %s system, with the theme "%s" chosen, is %s from the first frame on, before the page itself is loaded',
    async (system, theme, expected) => {
      const { page, grounds, release } = await held(system, theme)
      await expect.poll(grounds).toEqual([ground[expected]])
      expect(await painted(page, 600, 400)).toBe(ground[expected])
      await release()
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await grounds()).toEqual([ground[expected]])
    },
  )

  it('has the frame in its place while the connection is made', async () => {
    const { page, release } = await held('dark', 'system', () => {
      // A service that does not answer.
      window.WebSocket = class extends EventTarget {} as unknown as typeof WebSocket
    })
    await release()
    await page.getByRole('status').filter({ hasText: 'Connecting to the TraceCraft service…' }).waitFor()
    expect(await painted(page, 20, 700)).toBe(side.dark)
    expect(await painted(page, 600, 700)).toBe(ground.dark)
  })
})
