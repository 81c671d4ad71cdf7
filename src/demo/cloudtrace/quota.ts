/** Cloud Trace's documented read quota: 300 units in 60 s per project; a ListTraces costs 25, a GetTrace 1. */

const units = 300
const windowMs = 60_000

/** What each read call costs. */
export const unitCosts = { ListTraces: 25, GetTrace: 1 } as const

export class ReadQuota {
  readonly #now: () => number
  #spent: { at: number; units: number }[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  /** Spends the call's units; false when the minute does not hold them any more. */
  spend(call: keyof typeof unitCosts): boolean {
    const now = this.#now()
    this.#spent = this.#spent.filter((entry) => entry.at > now - windowMs)
    const used = this.#spent.reduce((sum, entry) => sum + entry.units, 0)
    if (used + unitCosts[call] > units) return false
    this.#spent.push({ at: now, units: unitCosts[call] })
    return true
  }
}
