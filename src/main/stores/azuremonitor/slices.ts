/** How a window is asked: in slices, newest first, each twice as long as the one before, so that the first rows of a long window come as fast as those of a short one. */

import { type Microseconds, microseconds } from '../../../shared/units.ts'
import type { TimeRange } from './kql.ts'

const hour = 3_600_000_000

/** Rows of a run lie within this much of its first row in the slice; also how far around its start an opened run is looked for. */
export const runReach = 3 * hour

/** Longest retention of the Application Insights tables that is free of charge; older rows are not looked for. */
export const retention = 90 * 24 * hour

const firstSlice = 6 * hour

/** Covers the window without gaps or overlaps. Empty for an empty window. */
export function timeSlices(window: TimeRange): TimeRange[] {
  const slices: TimeRange[] = []
  let to: number = window.to
  for (let length = firstSlice; to > window.from; length *= 2) {
    // What would be left over as a sliver goes with the last slice.
    const from = to - length * 1.5 <= window.from ? window.from : to - length
    slices.push({ from: microseconds(from), to: microseconds(to) })
    to = from
  }
  return slices
}

/** The range widened on both sides. */
export function widened(range: TimeRange, by: number): TimeRange {
  return { from: microseconds(Math.max(0, range.from - by)), to: microseconds(range.to + by) }
}

/** Everything that the platform may still hold, and a little of the future, for clocks that run ahead. */
export function retained(now: Microseconds): TimeRange {
  return { from: microseconds(Math.max(0, now - retention)), to: microseconds(now + hour) }
}
