/** The values that the rows have, for completion. Pure but for its memory. */

import type { SeenValues } from '../../../../shared/query/complete.ts'
import type { QueryFieldName } from '../../../../shared/query/fields.ts'
import { textsOf } from '../../../../shared/query/match.ts'
import { useFilledRuns, withFilled } from './filled-runs.ts'
import type { RunRow } from './run-row.ts'

/** More rows would hold the thread while somebody types; the newest tell enough. */
const mostRows = 20_000

/** Counts a field's values when they are first asked for. */
export function seenValues(rows: readonly RunRow[]): SeenValues {
  const counted = new Map<QueryFieldName, readonly { readonly value: string; readonly count: number }[]>()
  return (field) => {
    const known = counted.get(field)
    if (known) return known
    const counts = count(rows, field)
    counted.set(field, counts)
    return counts
  }
}

function count(rows: readonly RunRow[], field: QueryFieldName): { readonly value: string; readonly count: number }[] {
  const { filled } = useFilledRuns.getState()
  const counts = new Map<string, number>()
  for (const row of rows.slice(0, mostRows)) {
    const { run } = withFilled(row, filled.get(row.key))
    const values =
      field === 'is' || field === 'status' ? [run.status] : new Set(textsOf(field, run, row.sourceName) ?? [])
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts].map(([value, times]) => ({ value, count: times })).sort((a, b) => b.count - a.count)
}
