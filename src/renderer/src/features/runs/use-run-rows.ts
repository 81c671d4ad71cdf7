import { useMemo, useState } from 'react'
import { type RowFilter, readFilter } from './row-filter.ts'
import { type RunRow, type RunSort, rowsOf, sortRows } from './run-row.ts'
import type { SourceRuns } from './use-run-lists.ts'

export interface RunRows {
  /** What is shown, in order. */
  readonly rows: readonly RunRow[]
  /** How many were read before the filter. */
  readonly total: number
  readonly filter: RowFilter
}

/** The rows of all sources, filtered and in order. While a filter cannot be read, the rows of the last good one stay. */
export function useRunRows(parts: readonly SourceRuns[], filterText: string, sort: RunSort): RunRows {
  const [keepGroups] = useState(makeKeepGroups)
  const [keepGood] = useState(makeKeepGood)
  const groups = keepGroups(parts.map((part) => rowsOf(part.source, part.runs)))
  const filter = useMemo(() => readFilter(filterText), [filterText])
  const used = keepGood(filter)
  const sorted = useMemo(() => sortRows(groups.flat(), sort), [groups, sort])
  const rows = useMemo(() => (used.kind === 'match' ? sorted.filter((row) => used.match(row)) : sorted), [sorted, used])
  return { rows, total: sorted.length, filter }
}

type Groups = readonly (readonly RunRow[])[]

/** Gives the former list back while its members are the same, so that nothing is sorted anew because a source's state changed. */
function makeKeepGroups(): (groups: Groups) => Groups {
  let kept: Groups = []
  return (groups) => {
    const same = kept.length === groups.length && kept.every((one, index) => one === groups[index])
    if (!same) kept = groups
    return kept
  }
}

function makeKeepGood(): (filter: RowFilter) => RowFilter {
  let good: RowFilter = { kind: 'all' }
  return (filter) => {
    if (filter.kind !== 'problem') good = filter
    return good
  }
}
