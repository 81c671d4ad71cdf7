/** One source as the service holds it: its settings, its store once it was used, and how it stands. */

import type { ErrorInfo } from '../../shared/errors.ts'
import type { SourceCondition, SourceState } from '../../shared/contract.ts'
import { printSourceUrl, type SourceOrigin, type SourceSettings } from '../../shared/source.ts'
import { CachedStore } from '../stores/cached-store.ts'
import type { TraceStore } from '../stores/store.ts'

export class SourceEntry {
  readonly id: string
  readonly settings: SourceSettings
  readonly origin: SourceOrigin
  readonly #open: (settings: SourceSettings) => Promise<TraceStore>
  readonly #now: () => number
  readonly #changed: () => void
  #store: Promise<CachedStore> | null = null
  #opened: CachedStore | null = null
  #inFlight = 0
  #error: ErrorInfo | null = null
  #fetchedAt: number | null = null
  #runCount: number | null = null
  #closed = false
  #paused = false

  constructor(
    given: { id: string; settings: SourceSettings; origin: SourceOrigin },
    open: (settings: SourceSettings) => Promise<TraceStore>,
    now: () => number,
    changed: () => void,
  ) {
    this.id = given.id
    this.settings = given.settings
    this.origin = given.origin
    this.#open = open
    this.#now = now
    this.#changed = changed
  }

  /** The store, made at the first use. A failure to make it is not kept: the next use tries again. */
  store(): Promise<CachedStore> {
    this.#store ??= this.#open(this.settings).then(
      (store) => {
        const cached = new CachedStore(store, this.settings.cacheTtlSeconds * 1000, this.#now)
        if (this.#closed) cached.close()
        this.#opened = cached
        return cached
      },
      (error: unknown) => {
        this.#store = null
        throw error
      },
    )
    return this.#store
  }

  /** Marks a question as under way. Call the answer's `done` exactly once. */
  begin(): { done: (outcome: { error: ErrorInfo } | { fetchedAt: number; runCount?: number } | 'cancelled') => void } {
    this.#inFlight++
    if (this.#inFlight === 1) this.#changed()
    return {
      done: (outcome) => {
        this.#inFlight--
        if (outcome !== 'cancelled') {
          if ('error' in outcome) this.#error = outcome.error
          else {
            this.#error = null
            this.#fetchedAt = Math.max(this.#fetchedAt ?? 0, outcome.fetchedAt)
            if (outcome.runCount !== undefined) this.#runCount = outcome.runCount
          }
        }
        this.#changed()
      },
    }
  }

  /** Forgets cached answers and clients, so that new credentials take effect. */
  invalidateCache(): void {
    this.#opened?.invalidateCache()
  }

  setPaused(paused: boolean): void {
    this.#paused = paused
    this.#changed()
  }

  state(): SourceState {
    const budget = this.#opened?.store.budget
    const spent = budget?.state()
    return {
      id: this.id,
      settings: this.settings,
      url: printSourceUrl(this.settings),
      origin: this.origin,
      condition: this.#condition(),
      error: this.#error,
      fetchedAt: this.#fetchedAt,
      runCount: this.#runCount,
      budget: spent
        ? { used: spent.used, units: spent.limit.units, windowMs: spent.limit.windowMs, freeAt: spent.freeAt }
        : null,
      requestCount: budget?.requestCount ?? 0,
      paused: this.#paused,
      awaitsSignIn: false,
      revision: 0,
    }
  }

  close(): void {
    this.#closed = true
    this.#opened?.close()
  }

  #condition(): SourceCondition {
    if (this.#inFlight > 0) return 'loading'
    if (this.#error) return this.#error.code === 'THROTTLED' ? 'throttled' : 'failed'
    return this.#fetchedAt === null ? 'idle' : 'ok'
  }
}
