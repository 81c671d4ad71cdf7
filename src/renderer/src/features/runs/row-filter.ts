import { conjunctsOf, type RunTest, runTest } from '../../../../shared/query/match.ts'
import { parseQuery } from '../../../../shared/query/parse.ts'
import { printQuery } from '../../../../shared/query/print.ts'

/** A filter text, understood or not. */
export type RowFilter =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'match'
      /** In its shortest form, so that spaces and brackets make no new question. */
      readonly text: string
      /** All must hold. */
      readonly parts: readonly { readonly text: string; readonly test: RunTest }[]
    }
  /** `position` and `end` are where in the text, from 0. */
  | { readonly kind: 'problem'; readonly message: string; readonly position: number; readonly end: number }

/** Reads a text of the list's filter language. */
export function readFilter(text: string): RowFilter {
  const parsed = parseQuery(text)
  if (!parsed.ok) return { kind: 'problem', ...parsed.error }
  const { query } = parsed
  if (query.kind === 'all') return { kind: 'all' }
  return {
    kind: 'match',
    text: printQuery(query),
    parts: conjunctsOf(query).map((part) => ({ text: printQuery(part), test: runTest(part) })),
  }
}

/**
 * The test of one source's rows. `narrowed` are the parts by which its platform has narrowed: where the row itself does not know, the platform's word counts.
 * Null: every row fits.
 */
export function testOf(filter: RowFilter, narrowed: readonly string[]): RunTest | null {
  if (filter.kind !== 'match') return null
  const sure = new Set(narrowed.map(canonical))
  const parts = filter.parts.map(({ text, test }) => ({ test, sure: sure.has(text) }))
  return (run, sourceName) => {
    let result: true | null = true
    for (const part of parts) {
      const answer = part.test(run, sourceName)
      if (answer === false) return false
      if (answer === null && !part.sure) result = null
    }
    return result
  }
}

function canonical(part: string): string {
  const parsed = parseQuery(part)
  return parsed.ok ? printQuery(parsed.query) : part
}
