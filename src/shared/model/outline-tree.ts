/** Where a step of an Outline stands among the others. Everything leans on pre-order: the subtree of i is i … i+size[i]-1. */

import type { Outline } from './outline.ts'

/** Does step `i` have children? */
export function hasChildren(outline: Outline, i: number): boolean {
  return outline.size[i]! > 1
}

/** The ancestors of step `i`, nearest first, itself left out. O(depth). */
export function ancestorsOf(outline: Outline, i: number): number[] {
  const out: number[] = []
  for (let at = outline.parent[i] ?? -1; at >= 0; at = outline.parent[at]!) out.push(at)
  return out
}

/** Is `i` within the subtree of `root`, or `root` itself? */
export function isWithin(outline: Outline, root: number, i: number): boolean {
  return i >= root && i < root + outline.size[root]!
}

/** The next sibling of step `i`; -1 when it is the last. O(1). */
export function nextSibling(outline: Outline, i: number): number {
  const parent = outline.parent[i]!
  const next = i + outline.size[i]!
  const end = parent < 0 ? outline.length : parent + outline.size[parent]!
  return next < end ? next : -1
}

/** The previous sibling of step `i`; -1 when it is the first. O(siblings before it). */
export function previousSibling(outline: Outline, i: number): number {
  const parent = outline.parent[i]!
  let before = -1
  for (let at = parent < 0 ? 0 : parent + 1; at < i; at += outline.size[at]!) before = at
  return before
}

/** Position of each step among its siblings, from 1, and the number of those siblings: aria-posinset and aria-setsize. */
export interface SiblingPositions {
  readonly position: Int32Array
  readonly count: Int32Array
}

/** Counts siblings for all steps at once. O(n). */
export function siblingPositions(outline: Outline): SiblingPositions {
  const { length, parent } = outline
  const position = new Int32Array(length)
  const count = new Int32Array(length)
  // The last slot counts the roots.
  const children = new Int32Array(length + 1)
  const slot = (i: number): number => (parent[i]! < 0 ? length : parent[i]!)
  for (let i = 0; i < length; i++) position[i] = ++children[slot(i)]!
  for (let i = 0; i < length; i++) count[i] = children[slot(i)]!
  return { position, count }
}
