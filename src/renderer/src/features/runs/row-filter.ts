import { matchQuery } from '../../../../shared/query/match.ts'
import { parseQuery } from '../../../../shared/query/parse.ts'
import type { RunRow } from './run-row.ts'

/** A filter text, understood or not. */
export type RowFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'match'; readonly match: (row: RunRow) => boolean }
  /** `position` is where in the text, from 0. */
  | { readonly kind: 'problem'; readonly message: string; readonly position: number }

/** Reads a text of the list's filter language. A value that the listing does not know matches nothing. */
export function readFilter(text: string): RowFilter {
  const parsed = parseQuery(text)
  if (!parsed.ok) return { kind: 'problem', ...parsed.error }
  const { query } = parsed
  if (query.kind === 'all') return { kind: 'all' }
  return { kind: 'match', match: (row) => matchQuery(query, row.run, row.sourceName) }
}
