/** Reads in full the listed runs that a user looks at. No React: the list tells it what is in sight. */

import type { Client } from '../../client.ts'
import { lacksFields, useFilledRuns } from './filled-runs.ts'
import type { RunRow } from './run-row.ts'
import type { SourceRuns } from './use-run-lists.ts'

/** Rows asked for in one request: about a screen of them. */
const mostPerRequest = 20

/** One request in flight for each source; each run is asked for once for each answer of its listing. */
export class RowFiller {
  readonly #client: Client
  readonly #underway = new Map<string, AbortController>()
  #inSight: readonly RunRow[] = []
  #parts: readonly SourceRuns[] = []

  constructor(client: Client) {
    this.#client = client
  }

  /** These rows are in sight, of these listings. Asks for what they lack. */
  look(inSight: readonly RunRow[], parts: readonly SourceRuns[]): void {
    this.#inSight = inSight
    this.#parts = parts
    for (const part of parts) this.#ask(part)
  }

  /** Gives up what is under way; it may be asked for again. */
  stop(): void {
    this.#inSight = []
    for (const request of this.#underway.values()) request.abort()
  }

  #ask(part: SourceRuns): void {
    const { id } = part.source
    if (this.#underway.has(id) || !isReady(part)) return
    const forced = useFilledRuns.getState().forced.get(id) ?? 0
    const generation = `${forced}/${part.end?.fetchedAt ?? 0}`
    const rows = this.#inSight.filter((row) => row.sourceId === id && isWanted(row, generation, forced))
    if (rows.length > 0) void this.#fill(id, rows.slice(0, mostPerRequest), generation, forced)
  }

  async #fill(sourceId: string, rows: readonly RunRow[], generation: string, forced: number): Promise<void> {
    const request = new AbortController()
    this.#underway.set(sourceId, request)
    const { markAsked, unmark, put } = useFilledRuns.getState()
    const keys = new Map(rows.map((row) => [row.run.cloudTraceId, row.key]))
    markAsked([...keys.values()], generation)
    try {
      const runs = rows.map(({ run }) => ({ traceId: run.cloudTraceId, startedAt: run.startTime }))
      const { signal } = request
      for await (const { traceId, run } of await this.#client.runs.fillIn({ sourceId, runs }, { signal })) {
        const key = keys.get(traceId)
        if (key === undefined) continue
        keys.delete(traceId)
        put(key, { run, forced })
      }
    } catch {
      // The rows keep their dashes: what is wrong with the source, its listing says.
    }
    if (request.signal.aborted) unmark(keys.values())
    this.#underway.delete(sourceId)
    const part = this.#parts.find((one) => one.source.id === sourceId)
    if (part) this.#ask(part)
  }
}

/** A listing that has answered and is not being asked again, of a source that is well and not paused. */
function isReady({ source, end, error, fetching }: SourceRuns): boolean {
  return (
    end !== null &&
    error === null &&
    !fetching &&
    !source.paused &&
    source.condition !== 'failed' &&
    source.condition !== 'throttled'
  )
}

function isWanted(row: RunRow, generation: string, forced: number): boolean {
  if (!lacksFields(row.run)) return false
  const { filled, asked } = useFilledRuns.getState()
  if (asked.get(row.key) === generation) return false
  const known = filled.get(row.key)
  return known === undefined || known.forced !== forced || known.run?.status === 'running'
}
