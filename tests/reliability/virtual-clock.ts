/** Time for requests that passes only when it is waited for: no case waits, and each wait is on record. */

import { abortError } from '../../src/main/stores/abort.ts'
import type { RequestClock } from '../../src/main/stores/request-loop.ts'

export class VirtualClock implements RequestClock {
  /** What was waited for, in order. */
  readonly sleeps: number[] = []
  /** Limits of the requests that were made, in order. */
  readonly limits: number[] = []
  #now = Date.UTC(2026, 10, 22, 12)
  readonly #timers = new Set<AbortController>()

  readonly now = (): number => this.#now

  readonly sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    this.sleeps.push(ms)
    this.#now += ms
    await new Promise((resolve) => setImmediate(resolve))
    if (signal.aborted) throw abortError()
  }

  readonly timeout = (ms: number): AbortSignal => {
    const timer = new AbortController()
    this.limits.push(ms)
    this.#timers.add(timer)
    return timer.signal
  }

  /** Every limit that runs is over. */
  expire(): void {
    for (const timer of this.#timers) timer.abort(new DOMException('The time is over.', 'TimeoutError'))
    this.#timers.clear()
  }

  pass(ms: number): void {
    this.#now += ms
  }
}
