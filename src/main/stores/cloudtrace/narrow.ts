/**
 * The parts of a list's filter that Cloud Trace can be asked for: the least duration, as `latency:`. Its grammar knows neither `or` nor an upper bound, and compares names and labels with regard to case,
 * which the filter does not; how a run stands is derived from several labels, of which it could be asked for one.
 *
 * A trace without a root has no latency, and its row no duration, so that neither matches.
 */

import type { Query } from '../../../shared/query/parse.ts'
import { durationBounds, partsWith } from '../narrowing.ts'

/** The parts that bound the duration from below. */
export function cloudTraceNarrowing(filter: Query): readonly Query[] {
  return partsWith(filter, leastOf)
}

/** The filter's term; null where nothing can be asked. */
export function latencyTerm(filter: Query): string | null {
  const least = leastOf(filter)
  return least === null ? null : `latency:${Math.floor(least)}ms`
}

/** Milliseconds that a matching run takes at least; null where that is not bounded, or by less than a millisecond. */
function leastOf(query: Query): number | null {
  switch (query.kind) {
    case 'and': {
      const known = query.parts.map(leastOf).filter((one) => one !== null)
      return known.length === 0 ? null : Math.max(...known)
    }
    case 'or': {
      const all = query.parts.map(leastOf)
      return all.some((one) => one === null) ? null : Math.min(...(all as number[]))
    }
    case 'compare': {
      const least = durationBounds(query)?.least ?? null
      return least !== null && least >= 1 ? least : null
    }
    default:
      return null
  }
}
