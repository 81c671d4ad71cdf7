/**
 * Folding: which steps of an Outline have a row. A Folding marks each step 1 when what it stands for is hidden behind it: its children, or the members of the
 * group that it begins. It is never changed in place, so that two of them can be compared by identity.
 *
 * `sizes` says what can be folded (outline-groups.ts); without it there are no groups.
 */

import { type FoldSizes, groupOf } from './outline-groups.ts'
import type { Outline } from './outline.ts'

/** One byte a step: 1 when what it stands for is folded away. */
export type Folding = Uint8Array

/** Nothing folded. */
export function unfoldedAll(outline: Outline): Folding {
  return new Uint8Array(outline.length)
}

/** Only groups folded: how a run is first shown. */
export function foldedGroups(outline: Outline, sizes: FoldSizes): Folding {
  const out = new Uint8Array(outline.length)
  for (let i = 0; i < outline.length; i++) if (sizes[i]! > 1 && outline.size[i] === 1) out[i] = 1
  return out
}

/** All that can be folded is: only the roots keep a row. */
export function foldedAll(outline: Outline, sizes: FoldSizes = outline.size): Folding {
  const out = new Uint8Array(outline.length)
  for (let i = 0; i < outline.length; i++) out[i] = sizes[i]! > 1 ? 1 : 0
  return out
}

/** Shows the depths 0 … `level` and folds what lies deeper, and the groups of the deepest level shown. */
export function foldedBelow(outline: Outline, level: number, sizes: FoldSizes = outline.size): Folding {
  const out = new Uint8Array(outline.length)
  for (let i = 0; i < outline.length; i++) out[i] = sizes[i]! > 1 && outline.depth[i]! >= level ? 1 : 0
  return out
}

/** Folds or unfolds one step; its descendants keep their own state. The same Folding when nothing changes. */
export function withFolded(
  outline: Outline,
  folding: Folding,
  i: number,
  folded: boolean,
  sizes: FoldSizes = outline.size,
): Folding {
  const mark = folded && sizes[i]! > 1 ? 1 : 0
  if (folding[i] === mark) return folding
  const out = folding.slice()
  out[i] = mark
  return out
}

/** Folds or unfolds a step and all below it. */
export function withSubtreeFolded(
  outline: Outline,
  folding: Folding,
  i: number,
  folded: boolean,
  sizes: FoldSizes = outline.size,
): Folding {
  const out = folding.slice()
  const end = i + outline.size[i]!
  for (let at = i; at < end; at++) out[at] = folded && sizes[at]! > 1 ? 1 : 0
  return out
}

/** Unfolds what hides step `i`. The same Folding when it has a row already. */
export function revealed(outline: Outline, folding: Folding, i: number, sizes: FoldSizes = outline.size): Folding {
  let out = folding
  const open = (at: number): void => {
    if (!out[at]) return
    if (out === folding) out = folding.slice()
    out[at] = 0
  }
  const group = groupOf(outline, sizes, i)
  if (group >= 0 && group !== i) open(group)
  for (let at = outline.parent[i] ?? -1; at >= 0; at = outline.parent[at]!) open(at)
  return out
}

/** The steps that have a row, ascending. O(rows): what is folded is passed over in one stride. */
export function visibleRows(outline: Outline, folding: Folding, sizes: FoldSizes = outline.size): Int32Array {
  const { length } = outline
  let count = 0
  for (let i = 0; i < length; i += folding[i] ? sizes[i]! : 1) count++
  const rows = new Int32Array(count)
  let row = 0
  for (let i = 0; i < length; i += folding[i] ? sizes[i]! : 1) rows[row++] = i
  return rows
}

/** The row of step `i` within ascending `rows`; -1 when it has none. O(log rows). */
export function rowOf(rows: Int32Array, i: number): number {
  const at = rowAtOrAfter(rows, i)
  return rows[at] === i ? at : -1
}

/** The first row whose step is `i` or after it; `rows.length` when there is none. O(log rows). */
export function rowAtOrAfter(rows: Int32Array, i: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]! < i) low = middle + 1
    else high = middle
  }
  return low
}

/** The row that stands for step `i`: its own, its group's, or that of the nearest ancestor that has one; -1 when there is none. */
export function rowStandingFor(outline: Outline, rows: Int32Array, i: number, sizes: FoldSizes = outline.size): number {
  const own = rowOf(rows, i)
  if (own >= 0) return own
  const group = groupOf(outline, sizes, i)
  const head = group < 0 ? -1 : rowOf(rows, group)
  if (head >= 0) return head
  for (let at = outline.parent[i] ?? -1; at >= 0; at = outline.parent[at]!) {
    const row = rowOf(rows, at)
    if (row >= 0) return row
  }
  return -1
}

/** The deepest level that has a row now; 0 for an empty outline. */
export function deepestVisibleLevel(outline: Outline, rows: Int32Array): number {
  let deepest = 0
  for (const i of rows) if (outline.depth[i]! > deepest) deepest = outline.depth[i]!
  return deepest
}

/**
 * Carries a folding over to a newer Outline of the same run by span id: what was folded stays folded and what was open stays open. Of what is new, groups are folded
 * and the rest is open.
 */
export function foldingCarriedOver(from: Outline, folding: Folding, to: Outline, sizes: FoldSizes = to.size): Folding {
  const known = new Map<string, number>()
  for (let i = 0; i < from.length; i++) known.set(from.spanIds[i]!, folding[i]!)
  const out = new Uint8Array(to.length)
  for (let i = 0; i < to.length; i++)
    if (sizes[i]! > 1) out[i] = known.get(to.spanIds[i]!) ?? (to.size[i] === 1 ? 1 : 0)
  return out
}
