/**
 * Folding: which steps of an Outline have a row. A Folding marks each step 1 when its children are hidden; it is never changed in place, so that two of them
 * can be compared by identity.
 */

import type { Outline } from './outline.ts'

/** One byte a step: 1 when its children are folded away. */
export type Folding = Uint8Array

/** Nothing folded. */
export function unfoldedAll(outline: Outline): Folding {
  return new Uint8Array(outline.length)
}

/** Every step that has children folded: only the roots keep a row. */
export function foldedAll(outline: Outline): Folding {
  const out = new Uint8Array(outline.length)
  for (let i = 0; i < outline.length; i++) out[i] = outline.size[i]! > 1 ? 1 : 0
  return out
}

/** Shows the depths 0 … `level` and folds what lies deeper. */
export function foldedBelow(outline: Outline, level: number): Folding {
  const out = new Uint8Array(outline.length)
  for (let i = 0; i < outline.length; i++) out[i] = outline.size[i]! > 1 && outline.depth[i]! >= level ? 1 : 0
  return out
}

/** Folds or unfolds one step; its descendants keep their own state. The same Folding when nothing changes. */
export function withFolded(outline: Outline, folding: Folding, i: number, folded: boolean): Folding {
  const mark = folded && outline.size[i]! > 1 ? 1 : 0
  if (folding[i] === mark) return folding
  const out = folding.slice()
  out[i] = mark
  return out
}

/** Folds or unfolds a step and all below it. */
export function withSubtreeFolded(outline: Outline, folding: Folding, i: number, folded: boolean): Folding {
  const out = folding.slice()
  const end = i + outline.size[i]!
  for (let at = i; at < end; at++) out[at] = folded && outline.size[at]! > 1 ? 1 : 0
  return out
}

/** Unfolds what hides step `i`. The same Folding when it has a row already. */
export function revealed(outline: Outline, folding: Folding, i: number): Folding {
  let out = folding
  for (let at = outline.parent[i] ?? -1; at >= 0; at = outline.parent[at]!) {
    if (!out[at]) continue
    if (out === folding) out = folding.slice()
    out[at] = 0
  }
  return out
}

/** The steps that have a row, ascending. O(rows): a folded subtree is passed over in one stride. */
export function visibleRows(outline: Outline, folding: Folding): Int32Array {
  const rows = new Int32Array(outline.length)
  let count = 0
  for (let i = 0; i < outline.length; i += folding[i] ? outline.size[i]! : 1) rows[count++] = i
  return count === outline.length ? rows : rows.slice(0, count)
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

/** The row that stands for step `i`: its own, or that of the nearest ancestor that has one; -1 when there is none. */
export function rowStandingFor(outline: Outline, rows: Int32Array, i: number): number {
  for (let at = i; at >= 0; at = outline.parent[at]!) {
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
 * Carries a folding over to a newer Outline of the same run by span id: what was folded stays folded, what is new is open.
 */
export function foldingCarriedOver(from: Outline, folding: Folding, to: Outline): Folding {
  const folded = new Set<string>()
  for (let i = 0; i < from.length; i++) if (folding[i]) folded.add(from.spanIds[i]!)
  const out = new Uint8Array(to.length)
  if (folded.size > 0) for (let i = 0; i < to.length; i++) if (to.size[i]! > 1 && folded.has(to.spanIds[i]!)) out[i] = 1
  return out
}
