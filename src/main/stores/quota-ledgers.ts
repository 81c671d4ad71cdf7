import { QuotaLedger } from './request-budget.ts'

/**
 * The quotas that the sources of an app draw from, by whom the platform counts: a project, an organization, a user. Two sources of one project together never spend more than the
 * project has.
 */
export class QuotaLedgers {
  readonly #ledgers = new Map<string, QuotaLedger>()

  /** The one ledger of this quota. The parts name it: the platform, the host that is asked, whom it counts, and which of its limits it is. */
  of(...quota: readonly (string | null)[]): QuotaLedger {
    const key = JSON.stringify(quota)
    let ledger = this.#ledgers.get(key)
    if (!ledger) this.#ledgers.set(key, (ledger = new QuotaLedger()))
    return ledger
  }

  /** So much time has passed unseen by the steady clock: the machine slept. */
  slept(ms: number): void {
    for (const ledger of this.#ledgers.values()) ledger.slept(ms)
  }
}
