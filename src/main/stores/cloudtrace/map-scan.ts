/**
 * One walk over a span's labels: which groups of labels it has at all, and which values were cut. Most spans have few of the groups, and a trace has many spans: what is not
 * there is not asked for label by label.
 */

import { shortestCut, valueCut } from './map-cut.ts'
import { httpKeys } from './map-http.ts'
import { kindLabels } from './map-kind.ts'
import { canonicalNames, type Labels, serviceLabels } from './map-labels.ts'
import { outcomeKeys } from './map-status.ts'

/** Groups of labels, as bits. */
export const groups = { service: 1, kind: 2, outcome: 4, http: 8, renamed: 16 } as const

const groupsOf: ReadonlyMap<string, number> = gather([
  [groups.service, serviceLabels],
  [groups.kind, kindLabels],
  [groups.outcome, outcomeKeys],
  [groups.http, httpKeys],
  [groups.renamed, canonicalNames.keys()],
])

function gather(rows: readonly (readonly [number, Iterable<string>])[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const [bit, keys] of rows) for (const key of keys) found.set(key, (found.get(key) ?? 0) | bit)
  return found
}

/** The groups that are present, as bits. Remarks on cut values are added to `cuts`. */
export function scanLabels(labels: Labels, cuts: string[]): number {
  let present = 0
  for (const key in labels) {
    present |= groupsOf.get(key) ?? 0
    const value = labels[key]
    if (typeof value !== 'string' || value.length < shortestCut) continue
    const cut = valueCut(key, value)
    if (cut !== null) cuts.push(cut)
  }
  return present
}
