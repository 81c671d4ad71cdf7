/**
 * CloudWatch Transaction Search: once it is on for an account and region, spans go to CloudWatch Logs and X-Ray indexes a share of the traces (1 % unless
 * changed). The list then knows that share alone, and BatchGetTraces does not find the others; a retrieval does.
 */

import { TraceCraftError } from '../../../shared/errors.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import { tasks, type XRayConnection } from './connection.ts'

/** Where the account's spans are kept. */
export interface TraceDestination {
  readonly transactionSearch: boolean
  /** Percent of traces that the index holds; null when it could not be read. */
  readonly indexedPercent: number | null
}

/** Finds out once; later questions are answered from memory. */
export class DestinationCheck {
  readonly #connection: XRayConnection
  /** Undefined: not asked yet. Null: asked, and it may not be known. */
  #known: TraceDestination | null | undefined

  constructor(connection: XRayConnection) {
    this.#connection = connection
  }

  /** What is known already; undefined before the first answer. */
  get known(): TraceDestination | null | undefined {
    return this.#known
  }

  forget(): void {
    this.#known = undefined
  }

  /** Null when the identity may not ask, or when it cannot be told right now. Rejects for cancellation only. */
  async get(signal: AbortSignal): Promise<TraceDestination | null> {
    if (this.#known !== undefined) return this.#known
    try {
      const answer = await this.#connection.call(
        tasks.destination,
        (client, inner) => client.getTraceSegmentDestination(inner),
        signal,
      )
      const on = answer.Destination === 'CloudWatchLogs'
      this.#known = { transactionSearch: on, indexedPercent: on ? await this.#indexed(signal) : null }
      return this.#known
    } catch (error) {
      if (!(error instanceof TraceCraftError) || error.info.code === 'CANCELLED') throw error
      // An older service or a refused permission will not change; anything else is asked again another time.
      if (error.info.code === 'PERMISSION_DENIED' || error.info.code === 'BAD_REQUEST') this.#known = null
      return null
    }
  }

  async #indexed(signal: AbortSignal): Promise<number | null> {
    try {
      const answer = await this.#connection.call(
        tasks.indexing,
        (client, inner) => client.getIndexingRules(inner),
        signal,
      )
      for (const rule of answer.IndexingRules ?? []) {
        const share = rule.Rule?.Probabilistic?.ActualSamplingPercentage
        const wanted = rule.Rule?.Probabilistic?.DesiredSamplingPercentage
        if (typeof share === 'number') return share
        if (typeof wanted === 'number') return wanted
      }
      return null
    } catch (error) {
      if (error instanceof TraceCraftError && error.info.code !== 'CANCELLED') return null
      throw error
    }
  }
}

/** What a list says about it; null when there is nothing to say. */
export function transactionSearchNotice(destination: TraceDestination | null | undefined): Notice | null {
  if (!destination?.transactionSearch) return null
  const { indexedPercent } = destination
  const share =
    indexedPercent === null
      ? 'only the indexed share of the traces (1 % unless it was changed)'
      : `${indexedPercent} % of the traces`
  return notice(
    'transaction-search',
    indexedPercent !== null && indexedPercent >= 100
      ? 'Transaction Search is on in this account and region; all traces are indexed, so the list knows them all.'
      : `Transaction Search is on in this account and region: X-Ray’s list knows ${share}. The others can be opened by their trace id.`,
  )
}
