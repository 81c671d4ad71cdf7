/**
 * An in-memory TTL cache with single flight around any store. Shared by all callers, gone with the process. A failure is never cached. A request in
 * flight is shared; it is aborted at the platform when its last waiter leaves.
 *
 * A list is kept as a suspended listing: pages that came are replayed to whoever asks, and a larger limit continues where the last caller stopped, so that "more rows" costs
 * only the rows that are new.
 */

import { LRUCache } from 'lru-cache'
import type { WindowSpec } from '../../shared/contract.ts'
import type { TraceCraftError } from '../../shared/errors.ts'
import type { Notice } from '../../shared/notice.ts'
import type { RunSummary } from '../../shared/model/agent-run.ts'
import type { Query } from '../../shared/query/parse.ts'
import { printQuery } from '../../shared/query/print.ts'
import { microseconds } from '../../shared/units.ts'
import { type Clock, hasPassed, type Moment, momentOf, nextInOrder, steadyNow } from '../clock.ts'
import { abortError } from './abort.ts'
import { Listing } from './listing.ts'
import { MemoryBudget, traceBytes } from './memory-budget.ts'
import { allOf } from './narrowing.ts'
import { SharedTask } from './shared-task.ts'
import type { RunPage, TimeWindow, Trace, TraceHint, TraceStore } from './store.ts'

export interface ListAsk {
  readonly window: WindowSpec
  readonly errorsOnly: boolean
  /** What the rows will be filtered by; the platform narrows the list by what it can of it. Absent and null: nothing. */
  readonly filter?: Query | null
  /** Rows wanted; the list may come in with more when a page brings them. */
  readonly limit: number
}

export interface CacheStamp {
  /** Epoch milliseconds when the answer was asked for. */
  readonly fetchedAt: number
  readonly expiresAt: number
  /** Larger than that of every answer that was asked for before. */
  readonly order: number
}

export type ListStep =
  | { readonly kind: 'page'; readonly runs: readonly RunSummary[] }
  | ({
      readonly kind: 'end'
      readonly hasMore: boolean
      readonly notices: readonly Notice[]
      readonly window: TimeWindow
      /** The parts of the filter that the platform was asked for. */
      readonly narrowed: readonly Query[]
    } & CacheStamp)

export interface CachedTrace extends CacheStamp {
  readonly trace: Trace
  /** When it came. */
  readonly settled: Moment
}

/** What a cache depends on besides its store. */
export interface CacheCircumstances {
  /** Monotonic milliseconds, beside `now`. */
  readonly steady?: () => number
  /** Why nothing may be asked of the platform at this moment; null: it may. What is in memory is answered all the same, however old. */
  readonly refusal?: () => TraceCraftError | null
}

const maxListings = 24
const maxTraces = 200

export class CachedStore {
  readonly store: TraceStore
  readonly ttlMs: number
  readonly #clock: Clock
  readonly #memory: MemoryBudget
  readonly #refusal: () => TraceCraftError | null
  readonly #listings = new LRUCache<string, Listing>({
    max: maxListings,
    dispose: (listing) => this.#memory.release(listing),
  })
  readonly #traces = new LRUCache<string, CachedTrace>({
    max: maxTraces,
    dispose: (entry) => this.#memory.release(entry),
  })
  readonly #opening = new Map<string, SharedTask<CachedTrace | null>>()
  /** Whatever somebody waits for, kept or not. */
  readonly #underWay = new Set<{ stop(error: unknown): void }>()
  #generation = 0
  #closed: TraceCraftError | null = null

  /** `memory` is what this cache shares with those of other sources; left out, it has a bound of its own. */
  constructor(
    store: TraceStore,
    ttlMs: number,
    now: () => number = Date.now,
    memory: MemoryBudget = new MemoryBudget(),
    { steady = steadyNow, refusal = () => null }: CacheCircumstances = {},
  ) {
    this.store = store
    this.ttlMs = ttlMs
    this.#clock = { now, steady }
    this.#memory = memory
    this.#refusal = refusal
  }

  /** Rows newest first, then one `end`. */
  async *list(ask: ListAsk, signal: AbortSignal): AsyncGenerator<ListStep, void, undefined> {
    if (this.#closed) throw this.#closed
    const narrowed = ask.filter ? (this.store.narrowing?.(ask.filter) ?? []) : []
    const filter = allOf(narrowed)
    // By what the platform is asked, not by the filter: filters that differ in their other parts share a listing.
    const key = JSON.stringify([ask.window, ask.errorsOnly, filter && printQuery(filter)])
    const refused = this.#refusal()
    let listing = this.#listings.get(key)
    if (!listing || listing.failed || (listing.expired && refused === null)) {
      if (refused) throw refused
      const window = resolveWindow(ask.window, this.#clock.now())
      const query = { window, errorsOnly: ask.errorsOnly, narrowed: filter }
      listing = new Listing(this.store, query, this.ttlMs, this.#clock)
      this.#listings.set(key, listing)
    }
    this.#memory.touch(listing)
    let rows = 0
    listing.enter()
    this.#underWay.add(listing)
    try {
      for (let index = 0; rows < ask.limit; index++) {
        const page = listing.pages[index] ?? (await this.#pull(key, listing, index, signal))
        if (!page) break
        rows += page.runs.length
        if (page.runs.length > 0) yield { kind: 'page', runs: page.runs }
      }
    } finally {
      if (listing.leave()) this.#underWay.delete(listing)
    }
    yield {
      kind: 'end',
      hasMore: !listing.exhausted || rows < listing.rows,
      notices: listing.notices(),
      window: listing.window,
      narrowed,
      fetchedAt: listing.fetchedAt,
      expiresAt: listing.expiresAt,
      order: listing.order,
    }
  }

  /** The end of a list that can have no rows, whatever the platform holds: nothing is asked. */
  nothing(
    window: WindowSpec,
  ): Pick<Extract<ListStep, { kind: 'end' }>, 'hasMore' | 'notices' | 'window' | 'fetchedAt' | 'expiresAt'> {
    const now = this.#clock.now()
    const stamp = { fetchedAt: now, expiresAt: now + this.ttlMs }
    return { hasMore: false, notices: [], window: resolveWindow(window, now), ...stamp }
  }

  async #pull(key: string, listing: Listing, index: number, signal: AbortSignal): Promise<RunPage | undefined> {
    const refused = this.#closed ?? (listing.exhausted ? null : this.#refusal())
    if (refused) throw refused
    try {
      return await listing.pageAt(index, signal)
    } finally {
      // One that had to make room, or that a newer one replaced, is not kept: it lives as long as its readers do.
      if (this.#listings.peek(key) === listing) {
        if (listing.failed) this.#listings.delete(key)
        else this.#memory.keep(listing, listing.bytes, () => this.#listings.delete(key))
      }
    }
  }

  /** The whole trace, from memory while it is fresh. Who waits while everything is refreshed gets what is read after it. */
  async get(nativeId: string, hint: TraceHint, signal: AbortSignal): Promise<CachedTrace> {
    for (;;) {
      if (this.#closed) throw this.#closed
      if (signal.aborted) throw abortError()
      const cached = this.peek(nativeId)
      const refused = this.#refusal()
      if (cached && (refused || !hasPassed(this.ttlMs, cached.settled, this.#clock))) return cached
      if (refused) throw refused
      const running = this.#opening.get(nativeId)
      const task = running && !running.abandoned ? running : this.#open(nativeId, hint)
      const entry = await task.join(signal)
      if (entry) return entry
    }
  }

  /** Asks the platform. Null when everything was refreshed meanwhile: somebody may have seen newer data by now, and nobody shall see it go back. */
  #open(nativeId: string, hint: TraceHint): SharedTask<CachedTrace | null> {
    const generation = this.#generation
    const task = new SharedTask(async (shared) => {
      try {
        const [order, fetchedAt] = [nextInOrder(), this.#clock.now()]
        const trace = await this.store.get(nativeId, hint, shared)
        // An answer that came when everybody had left could take the place of a newer one.
        if (shared.aborted) throw abortError()
        if (generation !== this.#generation) return null
        const settled = momentOf(this.#clock)
        const entry: CachedTrace = { trace, order, fetchedAt, settled, expiresAt: settled.now + this.ttlMs }
        this.#traces.set(nativeId, entry)
        this.#memory.keep(entry, traceBytes(trace), () => this.#traces.delete(nativeId))
        return entry
      } finally {
        this.#underWay.delete(task)
        if (this.#opening.get(nativeId) === task) this.#opening.delete(nativeId)
      }
    })
    this.#opening.set(nativeId, task)
    this.#underWay.add(task)
    return task
  }

  /** A trace that is in memory, fresh or not; for the details of a run that is already on screen. */
  peek(nativeId: string): CachedTrace | undefined {
    const entry = this.#traces.get(nativeId)
    if (entry) this.#memory.touch(entry)
    return entry
  }

  /** Aborts every request at the platform; whoever waits for one gets this error. What is in memory stays. */
  stopRequests(error: TraceCraftError): void {
    for (const one of this.#underWay) one.stop(error)
  }

  /** Forgets every answer. What is asked of a run at this moment is asked anew when its answer comes; a list under way goes on for its readers. Neither is kept. */
  invalidateCache(): void {
    this.#generation++
    this.#listings.clear()
    this.#traces.clear()
    this.#opening.clear()
    this.store.invalidateCache()
  }

  /** Aborts every request, forgets every answer and closes the store. Whoever waits, or asks from now on, gets this error. */
  close(why: TraceCraftError = abortError('The source is not read any more.')): void {
    if (this.#closed) return
    this.#closed = why
    this.stopRequests(why)
    this.invalidateCache()
    this.store.close()
  }
}

function resolveWindow(spec: WindowSpec, now: number): TimeWindow {
  if ('lookbackMs' in spec) return { from: microseconds((now - spec.lookbackMs) * 1000), to: microseconds(now * 1000) }
  return spec
}
