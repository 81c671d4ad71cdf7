import { describe, expect, it } from 'vitest'
import { CachedStore, type ListAsk, type ListStep } from '../../../src/main/stores/cached-store.ts'
import type { Trace } from '../../../src/main/stores/store.ts'
import { failure, TraceCraftError } from '../../../src/shared/errors.ts'
import { conjunctsOf } from '../../../src/shared/query/match.ts'
import { parseQuery } from '../../../src/shared/query/parse.ts'
import { FakeStore, gate, row } from '../../support/fake-store.ts'

const hour: ListAsk = { window: { lookbackMs: 3_600_000 }, errorsOnly: false, limit: 100 }
const never = new AbortController().signal
const hint = { startedAt: null }

function setUp(ttlMs = 60_000) {
  const store = new FakeStore()
  const clock = { now: 1_000_000 }
  return { store, clock, cached: new CachedStore(store, ttlMs, () => clock.now) }
}

async function collect(
  steps: AsyncIterable<ListStep>,
): Promise<{ ids: string[]; end: Extract<ListStep, { kind: 'end' }> }> {
  const ids: string[] = []
  let end: Extract<ListStep, { kind: 'end' }> | null = null
  for await (const step of steps) {
    if (step.kind === 'page') ids.push(...step.runs.map((run) => run.id))
    else end = step
  }
  if (!end) throw new Error('no end')
  return { ids, end }
}

describe('a cached list', () => {
  it('asks the platform once within the TTL, and again after it', async () => {
    const { store, clock, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }]
    expect((await collect(cached.list(hour, never))).ids).toEqual(['a'])
    clock.now += 59_000
    expect((await collect(cached.list(hour, never))).ids).toEqual(['a'])
    expect(store.listCalls).toHaveLength(1)
    clock.now += 2_000
    await collect(cached.list(hour, never))
    expect(store.listCalls).toHaveLength(2)
  })

  it('is forgotten by a forced refresh', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }]
    await collect(cached.list(hour, never))
    cached.invalidateCache()
    await collect(cached.list(hour, never))
    expect(store.listCalls).toHaveLength(2)
    expect(store.invalidated).toBe(1)
  })

  it('pulls only the pages that the limit needs, and continues where it stopped when more rows are wanted', async () => {
    const { store, cached } = setUp()
    store.pages = ['a', 'b', 'c'].map((id) => ({ runs: [row(`${id}1`), row(`${id}2`)], notices: [] }))
    const first = await collect(cached.list({ ...hour, limit: 2 }, never))
    expect(first.ids).toEqual(['a1', 'a2'])
    expect(first.end.hasMore).toBe(true)
    expect(store.pagesPulled).toBe(1)
    const second = await collect(cached.list({ ...hour, limit: 4 }, never))
    expect(second.ids).toEqual(['a1', 'a2', 'b1', 'b2'])
    expect(store.pagesPulled).toBe(2)
    const all = await collect(cached.list({ ...hour, limit: 100 }, never))
    expect(all.ids).toHaveLength(6)
    expect(all.end.hasMore).toBe(false)
    expect(store.listCalls).toHaveLength(1)
  })

  it('shares one request between callers who ask at the same time', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }]
    const held = gate()
    store.gate = held.promise
    const both = Promise.all([collect(cached.list(hour, never)), collect(cached.list(hour, never))])
    held.open()
    const [one, two] = await both
    expect(one.ids).toEqual(two.ids)
    expect(store.listCalls).toHaveLength(1)
    expect(store.pagesPulled).toBe(1)
  })

  it('keeps no failure: the next caller asks again', async () => {
    const { store, cached } = setUp()
    store.pages = [failure({ code: 'SERVER_ERROR', message: 'broken' })]
    await expect(collect(cached.list(hour, never))).rejects.toThrow('broken')
    store.pages = [{ runs: [row('a')], notices: [] }]
    expect((await collect(cached.list(hour, never))).ids).toEqual(['a'])
  })

  it('keeps what came before a failure visible to the caller that saw it', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }, failure({ code: 'SERVER_ERROR', message: 'broken' })]
    const seen: string[] = []
    await expect(
      (async () => {
        for await (const step of cached.list(hour, never))
          if (step.kind === 'page') seen.push(...step.runs.map((run) => run.id))
      })(),
    ).rejects.toThrow('broken')
    expect(seen).toEqual(['a'])
  })

  it('is asked for what the platform can narrow, and kept by that: filters that differ in the rest share a listing', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }]
    const query = (text: string) => {
      const parsed = parseQuery(text)
      if (!parsed.ok) throw new Error(parsed.error.message)
      return parsed.query
    }
    // This platform knows durations alone.
    store.narrowing = (filter) =>
      conjunctsOf(filter).filter((part) => part.kind === 'compare' && part.field === 'duration')
    const ask = async (text: string) => (await collect(cached.list({ ...hour, filter: query(text) }, never))).end
    expect((await ask('weather')).narrowed).toEqual([])
    expect((await ask('weather duration>2s model:x')).narrowed).toEqual([query('duration>2s')])
    await ask('storm duration>2s')
    await collect(cached.list(hour, never))
    expect(store.listCalls.map(({ narrowed }) => narrowed)).toEqual([null, query('duration>2s')])
    await ask('duration>3s')
    await ask('duration>3s duration<9s')
    expect(store.listCalls).toHaveLength(4)
    expect(store.listCalls.at(-1)!.narrowed).toEqual(query('duration>3s duration<9s'))
  })

  it('aborts the request at the platform when its only caller leaves, and starts anew for the next', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }]
    const held = gate()
    store.gate = held.promise
    const leave = new AbortController()
    const waiting = collect(cached.list(hour, leave.signal))
    await new Promise((resolve) => setTimeout(resolve, 5))
    leave.abort()
    await expect(waiting).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(store.aborted).toBe(1)
    held.open()
    expect((await collect(cached.list(hour, never))).ids).toEqual(['a'])
  })

  it('goes on for the others when one of several callers leaves', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }]
    const held = gate()
    store.gate = held.promise
    const leave = new AbortController()
    const one = collect(cached.list(hour, leave.signal))
    const two = collect(cached.list(hour, never))
    await new Promise((resolve) => setTimeout(resolve, 5))
    leave.abort()
    await expect(one).rejects.toBeInstanceOf(TraceCraftError)
    held.open()
    expect((await two).ids).toEqual(['a'])
    expect(store.aborted).toBe(0)
  })

  it('goes on for a caller who is busy with earlier rows when the one who waits for the next page leaves', async () => {
    const { store, cached } = setUp()
    store.pages = [
      { runs: [row('a')], notices: [] },
      { runs: [row('b')], notices: [] },
    ]
    const slow = cached.list(hour, never)
    expect((await slow.next()).value).toMatchObject({ kind: 'page', runs: [{ id: 'a' }] })
    const held = gate()
    store.gate = held.promise
    const leave = new AbortController()
    const hasty = collect(cached.list(hour, leave.signal))
    await new Promise((resolve) => setTimeout(resolve, 5))
    leave.abort()
    await expect(hasty).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    held.open()
    expect((await collect(slow)).ids).toEqual(['b'])
    expect(store.aborted).toBe(0)
  })

  it('tells a failure also to a caller who was busy with earlier rows when it happened', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }, failure({ code: 'SERVER_ERROR', message: 'It broke.' })]
    const slow = cached.list(hour, never)
    await slow.next()
    await expect(collect(cached.list(hour, never))).rejects.toMatchObject({ info: { code: 'SERVER_ERROR' } })
    await expect(collect(slow)).rejects.toMatchObject({ info: { code: 'SERVER_ERROR' } })
  })

  it('asks nothing for a caller who has left already, and keeps what it has for the next', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }]
    await expect(collect(cached.list(hour, AbortSignal.abort()))).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    await expect(cached.get('t', hint, AbortSignal.abort())).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    const inOneTick = new AbortController()
    const got = cached.get('u', hint, inOneTick.signal)
    inOneTick.abort()
    await expect(got).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(store).toMatchObject({ pagesPulled: 0, getCalls: ['u'], aborted: 1 })
    expect((await collect(cached.list(hour, never))).ids).toEqual(['a'])
  })

  it('keeps lists of different windows and filters apart', async () => {
    const { store, cached } = setUp()
    store.pages = [{ runs: [row('a')], notices: [] }]
    await collect(cached.list(hour, never))
    await collect(cached.list({ ...hour, errorsOnly: true }, never))
    await collect(cached.list({ ...hour, window: { lookbackMs: 60_000 } }, never))
    expect(store.listCalls).toHaveLength(3)
  })

  it('tells each notice once, and when the answer was fetched and expires', async () => {
    const { store, clock, cached } = setUp(5_000)
    const sampled = { code: 'sampled', message: 'a sample', count: null } as const
    store.pages = [
      { runs: [row('a')], notices: [sampled] },
      { runs: [], notices: [sampled] },
    ]
    const { end } = await collect(cached.list(hour, never))
    expect(end.notices).toEqual([sampled])
    expect(end.fetchedAt).toBe(clock.now)
    expect(end.expiresAt).toBe(clock.now + 5_000)
  })
})

describe('a cached trace', () => {
  it('is read once within the TTL', async () => {
    const { store, clock, cached } = setUp()
    await cached.get('t', hint, never)
    await cached.get('t', hint, never)
    expect(store.getCalls).toEqual(['t'])
    clock.now += 61_000
    await cached.get('t', hint, never)
    expect(store.getCalls).toEqual(['t', 't'])
  })

  it('is read once for callers who ask at the same time, and survives the first one leaving', async () => {
    const { store, cached } = setUp()
    const held = gate()
    store.gate = held.promise
    const leave = new AbortController()
    const one = cached.get('t', hint, leave.signal)
    const two = cached.get('t', hint, never)
    await new Promise((resolve) => setTimeout(resolve, 5))
    leave.abort()
    held.open()
    await expect(one).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    expect((await two).trace.nativeId).toBe('t')
    expect(store.getCalls).toEqual(['t'])
  })

  it('makes room by the characters that others were read from: a few long texts count like many spans', async () => {
    const { store, cached } = setUp()
    const read = (id: string, characters: number): Trace => ({
      platform: 'xray',
      nativeId: id,
      spans: [],
      complete: true,
      notices: [],
      characters,
    })
    const held = (id: string) => cached.peek(id) !== undefined
    store.trace = (id) => read(id, id === 'small' ? 1000 : 60_000_000)
    for (const id of ['small', 'a', 'b', 'c']) await cached.get(id, hint, never)
    expect(['small', 'a', 'b', 'c'].map(held)).toEqual([true, true, true, true])
    await cached.get('d', hint, never)
    expect(['small', 'a', 'b', 'c', 'd'].map(held)).toEqual([false, false, true, true, true])
    store.trace = (id) => read(id, 900_000_000)
    await cached.get('huge', hint, never)
    expect(['b', 'd', 'huge'].map(held)).toEqual([false, false, true])
  })

  it('keeps no failure', async () => {
    const { store, cached } = setUp()
    const works = store.trace
    store.trace = () => failure({ code: 'TIMED_OUT', message: 'slow' })
    await expect(cached.get('t', hint, never)).rejects.toThrow('slow')
    store.trace = works
    expect((await cached.get('t', hint, never)).trace.nativeId).toBe('t')
  })

  it('does not keep an answer that was asked for before a forced refresh', async () => {
    const { store, cached } = setUp()
    const held = gate()
    store.gate = held.promise
    const old = cached.get('t', hint, never)
    await new Promise((resolve) => setTimeout(resolve, 5))
    cached.invalidateCache()
    held.open()
    await old
    await cached.get('t', hint, never)
    expect(store.getCalls).toEqual(['t', 't'])
  })
})

describe('the time of an answer', () => {
  const asked = async (wallMs: number, steadyMs: number) => {
    const store = new FakeStore()
    store.pages = [{ runs: [row('a')], notices: [] }]
    const clock = { now: 1_000_000, steady: 0 }
    const cached = new CachedStore(store, 60_000, () => clock.now, undefined, { steady: () => clock.steady })
    for (const part of ['before', 'after'] as const) {
      if (part === 'after') {
        clock.now += wallMs
        clock.steady += steadyMs
      }
      await collect(cached.list(hour, never))
      await cached.get('t', hint, never)
    }
    return [store.listCalls.length, store.getCalls.length]
  }

  it.each([
    ['while it is good', 59_000, 59_000, 1],
    ['when it is over', 60_000, 60_000, 2],
    ['when it was slept through, which the steady clock did not see', 8 * 3_600_000, 2_000, 2],
    ['when the clock was set back, however long ago that was', -3_600_000, 61_000, 2],
    ['when the clock was set back, at once: its stamp is of the future', -3_600_000, 1_000, 2],
    ['while it is good, and the clock was corrected by a little', -400, 1_000, 1],
  ])('%s', async (_, wallMs, steadyMs, times) => {
    expect(await asked(wallMs, steadyMs)).toEqual([times, times])
  })

  it('has not begun while its first page is on its way: who comes late joins', async () => {
    const { store, clock, cached } = setUp(0)
    store.pages = [{ runs: [row('a')], notices: [] }]
    const held = gate()
    store.gate = held.promise
    const one = collect(cached.list(hour, never))
    clock.now += 30_000
    const two = collect(cached.list(hour, never))
    held.open()
    expect((await one).ids).toEqual((await two).ids)
    expect(store.listCalls).toHaveLength(1)
  })
})

it('a store refuses to save and to delete, in the words of the reference', async () => {
  const store = new FakeStore()
  await expect(store.save()).rejects.toThrow('FakeTraceStore is read-only')
  await expect(store.delete()).rejects.toMatchObject({ name: 'NotImplementedError' })
})
