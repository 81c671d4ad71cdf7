/**
 * Runs of alike steps: three or more leaves in a row under one parent that have the same name and type. Such a run can be folded into the row of its first step.
 *
 * A group is told by the column of fold sizes: how many entries a step stands for when it is folded. For a step with children that is its subtree, for the first
 * step of a group its members, for any other step 1. In pre-order leaves that are siblings in a row are also entries in a row.
 */

import { type Outline, outlineFlags } from './outline.ts'

/** Fewer alike steps than this are no group. */
export const smallestGroup = 3

/** One entry a step: how many entries it stands for when it is folded, itself included; 1 where there is nothing to fold. */
export type FoldSizes = Int32Array

/** The fold sizes with all groups. O(n). */
export function foldSizes(outline: Outline): FoldSizes {
  const { length, size, parent, name, type } = outline
  const out = size.slice()
  for (let i = 0; i < length;) {
    let end = i + 1
    if (size[i] === 1)
      while (
        end < length &&
        size[end] === 1 &&
        parent[end] === parent[i] &&
        name[end] === name[i] &&
        type[end] === type[i]
      )
        end++
    if (end - i >= smallestGroup) out[i] = end - i
    i = end
  }
  return out
}

/** Is step `i` the first of a group? */
export function isGroup(outline: Outline, sizes: FoldSizes, i: number): boolean {
  return sizes[i]! > 1 && outline.size[i] === 1
}

/** The first step of the group that `i` belongs to; -1 when it belongs to none. O(members before it). */
export function groupOf(outline: Outline, sizes: FoldSizes, i: number): number {
  if (i < 0 || outline.size[i] !== 1) return -1
  const { parent, name, size } = outline
  for (let at = i; at >= 0 && size[at] === 1 && parent[at] === parent[i] && name[at] === name[i]; at--)
    if (sizes[at]! > 1) return at + sizes[at]! > i ? at : -1
  return -1
}

/** What a group's row says of its members. Times in microseconds; null where no member has one. */
export interface GroupFigures {
  readonly count: number
  readonly total: number | null
  readonly median: number | null
  readonly longest: number | null
  readonly failed: number
}

/** Adds up the members of the group that begins with step `i`. `end` is OutlineTimes.end. O(members log members). */
export function groupFigures(outline: Outline, sizes: FoldSizes, end: Float64Array, i: number): GroupFigures {
  const count = sizes[i]!
  const known = new Float64Array(count)
  let filled = 0
  let total = 0
  let failed = 0
  for (let at = i; at < i + count; at++) {
    if (outline.flags[at]! & outlineFlags.error) failed++
    const duration = end[at]! - outline.offset[at]!
    if (Number.isNaN(duration)) continue
    known[filled++] = duration
    total += duration
  }
  const sorted = known.subarray(0, filled).sort()
  const unknown = filled === 0
  return {
    count,
    total: unknown ? null : total,
    median: unknown ? null : (sorted[(filled - 1) >> 1]! + sorted[filled >> 1]!) / 2,
    longest: unknown ? null : sorted[filled - 1]!,
    failed,
  }
}
