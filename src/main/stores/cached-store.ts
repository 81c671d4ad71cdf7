/**
 * An in-memory TTL cache with single flight around any store. Shared by all callers, gone with the process. A failure is never cached. A request in
 * flight is shared; it is aborted at the platform when its last waiter leaves.
 *
 * A list is kept as a suspended listing: pages that came are replayed to whoever asks, and a larger limit continues where the last caller stopped, so that "more rows" costs
 * only the rows that are new.
 */

import { LRUCache } from 'lru-cache'
import type { WindowSpec } from '../../shared/contract.ts'
import type { Notice } from '../../shared/notice.ts'
import type { RunSummary } from '../../shared/model/agent-run.ts'
import type { Query } from '../../shared/query/parse.ts'
import { printQuery } from '../../shared/query/print.ts'
import { microseconds } from '../../shared/units.ts'
import { abortError } from './abort.ts'
import { MemoryBudget, pageBytes, traceBytes } from './memory-budget.ts'
import { allOf } from './narrowing.ts'
import { SharedTask } from './shared-task.ts'
import type { ListQuery, RunPage, TimeWindow, Trace, TraceHint, TraceStore } from './store.ts'

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
}

const maxListings = 24
const maxTraces = 200

export class CachedStore {
  readonly store: TraceStore
  readonly ttlMs: number
  readonly #now: () => number
  readonly #memory: MemoryBudget
  readonly #listings = new LRUCache<string, Listing>({
    max: maxListings,
    dispose: (listing) => this.#memory.release(listing),
  })
  readonly #traces = new LRUCache<string, CachedTrace>({
    max: maxTraces,
    dispose: (entry) => this.#memory.release(entry),
  })
  readonly #opening = new Map<string, SharedTask<CachedTrace>>()
  #generation = 0

  /** `memory` is what this cache shares with those of other sources; left out, it has a bound of its own. */
  constructor(
    store: TraceStore,
    ttlMs: number,
    now: () => number = Date.now,
    memory: MemoryBudget = new MemoryBudget(),
  ) {
    this.store = store
    this.ttlMs = ttlMs
    this.#now = now
    this.#memory = memory
  }

  /** Rows newest first, then one `end`. */
  async *list(ask: ListAsk, signal: AbortSignal): AsyncGenerator<ListStep, void, undefined> {
    const narrowed = ask.filter ? (this.store.narrowing?.(ask.filter) ?? []) : []
    const filter = allOf(narrowed)
    // By what the platform is asked, not by the filter: filters that differ in their other parts share a listing.
    const key = JSON.stringify([ask.window, ask.errorsOnly, filter && printQuery(filter)])
    let listing = this.#listings.get(key)
    if (!listing || listing.failed || this.#now() >= listing.expiresAt) {
      const window = resolveWindow(ask.window, this.#now())
      const query = { window, errorsOnly: ask.errorsOnly, narrowed: filter }
      listing = new Listing(this.store, query, this.ttlMs, this.#now)
      this.#listings.set(key, listing)
    }
    this.#memory.touch(listing)
    let rows = 0
    listing.enter()
    try {
      for (let index = 0; rows < ask.limit; index++) {
        const page = listing.pages[index] ?? (await this.#pull(key, listing, index, signal))
        if (!page) break
        rows += page.runs.length
        if (page.runs.length > 0) yield { kind: 'page', runs: page.runs }
      }
    } finally {
      listing.leave()
    }
    yield {
      kind: 'end',
      hasMore: !listing.exhausted || rows < listing.rows,
      notices: listing.notices(),
      window: listing.window,
      narrowed,
      fetchedAt: listing.fetchedAt,
      expiresAt: listing.expiresAt,
    }
  }

  /** The end of a list that can have no rows, whatever the platform holds: nothing is asked. */
  nothing(window: WindowSpec): Omit<Extract<ListStep, { kind: 'end' }>, 'kind' | 'narrowed'> {
    const now = this.#now()
    const stamp = { fetchedAt: now, expiresAt: now + this.ttlMs }
    return { hasMore: false, notices: [], window: resolveWindow(window, now), ...stamp }
  }

  async #pull(key: string, listing: Listing, index: number, signal: AbortSignal): Promise<RunPage | undefined> {
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

  /** The whole trace, from memory while it is fresh. */
  async get(nativeId: string, hint: TraceHint, signal: AbortSignal): Promise<CachedTrace> {
    if (signal.aborted) throw abortError()
    const cached = this.peek(nativeId)
    if (cached && this.#now() < cached.expiresAt) return cached
    const running = this.#opening.get(nativeId)
    if (running && !running.abandoned) return running.join(signal)
    const generation = this.#generation
    const task = new SharedTask(async (shared) => {
      try {
        const fetchedAt = this.#now()
        const trace = await this.store.get(nativeId, hint, shared)
        const entry: CachedTrace = { trace, fetchedAt, expiresAt: this.#now() + this.ttlMs }
        // A refresh while the request was under way: its answer is handed to those who wait for it, and not kept.
        if (generation === this.#generation) this.#keep(nativeId, entry)
        return entry
      } finally {
        if (this.#opening.get(nativeId) === task) this.#opening.delete(nativeId)
      }
    })
    this.#opening.set(nativeId, task)
    return task.join(signal)
  }

  /** A trace that is in memory, fresh or not; for the details of a run that is already on screen. */
  peek(nativeId: string): CachedTrace | undefined {
    const entry = this.#traces.get(nativeId)
    if (entry) this.#memory.touch(entry)
    return entry
  }

  #keep(nativeId: string, entry: CachedTrace): void {
    this.#traces.set(nativeId, entry)
    this.#memory.keep(entry, traceBytes(entry.trace), () => this.#traces.delete(nativeId))
  }

  /** Forgets every answer. Requests in flight end for their waiters and are not kept. */
  invalidateCache(): void {
    this.#generation++
    this.#listings.clear()
    this.#traces.clear()
    this.#opening.clear()
    this.store.invalidateCache()
  }

  close(): void {
    this.invalidateCache()
    this.store.close()
  }
}

function resolveWindow(spec: WindowSpec, now: number): TimeWindow {
  if ('lookbackMs' in spec) return { from: microseconds((now - spec.lookbackMs) * 1000), to: microseconds(now * 1000) }
  return spec
}

/** One listing under way or done: its pages so far and the store's suspended iterator. */
class Listing {
  readonly window: TimeWindow
  readonly fetchedAt: number
  readonly pages: RunPage[] = []
  rows = 0
  /** Of the pages, as it is estimated. */
  bytes = 1
  exhausted = false
  readonly #ttlMs: number
  readonly #now: () => number
  #settledAt: number
  #abort = new AbortController()
  #iterator: AsyncIterator<RunPage>
  #pulling: SharedTask<void> | null = null
  #readers = 0
  #failure: { readonly error: unknown } | null = null

  constructor(store: TraceStore, query: ListQuery, ttlMs: number, now: () => number) {
    this.window = query.window
    this.#ttlMs = ttlMs
    this.#now = now
    this.fetchedAt = now()
    this.#settledAt = this.fetchedAt
    this.#iterator = store.list(query, this.#abort.signal)[Symbol.asyncIterator]()
  }

  /** True when no further page can come of it: the platform failed, or everybody left in the middle of a page. */
  get failed(): boolean {
    return this.#failure !== null || this.#abort.signal.aborted
  }

  get expiresAt(): number {
    return this.#settledAt + this.#ttlMs
  }

  /** Somebody reads this listing, waiting for a page or not. */
  enter(): void {
    this.#readers++
  }

  /** A reader is done. The page under way is aborted with the last one: who only reads earlier pages at the moment will want it too. */
  leave(): void {
    this.#readers--
    if (this.#readers === 0 && this.#pulling) this.#abort.abort()
  }

  notices(): Notice[] {
    const seen = new Map<string, Notice>()
    for (const page of this.pages) for (const one of page.notices) seen.set(`${one.code} ${one.message}`, one)
    return [...seen.values()]
  }

  async pageAt(index: number, signal: AbortSignal): Promise<RunPage | undefined> {
    while (index >= this.pages.length && !this.exhausted) {
      if (signal.aborted) throw abortError()
      // An iterator that threw says "done" from then on: to a reader who comes later, the failure would look like the end.
      if (this.#failure) throw this.#failure.error
      this.#pulling ??= new SharedTask(() => this.#pullOne())
      await this.#pulling.join(signal)
    }
    return this.pages[index]
  }

  async #pullOne(): Promise<void> {
    try {
      const next = await this.#iterator.next()
      this.#settledAt = this.#now()
      if (next.done) this.exhausted = true
      else {
        this.pages.push(next.value)
        this.rows += next.value.runs.length
        this.bytes += pageBytes(next.value)
      }
    } catch (error) {
      this.#failure = { error }
      throw error
    } finally {
      this.#pulling = null
    }
  }
}
