/**
 * What the platforms have in common in narrowing a list by its filter. A part of a filter may be asked of a platform only where the platform then keeps every run whose row the part matches: what the
 * platform sends beyond that, the filter leaves out afterwards; what it did not send is lost. So a condition may be weaker than its part, and never stronger.
 */

import { conjunctsOf } from '../../shared/query/match.ts'
import type { Query } from '../../shared/query/parse.ts'

/** A part of a filter that compares a field. */
export type Comparison = Extract<Query, { kind: 'compare' }>

/** The parts, from those that must all hold, for which the platform has a condition. */
export function partsWith(filter: Query, condition: (part: Query) => unknown): readonly Query[] {
  return conjunctsOf(filter).filter((part) => condition(part) !== null)
}

/** The filter that holds where all of the parts do; null for none. */
export function allOf(parts: readonly Query[]): Query | null {
  if (parts.length <= 1) return parts[0] ?? null
  return { kind: 'and', parts }
}

/** How a platform writes conditions that hold together, and conditions of which one holds. */
export interface Joiner {
  readonly and: (conditions: readonly string[]) => string
  readonly or: (conditions: readonly string[]) => string
  /** The condition of a single comparison or text, or of a `not`; null where the platform has none that is safe. */
  readonly one: (part: Exclude<Query, { kind: 'all' | 'and' | 'or' }>) => string | null
}

/** The condition of a filter; null where there is none that is safe. Of an `and` it takes what it can, of an `or` all or nothing. */
export function conditionOf(query: Query, joiner: Joiner): string | null {
  switch (query.kind) {
    case 'all':
      return null
    case 'and': {
      const known = query.parts.map((part) => conditionOf(part, joiner)).filter((one) => one !== null)
      return known.length === 0 ? null : known.length === 1 ? known[0]! : joiner.and(known)
    }
    case 'or': {
      const all = query.parts.map((part) => conditionOf(part, joiner))
      return all.some((one) => one === null) ? null : joiner.or(all as string[])
    }
    default:
      return joiner.one(query)
  }
}

/** The least and the most that a number may be; either may be null. */
export interface Bounds {
  readonly least: number | null
  readonly most: number | null
}

/** What a comparison with a number asks at least, both ends included; null where it bounds nothing. */
export function boundsOf({ operator, value }: Comparison): Bounds | null {
  if (typeof value !== 'number') return null
  switch (operator) {
    case '>':
    case '>=':
      return { least: value, most: null }
    case '<':
    case '<=':
      return { least: null, most: value }
    case '!=':
      return null
    default:
      return { least: value, most: value }
  }
}

/** Platforms and rows round a duration in their own ways: a condition is this much wider on both sides. */
export const durationSlackMs = 1

/** The bounds of a duration in milliseconds, widened by what rounding may hide; null for another field or where nothing is bounded. A least of 0 bounds nothing. */
export function durationBounds(part: Comparison): Bounds | null {
  const bounds = part.field === 'duration' ? boundsOf(part) : null
  if (bounds === null) return null
  const least = bounds.least === null ? null : bounds.least - durationSlackMs
  const most = bounds.most === null ? null : bounds.most + durationSlackMs
  return (least === null || least <= 0) && most === null
    ? null
    : { least: least !== null && least > 0 ? least : null, most }
}

/** Does the part ask for failed runs, so that no other run matches it? */
export function asksForFailure(part: Comparison): boolean {
  const { field, operator, value } = part
  const says = operator === ':' || operator === '='
  if (field === 'is' || field === 'status') return says && value === 'error'
  if (field === 'error') return says
  if (field !== 'errors' || typeof value !== 'number') return false
  return operator === '>' ? value >= 0 : (operator === '>=' || says) && value > 0
}

/** A number of at most six decimals, never in the form with an exponent. */
export function plainNumber(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '')
}
