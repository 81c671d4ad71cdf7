/** The application menu as data, for each of the three systems: what is always there, and every action that the page of the window can do now, with its key. Pure. */

import type { MenuItemConstructorOptions as Item } from 'electron'
import type { MenuAction, PageCommand } from '../../../shared/shell.ts'
import { menuKey } from './menu-keys.ts'
import { menuLabel, plainLabel } from './menu-words.ts'

/** What the menu shows. */
export interface MenuState {
  readonly platform: NodeJS.Platform
  readonly appName: string
  /** What the page last reported; null before its first word. */
  readonly actions: readonly MenuAction[] | null
  /** A dialog is open in the page: nothing behind it can be done. */
  readonly blocked: boolean
  /** The newest first. */
  readonly recent: readonly { readonly label: string }[]
  /** Is there a feed to look for updates in? */
  readonly updates: boolean
}

/** What the items do. */
export interface MenuDoes {
  readonly command: (command: PageCommand) => void
  readonly newWindow: () => void
  readonly duplicateWindow: () => void
  readonly actualSize: () => void
  readonly toggleMaximized: () => void
  readonly openRecent: (at: number) => void
  readonly clearRecent: () => void
  readonly about: () => void
  readonly checkForUpdates: () => void
  readonly copyDiagnostics: () => void
  readonly showLogs: () => void
  readonly showLicenses: () => void
  readonly openOutside: (url: string) => void
}

const separator: Item = { type: 'separator' }
const conventions = 'https://opentelemetry.io/docs/specs/semconv/gen-ai/'

/** Actions that the page reports too and that have their own place, whether or not they were reported. */
const stock: ReadonlySet<string> = new Set([
  'Everywhere/refresh',
  'Everywhere/find',
  'Everywhere/openById',
  'Everywhere/settings',
  'Everywhere/help',
  'add-source',
  'new-window',
  'open-in-window',
  'copy-diagnostics',
  'show-logs',
])

/** The whole menu bar. */
export function menuTemplate(state: MenuState, does: MenuDoes): Item[] {
  const { platform } = state
  const mac = platform === 'darwin'
  const label = (sentence: string) => menuLabel(sentence, platform)
  const item = (sentence: string, click: () => void, rest: Partial<Item> = {}): Item => ({
    label: label(sentence),
    click: () => click(),
    ...rest,
  })
  const command = (sentence: string, accelerator: string, name: PageCommand): Item =>
    item(sentence, () => does.command(name), { accelerator, enabled: !state.blocked })
  const settings = command('Settings…', 'CmdOrCtrl+,', 'settings')
  const about = item(`About ${state.appName}`, does.about)
  const updates = state.updates ? [item('Check for updates…', does.checkForUpdates)] : []
  const placed = placeActions(state, does)
  const separated = (...groups: readonly Item[][]): Item[] =>
    groups.filter((group) => group.length > 0).flatMap((group, at) => (at > 0 ? [separator, ...group] : group))

  const appMenu: Item = {
    label: state.appName,
    submenu: separated(
      [about, ...updates],
      [settings],
      [{ role: 'services' }],
      [{ role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }],
      [{ role: 'quit' }],
    ),
  }
  const fileMenu: Item = {
    label: mac ? 'File' : '&File',
    submenu: separated(
      [
        item('New window', does.newWindow, { accelerator: 'CmdOrCtrl+Shift+N' }),
        item('Duplicate window', does.duplicateWindow),
      ],
      [
        command('Add a source…', 'CmdOrCtrl+N', 'add-source'),
        command('Open by trace id…', 'CmdOrCtrl+O', 'open-by-id'),
        recentMenu(state, does, label),
      ],
      placed.file,
      mac ? [] : [settings],
      mac ? [{ role: 'close' }] : [{ role: 'close', label: label('Close window') }, { role: 'quit' }],
    ),
  }
  const editMenu: Item = {
    label: mac ? 'Edit' : '&Edit',
    submenu: separated(
      [{ role: 'undo' }, { role: 'redo' }],
      [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'delete' }, { role: 'selectAll' }],
      [command('Find', 'CmdOrCtrl+F', 'find')],
      placed.edit,
    ),
  }
  const viewMenu: Item = {
    label: mac ? 'View' : '&View',
    submenu: separated(
      [command('Refresh', 'CmdOrCtrl+R', 'refresh'), command('Command palette', 'CmdOrCtrl+K', 'palette')],
      placed.view,
      placed.saved.length > 0 ? [{ label: label('Saved views'), submenu: placed.saved }] : [],
      placed.appearance.length > 0 ? [{ label: label('Appearance'), submenu: placed.appearance }] : [],
      [
        // No key of its own: the usual one is the page's while nothing is zoomed (page-keys.ts).
        item('Actual size', does.actualSize),
        { role: 'zoomIn' },
        // The plus without Shift, as most keyboards have it.
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
        { role: 'zoomOut' },
      ],
      [{ role: 'togglefullscreen' }, { role: 'toggleDevTools' }],
    ),
  }
  const helpMenu: Item = {
    role: 'help',
    ...(mac ? {} : { label: '&Help' }),
    submenu: separated(
      [command('Keyboard shortcuts', 'CmdOrCtrl+/', 'shortcuts')],
      [item('OpenTelemetry GenAI conventions', () => does.openOutside(conventions))],
      [
        item('Copy diagnostics', does.copyDiagnostics),
        item('Show the log folder', does.showLogs),
        item('Third-party licenses', does.showLicenses),
      ],
      mac ? [] : [...updates, about],
    ),
  }
  return [
    ...(mac ? [appMenu] : []),
    fileMenu,
    editMenu,
    viewMenu,
    partMenu(mac ? 'Runs' : '&Runs', placed.runs, label('No list is shown')),
    partMenu(mac ? 'Timeline' : '&Timeline', placed.timeline, label('No run is open')),
    partMenu(mac ? 'Detail' : '&Detail', placed.detail, label('No step is shown')),
    windowMenu(mac, item('Maximize or restore', does.toggleMaximized)),
    helpMenu,
  ]
}

function windowMenu(mac: boolean, maximize: Item): Item {
  if (mac)
    return {
      role: 'window',
      submenu: [{ role: 'minimize' }, { role: 'zoom' }, separator, { role: 'front' }],
    }
  return { label: '&Window', submenu: [{ role: 'minimize' }, maximize] }
}

function recentMenu(state: MenuState, does: MenuDoes, label: (sentence: string) => string): Item {
  const runs = state.recent.map((run, at): Item => ({ label: plainLabel(run.label), click: () => does.openRecent(at) }))
  return {
    label: label('Open recent'),
    submenu: [
      ...(runs.length > 0 ? [...runs, separator] : []),
      { label: label('Clear menu'), enabled: runs.length > 0, click: () => does.clearRecent() },
    ],
  }
}

/** A menu keeps its place in the bar while there is nothing in it. */
function partMenu(title: string, items: Item[], empty: string): Item {
  return { label: title, submenu: items.length > 0 ? items : [{ label: empty, enabled: false }] }
}

type Place = 'file' | 'edit' | 'view' | 'saved' | 'appearance' | 'runs' | 'timeline' | 'detail'

function placeActions(state: MenuState, does: MenuDoes): Record<Place, Item[]> {
  const out: Record<Place, Item[]> = {
    file: [],
    edit: [],
    view: [],
    saved: [],
    appearance: [],
    runs: [],
    timeline: [],
    detail: [],
  }
  for (const action of state.actions ?? []) {
    if (stock.has(action.id)) continue
    const place = placeOf(action)
    out[place].push({
      // A saved view has the name that its user gave it.
      label: place === 'saved' ? plainLabel(action.label) : menuLabel(action.label, state.platform),
      enabled: !state.blocked,
      click: () => does.command({ action: action.id }),
      ...menuKey(action.keys, state.platform),
    })
  }
  return out
}

const placeById: Readonly<Record<string, Place>> = {
  'copy-link': 'edit',
  'start-demo': 'file',
}

const placeByGroup: Readonly<Record<string, Place>> = {
  'List of runs': 'runs',
  Timeline: 'timeline',
  'Flame graph': 'timeline',
  Statistics: 'timeline',
  Detail: 'detail',
}

function placeOf({ id, group }: MenuAction): Place {
  if (id.startsWith('view:')) return 'saved'
  if (/^(theme|contrast|time)-/.test(id)) return 'appearance'
  return placeById[id] ?? placeByGroup[group] ?? 'view'
}
