/**
 * The frames of a flame graph over an Outline: each step as wide as the time that it and all below it spent by themselves, its children side by side within it. What
 * ran in parallel counts each, so a frame may stand for more time than passed on the clock; nothing ever overlaps.
 */

import type { Outline } from './outline.ts'
import { outlineFlags } from './outline.ts'
import type { OutlineTimes } from './outline-times.ts'

/** Frames in pre-order, as columns: the frames below f are f+1 … f+size[f]-1. Times are in microseconds. */
export interface Frames {
  readonly length: number
  /** Index of the parent frame; -1 for a root. */
  readonly parent: Int32Array
  readonly depth: Int32Array
  /** The frame and all below it, counted. */
  readonly size: Int32Array
  /** Where it begins, in time from the left edge. */
  readonly left: Float64Array
  /** Its own time and that of all below it. */
  readonly width: Float64Array
  /** Its own time alone. */
  readonly self: Float64Array
  /** The step that it stands for; of several, the longest. */
  readonly step: Int32Array
  /** How many steps it stands for. */
  readonly count: Int32Array
  /** How many of them failed by themselves. */
  readonly errors: Int32Array
  /** The frame of each step of the Outline. */
  readonly ofStep: Int32Array
  /** The width of all roots together; at least 1, so that it can be divided by. */
  readonly total: number
}

/** One frame a step. O(n). */
export function framesOf(outline: Outline, times: OutlineTimes): Frames {
  const { length, parent } = outline
  const identity = Int32Array.from({ length }, (_, i) => i)
  const errors = new Int32Array(length)
  for (let i = 0; i < length; i++) errors[i] = outline.flags[i]! & outlineFlags.error ? 1 : 0
  return laidOut({
    parent: parent.slice(),
    self: Float64Array.from(times.self, known),
    step: identity,
    count: new Int32Array(length).fill(1),
    errors,
    ofStep: identity,
  })
}

/** Siblings of one name and type as one frame, and their children so again. O(n). */
export function mergedFrames(outline: Outline, times: OutlineTimes): Frames {
  const { length } = outline
  const types = 16
  const names = outline.strings.length + 1
  // Frames as they are first met: a parent before its children, but not yet in pre-order.
  const met = new Int32Array(length)
  const parent: number[] = []
  const self: number[] = []
  const step: number[] = []
  const count: number[] = []
  const errors: number[] = []
  const byPlace = new Map<number, number>()
  const longest: number[] = []
  for (let i = 0; i < length; i++) {
    const above = outline.parent[i]! < 0 ? -1 : met[outline.parent[i]!]!
    const place = ((above + 1) * names + outline.name[i]! + 1) * types + outline.type[i]!
    let frame = byPlace.get(place)
    if (frame === undefined) {
      frame = parent.length
      byPlace.set(place, frame)
      parent.push(above)
      self.push(0)
      step.push(i)
      count.push(0)
      errors.push(0)
      longest.push(-1)
    }
    met[i] = frame
    self[frame] = self[frame]! + known(times.self[i]!)
    count[frame] = count[frame]! + 1
    if (outline.flags[i]! & outlineFlags.error) errors[frame] = errors[frame]! + 1
    const duration = known(times.end[i]! - outline.offset[i]!)
    if (duration > longest[frame]!) {
      longest[frame] = duration
      step[frame] = i
    }
  }
  const order = preOrder(parent)
  const place = new Int32Array(order.length)
  for (let at = 0; at < order.length; at++) place[order[at]!] = at
  return laidOut({
    parent: Int32Array.from(order, (frame) => (parent[frame]! < 0 ? -1 : place[parent[frame]!]!)),
    self: Float64Array.from(order, (frame) => self[frame]!),
    step: Int32Array.from(order, (frame) => step[frame]!),
    count: Int32Array.from(order, (frame) => count[frame]!),
    errors: Int32Array.from(order, (frame) => errors[frame]!),
    ofStep: met.map((frame) => place[frame]!),
  })
}

/** The frame's children, in order. O(children). */
export function* childFrames(frames: Frames, frame: number): Generator<number> {
  const end = frame + frames.size[frame]!
  for (let at = frame + 1; at < end; at += frames.size[at]!) yield at
}

/** The next (1) or previous (-1) frame under the same parent; -1 at the end. O(siblings). */
export function siblingFrame(frames: Frames, frame: number, direction: 1 | -1): number {
  const parent = frames.parent[frame]!
  if (direction === 1) {
    const next = frame + frames.size[frame]!
    return next < frames.length && frames.parent[next] === parent ? next : -1
  }
  let before = -1
  const end = frame
  for (let at = parent < 0 ? 0 : parent + 1; at < end; at += frames.size[at]!) before = at
  return before
}

/** A time that is not known takes no room. */
function known(value: number): number {
  return value > 0 ? value : 0
}

/** Parents come before children in `parent`; the answer lists the frames so that all below one follow it. */
function preOrder(parent: readonly number[]): Int32Array {
  const length = parent.length
  const size = new Int32Array(length).fill(1)
  for (let at = length - 1; at >= 0; at--) if (parent[at]! >= 0) size[parent[at]!] = size[parent[at]!]! + size[at]!
  const order = new Int32Array(length)
  const place = new Int32Array(length)
  // Where the next child of each frame goes; the last entry is for roots.
  const next = new Int32Array(length + 1)
  for (let at = 0; at < length; at++) {
    const above = parent[at]! < 0 ? length : parent[at]!
    place[at] = next[above]!
    order[place[at]!] = at
    next[above] = place[at]! + size[at]!
    next[at] = place[at]! + 1
  }
  return order
}

type Columns = Pick<Frames, 'parent' | 'self' | 'step' | 'count' | 'errors' | 'ofStep'>

/** Sums the widths from the leaves up, then places each frame behind the sibling before it. */
function laidOut(columns: Columns): Frames {
  const { parent, self } = columns
  const { length } = parent
  const width = self.slice()
  const size = new Int32Array(length).fill(1)
  for (let at = length - 1; at >= 0; at--) {
    const above = parent[at]!
    if (above < 0) continue
    width[above] = width[above]! + width[at]!
    size[above] = size[above]! + size[at]!
  }
  const left = new Float64Array(length)
  const depth = new Int32Array(length)
  const filled = new Float64Array(length)
  let total = 0
  for (let at = 0; at < length; at++) {
    const above = parent[at]!
    if (above < 0) {
      left[at] = total
      total += width[at]!
    } else {
      depth[at] = depth[above]! + 1
      left[at] = left[above]! + filled[above]!
      filled[above] = filled[above]! + width[at]!
    }
  }
  return { ...columns, length, depth, size, left, width, total: Math.max(1, total) }
}
