/** Search over what an Outline carries: names and models. */

import type { Outline } from './outline.ts'

const lowered = new WeakMap<readonly string[], readonly string[]>()

/** The texts of an Outline in small letters; made once for each Outline. */
export function smallLetters(strings: readonly string[]): readonly string[] {
  const known = lowered.get(strings)
  if (known) return known
  const made = strings.map((text) => text.toLocaleLowerCase())
  lowered.set(strings, made)
  return made
}

/**
 * The steps whose name or model contains `query`, ascending; letter case does not matter. Each distinct text is looked at once, however many steps share it.
 * None for a blank query.
 */
export function searchOutline(outline: Outline, query: string): Int32Array {
  const wanted = query.trim().toLocaleLowerCase()
  if (wanted === '') return new Int32Array(0)
  const texts = smallLetters(outline.strings)
  const matching = new Uint8Array(texts.length)
  let any = false
  for (let k = 0; k < texts.length; k++)
    if (texts[k]!.includes(wanted)) {
      matching[k] = 1
      any = true
    }
  if (!any) return new Int32Array(0)
  const hits = new Int32Array(outline.length)
  let count = 0
  for (let i = 0; i < outline.length; i++)
    if (matching[outline.name[i]!] || matching[outline.model[i]!]) hits[count++] = i
  return hits.slice(0, count)
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

/** The hits as one byte a step, so that a row can ask for itself: 1 for a hit. */
export function hitMarks(outline: Outline, hits: Int32Array): Uint8Array {
  const marks = new Uint8Array(outline.length)
  for (const hit of hits) marks[hit] = 1
  return marks
}

/** The steps that are marked, ascending. O(n). */
export function markedSteps(marks: Uint8Array): Int32Array {
  const out = new Int32Array(marks.length)
  let count = 0
  for (let i = 0; i < marks.length; i++) if (marks[i]) out[count++] = i
  return out.slice(0, count)
}
