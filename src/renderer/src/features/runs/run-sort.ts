/** The orders in which the list can stand. Pure. */

import type { RunRow } from './run-row.ts'

/** Every column; each can be sorted by. The first nine are shown until the user chooses others. */
export const columnKeys = [
  'status',
  'name',
  'source',
  'start',
  'duration',
  'steps',
  'tokens',
  'models',
  'errors',
  'agent',
  'session',
  'service',
  'environment',
  'tools',
  'id',
] as const
export type ColumnKey = (typeof columnKeys)[number]

export interface RunSort {
  readonly key: ColumnKey
  readonly descending: boolean
}

/** Newest first. */
export const defaultSort: RunSort = { key: 'start', descending: true }

/** What a column is compared by; null where it is not known. */
export type SortValue = number | string | null

const statusRank = { error: 0, running: 1, unknown: 2, ok: 3 } as const

/** How a column's values are compared, for one row. */
export function sortValue({ run, sourceName }: RunRow, key: ColumnKey): SortValue {
  switch (key) {
    case 'status':
      return statusRank[run.status]
    case 'name':
      return run.name.toLowerCase()
    case 'source':
      return sourceName.toLowerCase()
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
    case 'agent':
      return run.agentName?.toLowerCase() ?? null
    case 'session':
      return run.sessionId
    case 'service':
      return run.serviceName?.toLowerCase() ?? null
    case 'environment':
      return run.environment?.toLowerCase() ?? null
    case 'tools':
      return run.tools?.join(', ').toLowerCase() || null
    case 'id':
      return run.cloudTraceId
  }
}

/** What is not known comes last in both directions; ties are broken by start, newest first, then by key, so that nothing jumps. */
export function compareRows(a: RunRow, left: SortValue, b: RunRow, right: SortValue, sign: number): number {
  if (left === null || right === null) {
    if (left !== right) return left === null ? 1 : -1
  } else if (left < right) return -sign
  else if (left > right) return sign
  const aStart = a.run.startTime ?? Number.NEGATIVE_INFINITY
  const bStart = b.run.startTime ?? Number.NEGATIVE_INFINITY
  if (aStart !== bStart) return aStart < bStart ? 1 : -1
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

const descendingFirst: ReadonlySet<ColumnKey> = new Set(['start', 'duration', 'steps', 'tokens', 'errors'])

/** The order after a column was chosen: the other way round where it is the one already, else the way that is mostly wanted. */
export function nextSort(sort: RunSort, key: ColumnKey): RunSort {
  return { key, descending: sort.key === key ? !sort.descending : descendingFirst.has(key) }
}

/** `-duration`; null for the order that the list has of itself. */
export function printSort({ key, descending }: RunSort): string | null {
  if (key === defaultSort.key && descending === defaultSort.descending) return null
  return `${descending ? '-' : ''}${key}`
}

/** Reads what printSort printed; anything else is the order that the list has of itself. */
export function parseSort(text: string | null): RunSort {
  const descending = text?.startsWith('-') ?? false
  const key = columnKeys.find((one) => one === text?.slice(descending ? 1 : 0))
  return key === undefined ? defaultSort : { key, descending }
}
