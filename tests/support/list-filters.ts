/** Filters of the list's language over rows that are there: what occurs in them, pieces of it in other cases, and attempts to break out of a platform's query. */

import * as fc from 'fast-check'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import type { Query } from '../../src/shared/query/parse.ts'
import { statusWords } from '../../src/shared/query/fields.ts'

/** Values that end a literal, a term or a line where they are not escaped. */
export const hostileValues = [
  'a"b',
  "o'hare",
  'a) OR (b',
  '*',
  '\\',
  'a\\" or 1==1 //',
  '"} OR service() { ok',
  ' | take 1 //',
  '"; AppRequests | project Url //',
  'a\nb',
  '-status:error OR *',
  '@_top_level:1) OR (*',
  'latency:0ms +root:"x',
  '\u2028',
  '…',
] as const

/** Services of the demo that are never where a run begins. */
const deeper = ['order-service', 'shipping-service', 'telemetry-api']

/** Filters whose values come from these rows. */
export function filtersOver(rows: readonly RunSummary[]): fc.Arbitrary<Query> {
  const compare = (field: string, operator: string, value: string | number) =>
    ({ kind: 'compare', field, operator, value }) as Query
  const valuesOf = (read: (run: RunSummary) => readonly (string | null)[]) => valuesFrom(rows.flatMap(read))
  const text = (field: string, read: (run: RunSummary) => readonly (string | null)[]) =>
    fc
      .tuple(fc.constantFrom(':', '=', '!='), valuesOf(read))
      .map(([operator, value]) => compare(field, operator, value))
  const number = (field: string, read: (run: RunSummary) => number | null) =>
    fc
      .tuple(
        fc.constantFrom('>', '>=', '<', '<=', '=', '!=', ':'),
        fc.constantFrom(0, 1, 2500, ...rows.map(read).filter((value) => value !== null)),
        fc.constantFrom(-0.5, 0, 0.25),
      )
      .map(([operator, value, off]) => compare(field, operator, Math.max(0, value + off)))
  const status = fc
    .tuple(fc.constantFrom('is', 'status'), fc.constantFrom(':', '=', '!='), fc.constantFrom(...statusWords))
    .map(([field, operator, value]) => compare(field, operator, value))
  const leaf = fc.oneof(
    status,
    { weight: 2, arbitrary: number('duration', (run) => run.durationMs) },
    number('tokens', (run) => run.totalTokens),
    number('steps', (run) => run.stepCount),
    number('errors', (run) => run.errorCount),
    text('service', (run) => [run.serviceName]),
    text('env', (run) => [run.environment]),
    text('session', (run) => [run.sessionId]),
    text('agent', (run) => [run.agentName]),
    text('model', (run) => run.models ?? []),
    text('name', (run) => [run.name]),
    text('error', (run) => [run.error]),
    text('id', (run) => [run.id, run.cloudTraceId]),
    valuesOf((run) => [run.name, run.error, run.agentName, run.id, ...(run.models ?? [])]).map((value): Query => ({
      kind: 'text',
      text: value,
    })),
  )
  const { any } = fc.letrec<{ any: Query }>((tie) => {
    const parts = fc.array(tie('any'), { minLength: 2, maxLength: 3 })
    return {
      any: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        parts.map((some): Query => ({ kind: 'and', parts: some })),
        parts.map((some): Query => ({ kind: 'or', parts: some })),
        tie('any').map((part): Query => ({ kind: 'not', part })),
      ),
    }
  })
  return any
}

function valuesFrom(found: readonly (string | null)[]): fc.Arbitrary<string> {
  const known = [...new Set(found)].filter((value) => value !== null && value !== '')
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.constantFrom('nobody', ...deeper, ...(known as string[])) },
      { weight: 1, arbitrary: fc.constantFrom(...hostileValues) },
    )
    .chain((value) =>
      fc
        .tuple(fc.nat(value.length), fc.nat(value.length), fc.constantFrom('whole', 'piece', 'upper', 'star'))
        .map(([a, b, how]) => {
          const piece = value.slice(Math.min(a, b), Math.max(a, b)) || value
          if (how === 'star') return `${value.slice(0, 3)}*${value.slice(-2)}`
          return how === 'whole' ? value : how === 'piece' ? piece : value.toUpperCase()
        }),
    )
}
