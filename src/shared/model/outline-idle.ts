/** Long stretches of a run in which nothing at the tree's leaves was at work, and a time axis on which they are short. */

import type { OutlineTimes } from './outline-times.ts'
import type { Outline } from './outline.ts'

/** Stretches shorter than this share of the run are left as they are. */
const shortestShare = 0.02
/** A compressed stretch takes this share of the time that is left as it is. */
const compressedShare = 0.025
const buckets = 4096

/** A stretch of the run, in microseconds after its start. */
export interface IdleGap {
  readonly from: number
  readonly to: number
}

/**
 * The stretches of at least a fiftieth of the run in which no leaf ran, by time. A parent that only waits for its children does not count as work, and a leaf whose
 * end is not known counts as a moment. O(n).
 */
export function idleGaps(outline: Outline, times: OutlineTimes): readonly IdleGap[] {
  const { length, size, offset } = outline
  const perTime = buckets / times.extent
  const bucketOf = (time: number): number => Math.min(buckets - 1, Math.max(0, Math.floor(time * perTime)))
  const turns = new Int32Array(buckets + 1)
  for (let i = 0; i < length; i++) {
    if (size[i] !== 1 || Number.isNaN(offset[i]!)) continue
    const to = Number.isNaN(times.end[i]!) ? offset[i]! : times.end[i]!
    turns[bucketOf(offset[i]!)]!++
    turns[bucketOf(to) + 1]!--
  }
  // Stretches of empty buckets, then their exact edges: the last end before and the first start after.
  const gapAfter = new Int32Array(buckets).fill(-1)
  const gapBefore = new Int32Array(buckets).fill(-1)
  const edges: { from: number; to: number }[] = []
  let running = 0
  let empty = -1
  for (let b = 0; b <= buckets; b++) {
    running += b < buckets ? turns[b]! : 1
    if (running === 0 && empty < 0) empty = b
    if (running === 0 || empty < 0) continue
    if (b - empty >= 2) {
      if (empty > 0) gapAfter[empty - 1] = edges.length
      if (b < buckets) gapBefore[b] = edges.length
      edges.push({ from: empty === 0 ? 0 : -1, to: b === buckets ? times.extent : Number.POSITIVE_INFINITY })
    }
    empty = -1
  }
  for (let i = 0; i < length && edges.length > 0; i++) {
    if (size[i] !== 1 || Number.isNaN(offset[i]!)) continue
    const to = Number.isNaN(times.end[i]!) ? offset[i]! : times.end[i]!
    const after = edges[gapAfter[bucketOf(to)]!]
    if (after && to > after.from) after.from = to
    const before = edges[gapBefore[bucketOf(offset[i]!)]!]
    if (before && offset[i]! < before.to) before.to = offset[i]!
  }
  return edges.filter((gap) => gap.to - gap.from >= times.extent * shortestShare)
}

/** Where moments lie on an axis whose gaps may be shorter than they are. Lengths are in microseconds of the axis. */
export interface TimeAxis {
  readonly extent: number
  readonly gaps: readonly IdleGap[]
  /** The place of a moment; moments outside the run go on at the plain rate. */
  at(time: number): number
  /** The moment at a place, the inverse of `at`. */
  timeAt(place: number): number
}

/** The axis on which a microsecond is a microsecond. */
export function plainAxis(extent: number): TimeAxis {
  return { extent, gaps: [], at: (time) => time, timeAt: (place) => place }
}

/** The axis on which each gap takes a small fixed room; the plain one where there is no gap or nothing else. */
export function compressedAxis(extent: number, gaps: readonly IdleGap[]): TimeAxis {
  const idle = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  if (gaps.length === 0) return plainAxis(extent)
  const room = Math.max(extent - idle, extent * 1e-6) * compressedShare
  // Corners of a piecewise straight line.
  const times = [0]
  const places = [0]
  let place = 0
  let time = 0
  for (const gap of gaps) {
    place += gap.from - time
    times.push(gap.from)
    places.push(place)
    place += Math.min(room, gap.to - gap.from)
    times.push(gap.to)
    places.push(place)
    time = gap.to
  }
  place += extent - time
  times.push(extent)
  places.push(place)
  return {
    extent: place,
    gaps,
    at: (value) => along(times, places, value),
    timeAt: (value) => along(places, times, value),
  }
}

function along(from: readonly number[], to: readonly number[], value: number): number {
  const last = from.length - 1
  if (!(value > from[0]!)) return to[0]! + (value - from[0]!)
  if (value >= from[last]!) return to[last]! + (value - from[last]!)
  let k = 1
  while (from[k]! < value) k++
  const length = from[k]! - from[k - 1]!
  const share = length > 0 ? (value - from[k - 1]!) / length : 1
  return to[k - 1]! + share * (to[k]! - to[k - 1]!)
}
