/** How many requests a source may still make in the platform's own window of time, so that the app slows down before the platform makes it. */

import { abortError } from './abort.ts'

/** A platform's documented limit: `units` in any `windowMs`. */
export interface BudgetLimit {
  readonly units: number
  readonly windowMs: number
}

/** What the page can show of a budget. */
export interface BudgetState {
  readonly limit: BudgetLimit
  readonly used: number
  /** When the next unit comes free, in epoch milliseconds; null while there is room. */
  readonly freeAt: number | null
}

/**
 * Counts units over a sliding window. `take` resolves when the units fit, waiting if it must, and rejects when the signal fires. Throttle answers of the platform
 * close the budget until they say.
 */
export class RequestBudget {
  readonly limit: BudgetLimit
  readonly #now: () => number
  readonly #sleep: typeof sleep
  #spent: { at: number; units: number }[] = []
  #closedUntil = 0
  #requestCount = 0

  /** The two are of one clock; tests that do not wait give their own. */
  constructor(limit: BudgetLimit, now: () => number = Date.now, wait: typeof sleep = sleep) {
    this.limit = limit
    this.#now = now
    this.#sleep = wait
  }

  /** Requests let through since this budget was made. */
  get requestCount(): number {
    return this.#requestCount
  }

  /** Resolves to the milliseconds waited. */
  async take(units: number, signal: AbortSignal): Promise<number> {
    let waited = 0
    for (;;) {
      if (signal.aborted) throw abortError()
      const wait = this.waitFor(units)
      if (wait <= 0) {
        this.#spent.push({ at: this.#now(), units })
        this.#requestCount++
        return waited
      }
      await this.#sleep(wait, signal)
      waited += wait
    }
  }

  /** Takes back the latest draw of so many units: no request came of it. */
  giveBack(units: number): void {
    const at = this.#spent.findLastIndex((entry) => entry.units === units)
    if (at === -1) return
    this.#spent.splice(at, 1)
    this.#requestCount--
  }

  /** No request for so long: the platform asked for it. */
  closeFor(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#now() + ms)
  }

  /** A snapshot for the page. */
  state(): BudgetState {
    this.#forget()
    const wait = this.waitFor(1)
    return { limit: this.limit, used: this.#used(), freeAt: wait > 0 ? this.#now() + wait : null }
  }

  #forget(): void {
    const edge = this.#now() - this.limit.windowMs
    this.#spent = this.#spent.filter((entry) => entry.at > edge)
  }

  #used(): number {
    return this.#spent.reduce((sum, entry) => sum + entry.units, 0)
  }

  /** Milliseconds until so many units fit; 0 or less when they fit now. */
  waitFor(units: number): number {
    this.#forget()
    const now = this.#now()
    const closed = this.#closedUntil - now
    let free = this.limit.units - this.#used()
    if (free >= Math.min(units, this.limit.units)) return closed
    for (const entry of this.#spent) {
      free += entry.units
      if (free >= Math.min(units, this.limit.units)) return Math.max(closed, entry.at + this.limit.windowMs - now)
    }
    return Math.max(closed, this.limit.windowMs)
  }
}

/** Waits, or rejects with CANCELLED as soon as the signal fires. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortError())
    const onAbort = () => {
      clearTimeout(timer)
      reject(abortError())
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
