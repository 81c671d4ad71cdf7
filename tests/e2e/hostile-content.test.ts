/** Traces full of attacks in the page: each face shows them, and nothing that they hold runs, calls, opens, covers or stops anything. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, platforms } from '../../src/shared/platform.ts'
import { fromW3c } from '../../src/shared/trace-id.ts'
import { type HostilePlatforms, startHostilePlatforms } from '../support/attacks/hostile-platforms.ts'
import { allAttacks, attackFamilies } from '../support/attacks/index.ts'
import { expectInert, watchAttacks } from '../support/attacks/inert.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows, stepRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'

let browser: Browser
let hostile: HostilePlatforms
let at: Place
let running: Running
let page: Page
let tried: string[]
let netLog: string

beforeAll(async () => {
  hostile = await startHostilePlatforms()
  at = await place()
  netLog = join(at.folder, 'net.json')
  browser = await launchBrowser([`--log-net-log=${netLog}`])
  const started = await serve(Object.values(hostile.sources), at)
  running = started.running
  ;({ page } = await openPage(browser, started.url))
  tried = watchAttacks(page)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await runRows(page).nth(10).waitFor()
})
afterAll(async () => {
  await browser.close()
  await running.stop()
  await hostile.close()
  await at.remove()
})

/** Each family is looked at on another platform. */
const families = Object.keys(attackFamilies).map((family, n) => [family, platforms[n % platforms.length]!] as const)

/** Opens a place of the page by its link, and waits until that is drawn. */
async function go(fields: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate(async (hash) => {
    window.location.hash = hash
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
  }, new URLSearchParams(fields).toString())
}

function runOf(family: string, platform: Platform): string {
  const { trace } = hostile.runs.find((one) => one.family === family)!
  return `${platform}/${fromW3c(platform, trace.traceId)}`
}

/** What is typed into fields: every third attack by its beginning, and those that are made to take time in full. */
const searched = [
  ...allAttacks.filter((_, n) => n % 3 === 0).map(({ text }) => text.slice(0, 300)),
  ...attackFamilies['injection']!.map(({ text }) => text),
]

const detail = () => page.getByRole('complementary', { name: 'Step detail' })

describe('in the page, traces full of attacks', () => {
  it('are rows of the list, from its first to its last', async () => {
    const grid = page.getByRole('grid', { name: 'Runs' })
    const count = async () => Number(await grid.getAttribute('aria-rowcount'))
    await expect.poll(count).toBeGreaterThan(allAttacks.length)
    const rows = await count()
    await page.locator('[data-list-grid]').focus()
    for (let seen = 0; seen < rows; seen += 20) {
      await page.keyboard.press('PageDown')
      await expectInert(page, `list near row ${seen}`)
    }
  })

  it.each(families)('are told in every tab of every step: %s', async (family, platform) => {
    await go({ run: runOf(family, platform) })
    await stepRows(page).first().waitFor()
    await expectInert(page, `timeline of ${family}`)
    const { spans } = hostile.runs.find((one) => one.family === family)!.trace
    const decimal = platform === 'datadog' || platform === 'cloudtrace'
    for (const [n, { spanId }] of spans.entries()) {
      const step = decimal ? BigInt(`0x${spanId}`).toString() : spanId
      for (const tab of n % 2 === 1 ? ['messages', 'attributes', 'raw'] : ['input', 'output']) {
        await go({ run: runOf(family, platform), step, tab })
        await detail().getByRole('tabpanel').waitFor()
        await expectInert(page, `${family}, span ${n}, ${tab}`)
      }
    }
    expect(await page.getByText('could not be drawn').count()).toBe(0)
  })

  it.each(families)('are drawn as a flame graph and counted in statistics: %s', async (family, platform) => {
    await go({ run: runOf(family, platform), face: 'flame' })
    await page.getByRole('tree', { name: 'Flame graph of the run' }).waitFor()
    await expectInert(page, `flame graph of ${family}`)
    await go({ run: runOf(family, platform), face: 'statistics' })
    await page.getByRole('table').locator('[data-row]').first().waitFor()
    await expectInert(page, `statistics of ${family}`)
  })

  it('are looked for: in a run, in the list’s filter and in the palette', async () => {
    await go({ run: runOf('names', 'datadog') })
    await stepRows(page).first().waitFor()
    const search = page.getByRole('search').getByRole('searchbox').or(page.getByRole('search').getByRole('textbox'))
    await page.keyboard.press('/')
    for (const text of searched) await search.first().fill(text)
    await expectInert(page, 'search')
    await go({})
    const filter = page.getByRole('combobox', { name: 'Filter runs' })
    for (const text of searched) await filter.fill(text)
    await expectInert(page, 'filter')
    await filter.fill('')
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox')
    for (const text of searched) await palette.fill(text)
    await palette.fill('a')
    await expectInert(page, 'palette')
    await page.keyboard.press('Escape')
    await runRows(page).nth(3).waitFor()
  })

  it('are names in a link to the page: ids that are routes, paths and markup', async () => {
    for (const { text } of [...attackFamilies['injection']!, ...attackFamilies['html']!]) {
      await go({ run: `xray/${text}`, step: text, tab: text, face: text, source: text, sort: text, w: text, q: text })
      await expectInert(page, 'link')
    }
    await go({})
    await runRows(page).nth(3).waitFor()
  })

  it('made the page try nothing, and the browser ask nobody: not a server, not a name server', async () => {
    expect(tried).toEqual([])
    expect(hostile.requests().filter((one) => !one.read)).toEqual([])
    await browser.close()
    const log = await readFile(netLog, 'utf8')
    expect(log).toContain('127.0.0.1')
    expect(log).not.toMatch(/attack\.example|bank\.example/)
  })
})
