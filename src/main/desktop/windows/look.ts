/** How the page looked last, so that a window has its colours before anything is drawn in it. Kept in the app's own folder; nothing of a trace is in it. */

import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme } from 'electron'
import type { NoteOf } from '../page-notes.ts'

interface Look {
  readonly theme: NoteOf<'look'>['theme']
  /** Of the page in each of the system's schemes, as it was last seen there. */
  readonly light: string
  readonly dark: string
}

/** The page's own colours, until it has told others: `--surface-base` of its stylesheet. */
const first: Look = { theme: 'system', light: '#ffffff', dark: '#16161a' }

let look = first

function file(): string {
  return join(app.getPath('userData'), 'look.json')
}

/** Sets the native theme to what the user chose last: menus, dialogs and the page's media queries follow it. Runs once the app is ready, before the first window. */
export function recallLook(): void {
  try {
    look = lookOf(JSON.parse(readFileSync(file(), 'utf8')))
  } catch {
    look = first
  }
  nativeTheme.themeSource = look.theme
}

/** What was kept, as far as it is what this version writes. */
function lookOf(kept: Partial<Record<keyof Look, unknown>>): Look {
  const color = (value: unknown, otherwise: string) =>
    typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : otherwise
  const theme = kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'system'
  return { theme, light: color(kept.light, first.light), dark: color(kept.dark, first.dark) }
}

/** The colour that a new window starts with. */
export function lookBackground(): string {
  return nativeTheme.shouldUseDarkColors ? look.dark : look.light
}

/** Takes what a page told, for this window, the others and the next start. A folder that cannot be written costs the memory of it, and nothing else. */
export async function keepLook(note: NoteOf<'look'>): Promise<void> {
  if (nativeTheme.themeSource !== note.theme) nativeTheme.themeSource = note.theme
  const seen = note.theme === 'system' ? (nativeTheme.shouldUseDarkColors ? 'dark' : 'light') : note.theme
  const next: Look = { ...look, theme: note.theme, [seen]: note.background }
  if (JSON.stringify(next) === JSON.stringify(look)) return
  look = next
  // Seen where a window grows faster than its page draws.
  for (const window of BrowserWindow.getAllWindows()) window.setBackgroundColor(lookBackground())
  await writeFile(file(), JSON.stringify(look), { mode: 0o600 }).catch(() => {})
}
