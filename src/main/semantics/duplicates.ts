/** Two spans with one id: the same span delivered twice is kept once; different spans are both kept, the later under an id of its own. */

import type { Span } from './span.ts'

/** Which spans are kept, under which ids. */
export interface Identified {
  /** Span id to the span's index. */
  readonly indexOf: ReadonlyMap<string, number>
  /** The id of each span in this run; null for a span that is left out because another says the same. */
  readonly ids: readonly (string | null)[]
  /** Spans left out as repeats. */
  readonly repeats: number
  /** Spans kept under an id with a suffix. */
  readonly renamed: number
}

/** Gives every span an id that no other has. The outcome does not depend on the order of the spans. Pauses as `breathe` asks. */
export async function identify(spans: readonly Span[], breathe: () => Promise<void> | void): Promise<Identified> {
  const indexOf = new Map<string, number>()
  const ids: (string | null)[] = []
  const shared = new Map<string, number[]>()
  for (let i = 0; i < spans.length; i++) {
    if ((i & 0x3ff) === 0) await breathe()
    const id = spans[i]!.spanId
    const first = indexOf.get(id)
    ids.push(id)
    if (first === undefined) indexOf.set(id, i)
    else {
      const group = shared.get(id)
      if (group) group.push(i)
      else shared.set(id, [first, i])
    }
  }
  let repeats = 0
  let renamed = 0
  for (const [id, group] of shared) {
    group.sort((a, b) => compareSpans(spans[a]!, spans[b]!))
    let kept = 0
    for (const [k, i] of group.entries()) {
      ids[i] = null
      if (k > 0 && sameSpan(spans[group[k - 1]!]!, spans[i]!)) {
        repeats++
        continue
      }
      const name = kept === 0 ? id : freeName(id, kept + 1, indexOf)
      if (kept > 0) renamed++
      indexOf.set(name, i)
      ids[i] = name
      kept++
    }
  }
  return { indexOf, ids, repeats, renamed }
}

function freeName(id: string, from: number, taken: ReadonlyMap<string, number>): string {
  let n = from
  while (taken.has(`${id}#${n}`)) n++
  return `${id}#${n}`
}

/** Finished spans come before running ones of the same name and start, so that the finished one is kept. */
function compareSpans(a: Span, b: Span): number {
  return (
    (a.start ?? Infinity) - (b.start ?? Infinity) ||
    compareText(a.name, b.name) ||
    compareText(a.parentSpanId ?? '', b.parentSpanId ?? '') ||
    compareText(a.service ?? '', b.service ?? '') ||
    (b.end ?? -Infinity) - (a.end ?? -Infinity) ||
    0
  )
}

function sameSpan(kept: Span, other: Span): boolean {
  return (
    kept.start === other.start &&
    kept.name === other.name &&
    kept.parentSpanId === other.parentSpanId &&
    kept.service === other.service &&
    (other.end === null || kept.end === other.end)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
