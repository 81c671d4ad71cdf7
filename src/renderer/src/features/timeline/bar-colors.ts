/** What the colour of a bar says: the step's type, service, model or status; and the legend of it. */

import { type Outline, outlineFlags } from '../../../../shared/model/outline.ts'
import { stepTypes } from '../../../../shared/model/step-type.ts'
import { stepTypeLabel } from '../../ui/step-icon.tsx'

export const colorings = ['type', 'service', 'model', 'status'] as const
/** What bars are coloured by. */
export type Coloring = (typeof colorings)[number]

/** As many names get a colour of their own; the rest share one. */
const seriesColors = 8

/** One byte a step, as an index into `tokens`; and what each index stands for. */
export interface BarColors {
  readonly index: Uint8Array
  /** Names of custom properties of the page's tokens. */
  readonly tokens: readonly string[]
  /** The entries that occur, the most frequent first for names. */
  readonly legend: readonly { readonly token: string; readonly label: string }[]
}

/** Colours every step. O(n). */
export function barColors(outline: Outline, by: Coloring): BarColors {
  switch (by) {
    case 'type':
      return fixed(
        outline.type,
        stepTypes.map((type) => [`--step-${type}`, stepTypeLabel[type]]),
      )
    case 'status':
      return fixed(statuses(outline), [
        ['--ok', 'Completed'],
        ['--error', 'Failed'],
        ['--info', 'Running'],
        ['--text-muted', 'Not known'],
      ])
    case 'service':
      return series(outline, outline.service, 'No service')
    case 'model':
      return series(outline, outline.model, 'No model')
  }
}

function statuses({ flags, duration, length }: Outline): Uint8Array {
  const out = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const flag = flags[i]!
    if (flag & outlineFlags.error) out[i] = 1
    else if (flag & outlineFlags.running) out[i] = 2
    else if (flag & outlineFlags.missing || Number.isNaN(duration[i]!)) out[i] = 3
  }
  return out
}

function fixed(index: Uint8Array, entries: readonly (readonly [token: string, label: string])[]): BarColors {
  const seen = new Uint8Array(256)
  for (let i = 0; i < index.length; i++) seen[index[i]!] = 1
  return {
    index,
    tokens: entries.map(([token]) => token),
    legend: entries.flatMap(([token, label], k) => (seen[k] ? [{ token, label }] : [])),
  }
}

function series(outline: Outline, column: Int32Array, none: string): BarColors {
  const counts = new Int32Array(outline.strings.length)
  let without = 0
  for (let i = 0; i < outline.length; i++) {
    if (column[i]! >= 0) counts[column[i]!]!++
    else without++
  }
  const names = [...counts.keys()].filter((k) => counts[k]! > 0)
  // By frequency, and by name where that is equal, so that a refresh gives the same colours.
  names.sort((a, b) => counts[b]! - counts[a]! || (outline.strings[a]! < outline.strings[b]! ? -1 : 1))
  const rest = seriesColors
  const colorOf = new Uint8Array(outline.strings.length).fill(rest)
  for (const [rank, name] of names.slice(0, seriesColors).entries()) colorOf[name] = rank
  const index = new Uint8Array(outline.length)
  for (let i = 0; i < outline.length; i++) index[i] = column[i]! < 0 ? rest + 1 : colorOf[column[i]!]!
  const others = names.length - seriesColors
  return {
    index,
    tokens: [
      ...Array.from({ length: seriesColors }, (_, k) => `--series-${k + 1}`),
      '--step-workflow',
      '--border-control',
    ],
    legend: [
      ...names
        .slice(0, seriesColors)
        .map((name, k) => ({ token: `--series-${k + 1}`, label: outline.strings[name] ?? '' })),
      ...(others > 0 ? [{ token: '--step-workflow', label: `${others} more` }] : []),
      ...(without > 0 ? [{ token: '--border-control', label: none }] : []),
    ],
  }
}
