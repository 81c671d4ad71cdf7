/** The app's menus: the bar, the context menu of text, and the system's lists of recent runs. */

import { app } from 'electron'
import { showAbout, showLicenses } from './about.ts'
import { AppMenu } from './app-menu.ts'
import { openOutside } from '../policy/links.ts'
import type { PageNotes } from '../page-notes.ts'
import { showRecentRuns } from './recent-lists.ts'
import { type RecentRun, withRun } from './recent-runs.ts'
import { followTextMenu } from './text-menu.ts'
import { followWindowKeys } from '../windows/window-keys.ts'
import type { AppWindows } from '../windows/windows.ts'

/** What the menus do that other parts of the shell know how to. */
export interface MenuParts {
  readonly mainDir: string
  readonly updates: boolean
  readonly checkForUpdates: () => void
  readonly copyDiagnostics: () => void
  readonly showLogs: () => void
}

/** Makes the menus and keeps them to what the pages report. Runs once the app is ready, before the first window. */
export function followMenus(windows: AppWindows, notes: PageNotes, parts: MenuParts): void {
  let recent: readonly RecentRun[] = []
  const openRecent = (at: number) => {
    const run = recent[at]
    if (run) windows.send(windows.show(), { link: run.link })
  }
  const setRecent = (runs: readonly RecentRun[]) => {
    recent = runs
    menu.setRecent(runs.map(({ label }) => ({ label })))
    showRecentRuns(runs, { newWindow: () => void windows.open(), openRecent })
  }
  const menu = new AppMenu(
    windows,
    {
      openRecent,
      clearRecent: () => setRecent([]),
      about: (window) => void showAbout(window),
      checkForUpdates: parts.checkForUpdates,
      copyDiagnostics: parts.copyDiagnostics,
      showLogs: parts.showLogs,
      showLicenses: () => void showLicenses(parts.mainDir),
      openOutside,
    },
    parts.updates,
  )
  setRecent([])
  notes.on('actions', (window, note) => menu.report(window, note))
  notes.on('opened', (_window, note) => setRecent(withRun(recent, note)))
  notes.on('open-window', (_window, note) => void windows.open(note.link))
  notes.on('reopen-windows', (_window, note) => windows.setReopen(note.on))
  app.on('browser-window-created', (_event, window) => {
    followTextMenu(window)
    followWindowKeys(window, (command) => windows.send(window, command))
  })
}
