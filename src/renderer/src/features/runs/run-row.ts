/** The rows of the list: runs of all sources in one order. Pure. */

import type { SourceState } from '../../../../shared/contract.ts'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'
import type { Platform } from '../../../../shared/platform.ts'

/** One row. Its key stays the same through every refresh. */
export interface RunRow {
  readonly key: string
  readonly sourceId: string
  readonly sourceName: string
  readonly sourceColor: string | null
  readonly platform: Platform
  readonly run: RunSummary
}

export const sortKeys = [
  'status',
  'name',
  'source',
  'start',
  'duration',
  'steps',
  'tokens',
  'models',
  'errors',
] as const
export type SortKey = (typeof sortKeys)[number]

export interface RunSort {
  readonly key: SortKey
  readonly descending: boolean
}

/** Newest first. */
export const defaultSort: RunSort = { key: 'start', descending: true }

/** The identity of a run in the list: the source that it was read from, and the platform's own id. */
export function rowKey(sourceId: string, traceId: string): string {
  return `${sourceId}/${traceId}`
}

const made = new WeakMap<readonly RunSummary[], { name: string; color: string | null; rows: readonly RunRow[] }>()

/** One source's runs as rows. The same runs give the same rows, so that a change of the source's state alone redraws nothing. */
export function rowsOf(source: SourceState, runs: readonly RunSummary[]): readonly RunRow[] {
  const { name, type, color } = source.settings
  const known = made.get(runs)
  if (known?.name === name && known.color === color) return known.rows
  const rows = runs.map((run) => ({
    key: rowKey(source.id, run.cloudTraceId),
    sourceId: source.id,
    sourceName: name,
    sourceColor: color,
    platform: type,
    run,
  }))
  made.set(runs, { name, color, rows })
  return rows
}

/** Did the run fail, as far as the listing can tell? */
export function hasFailed(run: RunSummary): boolean {
  return run.status === 'error' || (run.errorCount ?? 0) > 0
}

const statusRank = { error: 0, running: 1, unknown: 2, ok: 3 } as const

function valueOf(row: RunRow, key: SortKey): number | string | null {
  const { run } = row
  switch (key) {
    case 'status':
      return statusRank[run.status]
    case 'name':
      return run.name.toLowerCase()
    case 'source':
      return row.sourceName.toLowerCase()
    case 'start':
      return run.startTime
    case 'duration':
      return run.durationMs
    case 'steps':
      return run.stepCount
    case 'tokens':
      return run.totalTokens
    case 'models':
      return run.models?.join(', ').toLowerCase() || null
    case 'errors':
      return run.errorCount
  }
}

/** Rows in the chosen order. What is not known comes last in both directions; ties are broken by start, then by key, so that nothing jumps. */
export function sortRows(rows: readonly RunRow[], sort: RunSort): RunRow[] {
  const sign = sort.descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const left = valueOf(a, sort.key)
    const right = valueOf(b, sort.key)
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1
    } else if (left < right) return -sign
    else if (left > right) return sign
    const newest = (b.run.startTime ?? Number.NEGATIVE_INFINITY) - (a.run.startTime ?? Number.NEGATIVE_INFINITY)
    if (newest !== 0 && !Number.isNaN(newest)) return newest
    return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
  })
}
