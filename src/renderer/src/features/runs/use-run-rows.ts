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

/** The rows of all sources, filtered and in order. A filter that cannot be read filters nothing. */
export function useRunRows(parts: readonly SourceRuns[], filterText: string, sort: RunSort): RunRows {
  const [keepGroups] = useState(makeKeepGroups)
  const groups = keepGroups(parts.map((part) => rowsOf(part.source, part.runs)))
  const filter = useMemo(() => readFilter(filterText), [filterText])
  const sorted = useMemo(() => sortRows(groups.flat(), sort), [groups, sort])
  const rows = useMemo(
    () => (filter.kind === 'match' ? sorted.filter((row) => filter.match(row)) : sorted),
    [sorted, filter],
  )
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
