import { describe, expect, it } from 'vitest'
import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { CachedStore, type ListAsk } from '../../../src/main/stores/cached-store.ts'
import { MemoryBudget, pageBytes, traceBytes } from '../../../src/main/stores/memory-budget.ts'
import type { Trace } from '../../../src/main/stores/store.ts'
import { FakeStore, row } from '../../support/fake-store.ts'

const never = new AbortController().signal
const hint = { startedAt: null }
const hour: ListAsk = { window: { lookbackMs: 3_600_000 }, errorsOnly: false, limit: 1000 }

function traceOf(nativeId: string, characters: number): Trace {
  return { platform: 'xray', nativeId, spans: [], complete: true, notices: [], characters }
}

/** Caches of two sources that share one bound. */
function twoSources(limitBytes: number) {
  const memory = new MemoryBudget(limitBytes)
  const make = () => {
    const store = new FakeStore()
    store.trace = (id) => traceOf(id, 500)
    return { store, cached: new CachedStore(store, 60_000, () => 0, memory) }
  }
  return { memory, one: make(), other: make() }
}

async function drain(steps: AsyncIterable<unknown>): Promise<void> {
  for await (const step of steps) void step
}

describe('the memory that all sources share', () => {
  it('lets the trace that was used least recently go, whichever source it is of', async () => {
    const { memory, one, other } = twoSources(3000)
    await one.cached.get('a', hint, never)
    await other.cached.get('b', hint, never)
    await one.cached.get('c', hint, never)
    one.cached.peek('a')
    await other.cached.get('d', hint, never)
    expect(other.cached.peek('b')).toBeUndefined()
    expect([one.cached.peek('a'), one.cached.peek('c'), other.cached.peek('d')]).not.toContain(undefined)
    expect(memory.bytes).toBe(3000)
  })

  it('counts lists by what their rows take, while they grow', async () => {
    const page = { runs: Array.from({ length: 10 }, (_, n) => row(`r${n}`)), notices: [] }
    const { memory, one, other } = twoSources(pageBytes(page) * 2.5)
    one.store.pages = [page, page]
    other.store.pages = [page]
    await drain(other.cached.list(hour, never))
    expect(memory.bytes).toBeGreaterThanOrEqual(pageBytes(page))
    await drain(one.cached.list({ ...hour, limit: 10 }, never))
    await drain(one.cached.list(hour, never))
    expect(memory.count).toBe(1)
    await drain(other.cached.list(hour, never))
    expect(other.store.listCalls).toHaveLength(2)
  })

  it('keeps what is larger than the bound, and that alone', async () => {
    const { memory, one, other } = twoSources(3000)
    await one.cached.get('a', hint, never)
    other.store.trace = (id) => traceOf(id, 1_000_000)
    await other.cached.get('huge', hint, never)
    expect(other.cached.peek('huge')).toBeDefined()
    expect(memory.count).toBe(1)
  })

  it('counts nothing for a source that was refreshed or closed', async () => {
    const { memory, one, other } = twoSources(10_000)
    await one.cached.get('a', hint, never)
    await other.cached.get('b', hint, never)
    one.cached.invalidateCache()
    expect(memory.bytes).toBe(1000)
    other.cached.close()
    expect([memory.bytes, memory.count]).toEqual([0, 0])
  })

  it('does not count a list again that had to make room while it was still read', async () => {
    const page = { runs: [row('a')], notices: [] }
    const { memory, one, other } = twoSources(1200)
    one.store.pages = [page, page]
    const reading = one.cached.list(hour, never)
    await reading.next()
    await other.cached.get('b', hint, never)
    expect(memory.count).toBe(1)
    await drain(reading)
    expect(memory.count).toBe(1)
    expect(other.cached.peek('b')).toBeDefined()
  })

  it('never holds more than its bound but for one piece, and always the sum of what is kept', () => {
    const action = record({
      what: constantFrom('keep' as const, 'touch' as const, 'release' as const),
      piece: integer({ min: 0, max: 9 }),
      bytes: integer({ min: 0, max: 60 }),
    })
    assert(
      property(array(action, { maxLength: 60 }), (actions) => {
        const memory = new MemoryBudget(100)
        const pieces = Array.from({ length: 10 }, (_, n) => ({ n }))
        const kept = new Map<object, number>()
        for (const { what, piece: n, bytes } of actions) {
          const piece = pieces[n]!
          if (what === 'touch') memory.touch(piece)
          if (what === 'release') {
            memory.release(piece)
            kept.delete(piece)
          }
          if (what === 'keep') {
            kept.set(piece, bytes)
            memory.keep(piece, bytes, () => kept.delete(piece))
          }
          expect(memory.bytes).toBe([...kept.values()].reduce((sum, size) => sum + size, 0))
          expect(memory.count).toBe(kept.size)
          expect(memory.bytes <= 100 || memory.count === 1).toBe(true)
        }
      }),
    )
  })

  it('takes a trace by its spans or by its characters, whichever is more', () => {
    expect(traceBytes(traceOf('a', 5000))).toBe(10_000)
    expect(traceBytes({ ...traceOf('a', 0), spans: Array.from({ length: 3 }, () => ({}) as never) })).toBe(3000)
  })
})
