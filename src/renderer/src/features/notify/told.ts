/** One notification per source and few minutes. */

import type { News } from './news.ts'

export const pauseMs = 3 * 60_000

/** Remembers what was told when. */
export class Told {
  readonly #now: () => number
  readonly #at = new Map<string, number>()
  readonly #failures = new Map<string, number>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** May this be told now? Counts as told when so. */
  allows({ sourceId }: News): boolean {
    const at = this.#at.get(sourceId)
    if (at !== undefined && this.#now() - at < pauseMs) return false
    this.#at.set(sourceId, this.#now())
    return true
  }

  /** Adds to the failures of a source that nobody was told of yet, and gives their number. */
  addFailures(sourceId: string, count: number): number {
    const sum = (this.#failures.get(sourceId) ?? 0) + count
    this.#failures.set(sourceId, sum)
    return sum
  }

  /** They were told, or seen. */
  forgetFailures(sourceId: string): void {
    this.#failures.delete(sourceId)
  }
}
