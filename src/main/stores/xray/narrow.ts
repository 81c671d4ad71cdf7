/**
 * The parts of a list's filter that X-Ray can be asked for. Rows are drawn from the very fields that its filter expressions ask: `duration`, `partial` and the marks of failures.
 *
 * Not asked: services, agents, sessions and environments, because X-Ray compares their names with regard to case, which the filter does not, and annotations hold only what an exporter was told to index;
 * that nothing failed, because a trace-level `error` speaks of the root alone.
 */

import type { Query } from '../../../shared/query/parse.ts'
import { asksForFailure, conditionOf, durationBounds, type Joiner, partsWith, plainNumber } from '../narrowing.ts'
import { failedAnywhere } from './filter.ts'

/** An expression may have 2,000 characters; the service's name takes some. */
const longest = 1500

const joiner: Joiner = {
  and: (conditions) => conditions.map(inBrackets).join(' AND '),
  or: (conditions) => conditions.map(inBrackets).join(' OR '),
  one(part) {
    if (part.kind !== 'compare') {
      // Not ok is failed or still running: a summary knows no other state.
      return part.kind === 'not' && asksForOk(part.part) ? `${failedAnywhere} OR partial` : null
    }
    if (asksForFailure(part)) return part.field === 'errors' ? null : failedAnywhere
    const { field, operator, value } = part
    if (field === 'is' || field === 'status') {
      if (value === 'running' && operator !== '!=') return 'partial'
      return value === 'ok' && operator === '!=' ? `${failedAnywhere} OR partial` : null
    }
    const bounds = durationBounds(part)
    if (bounds === null) return null
    const sides = [
      ...(bounds.least === null ? [] : [`duration >= ${plainNumber(bounds.least / 1000)}`]),
      ...(bounds.most === null ? [] : [`duration <= ${plainNumber(bounds.most / 1000)}`]),
    ]
    return sides.join(' AND ')
  },
}

/** The filter expression of a filter's parts; null where X-Ray has none for it. */
export function expressionOf(filter: Query): string | null {
  const expression = conditionOf(filter, joiner)
  return expression !== null && expression.length <= longest ? expression : null
}

/** The parts that X-Ray can be asked for, as many as one expression holds. */
export function xrayNarrowing(filter: Query): readonly Query[] {
  let room = longest
  return partsWith(filter, expressionOf).filter((part) => {
    room -= expressionOf(part)!.length + 10
    return room >= 0
  })
}

function asksForOk(part: Query): boolean {
  return (
    part.kind === 'compare' &&
    (part.field === 'is' || part.field === 'status') &&
    part.operator !== '!=' &&
    part.value === 'ok'
  )
}

function inBrackets(condition: string): string {
  return `(${condition})`
}
