/** What a bar shows inside and beyond itself: the stretches in which no child ran, and how far descendants outlive a step. */

import type { OutlineTimes } from './outline-times.ts'
import type { Outline } from './outline.ts'

/** The latest end in each step's subtree, itself included; NaN where none is known. O(n). */
export function subtreeEnds(outline: Outline, times: OutlineTimes): Float64Array {
  const out = times.end.slice()
  for (let i = outline.length - 1; i >= 0; i--) {
    const above = outline.parent[i]!
    if (above >= 0 && !(out[above]! >= out[i]!) && !Number.isNaN(out[i]!)) out[above] = out[i]!
  }
  return out
}

/**
 * The stretches of step `i` in which no child ran, by time: from, to, from, to, …; they add up to its self time. Empty when its own times are not known.
 * O(children).
 */
export function selfStretches(outline: Outline, times: OutlineTimes, i: number): Float64Array {
  const from = outline.offset[i]!
  const to = times.end[i]!
  if (!(to > from)) return new Float64Array(0)
  const out: number[] = []
  let covered = from
  for (let at = i + 1; at < i + outline.size[i]!; at += outline.size[at]!) {
    const end = Math.min(to, times.end[at]!)
    const start = outline.offset[at]!
    if (Number.isNaN(end) || end <= covered) continue
    if (start > covered) out.push(covered, Math.min(start, to))
    if (start >= to) covered = to
    else covered = end
  }
  if (covered < to) out.push(covered, to)
  return Float64Array.from(out)
}
