/** One listing under way or done: its pages so far and the store's suspended iterator. */

import type { Notice } from '../../shared/notice.ts'
import { type Clock, hasPassed, type Moment, momentOf, nextInOrder } from '../clock.ts'
import { abortError } from './abort.ts'
import { pageBytes } from './memory-budget.ts'
import { SharedTask } from './shared-task.ts'
import type { ListQuery, RunPage, TimeWindow, TraceStore } from './store.ts'

export class Listing {
  readonly window: TimeWindow
  /** Epoch milliseconds. */
  readonly fetchedAt: number
  /** Larger than that of every answer that was asked for before. */
  readonly order = nextInOrder()
  readonly pages: RunPage[] = []
  rows = 0
  /** Of the pages, as it is estimated. */
  bytes = 1
  exhausted = false
  readonly #ttlMs: number
  readonly #clock: Clock
  /** When the newest page came; null before the first. */
  #settled: Moment | null = null
  readonly #abort = new AbortController()
  readonly #iterator: AsyncIterator<RunPage>
  #pulling: SharedTask<void> | null = null
  #readers = 0
  #failure: { readonly error: unknown } | null = null

  constructor(store: TraceStore, query: ListQuery, ttlMs: number, clock: Clock) {
    this.window = query.window
    this.#ttlMs = ttlMs
    this.#clock = clock
    this.fetchedAt = clock.now()
    this.#iterator = store.list(query, this.#abort.signal)[Symbol.asyncIterator]()
  }

  /** True when no further page can come of it: the platform failed, everybody left in the middle of a page, or it was stopped. */
  get failed(): boolean {
    return this.#failure !== null || this.#abort.signal.aborted
  }

  /** True once its time is over. One whose first page is still on its way is as new as an answer can be. */
  get expired(): boolean {
    return this.#settled !== null && hasPassed(this.#ttlMs, this.#settled, this.#clock)
  }

  /** Epoch milliseconds. */
  get expiresAt(): number {
    return (this.#settled?.now ?? this.fetchedAt) + this.#ttlMs
  }

  /** Somebody reads this listing, waiting for a page or not. */
  enter(): void {
    this.#readers++
  }

  /**
   * A reader is done. The page under way is aborted with the last one: who only reads earlier pages at the moment will want it too. True for the last.
   */
  leave(): boolean {
    this.#readers--
    if (this.#readers === 0 && this.#pulling) this.#abort.abort()
    return this.#readers === 0
  }

  /** Aborts the page under way; its readers' wait ends with this error. Where none is, nothing changes. */
  stop(error: unknown): void {
    if (!this.#pulling) return
    this.#failure ??= { error }
    this.#abort.abort()
    this.#pulling.stop(error)
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
      this.#settled = momentOf(this.#clock)
      if (next.done) this.exhausted = true
      else {
        this.pages.push(next.value)
        this.rows += next.value.runs.length
        this.bytes += pageBytes(next.value)
      }
    } catch (error) {
      this.#failure ??= { error }
      throw error
    } finally {
      this.#pulling = null
    }
  }
}
