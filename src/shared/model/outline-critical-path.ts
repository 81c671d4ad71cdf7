/**
 * The critical path of a run: which steps its end waited for. Read backwards from the run's end: a step waited for the child that ended last before, that child
 * for the one that ended last before it began, and so on; what no child accounts for is the step's own. So every microsecond between the run's start and end
 * belongs to exactly one step, or to none.
 *
 * A child that outlives its parent was not waited for by it. Where such a step is what the run ended with, the path goes through it, and from its start on through
 * its parent.
 */

import type { OutlineTimes } from './outline-times.ts'
import type { Outline } from './outline.ts'

/** The path as pieces of time. Together they cover 0 … extent without overlap. Microseconds after the run's start. */
export interface CriticalPath {
  /** The pieces by step and then by time: parallel columns. */
  readonly step: Int32Array
  readonly from: Float64Array
  readonly to: Float64Array
  /** Pieces in which no step ran at all, by time: from, to, from, to, … */
  readonly idle: Float64Array
  /** One byte a step: 1 when a piece is its own. */
  readonly on: Uint8Array
}

/** When each step began and ended, as far as can be said: a step without times of its own was there while its children were. NaN where nothing is known. */
export interface Bounds {
  readonly from: Float64Array
  readonly to: Float64Array
}

/** O(n): children stand after their parent, so one pass backwards is enough. */
export function outlineBounds(outline: Outline, times: OutlineTimes): Bounds {
  const from = outline.offset.slice()
  const to = times.end.slice()
  const least = new Float64Array(outline.length).fill(Number.NaN)
  const most = new Float64Array(outline.length).fill(Number.NaN)
  for (let i = outline.length - 1; i >= 0; i--) {
    if (Number.isNaN(from[i]!) || Number.isNaN(to[i]!)) {
      from[i] = least[i]!
      to[i] = most[i]!
    }
    const above = outline.parent[i]!
    if (above < 0 || Number.isNaN(from[i]!)) continue
    if (!(least[above]! <= from[i]!)) least[above] = from[i]!
    if (!(most[above]! >= to[i]!)) most[above] = to[i]!
  }
  return { from, to }
}

interface Frame {
  readonly step: number
  /** Nothing before this belongs to the frame. */
  readonly floor: number
  /** All from here to the frame's end is given away already. */
  cursor: number
  /** Children by their ends, ascending; those from `next` up are done with. */
  readonly children: readonly number[]
  next: number
}

/** Finds the path. O(n log n) at worst, O(n) where children end in the order in which they began. */
export function criticalPath(outline: Outline, times: OutlineTimes): CriticalPath {
  const { from, to } = outlineBounds(outline, times)
  const pieces: { step: number; from: number; to: number }[] = []
  const own = (step: number, a: number, b: number): void => {
    if (b > a) pieces.push({ step, from: a, to: b })
  }
  const byEnd = (steps: number[]): number[] => {
    for (let k = 1; k < steps.length; k++)
      if (to[steps[k - 1]!]! > to[steps[k]!]!) return steps.sort((a, b) => to[a]! - to[b]! || a - b)
    return steps
  }
  const childrenOf = (step: number): number[] => {
    const out: number[] = []
    for (let at = step + 1; at < step + outline.size[step]!; at += outline.size[at]!)
      if (from[at]! < to[at]!) out.push(at)
    return byEnd(out)
  }
  const within = (step: number, until: number, floor: number): void => {
    const open = (at: number, cursor: number, lowest: number): Frame => {
      const children = childrenOf(at)
      return { step: at, floor: Math.max(lowest, from[at]!), cursor, children, next: children.length - 1 }
    }
    const stack = [open(step, until, floor)]
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      while (frame.next >= 0 && to[frame.children[frame.next]!]! > frame.cursor) frame.next--
      const child = frame.next >= 0 ? frame.children[frame.next--]! : -1
      if (child < 0 || to[child]! <= frame.floor) {
        own(frame.step, frame.floor, frame.cursor)
        stack.pop()
        continue
      }
      own(frame.step, to[child]!, frame.cursor)
      frame.cursor = Math.max(from[child]!, frame.floor)
      if (outline.size[child] === 1) own(child, frame.cursor, to[child]!)
      else stack.push(open(child, to[child]!, frame.floor))
    }
  }

  const ends: number[] = []
  for (let i = 0; i < outline.length; i++) {
    const above = outline.parent[i]!
    const outlives = above < 0 || !(to[i]! <= to[above]!)
    if (outlives && from[i]! < to[i]!) ends.push(i)
  }
  byEnd(ends)
  const idle: number[] = []
  let cursor = times.extent
  for (let k = ends.length - 1; k >= 0; k--) {
    let step = ends[k]!
    if (to[step]! > cursor) continue
    if (cursor > to[step]!) idle.push(cursor, to[step]!)
    within(step, to[step]!, 0)
    cursor = Math.max(0, from[step]!)
    // What it was started by, and what that had waited for until then.
    for (let above = outline.parent[step]!; above >= 0; above = outline.parent[step]!) {
      if (from[above]! < cursor) {
        within(above, cursor, 0)
        cursor = Math.max(0, from[above]!)
      }
      step = above
    }
  }
  if (cursor > 0) idle.push(cursor, 0)
  return columns(outline.length, pieces, Float64Array.from(idle).reverse())
}

function columns(
  length: number,
  pieces: readonly { readonly step: number; readonly from: number; readonly to: number }[],
  idle: Float64Array,
): CriticalPath {
  // The pieces came latest first; counted into their steps from the end they come out by step and time.
  const start = new Int32Array(length + 1)
  for (const { step } of pieces) start[step + 1]!++
  for (let i = 0; i < length; i++) start[i + 1]! += start[i]!
  const out = {
    step: new Int32Array(pieces.length),
    from: new Float64Array(pieces.length),
    to: new Float64Array(pieces.length),
    idle,
    on: new Uint8Array(length),
  }
  for (let k = pieces.length - 1; k >= 0; k--) {
    const piece = pieces[k]!
    const at = start[piece.step]!++
    out.step[at] = piece.step
    out.from[at] = piece.from
    out.to[at] = piece.to
    out.on[piece.step] = 1
  }
  return out
}

/** The pieces of one step: from inclusive, to exclusive. O(log pieces). */
export function piecesOfStep(path: CriticalPath, step: number): { from: number; to: number } {
  const first = (wanted: number): number => {
    let low = 0
    let high = path.step.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (path.step[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
  return { from: first(step), to: first(step + 1) }
}
