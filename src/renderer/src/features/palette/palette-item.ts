/** What the palette offers, and the search over it. Pure. */

import type { StepType } from '../../../../shared/model/step-type.ts'
import type { Platform } from '../../../../shared/platform.ts'
import { scoreOf, wordsOf } from './score.ts'

export const itemKinds = ['recent', 'view', 'source', 'action', 'step', 'run'] as const
export type ItemKind = (typeof itemKinds)[number]

export interface PaletteItem {
  /** The same for the same thing at every start. */
  readonly id: string
  readonly kind: Exclude<ItemKind, 'recent'>
  readonly label: string
  /** Beside the label, in grey: a group, a source, a time. */
  readonly detail: string
  /** What it is found by, in small letters; the label first. */
  readonly text: string
  readonly keys: readonly string[]
  readonly mark: { readonly platform?: Platform; readonly stepType?: StepType; readonly failed?: boolean }
  readonly run: () => void
}

/** Large stocks (runs, steps) are searched by their own means and hand over only what was found, best first. */
export interface Finder {
  readonly find: (
    words: readonly string[],
    most: number,
  ) => readonly { readonly item: PaletteItem; readonly score: number }[]
}

export interface PaletteStock {
  readonly items: readonly PaletteItem[]
  readonly finders: readonly Finder[]
  /** For text that looks like a trace id: how to open it; null for other text. */
  readonly openId: (text: string) => PaletteItem | null
}

export interface PaletteGroup {
  readonly kind: ItemKind
  readonly items: readonly PaletteItem[]
}

/** Lines of one group that a search shows. */
const mostInGroup = 7

/** The whole stock with what was chosen last above it, or what answers the query: the group of the best answer first. */
export function searchStock(stock: PaletteStock, query: string, recent: readonly string[]): PaletteGroup[] {
  const words = wordsOf(query)
  if (words.length === 0) return wholeStock(stock, recent)
  const rank = new Map(recent.map((id, index) => [id, (recent.length - index) / recent.length]))
  const found: { item: PaletteItem; score: number }[] = stock.items.flatMap((item) => {
    const score = scoreOf(item.text, words, true)
    // Among equals the one that was used last is first, and then the shorter.
    return score === 0
      ? []
      : [{ item, score: score + 4 * (rank.get(item.id) ?? 0) - Math.min(3, item.label.length / 40) }]
  })
  for (const finder of stock.finders) found.push(...finder.find(words, mostInGroup))
  const asId = stock.openId(query.trim())
  if (asId) found.push({ item: asId, score: found.length === 0 ? 100 : 60 })
  found.sort((a, b) => b.score - a.score)
  const groups = new Map<ItemKind, PaletteItem[]>()
  for (const { item } of found) {
    const group = groups.get(item.kind) ?? []
    if (group.length < mostInGroup) group.push(item)
    groups.set(item.kind, group)
  }
  return [...groups].map(([kind, items]) => ({ kind, items }))
}

function wholeStock(stock: PaletteStock, recent: readonly string[]): PaletteGroup[] {
  const byId = new Map(stock.items.map((item) => [item.id, item]))
  const last = recent.flatMap((id) => byId.get(id) ?? []).slice(0, 5)
  const shown = new Set(last.map(({ id }) => id))
  const groups = itemKinds.map((kind): PaletteGroup => ({
    kind,
    items: kind === 'recent' ? last : stock.items.filter((item) => item.kind === kind && !shown.has(item.id)),
  }))
  return groups.filter(({ items }) => items.length > 0)
}
