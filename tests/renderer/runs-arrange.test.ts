import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SourceState } from '../../src/shared/contract.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'
import { microseconds, milliseconds } from '../../src/shared/units.ts'
import { Arranger, type RunPages } from '../../src/renderer/src/features/runs/arrange.ts'
import { coalesced } from '../../src/renderer/src/features/runs/coalesced.ts'
import { useFilledRuns } from '../../src/renderer/src/features/runs/filled-runs.ts'
import { readFilter } from '../../src/renderer/src/features/runs/row-filter.ts'
import { type RunRow, rowsOf } from '../../src/renderer/src/features/runs/run-row.ts'
import { compareRows, defaultSort, type RunSort, sortValue } from '../../src/renderer/src/features/runs/run-sort.ts'
import { bySession, linesOf } from '../../src/renderer/src/features/runs/sessions.ts'
import { atOnce, inSlices } from '../../src/renderer/src/features/runs/slices.ts'
import { row } from '../support/fake-store.ts'

function source(id: string): SourceState {
  return {
    id,
    settings: { ...parseSourceUrl('xray://us-east-1/'), name: id },
    url: 'xray://us-east-1/',
    origin: 'config',
    condition: 'ok',
    error: null,
    fetchedAt: null,
    runCount: null,
    budget: null,
    requestCount: 0,
    paused: false,
    awaitsSignIn: false,
    revision: 0,
  }
}

function part(id: string, pages: readonly (readonly RunSummary[])[], narrowed: readonly string[] = []): RunPages {
  return { source: source(id), pages, narrowed }
}

const all = readFilter('')
const ask = (parts: readonly RunPages[], sort: RunSort = defaultSort, filter = all, withMaybe = false) => ({
  parts,
  sort,
  filter,
  withMaybe,
})
const keys = (rows: readonly RunRow[]) => rows.map(({ key }) => key)

/** The slow, obvious way. */
function sortedAtOnce(parts: readonly RunPages[], sort: RunSort): string[] {
  const sign = sort.descending ? -1 : 1
  const rows = parts.flatMap(({ source: one, pages }) => pages.flatMap((page) => rowsOf(one, page)))
  return keys([...rows].sort((a, b) => compareRows(a, sortValue(a, sort.key), b, sortValue(b, sort.key), sign)))
}

beforeEach(() => useFilledRuns.setState(useFilledRuns.getInitialState()))

const runs = fc.array(
  fc.record({
    start: fc.option(fc.integer({ min: 0, max: 30 })),
    duration: fc.option(fc.integer({ min: 0, max: 5 })),
    name: fc.constantFrom('a', 'b', 'C'),
  }),
  { maxLength: 12 },
)

function made(
  pages: readonly (readonly { start: number | null; duration: number | null; name: string }[])[],
  of: string,
) {
  return pages.map((page, p) =>
    page.map((one, i): RunSummary => ({
      ...row(`${of}-${p}-${i}`),
      name: one.name,
      startTime: one.start === null ? null : microseconds(one.start),
      durationMs: one.duration === null ? null : milliseconds(one.duration),
    })),
  )
}

const sorts = fc.record({
  key: fc.constantFrom('start' as const, 'duration' as const, 'name' as const, 'source' as const),
  descending: fc.boolean(),
})

describe('rows of several sources that come page by page', () => {
  it('stand at every moment as if all had been sorted at once', () => {
    fc.assert(
      fc.property(fc.array(runs, { maxLength: 4 }), fc.array(runs, { maxLength: 4 }), sorts, (a, b, sort) => {
        const arranger = new Arranger()
        const [first, second] = [made(a, 'a'), made(b, 'b')]
        for (let n = 0; n <= Math.max(first.length, second.length); n++) {
          const parts = [part('a', first.slice(0, n)), part('b', second.slice(0, n))]
          expect(keys(atOnce(arranger.arrange(ask(parts, sort))).rows)).toEqual(sortedAtOnce(parts, sort))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('are not sorted anew when a page is added: the order of rows that are there stays, though their values were filled in since', () => {
    const arranger = new Arranger()
    const first = [row('x', 1), row('y', 2)].map((one) => ({ ...one, durationMs: null }))
    const sort: RunSort = { key: 'duration', descending: true }
    expect(keys(atOnce(arranger.arrange(ask([part('a', [first])], sort))).rows)).toEqual(['a/y', 'a/x'])
    useFilledRuns.getState().put('a/x', { run: { ...row('x', 1), durationMs: milliseconds(9) }, forced: 0 })
    const more = [{ ...row('z', 3), durationMs: milliseconds(1) }]
    expect(keys(atOnce(arranger.arrange(ask([part('a', [first, more])], sort))).rows)).toEqual(['a/z', 'a/y', 'a/x'])
    expect(
      keys(atOnce(arranger.arrange(ask([part('a', [first, more])], { ...sort, descending: false }))).rows),
    ).toEqual(['a/z', 'a/x', 'a/y'])
  })

  it('are arranged in steps that never hold more than a small part of them', () => {
    const pages = [0, 1, 2, 3].map((p) =>
      Array.from({ length: 10_000 }, (_, i) => row(`${p}-${i}`, (i * 7919) % 10_000)),
    )
    const work = new Arranger().arrange(
      ask(
        pages.map((page, p) => part(`s${p}`, [page])),
        { key: 'name', descending: false },
      ),
    )
    let steps = 0
    for (let step = work.next(); !step.done; step = work.next()) steps++
    expect(steps).toBeGreaterThan(20)
  })

  it('are given up when nobody wants them any more', async () => {
    let asked = 0
    const result = await inSlices(
      (function* count(): Generator<void, string> {
        for (;;) {
          asked++
          if (asked > 1e7) return 'never'
          yield
        }
      })(),
      () => asked > 0,
    )
    expect(result).toBeNull()
  })
})

describe('a filter over rows whose listing leaves fields open', () => {
  const open = row('open', 3)
  const big = { ...row('big', 2), totalTokens: 2000 }
  const small = { ...row('small', 1), totalTokens: 10 }
  const filter = readFilter('tokens>1k')

  it('counts what may match, and does not drop it silently', () => {
    const { rows, total, matched, maybe } = atOnce(
      new Arranger().arrange(ask([part('a', [[open, big, small]])], defaultSort, filter)),
    )
    expect({ keys: keys(rows), total, matched, maybe: keys(maybe) }).toEqual({
      keys: ['a/big'],
      total: 3,
      matched: 1,
      maybe: ['a/open'],
    })
  })

  it('shows what may match when it is asked to', () => {
    const arranged = atOnce(new Arranger().arrange(ask([part('a', [[open, big, small]])], defaultSort, filter, true)))
    expect(keys(arranged.rows)).toEqual(['a/open', 'a/big'])
  })

  it('takes the word of a platform that has narrowed by it', () => {
    const narrowed = [part('a', [[open, big]], ['tokens > 1000'])]
    expect(keys(atOnce(new Arranger().arrange(ask(narrowed, defaultSort, filter))).rows)).toEqual(['a/open', 'a/big'])
  })

  it('knows that a run which was read in full and says nothing does not match', () => {
    useFilledRuns.getState().put('a/open', { run: open, forced: 0 })
    expect(atOnce(new Arranger().arrange(ask([part('a', [[open]])], defaultSort, filter)))).toMatchObject({
      matched: 0,
      maybe: [],
    })
  })
})

describe('runs by session', () => {
  const of = (id: string, second: number, session: string | null, rest: Partial<RunSummary> = {}) => ({
    ...row(id, second),
    sessionId: session,
    ...rest,
  })
  const page = [
    of('d', 40, null),
    of('c', 30, 's1', { totalTokens: 5, status: 'error' }),
    of('b', 20, 's2'),
    of('a', 10, 's1', { durationMs: milliseconds(500) }),
  ]
  const heads = () => atOnce(bySession(rowsOf(source('x'), page), new Map()))

  it('stand where their first run stood, those without a session last, with what is known of them', () => {
    expect(heads().map(({ session, count }) => [session, count])).toEqual([
      ['s1', 2],
      ['s2', 1],
      [null, 1],
    ])
    expect(heads()[0]).toMatchObject({ from: 10e6, to: 30e6, tokens: 5, tokensAtLeast: true, failed: 1 })
    expect(heads()[1]).toMatchObject({ tokens: null, tokensAtLeast: false, failed: 0 })
  })

  it('say no time that is not known: a run that goes on has no end', () => {
    expect(heads()[1]).toMatchObject({ from: 20e6, to: null, toAtLeast: true })
    expect(heads()[0]).toMatchObject({ to: 30e6, toAtLeast: true })
  })

  it('can be folded away, and their head stays', () => {
    expect(linesOf(heads(), new Set()).map(({ key }) => key)).toEqual([
      'session:s1',
      'x/c',
      'x/a',
      'session:s2',
      'x/b',
      'session:',
      'x/d',
    ])
    expect(linesOf(heads(), new Set(['session:s1'])).map(({ key }) => key)).not.toContain('x/c')
  })
})

describe('pages that come close together', () => {
  async function* stream(pages: number, failing = false) {
    for (let p = 0; p < pages; p++) {
      yield { kind: 'page' as const, runs: [row(`${p}`)] }
      await Promise.resolve()
    }
    if (failing) throw new Error('lost')
  }

  it('are handed on together, in order and whole, the first at once', async () => {
    const sizes: number[] = []
    const ids: string[] = []
    for await (const event of coalesced(stream(50))) {
      if (event.kind !== 'page') continue
      sizes.push(event.runs.length)
      ids.push(...event.runs.map(({ id }) => id))
    }
    expect(ids).toEqual(Array.from({ length: 50 }, (_, p) => `${p}`))
    expect(sizes.length).toBeLessThan(5)
  })

  it('are not lost when the stream fails after them', async () => {
    const ids: string[] = []
    const read = async () => {
      for await (const event of coalesced(stream(3, true)))
        if (event.kind === 'page') ids.push(...event.runs.map(({ id }) => id))
    }
    await expect(read()).rejects.toThrow('lost')
    expect(ids).toEqual(['0', '1', '2'])
  })
})
