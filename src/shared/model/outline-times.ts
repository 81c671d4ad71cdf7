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
 * Works out the ends, and the self times when they are first asked for. `asOf` is when the run was fetched: running steps are drawn up to there, never up to now.
 * Children count towards their parent's busy time only within its bounds, and overlapping children count once. O(n).
 */
export function outlineTimes(outline: Outline, asOf: Microseconds): OutlineTimes {
  const { length, offset, duration, flags } = outline
  const end = new Float64Array(length)
  const fetched = outline.start === null ? Number.NaN : asOf - outline.start
  let extent = 1
  for (let i = 0; i < length; i++) {
    const from = offset[i]!
    const took = duration[i]!
    let to = from + (took < 0 ? 0 : took)
    if (Number.isNaN(took) && flags[i]! & outlineFlags.running) to = Math.max(from, fetched)
    end[i] = to
    if (to > extent) extent = to
    else if (from > extent) extent = from
  }
  let self: Float64Array | null = null
  return {
    end,
    get self() {
      return (self ??= selfTimes(outline, end))
    },
    extent,
  }
}

function selfTimes({ length, offset, parent }: Outline, end: Float64Array): Float64Array {
  const self = new Float64Array(length)
  // Up to where each step is already covered by children that were counted.
  const covered = offset.slice()
  for (let i = 0; i < length; i++) {
    const from = offset[i]!
    const to = end[i]!
    self[i] = to - from
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
  return self
}
