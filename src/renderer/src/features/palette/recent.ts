/** What was chosen last. Actions, views and sources are remembered between starts; runs and steps only until the page goes, because nothing of a trace is kept. */

import type { PaletteItem } from './palette-item.ts'

const key = 'tracecraft.palette.recent'
const most = 12
let recent: readonly string[] | null = null

/** The ids of what was chosen last, the newest first. */
export function recentIds(): readonly string[] {
  recent ??= read()
  return recent
}

/** Puts an item first. */
export function remember(item: PaletteItem): void {
  recent = [item.id, ...recentIds().filter((id) => id !== item.id)].slice(0, most)
  const kept = recent.filter((id) => !id.startsWith('run:') && !id.startsWith('step:'))
  localStorage.setItem(key, JSON.stringify(kept))
}

function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}
