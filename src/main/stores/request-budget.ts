/** How many requests a source may still make in the platform's own window of time, so that the app slows down before the platform makes it. */

import { steadyNow } from '../clock.ts'
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

/** A request that was let through. */
export interface Draw {
  /** Its answer came, or it failed: the platform has counted it by now. Calls after the first do nothing. */
  readonly settle: () => void
  /** No request came of it. */
  readonly giveBack: () => void
}

interface Spent {
  /** When the request was over; Infinity while it is under way. The platform counts it when it arrives, which may be any time until then. */
  at: number
  readonly units: number
}

/** What is spent of one quota of a platform. Budgets of several sources that the platform counts together draw from one ledger. */
export class QuotaLedger {
  spent: Spent[] = []
  closedUntil = 0

  /** So much time has passed unseen by the steady clock: the machine slept. */
  slept(ms: number): void {
    for (const entry of this.spent) entry.at -= ms
    this.closedUntil -= ms
  }
}

/**
 * Counts units over a sliding window of steady time: a clock that is set neither frees a unit early nor holds it back. `take` resolves when the units fit, waiting if it must, and
 * rejects when the signal fires. A request counts until a window's length after it was over, so that the platform never counts more than the limit however long requests are on their way. Throttle answers of the platform close the budget until they say.
 */
export class RequestBudget {
  readonly limit: BudgetLimit
  readonly #now: () => number
  readonly #sleep: typeof sleep
  readonly #ledger: QuotaLedger
  #requestCount = 0

  /** `now` in milliseconds of a clock that only goes forward, and the wait by the same; tests that do not wait give their own. Without a ledger, nobody else draws from the quota. */
  constructor(
    limit: BudgetLimit,
    now: () => number = steadyNow,
    wait: typeof sleep = sleep,
    ledger: QuotaLedger = new QuotaLedger(),
  ) {
    this.limit = limit
    this.#now = now
    this.#sleep = wait
    this.#ledger = ledger
  }

  /** Requests let through since this budget was made. */
  get requestCount(): number {
    return this.#requestCount
  }

  /** Waits for the units and spends them. */
  async take(units: number, signal: AbortSignal): Promise<Draw> {
    for (;;) {
      if (signal.aborted) throw abortError()
      const wait = this.waitFor(units)
      if (wait <= 0) return this.#draw(units)
      await this.#sleep(wait, signal)
    }
  }

  #draw(units: number): Draw {
    const entry: Spent = { at: Infinity, units }
    this.#ledger.spent.push(entry)
    this.#requestCount++
    return {
      settle: () => {
        entry.at = Math.min(entry.at, this.#now())
      },
      giveBack: () => {
        const at = this.#ledger.spent.indexOf(entry)
        if (at === -1) return
        this.#ledger.spent.splice(at, 1)
        this.#requestCount--
      },
    }
  }

  /** No request for so long: the platform asked for it. */
  closeFor(ms: number): void {
    this.#ledger.closedUntil = Math.max(this.#ledger.closedUntil, this.#now() + ms)
  }

  /** A snapshot for the page. */
  state(): BudgetState {
    this.#forget()
    const wait = this.waitFor(1)
    return { limit: this.limit, used: this.#used(), freeAt: wait > 0 ? Date.now() + wait : null }
  }

  #forget(): void {
    const edge = this.#now() - this.limit.windowMs
    this.#ledger.spent = this.#ledger.spent.filter((entry) => entry.at > edge)
  }

  #used(): number {
    return this.#ledger.spent.reduce((sum, entry) => sum + entry.units, 0)
  }

  /** Milliseconds until so many units fit; 0 or less when they fit now. An estimate where it depends on requests that are under way. */
  waitFor(units: number): number {
    this.#forget()
    const now = this.#now()
    const { windowMs } = this.limit
    const closed = this.#ledger.closedUntil - now
    const wanted = Math.min(units, this.limit.units)
    let free = this.limit.units - this.#used()
    if (free >= wanted) return closed
    for (const entry of this.#ledger.spent.toSorted((a, b) => a.at - b.at)) {
      free += entry.units
      if (free >= wanted) return Math.max(closed, Math.min(entry.at, now) + windowMs - now)
    }
    return Math.max(closed, windowMs)
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
