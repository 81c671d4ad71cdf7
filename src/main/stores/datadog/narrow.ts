/**
 * The parts of a list's filter that Datadog can be asked for. A search looks at one span at a time, so conditions that hold together have to hold of one span: of the span that a row is drawn from (`entry`),
 * or of the one that failed (`failed`), which is another where a run's root is not indexed.
 *
 * Not asked: names and agents, because attributes are compared with regard to case, which the filter does not; that nothing failed; steps, tokens and models, which a row does not know. Services are
 * normalised to lower case when they come in, and so is `env`; of an environment's or a session's own attribute the usual spellings are asked.
 */

import type { Query } from '../../../shared/query/parse.ts'
import { asksForFailure, type Comparison, durationBounds, partsWith } from '../narrowing.ts'
import { escapeValue } from './query.ts'

interface Condition {
  readonly text: string
  /** The span that it has to hold of; `either` where alternatives differ in it. */
  readonly of: 'entry' | 'failed' | 'either'
}

/** The failure of a span is its status; 429 is one whatever the status says. */
const failedSpan = '(status:error OR @http.status_code:429 OR @http.response.status_code:429)'

/** The search terms of a filter's parts; null where there are none. */
export function searchTerms(filter: Query): string | null {
  return conditionOf(filter)?.text ?? null
}

/** The parts that Datadog can be asked for together. */
export function datadogNarrowing(filter: Query): readonly Query[] {
  const parts = partsWith(filter, conditionOf)
  const chosen = together(parts.map((part) => ({ part, condition: conditionOf(part)! })))
  return chosen.map(({ part }) => part)
}

function conditionOf(query: Query): Condition | null {
  switch (query.kind) {
    case 'and': {
      const known = query.parts.flatMap((part) => {
        const condition = conditionOf(part)
        return condition === null ? [] : [{ condition }]
      })
      const [first, ...more] = together(known)
      if (first === undefined) return null
      if (more.length === 0) return first.condition
      return { text: `(${[first, ...more].map(({ condition }) => condition.text).join(' ')})`, of: first.condition.of }
    }
    case 'or': {
      const all = query.parts.map(conditionOf)
      if (all.some((one) => one === null)) return null
      const known = all as Condition[]
      const of = known.every((one) => one.of === known[0]!.of) ? known[0]!.of : 'either'
      return { text: `(${known.map(({ text }) => text).join(' OR ')})`, of }
    }
    case 'compare':
      return ofComparison(query)
    default:
      return null
  }
}

/** Those that may be asked of one span: failures if there are any, as they leave the fewest runs; else all of the entry, else one by itself. */
function together<T extends { readonly condition: Condition }>(known: readonly T[]): readonly T[] {
  const failed = known.filter(({ condition }) => condition.of === 'failed')
  if (failed.length > 0) return failed
  const entry = known.filter(({ condition }) => condition.of === 'entry')
  return entry.length > 0 ? entry : known.slice(0, 1)
}

function ofComparison(part: Comparison): Condition | null {
  if (asksForFailure(part)) return part.field === 'errors' ? null : { text: failedSpan, of: 'failed' }
  if (part.field === 'duration') return duration(part)
  if (typeof part.value !== 'string' || part.operator === '!=') return null
  const pieces = part.value.split('*')
  if (pieces.every((piece) => piece === '') || /[\p{Cc}\u2028\u2029]/u.test(part.value)) return null
  // With a star the whole value has to fit; without one, `:` asks for a part of it.
  const loose = part.operator === ':' && pieces.length === 1
  const pattern = (value: string) => {
    const escaped = value.split('*').map(escapeValue).join('*')
    return loose ? `*${escaped}*` : escaped
  }
  const among = (keys: readonly string[]) =>
    keys.flatMap((key) => spellings(part.value as string).map((value) => `${key}:${pattern(value)}`))
  switch (part.field) {
    case 'service':
      return { text: `service:${pattern(part.value.toLowerCase())}`, of: 'entry' }
    case 'env':
      return {
        text: `(${[`env:${pattern(part.value.toLowerCase())}`, ...among(['@deployment.environment.name', '@deployment.environment'])].join(' OR ')})`,
        of: 'entry',
      }
    case 'session':
      return { text: `(${among(['@gen_ai.conversation.id', '@session.id']).join(' OR ')})`, of: 'entry' }
    default:
      return null
  }
}

/** A span's duration is kept in nanoseconds. */
function duration(part: Comparison): Condition | null {
  const bounds = durationBounds(part)
  if (bounds === null) return null
  const nanos = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n)
  const sides = [
    ...(bounds.least === null ? [] : [`@duration:>=${nanos(bounds.least)}`]),
    ...(bounds.most === null ? [] : [`@duration:<=${nanos(bounds.most)}`]),
  ]
  return { text: sides.length === 1 ? sides[0]! : `(${sides.join(' ')})`, of: 'entry' }
}

/** As it is written, and all small, all large, and with a capital. */
function spellings(value: string): string[] {
  const small = value.toLowerCase()
  return [...new Set([value, small, value.toUpperCase(), small.charAt(0).toUpperCase() + small.slice(1)])]
}
