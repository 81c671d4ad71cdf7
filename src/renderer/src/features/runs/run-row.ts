/** The rows of the list: runs of all sources in one shape. Pure. */

import type { SourceState } from '../../../../shared/contract.ts'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'
import type { Platform } from '../../../../shared/platform.ts'

/** One row. Its key stays the same through every refresh. */
export interface RunRow {
  readonly kind: 'run'
  readonly key: string
  readonly sourceId: string
  readonly sourceName: string
  readonly sourceColor: string | null
  readonly platform: Platform
  readonly run: RunSummary
}

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
  const rows = runs.map((run): RunRow => ({
    kind: 'run',
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
