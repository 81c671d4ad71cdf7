/** The times of an Outline: where each step ends, how long the run is, and what a step spent by itself. All in microseconds after the run's start. */

import type { Microseconds } from '../units.ts'
import { type Outline, outlineFlags } from './outline.ts'

/** Ends and self times, one entry a step. */
export interface OutlineTimes {
  /** A running step ends, for drawing, at the time of the fetch; NaN when start or end is unknown. */
  readonly end: Float64Array
  /** The step's time in which no child was running; NaN when its own start or end is unknown. */
  readonly self: Float64Array
  /** The latest end; at least 1, so that it can be divided by. */
  readonly extent: number
}

/**
 * Works out ends and self times. `asOf` is when the run was fetched: running steps are drawn up to there, never up to now. Children count towards their parent's
 * busy time only within its bounds, and overlapping children count once. O(n).
 */
export function outlineTimes(outline: Outline, asOf: Microseconds): OutlineTimes {
  const { length, offset, duration, parent, flags } = outline
  const end = new Float64Array(length)
  const self = new Float64Array(length)
  // Up to where each step is already covered by children that were counted.
  const covered = new Float64Array(length)
  const fetched = outline.start === null ? Number.NaN : asOf - outline.start
  let extent = 1
  for (let i = 0; i < length; i++) {
    const from = offset[i]!
    const to =
      Number.isNaN(duration[i]!) && flags[i]! & outlineFlags.running
        ? Math.max(from, fetched)
        : from + Math.max(0, duration[i]!)
    end[i] = to
    self[i] = to - from
    covered[i] = from
    if (to > extent) extent = to
    else if (from > extent) extent = from
    const above = parent[i]!
    if (above < 0 || Number.isNaN(to)) continue
    // Siblings come in order of start, so what this child adds is what lies beyond the furthest end so far.
    const busyFrom = Math.max(from, covered[above]!)
    const busyTo = Math.min(to, end[above]!)
    if (busyTo > busyFrom) {
      self[above] = self[above]! - (busyTo - busyFrom)
      covered[above] = busyTo
    }
  }
  for (let i = 0; i < length; i++) if (self[i]! < 0) self[i] = 0
  return { end, self, extent }
}
