/** Search over what an Outline carries: names and models. */

import type { Outline } from './outline.ts'

/**
 * The steps whose name or model contains `query`, ascending; letter case does not matter. Each distinct text is looked at once, however many steps share it.
 * None for a blank query.
 */
export function searchOutline(outline: Outline, query: string): Int32Array {
  const wanted = query.trim().toLocaleLowerCase()
  if (wanted === '') return new Int32Array(0)
  const matching = outline.strings.map((text) => text.toLocaleLowerCase().includes(wanted))
  const hits: number[] = []
  for (let i = 0; i < outline.length; i++) if (matching[outline.name[i]!] || matching[outline.model[i]!]) hits.push(i)
  return Int32Array.from(hits)
}

/** The hits and all their ancestors, ascending: the rows of a timeline that shows matches only. O(n). */
export function withAncestors(outline: Outline, hits: Int32Array): Int32Array {
  const keep = new Uint8Array(outline.length)
  let count = 0
  for (const hit of hits)
    for (let at = hit; at >= 0 && !keep[at]; at = outline.parent[at]!) {
      keep[at] = 1
      count++
    }
  const rows = new Int32Array(count)
  let row = 0
  for (let i = 0; i < outline.length; i++) if (keep[i]) rows[row++] = i
  return rows
}

/** The hits as one byte a step, so that a row can ask for itself. */
export function hitMarks(outline: Outline, hits: Int32Array): Uint8Array {
  const marks = new Uint8Array(outline.length)
  for (const hit of hits) marks[hit] = 1
  return marks
}
