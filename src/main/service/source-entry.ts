/** One source as the service holds it: its settings, its store once it was used, and how it stands. */

import { type ErrorInfo, TraceCraftError } from '../../shared/errors.ts'
import type { SourceCondition, SourceState } from '../../shared/contract.ts'
import { printSourceUrl, type SourceOrigin, type SourceSettings } from '../../shared/source.ts'
import { CachedStore, type CachedTrace } from '../stores/cached-store.ts'
import type { MemoryBudget } from '../stores/memory-budget.ts'
import type { TraceStore } from '../stores/store.ts'
import { pausable, pausedFailure } from './pausable-store.ts'
import { signInCodes, SignInWait, type StartWatching } from './sign-in-wait.ts'

/** What an entry is made of. */
export interface EntryOptions {
  readonly id: string
  readonly settings: SourceSettings
  readonly origin: SourceOrigin
  readonly paused: boolean
  /** Of the entry before it with the same id, plus one. */
  readonly revision: number
  readonly open: (settings: SourceSettings) => Promise<TraceStore>
  /** Watches for the sign-in that the source lacks. */
  readonly watchSignIn: StartWatching
  readonly now: () => number
  /** Shared by all sources. */
  readonly memory: MemoryBudget
  /** Called after every change of `state()`. */
  readonly changed: () => void
}

export class SourceEntry {
  readonly id: string
  readonly settings: SourceSettings
  readonly origin: SourceOrigin
  readonly #open: (settings: SourceSettings) => Promise<TraceStore>
  readonly #now: () => number
  readonly #memory: MemoryBudget
  readonly #changed: () => void
  readonly #signIn: SignInWait
  #store: Promise<CachedStore> | null = null
  #opened: CachedStore | null = null
  #inFlight = 0
  #error: ErrorInfo | null = null
  #failedAt = 0
  #fetchedAt: number | null = null
  #runCount: number | null = null
  #closed = false
  #gone: ErrorInfo | null = null
  #paused: boolean
  #revision: number

  constructor(given: EntryOptions) {
    this.id = given.id
    this.settings = given.settings
    this.origin = given.origin
    this.#paused = given.paused
    this.#revision = given.revision
    this.#open = given.open
    this.#now = given.now
    this.#memory = given.memory
    this.#changed = given.changed
    this.#signIn = new SignInWait(given.watchSignIn, () => this.signInArrived(), given.now)
  }

  get paused(): boolean {
    return this.#paused
  }

  /** Grows whenever everything of this source has to be asked anew. */
  get revision(): number {
    return this.#revision
  }

  /** The store, made at the first use. A failure to make it is not kept: the next use tries again. */
  store(): Promise<CachedStore> {
    const refusal = () => {
      if (this.#gone) return new TraceCraftError(this.#gone)
      return this.#paused ? pausedFailure(this.settings.name, this.settings.type) : null
    }
    this.#store ??= this.#open(this.settings).then(
      (store) => {
        const ttlMs = this.settings.cacheTtlSeconds * 1000
        const cached = new CachedStore(pausable(store, refusal), ttlMs, this.#now, this.#memory)
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

  /** A trace that is in memory, however old; undefined where it has to be asked for. */
  kept(nativeId: string): CachedTrace | undefined {
    return this.#opened?.peek(nativeId)
  }

  /** Marks a question as under way. Call the answer's `done` exactly once. */
  begin(): { done: (outcome: { error: ErrorInfo } | { fetchedAt: number; runCount?: number } | 'cancelled') => void } {
    this.#inFlight++
    if (this.#inFlight === 1) this.#changed()
    return {
      done: (outcome) => {
        this.#inFlight--
        // What a paused source refuses says nothing about its health.
        if (outcome !== 'cancelled' && !('error' in outcome && this.#paused)) {
          if ('error' in outcome) {
            this.#error = outcome.error
            this.#failedAt = this.#now()
          } else {
            // An answer from memory, read before the failure, does not mean that the source is well again.
            if (outcome.fetchedAt >= this.#failedAt) this.#error = null
            this.#fetchedAt = Math.max(this.#fetchedAt ?? 0, outcome.fetchedAt)
            if (outcome.runCount !== undefined) this.#runCount = outcome.runCount
          }
          this.#waitForSignIn()
        }
        this.#changed()
      },
    }
  }

  /** Forgets cached answers and clients, so that new credentials take effect. */
  invalidateCache(): void {
    this.#opened?.invalidateCache()
  }

  /** What it reads from is gone for good, and why: nothing is asked any more, and what was read before stays. */
  setGone(why: ErrorInfo): void {
    this.#gone = why
    this.#error = why
    this.#failedAt = this.#now()
    this.#changed()
  }

  /** Resuming counts as a new revision, so that the page asks what it did not ask meanwhile. */
  setPaused(paused: boolean): void {
    if (paused === this.#paused) return
    this.#paused = paused
    if (!paused) this.#revision++
    this.#waitForSignIn()
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
      awaitsSignIn: this.#signIn.waiting,
      revision: this.#revision,
    }
  }

  close(): void {
    this.#closed = true
    this.#signIn.end()
    this.#opened?.close()
  }

  #waitForSignIn(): void {
    if (this.#error && signInCodes.has(this.#error.code) && !this.#paused && !this.#closed) this.#signIn.failed()
    else this.#signIn.end()
  }

  /** A sign-in may have arrived: clients are made anew, and the page asks again. Stays on the watch until a request succeeds. */
  signInArrived(): void {
    this.invalidateCache()
    this.#error = null
    this.#revision++
    this.#changed()
  }

  #condition(): SourceCondition {
    if (this.#inFlight > 0) return 'loading'
    if (this.#error) return this.#error.code === 'THROTTLED' ? 'throttled' : 'failed'
    return this.#fetchedAt === null ? 'idle' : 'ok'
  }
}
