/**
 * Traces that are asked for at the same moment share their BatchGetTraces calls, up to the five ids that the service takes: rows on screen cost a fifth of the
 * requests.
 */

import { SharedTask } from '../shared-task.ts'
import { tasks, type XRayConnection } from './connection.ts'
import type { SegmentEntry } from './map.ts'

/** "Exceeding maximum query size: 5", the service says to a sixth. */
const idsPerCall = 5

/** What a batch had of one trace. */
export interface BatchedTrace {
  /** Empty when X-Ray does not have the trace. */
  readonly segments: readonly SegmentEntry[]
  /** LimitExceeded: the trace is larger than X-Ray's limit. */
  readonly cut: boolean
  /** Left unprocessed twice. */
  readonly unprocessed: boolean
}

interface Batch {
  readonly ids: string[]
  readonly task: SharedTask<ReadonlyMap<string, BatchedTrace>>
}

export class TraceBatches {
  readonly #connection: XRayConnection
  #filling: Batch | null = null

  constructor(connection: XRayConnection) {
    this.#connection = connection
  }

  /** What X-Ray has of a trace. The request is aborted when everybody who shares it left. */
  async get(id: string, signal: AbortSignal): Promise<BatchedTrace> {
    const answer = await this.#join(id).task.join(signal)
    return answer.get(id) ?? { segments: [], cut: false, unprocessed: false }
  }

  /** The batch that is being filled, which leaves with the next turn of the event loop; a new one when it is full. */
  #join(id: string): Batch {
    const open = this.#filling
    if (open && !open.task.abandoned && (open.ids.includes(id) || open.ids.length < idsPerCall)) {
      if (!open.ids.includes(id)) open.ids.push(id)
      return open
    }
    const ids = [id]
    const batch: Batch = {
      ids,
      task: new SharedTask(async (signal) => {
        await new Promise((resolve) => setImmediate(resolve))
        if (this.#filling === batch) this.#filling = null
        return this.#read(ids, signal)
      }),
    }
    this.#filling = batch
    return batch
  }

  /** One call, and one more for ids that the service left out. */
  async #read(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, BatchedTrace>> {
    const segments = new Map<string, Map<string, SegmentEntry>>()
    const cut = new Set<string>()
    let left = ids
    for (let round = 0; round < 2 && left.length > 0; round++) {
      const asked = left
      const answer = await this.#connection.call(
        tasks.open,
        (client, inner) => client.batchGetTraces(asked, inner),
        signal,
      )
      for (const trace of answer.Traces ?? []) {
        // A single trace without its id can only be the one that was asked for.
        const id = trace.Id ?? (asked.length === 1 ? asked[0] : undefined)
        if (id === undefined) continue
        if (trace.LimitExceeded === true) cut.add(id)
        const known = segments.get(id) ?? new Map<string, SegmentEntry>()
        segments.set(id, known)
        for (const segment of trace.Segments ?? [])
          known.set(segment.Id ?? `#${known.size}`, { id: segment.Id ?? null, document: segment.Document ?? null })
      }
      left = (answer.UnprocessedTraceIds ?? []).filter((one) => asked.includes(one))
    }
    const unprocessed = new Set(left)
    return new Map(
      ids.map((id) => [
        id,
        { segments: [...(segments.get(id)?.values() ?? [])], cut: cut.has(id), unprocessed: unprocessed.has(id) },
      ]),
    )
  }
}
