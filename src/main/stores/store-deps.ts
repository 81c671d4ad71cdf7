/** What a store is given besides its source's settings. */

import type { AnswerLimits } from './answer-limit.ts'
import type { QuotaLedgers } from './quota-ledgers.ts'
import type { RequestTuning } from './request-loop.ts'

/** Environment variables as the app sees them: the process's own, completed from the login shell. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface StoreDeps {
  readonly env: Environment
  /** Epoch milliseconds. */
  readonly now: () => number
  /** What other sources may draw from too; absent: this store has the platform's quotas for itself. */
  readonly ledgers?: QuotaLedgers
  /** How requests are timed and their answers bounded, where it is not as the store has it: tests do not wait. */
  readonly requests?: RequestTuning & Partial<AnswerLimits>
}
