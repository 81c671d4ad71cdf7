/** Retrievals of Transaction Search: started, looked at until they are complete, read in pages, or cancelled. */

import type { DemoAnswer } from '../http/handler.ts'
import type { KeptSegment } from './encode.ts'
import { invalid, ok, refusal } from './wire.ts'

interface Retrieval {
  readonly traces: readonly { readonly id: string; readonly segments: readonly KeptSegment[] }[]
  looks: number
  cancelled: boolean
}

const documentsPerPage = 200

export class Retrievals {
  readonly #byToken = new Map<string, Retrieval>()
  #started = 0

  /** Takes what was found for the ids; the answer is the token. */
  start(traces: Retrieval['traces']): DemoAnswer {
    this.#started += 1
    const token = `retrieval-${this.#started}`
    this.#byToken.set(token, { traces, looks: 0, cancelled: false })
    return ok({ RetrievalToken: token })
  }

  cancel(token: unknown): DemoAnswer {
    const retrieval = this.#byToken.get(String(token))
    if (!retrieval) return refusal(404, 'ResourceNotFoundException', 'The retrieval token is not known.')
    retrieval.cancelled = true
    return ok({})
  }

  /** SCHEDULED at the first look, RUNNING at the second, then COMPLETE; nothing before it is complete. */
  list(token: unknown, nextToken: unknown): DemoAnswer {
    const retrieval = this.#byToken.get(String(token))
    if (!retrieval) return refusal(404, 'ResourceNotFoundException', 'The retrieval token is not known.')
    const answer = (RetrievalStatus: string, Traces: unknown[] = [], NextToken?: string) =>
      ok({ RetrievalStatus, TraceFormat: 'XRAY', Traces, ...(NextToken !== undefined && { NextToken }) })
    if (retrieval.cancelled) return answer('CANCELLED')
    const looks = (retrieval.looks += 1)
    if (looks === 1) return answer('SCHEDULED')
    if (looks === 2) return answer('RUNNING')
    const all = retrieval.traces.flatMap(({ id, segments }) => segments.map((segment) => ({ trace: id, segment })))
    const from = nextToken === undefined ? 0 : Number(nextToken)
    if (!Number.isInteger(from) || from < 0 || from > all.length) return invalid('NextToken is invalid')
    const page = all.slice(from, from + documentsPerPage)
    const byTrace = new Map<string, { Id: string; Document: string }[]>()
    for (const { trace, segment } of page)
      byTrace.set(trace, [...(byTrace.get(trace) ?? []), { Id: segment.id, Document: segment.text }])
    const next = from + documentsPerPage
    return answer(
      'COMPLETE',
      [...byTrace].map(([Id, Spans]) => ({ Id, Duration: 0, Spans })),
      next < all.length ? String(next) : undefined,
    )
  }
}
