/** The columns of the statistics table and the order of its rows. Pure. */

import type { StatisticsRow } from '../../../../../shared/model/outline-statistics.ts'

export const statisticsColumns = [
  { key: 'name', label: 'Name', numeric: false },
  { key: 'count', label: 'Count', numeric: true },
  { key: 'errors', label: 'Errors', numeric: true },
  { key: 'total', label: 'Total time', numeric: true },
  { key: 'self', label: 'By itself', numeric: true },
  { key: 'p50', label: 'p50', numeric: true },
  { key: 'p95', label: 'p95', numeric: true },
  { key: 'max', label: 'Longest', numeric: true },
  { key: 'inputTokens', label: 'Tokens in', numeric: true },
  { key: 'outputTokens', label: 'Tokens out', numeric: true },
] as const

export type StatisticsColumn = (typeof statisticsColumns)[number]['key']

export interface StatisticsSort {
  readonly by: StatisticsColumn
  readonly descending: boolean
}

/** The next order when a column's head is pressed: figures begin with the largest, names with A. */
export function sortedBy(before: StatisticsSort, by: StatisticsColumn): StatisticsSort {
  return before.by === by ? { by, descending: !before.descending } : { by, descending: by !== 'name' }
}

/** The rows in order; what is not known comes last either way. */
export function inOrder(rows: readonly StatisticsRow[], { by, descending }: StatisticsSort): StatisticsRow[] {
  const sign = descending ? -1 : 1
  return [...rows].sort((a, b) => {
    if (by === 'name') return sign * a.name.localeCompare(b.name)
    const [left, right] = [figureOf(a, by), figureOf(b, by)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * (left - right)
  })
}

/** A row's figure; null when it is not known. */
export function figureOf(row: StatisticsRow, column: Exclude<StatisticsColumn, 'name'>): number | null {
  return column === 'count' ? row.steps.length : row[column]
}
