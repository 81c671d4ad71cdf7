/** The recent runs in the system's own lists: the dock's menu on macOS, the jump list on Windows. */

import { app, Menu, type JumpListCategory, type JumpListItem } from 'electron'
import { plainLabel } from './menu-words.ts'
import type { RecentRun } from './recent-runs.ts'

/** What the lists do. */
export interface RecentDoes {
  readonly newWindow: () => void
  readonly openRecent: (at: number) => void
}

/** Shows these runs in the system's list. */
export function showRecentRuns(runs: readonly RecentRun[], does: RecentDoes): void {
  if (process.platform === 'darwin') {
    app.dock?.setMenu(
      Menu.buildFromTemplate([
        ...runs.map((run, at) => ({ label: plainLabel(run.label), click: () => does.openRecent(at) })),
        ...(runs.length > 0 ? [{ type: 'separator' as const }] : []),
        { label: 'New Window', click: () => does.newWindow() },
      ]),
    )
  }
  // An app under development is Electron itself, whose list is not ours.
  if (process.platform === 'win32' && app.isPackaged) showJumpList(runs)
}

function showJumpList(runs: readonly RecentRun[]): void {
  // What a user took out of the list may not be put back at once: Windows would then show none of it.
  const removed = new Set(app.getJumpListSettings().removedItems.map(({ args }) => args))
  const items = runs.flatMap((run): JumpListItem[] => {
    if (run.appLink === null) return []
    const args = `"${run.appLink}"`
    if (removed.has(args)) return []
    return [
      {
        type: 'task',
        program: process.execPath,
        args,
        title: run.label.slice(0, 255),
        description: run.label.slice(0, 255),
        iconPath: process.execPath,
        iconIndex: 0,
      },
    ]
  })
  const categories: JumpListCategory[] = items.length > 0 ? [{ type: 'custom', name: 'Recent runs', items }] : []
  app.setJumpList(categories)
}
