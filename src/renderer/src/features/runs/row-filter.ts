import type { RunRow } from './run-row.ts'

/** A filter text, understood or not. */
export type RowFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'match'; readonly match: (row: RunRow) => boolean }
  | { readonly kind: 'problem'; readonly message: string }

function textOf({ run, sourceName }: RunRow): string {
  return [
    run.name,
    run.agentName,
    run.serviceName,
    run.sessionId,
    run.environment,
    run.cloudTraceId,
    run.id,
    run.error,
    run.status,
    sourceName,
    ...(run.models ?? []),
  ]
    .filter((part) => part !== null)
    .join('\n')
    .toLowerCase()
}

/** Reads a filter text: rows that hold each of its words anywhere pass. */
export function readFilter(text: string): RowFilter {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return { kind: 'all' }
  return {
    kind: 'match',
    match: (row) => {
      const hay = textOf(row)
      return words.every((word) => hay.includes(word))
    },
  }
}
