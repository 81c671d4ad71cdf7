/** Runs of a session listed together. Pure. */

import type { Microseconds } from '../../../../shared/units.ts'
import { type FilledEntry, withFilled } from './filled-runs.ts'
import { hasFailed, type RunRow } from './run-row.ts'

/** The head of a session's runs. What is not known of any run is null; what is known of some only is `atLeast`. */
export interface SessionHead {
  readonly kind: 'session'
  readonly key: string
  /** Null: the runs of which no session is known. */
  readonly session: string | null
  readonly count: number
  /** Earliest start and latest known end of its runs. */
  readonly from: Microseconds | null
  readonly to: Microseconds | null
  /** The end of some run is not known, or it goes on: the session may reach further than `to`. */
  readonly toAtLeast: boolean
  readonly tokens: number | null
  readonly tokensAtLeast: boolean
  /** Runs that failed, as far as is known. */
  readonly failed: number
  readonly rows: readonly RunRow[]
}

/** A line of the list. */
export type ListLine = RunRow | SessionHead

/** The rows by session. Sessions stand where the first of their runs stood; runs without one come last. */
export function* bySession(
  rows: readonly RunRow[],
  filled: ReadonlyMap<string, FilledEntry>,
): Generator<void, readonly SessionHead[]> {
  const groups = new Map<string | null, RunRow[]>()
  const heads: SessionHead[] = []
  let steps = 0
  for (const row of rows) {
    const session = withFilled(row, filled.get(row.key)).run.sessionId
    const group = groups.get(session)
    if (group) group.push(row)
    else groups.set(session, [row])
    if (++steps % 4096 === 0) yield
  }
  for (const [session, group] of groups) {
    heads.push(headOf(session, group, filled))
    if (heads.length % 256 === 0) yield
  }
  return heads.sort((a, b) => Number(a.session === null) - Number(b.session === null))
}

function headOf(
  session: string | null,
  rows: readonly RunRow[],
  filled: ReadonlyMap<string, FilledEntry>,
): SessionHead {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  let tokens: number | null = null
  let unknown = 0
  let failed = 0
  let open = false
  for (const row of rows) {
    const { run } = withFilled(row, filled.get(row.key))
    if (run.startTime !== null) {
      from = Math.min(from, run.startTime)
      const end = run.endTime ?? (run.durationMs === null ? null : run.startTime + run.durationMs * 1000)
      // A run without an end still says that the session went on until it began.
      to = Math.max(to, end ?? run.startTime)
      if (end === null) open = true
    }
    if (run.totalTokens === null) unknown++
    else tokens = (tokens ?? 0) + run.totalTokens
    if (hasFailed(run)) failed++
  }
  const known = from !== Number.POSITIVE_INFINITY
  const spans = known && (to > from || !open)
  return {
    kind: 'session',
    key: `session:${session ?? ''}`,
    session,
    count: rows.length,
    from: known ? (from as Microseconds) : null,
    to: spans ? (to as Microseconds) : null,
    toAtLeast: open,
    tokens,
    tokensAtLeast: tokens !== null && unknown > 0,
    failed,
    rows,
  }
}

/** The lines in sight: each head, and below it its runs unless they are folded away. */
export function linesOf(heads: readonly SessionHead[], folded: ReadonlySet<string>): readonly ListLine[] {
  const lines: ListLine[] = []
  for (const head of heads) {
    lines.push(head)
    if (!folded.has(head.key)) for (const row of head.rows) lines.push(row)
  }
  return lines
}
