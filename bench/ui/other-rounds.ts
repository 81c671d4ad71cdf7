/** The measures beside the timeline: the list of 50,000 runs, a payload of 10 MB, and the wire. */

import type { Browser } from 'playwright-core'
import { assembleRun } from '../../src/main/semantics/assemble.ts'
import { nameAt, packOutline, stepTypeAt, unpackOutline } from '../../src/shared/model/outline.ts'
import { openSession } from './session.ts'
import { spansOf } from './shapes.ts'
import { runSource, traceIdOf } from './stand-in.ts'
import { type Figures, settle } from './timeline-rounds.ts'

export const payloadCharacters = 10 * 1024 * 1024

/** Fills the list from all sources, as far as the page asks for rows, then scrolls it. */
export async function measureList(browser: Browser, service: string, rows: number): Promise<Figures> {
  const session = await openSession(browser, service)
  const { page } = session
  try {
    const grid = page.getByRole('grid', { name: 'Runs' })
    await grid.waitFor()
    let count = 0
    for (let still = 0; still < 8 && count < rows;) {
      await grid.evaluate((element) => {
        const box = element.closest('[data-list-grid]') ?? element
        for (const one of [box, ...box.querySelectorAll('*')])
          if (one.scrollHeight > one.clientHeight) one.scrollTop = 1e9
      })
      const more = page.getByRole('button', { name: /^(Load|Show) .*more|more runs/i })
      if ((await more.count()) > 0)
        await more
          .first()
          .click()
          .catch(() => undefined)
      await page.waitForTimeout(250)
      const now = Number(await grid.getAttribute('aria-rowcount')) - 1
      still = now > count ? 0 : still + 1
      count = now
    }
    await settle(session)
    const scroll = await session.watch(() =>
      grid.evaluate(async (element) => {
        const box = [element, ...element.querySelectorAll('*'), ...parents(element)].find(
          (one) => one.scrollHeight > one.clientHeight + 1000,
        )
        function parents(of: Element): Element[] {
          return of.parentElement ? [of.parentElement, ...parents(of.parentElement)] : []
        }
        if (!box) return
        box.scrollTop = 0
        for (let i = 0; i < 180; i++) {
          await new Promise(requestAnimationFrame)
          box.scrollTop += 90
        }
      }),
    )
    return {
      'list rows': count,
      'list scroll p50': scroll.p50,
      'list scroll p95': scroll.p95,
      'list scroll max': scroll.max,
      'list scroll busy': scroll.busy,
    }
  } finally {
    await session.close()
  }
}

/** From the click on the step to the first words of its prompt on screen. */
export async function measurePayload(browser: Browser, service: string): Promise<Figures> {
  const session = await openSession(browser, `${service}&run=${runSource}/${traceIdOf('payload', payloadCharacters)}`)
  try {
    await session.until(['rows'], 'answer')
    await settle(session)
    const shown = session.until(['text', 'opening words of the prompt'])
    await session.page.locator('[data-step="2"]').click()
    return { payload: await shown }
  } finally {
    await session.close()
  }
}

/** Packing, serialising, parsing and unpacking an Outline, and the same steps as JSON objects. */
export async function measureWire(steps: number, rounds: number): Promise<Figures[]> {
  const spans = spansOf('agent', steps)
  const { outline } = await assembleRun({
    platform: 'cloudtrace',
    nativeId: 'wire',
    spans,
    complete: true,
    notices: [],
  })
  const out: Figures[] = []
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now()
    const text = JSON.stringify(packOutline(outline, (bytes) => Buffer.from(bytes.buffer).toString('base64')))
    unpackOutline(
      JSON.parse(text) as ReturnType<typeof packOutline>,
      (base64) => new Uint8Array(Buffer.from(base64, 'base64')),
    )
    const columns = performance.now() - began
    const asked = performance.now()
    const plain = JSON.stringify(objects(outline))
    JSON.parse(plain)
    const asObjects = performance.now() - asked
    // The first round warms up.
    if (round > 0)
      out.push({
        'wire ms': columns,
        'wire bytes': text.length,
        'objects ms': asObjects,
        'objects bytes': plain.length,
      })
  }
  return out
}

function objects(outline: Parameters<typeof nameAt>[0]): unknown[] {
  const known = (value: number): number | null => (Number.isNaN(value) ? null : value)
  return Array.from({ length: outline.length }, (_, i) => ({
    spanId: outline.spanIds[i],
    parentSpanId: outline.parent[i]! < 0 ? null : outline.spanIds[outline.parent[i]!],
    name: nameAt(outline, i),
    type: stepTypeAt(outline, i),
    service: outline.strings[outline.service[i]!] ?? null,
    model: outline.strings[outline.model[i]!] ?? null,
    start: known(outline.offset[i]!),
    duration: known(outline.duration[i]!),
    inputTokens: known(outline.inputTokens[i]!),
    outputTokens: known(outline.outputTokens[i]!),
    firstToken: known(outline.firstToken[i]!),
    flags: outline.flags[i],
  }))
}
