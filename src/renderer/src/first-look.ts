/**
 * Puts the theme on the document before anything is painted. Built into a small script of its own that the page's head waits for (build/first-look.ts): the page's bundle comes later, and a first
 * frame without it would be in the system's colours, not in those that the user chose.
 */

import { type LookChoice, lookOf } from './app/look-of.ts'

/** What the preferences' store has kept (app/preferences.ts). */
function chosen(): LookChoice {
  try {
    const kept = JSON.parse(localStorage.getItem('tracecraft.preferences') ?? '{}') as { state?: LookChoice } | null
    return kept?.state ?? {}
  } catch {
    return {}
  }
}

Object.assign(
  document.documentElement.dataset,
  lookOf(chosen(), (query) => window.matchMedia(query).matches),
)
