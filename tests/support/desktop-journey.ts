/** What the desktop app must do whatever runs it: Electron itself (tests/electron), or the stand-in, under which the page's part of it is shown on every machine. */

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Demo } from '../../src/demo/index.ts'
import { runRows, stepRows } from './page.ts'

/**
 * The page over its port: runs of four platforms, Refresh from the menu, a run opened, and a reload that ends what ran for the old page. The demo holds one `support` run of each platform, all of
 * whose sources the app was started with.
 */
export async function driveDesktop(demo: Demo, page: Page, refreshFromMenu: () => Promise<void>): Promise<void> {
  await expect.poll(() => runRows(page).count()).toBe(4)
  demo.traffic.emit('rag', { platforms: ['datadog'] })
  await refreshFromMenu()
  await expect.poll(() => runRows(page).count()).toBe(5)
  await runRows(page).filter({ hasText: 'support' }).first().click()
  await stepRows(page).nth(2).waitFor()
  demo.servers.xray.addFault({ kind: 'stall', times: Infinity })
  await refreshFromMenu()
  await page.goBack()
  const stalled = () => demo.servers.xray.requests.filter((one) => one.faulted)
  await expect.poll(() => stalled().length).toBeGreaterThan(0)
  await page.reload()
  await expect.poll(() => stalled()[0]?.aborted).toBe(true)
  demo.servers.xray.clearFaults()
  await runRows(page).nth(3).waitFor()
}

/** What the page can reach of Node, of Electron and of other pages: nothing but the one word of the preload script. */
export async function expectNoNode(page: Page): Promise<void> {
  const reached = await page.evaluate(() =>
    ['process', 'require', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter((name) => name in window),
  )
  expect(reached).toEqual([])
  expect(await page.evaluate(() => Reflect.get(window, 'desktop') as unknown)).toBe(true)
}

/** What the page's policy lets run: none of what a trace could bring in. Tried from a timer, because the debugger lifts the policy for what it runs itself. */
export async function expectStrictPolicy(page: Page): Promise<void> {
  const outcome = await page.evaluate(
    () =>
      new Promise<Record<string, string>>((done) => {
        setTimeout(() => {
          const out: Record<string, string> = { inline: 'refused', evaluated: 'refused' }
          try {
            const script = document.createElement('script')
            script.textContent = 'window.inlineRan = true'
            document.head.append(script)
            if ('inlineRan' in window) out['inline'] = 'ran'
          } catch {
            // A text cannot even be made a script.
          }
          try {
            // oxlint-disable-next-line no-implied-eval -- it has to be refused
            new Function('return 1')()
            out['evaluated'] = 'ran'
          } catch {
            // As it should.
          }
          fetch('https://example.invalid/').then(
            () => done({ ...out, fetched: 'answered' }),
            () => done({ ...out, fetched: 'refused' }),
          )
        })
      }),
  )
  expect(outcome).toEqual({ inline: 'refused', evaluated: 'refused', fetched: 'refused' })
}

/** A frame inside the page asks for a port as the page does. Resolves when an answer could have come. */
export async function connectFromFrame(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frame = document.createElement('iframe')
    frame.name = 'other'
    document.body.append(frame)
  })
  const frame = page.frames().find((one) => one.name() === 'other')
  if (!frame) throw new Error('The page has no frame')
  await frame.evaluate(() => {
    const { port2 } = new MessageChannel()
    window.parent.postMessage('tracecraft:connect', '*', [port2])
  })
  // Messages of one page come in the order in which they were sent.
  await page.evaluate(() => new Promise((done) => setTimeout(done)))
}
