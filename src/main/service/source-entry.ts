/** One source as the service holds it: its settings, its store once it was used, and how it stands. */

import { type ErrorInfo, TraceCraftError } from '../../shared/errors.ts'
import type { SourceCondition, SourceState } from '../../shared/contract.ts'
import { printSourceUrl, type SourceOrigin, type SourceSettings } from '../../shared/source.ts'
import { nextInOrder, steadyNow } from '../clock.ts'
import { abortError } from '../stores/abort.ts'
import { CachedStore, type CachedTrace } from '../stores/cached-store.ts'
import type { MemoryBudget } from '../stores/memory-budget.ts'
import type { TraceStore } from '../stores/store.ts'
import { pausedFailure } from './paused-failure.ts'
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
  /** Monotonic milliseconds; absent: this process's own. */
  readonly steady?: () => number
  /** Shared by all sources. */
  readonly memory: MemoryBudget
  /** Called after every change of `state()`. */
  readonly changed: () => void
}

/** How a question ended. `order` says which of two answers was asked for last. */
export type Outcome =
  | { readonly error: ErrorInfo }
  | { readonly fetchedAt: number; readonly order: number; readonly runCount?: number }
  | 'cancelled'

export class SourceEntry {
  readonly id: string
  readonly settings: SourceSettings
  readonly origin: SourceOrigin
  readonly #open: (settings: SourceSettings) => Promise<TraceStore>
  readonly #now: () => number
  readonly #steady: () => number
  readonly #memory: MemoryBudget
  readonly #changed: () => void
  readonly #signIn: SignInWait
  #store: Promise<CachedStore> | null = null
  #opened: CachedStore | null = null
  #inFlight = 0
  #error: ErrorInfo | null = null
  /** Of the newest failure, in the order of all questions: the clock may be set in between. */
  #failedIn = 0
  #fetchedAt: number | null = null
  #fetchedIn = 0
  #runCount: number | null = null
  readonly #closing = new AbortController()
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
    this.#steady = given.steady ?? steadyNow
    this.#memory = given.memory
    this.#changed = given.changed
    this.#signIn = new SignInWait(given.watchSignIn, () => this.signInArrived(), this.#steady)
  }

  get paused(): boolean {
    return this.#paused
  }

  /** Fires when the entry is closed: the source was removed, or another has taken its place. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** Grows whenever everything of this source has to be asked anew. */
  get revision(): number {
    return this.#revision
  }

  /** The store, made at the first use. A failure to make it is not kept: the next use tries again. */
  store(): Promise<CachedStore> {
    this.#store ??= this.#open(this.settings).then(
      (store) => {
        const ttlMs = this.settings.cacheTtlSeconds * 1000
        const circumstances = { steady: this.#steady, refusal: () => this.#refusal() }
        const cached = new CachedStore(store, ttlMs, this.#now, this.#memory, circumstances)
        if (this.#closing.signal.aborted) cached.close(this.#ended())
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
  begin(): { done: (outcome: Outcome) => void } {
    this.#inFlight++
    if (this.#inFlight === 1) this.#changed()
    return {
      done: (outcome) => {
        this.#inFlight--
        // What a paused source refuses says nothing about its health.
        if (outcome !== 'cancelled' && !('error' in outcome && this.#paused)) {
          if ('error' in outcome) {
            this.#error = outcome.error
            this.#failedIn = nextInOrder()
          } else this.#answered(outcome)
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
    this.#failedIn = nextInOrder()
    this.#changed()
  }

  /** Pausing aborts what is under way. Resuming counts as a new revision, so that the page asks what it did not ask meanwhile. */
  setPaused(paused: boolean): void {
    if (paused === this.#paused) return
    this.#paused = paused
    if (paused) this.#opened?.stopRequests(abortError(`${this.settings.name} was paused before it had answered.`))
    else this.#revision++
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

  /** Aborts what is under way and closes the store. */
  close(): void {
    this.#closing.abort()
    this.#signIn.end()
    this.#opened?.close(this.#ended())
  }

  #answered({ fetchedAt, order, runCount }: Exclude<Outcome, 'cancelled' | { error: ErrorInfo }>): void {
    // An answer from memory, read before the failure, does not mean that the source is well again.
    if (order > this.#failedIn) this.#error = null
    if (order < this.#fetchedIn) return
    this.#fetchedIn = order
    this.#fetchedAt = fetchedAt
    if (runCount !== undefined) this.#runCount = runCount
  }

  #refusal(): TraceCraftError | null {
    if (this.#gone) return new TraceCraftError(this.#gone)
    return this.#paused ? pausedFailure(this.settings.name, this.settings.type) : null
  }

  #ended(): TraceCraftError {
    return abortError(`${this.settings.name} was removed or changed before it had answered.`)
  }

  #waitForSignIn(): void {
    const mayHelp = this.#error !== null && signInCodes.has(this.#error.code)
    if (mayHelp && !this.#paused && !this.#closing.signal.aborted) this.#signIn.failed()
    else this.#signIn.end()
  }

  /** A sign-in may have arrived: clients are made anew, and the page asks again. Stays on the watch until a request succeeds. */
  signInArrived(): void {
    this.invalidateCache()
    this.#error = null
    this.#revision++
    this.#changed()
  }

  /** The machine has slept, or its clock was set: connections are made anew, and the page asks again what is on screen. */
  woke(): void {
    this.#opened?.store.woke?.()
    if (!this.#paused) this.#revision++
    this.#changed()
  }

  #condition(): SourceCondition {
    if (this.#inFlight > 0) return 'loading'
    if (this.#error) return this.#error.code === 'THROTTLED' ? 'throttled' : 'failed'
    return this.#fetchedAt === null ? 'idle' : 'ok'
  }
}
