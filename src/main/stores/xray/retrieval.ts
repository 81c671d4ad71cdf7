/** A trace out of Transaction Search: start a retrieval, look until it is complete, read it, and cancel it when the reader leaves. */

import { failure, fix } from '../../../shared/errors.ts'
import { fromMilliseconds, type Microseconds } from '../../../shared/units.ts'
import { sleep } from '../request-budget.ts'
import { tasks, type XRayConnection } from './connection.ts'
import type { SegmentEntry } from './map.ts'

/** The service gives a retrieval an hour; nobody waits that long in front of a screen. */
const patienceMs = 180_000
const maxPages = 500
const hour = 3.6e6

/** The documents of a trace, and whether the service held more than was read. */
export interface RetrievedTrace {
  readonly segments: readonly SegmentEntry[]
  readonly cut: boolean
}

/** Retrieves one trace; no segments when Transaction Search does not have it. Rejects with a TraceCraftError. */
export async function retrieveTrace(
  connection: XRayConnection,
  traceId: string,
  range: { readonly from: Date; readonly to: Date },
  pollMs: number,
  signal: AbortSignal,
): Promise<RetrievedTrace> {
  const token = await connection.call(
    tasks.retrieve,
    (client, inner) => client.startTraceRetrieval({ ids: [traceId], ...range }, inner),
    signal,
  )
  if (token === undefined || token === '')
    throw failed('X-Ray started no retrieval of the trace.', 'Its answer has no RetrievalToken.')
  let done = false
  try {
    const trace = await readWhenComplete(connection, token, pollMs, signal)
    done = true
    return trace
  } finally {
    if (!done) cancel(connection, token)
  }
}

async function readWhenComplete(
  connection: XRayConnection,
  token: string,
  pollMs: number,
  signal: AbortSignal,
): Promise<RetrievedTrace> {
  const segments: SegmentEntry[] = []
  let waited = 0
  let next: string | null = null
  for (let page = 0; page < maxPages;) {
    const answer = await connection.call(
      tasks.retrieved,
      (client, inner) => client.listRetrievedTraces(token, next, inner),
      signal,
    )
    const status = answer.RetrievalStatus
    if (status === 'FAILED' || status === 'CANCELLED' || status === 'TIMEOUT')
      throw failed('The retrieval of the trace did not finish.', `X-Ray says that it is ${status}.`)
    if (status !== 'COMPLETE') {
      if (waited >= patienceMs)
        throw failed('The retrieval of the trace takes too long.', 'It is still under way at X-Ray.', 'TIMED_OUT')
      const wait = Math.min(pollMs * 2 ** Math.min(4, Math.floor(waited / (pollMs * 4))), 5000)
      await sleep(wait, signal)
      waited += wait
      next = null
      segments.length = 0
      continue
    }
    for (const trace of answer.Traces ?? [])
      for (const span of trace.Spans ?? []) segments.push({ id: span.Id ?? null, document: span.Document ?? null })
    if (!answer.NextToken || answer.NextToken === next) return { segments, cut: answer.NextToken === next && !!next }
    next = answer.NextToken
    page++
  }
  return { segments, cut: true }
}

/** Tells the service that nobody waits any more; by its own signal, since the reader's has fired. */
function cancel(connection: XRayConnection, token: string): void {
  connection
    .call(tasks.cancel, (client, inner) => client.cancelTraceRetrieval(token, inner), AbortSignal.timeout(10_000))
    .catch(() => {})
}

function failed(message: string, cause: string, code: 'SERVER_ERROR' | 'TIMED_OUT' = 'SERVER_ERROR') {
  return failure({ code, platform: 'xray', message, cause, fix: fix('Try to open the trace again.') })
}

/**
 * The time in which the trace is looked for: around its start in the list, else around the seconds in its id, else
 * (ids of W3C origin need not hold a time) the last day.
 */
export function retrievalRange(traceId: string, startedAt: Microseconds | null, now: number): { from: Date; to: Date } {
  const seconds = Number.parseInt(traceId.slice(2, 10), 16) * 1000
  const plausible = seconds > now - 45 * 24 * hour && seconds < now + hour
  const center = startedAt ?? (plausible ? fromMilliseconds(seconds) : null)
  if (center === null) return { from: new Date(now - 24 * hour), to: new Date(now) }
  const start = center / 1000
  return { from: new Date(start - hour), to: new Date(Math.max(start + hour, Math.min(start + 24 * hour, now))) }
}
