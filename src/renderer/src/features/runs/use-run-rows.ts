import { useMemo, useState } from 'react'
import { useFilledRuns, withFilled } from './filled-runs.ts'
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

/**
 * The rows of all sources, filtered and in order. A filter that cannot be read filters nothing. Both see what was filled in by then: a row that is filled in
 * later keeps its place until the next refresh, sort or filter, so that nothing moves under the user's eyes.
 */
export function useRunRows(parts: readonly SourceRuns[], filterText: string, sort: RunSort): RunRows {
  const [keepGroups] = useState(makeKeepGroups)
  const groups = keepGroups(parts.map((part) => rowsOf(part.source, part.runs)))
  const filter = useMemo(() => readFilter(filterText), [filterText])
  const sorted = useMemo(() => {
    const listed = new Map<RunRow, RunRow>()
    const seen = groups.flat().map((row) => {
      const one = seenRow(row)
      listed.set(one, row)
      return one
    })
    return sortRows(seen, sort).map((row) => listed.get(row) ?? row)
  }, [groups, sort])
  const rows = useMemo(
    () => (filter.kind === 'match' ? sorted.filter((row) => filter.match(seenRow(row))) : sorted),
    [sorted, filter],
  )
  return { rows, total: sorted.length, filter }
}

/** The row as the list shows it at this moment. */
function seenRow(row: RunRow): RunRow {
  return withFilled(row, useFilledRuns.getState().filled.get(row.key))
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
