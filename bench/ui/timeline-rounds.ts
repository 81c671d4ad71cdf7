/** One round of the timeline's measures over one run: in the app, and in the bare list beside it. */

import type { Browser } from 'playwright-core'
import { attributeNeedle, nameNeedle, payloadNeedle, type Shape } from './shapes.ts'
import { type Motion, openSession, type Session } from './session.ts'
import { runSource, traceIdOf } from './stand-in.ts'
import { measureOpening } from './unwatched-page.ts'

/** Parts that BENCH_UI_ONLY may name. */
export const timelineParts = ['open', 'scroll', 'zoom', 'fold', 'search', 'detail', 'heap'] as const
export type TimelinePart = (typeof timelineParts)[number]

/** Every number of one round by its name; times in ms, heap in bytes. */
export type Figures = Record<string, number>

/** Pixels a frame: a brisk wheel. */
const wheelPace = 60
const frames = 180

/** Opens the run in the app and measures the parts. */
export async function measureApp(
  browser: Browser,
  service: string,
  shape: Shape,
  steps: number,
  parts: ReadonlySet<string>,
): Promise<Figures> {
  const address = `${service}&run=${runSource}/${traceIdOf(shape, steps)}`
  const out: Figures = {}
  if (parts.has('open')) out['open'] = await measureOpening(browser, address)
  const session = await openSession(browser, address)
  try {
    await session.until(['rows'], 'answer')
    await settle(session)
    if (parts.has('heap')) out['heap'] = await session.heap()
    await rest(session, steps, parts, out)
    if (parts.has('zoom'))
      motion(out, 'zoom', await session.watch(() => session.page.evaluate((n) => window.bench.zoom(n), frames)))
    await session.page.keyboard.press('0')
    if (parts.has('search')) {
      await attempt(out, 'search name', () => searchApp(session, nameNeedle))
      await attempt(out, 'search attribute', () => searchApp(session, attributeNeedle))
      await attempt(out, 'search payload', () => searchApp(session, payloadNeedle))
    }
    if (parts.has('detail')) await attempt(out, 'detail', () => details(session))
  } finally {
    await session.close()
  }
  return out
}

/** The same for the bare list, as far as it goes. */
export async function measureBare(
  browser: Browser,
  host: string,
  shape: Shape,
  steps: number,
  parts: ReadonlySet<string>,
): Promise<Figures> {
  const address = `${host}/#${shape}-${steps}`
  const out: Figures = {}
  if (parts.has('open')) out['open'] = await measureOpening(browser, address)
  const session = await openSession(browser, address)
  try {
    await session.until(['rows'], 'answer')
    await settle(session)
    if (parts.has('heap')) out['heap'] = await session.heap()
    await rest(session, steps, parts, out)
    if (parts.has('search')) {
      await session.page.locator('input').focus()
      const shown = session.until(['hit'])
      await session.page.keyboard.insertText(nameNeedle)
      out['search name'] = await shown
    }
  } finally {
    await session.close()
  }
  return out
}

/** Frames, load and heap of a page with nothing on it. */
export async function measureIdle(browser: Browser, host: string): Promise<Figures> {
  const session = await openSession(browser, `${host}/empty.html`)
  const out: Figures = {}
  try {
    await settle(session)
    out['heap'] = await session.heap()
    motion(out, 'idle', await session.watch(() => session.page.waitForTimeout(3000)))
  } finally {
    await session.close()
  }
  return out
}

/** What the app and the bare list are both asked for. */
async function rest(session: Session, steps: number, parts: ReadonlySet<string>, out: Figures): Promise<void> {
  const { page } = session
  const scroll = (pixels: number) => () =>
    page.evaluate(([by, count]) => window.bench.scrollBy(by!, count!), [pixels, frames])
  if (parts.has('scroll')) {
    motion(out, 'scroll', await session.watch(scroll(wheelPace)))
    await scroll(-(steps * 30))()
    motion(out, 'fling', await session.watch(scroll(Math.max(wheelPace, (steps * 26) / frames))))
    await scroll(-(steps * 30))()
  }
  if (parts.has('fold')) {
    await page.locator('[data-step]').first().click()
    await settle(session)
    const folded = session.until(['fewerRowsThan', String(Math.min(steps, 100))])
    await page.keyboard.press('{')
    out['fold all'] = await folded
    await settle(session)
    const unfolded = session.until(['moreRowsThan', String(steps)])
    await page.keyboard.press('}')
    out['unfold all'] = await unfolded
    await settle(session)
  }
}

/** A measure that does not come costs itself only; NaN says that it was tried. */
async function attempt(out: Figures, name: string, measure: () => Promise<number>): Promise<void> {
  try {
    out[name] = await measure()
  } catch {
    out[name] = Number.NaN
  }
}

async function searchApp(session: Session, text: string): Promise<number> {
  const { page } = session
  const field = page.getByRole('search').getByRole('textbox')
  await field.focus()
  const shown = session.until(['hit'])
  await page.keyboard.insertText(text)
  try {
    return await shown
  } finally {
    await settle(session)
    await page.keyboard.press('Escape')
    await settle(session)
  }
}

/** The median over a few steps in a row. */
async function details(session: Session): Promise<number> {
  const { page } = session
  await page.locator('[data-step]').nth(2).click()
  await settle(session)
  const times: number[] = []
  for (let i = 0; i < 7; i++) {
    const before = await page.evaluate(() =>
      document.querySelector('[data-step][aria-selected=true]')?.getAttribute('data-step'),
    )
    const shown = session.until(['detail', before ?? ''])
    await page.keyboard.press('j')
    times.push(await shown)
    await page.waitForTimeout(120)
  }
  return times.sort((a, b) => a - b)[3]!
}

function motion(out: Figures, name: string, { p50, p95, max, busy }: Motion): void {
  out[`${name} p50`] = p50
  out[`${name} p95`] = p95
  out[`${name} max`] = max
  out[`${name} busy`] = busy
}

/** Lets what an input set off come to its end, so that it is not counted with the next. */
export async function settle(session: Session): Promise<void> {
  await session.page.evaluate(
    () => new Promise<void>((resolve) => requestIdleCallback(() => setTimeout(resolve, 250), { timeout: 2000 })),
  )
}
