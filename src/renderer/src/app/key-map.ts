/** The one table of keys: what the help shows is what the handlers are looked up by. */

/** One key or combination, as use-keys reads it, and what it does. */
export interface KeyBinding {
  /** Alternatives, each such as `j`, `ArrowDown`, `mod+r`, `shift+?`, or a sequence `g g`. */
  readonly keys: readonly string[]
  readonly label: string
  /** It moves by one from where the focus is, or needs the very key that was pressed: nothing to choose from a list of actions. */
  readonly keyOnly?: true
}

export const keyGroupNames = ['Everywhere', 'List of runs', 'Timeline', 'Flame graph', 'Statistics', 'Detail'] as const
export type KeyGroup = (typeof keyGroupNames)[number]

const groups = new Map<KeyGroup, Readonly<Record<string, KeyBinding>>>()
const groupOfTable = new WeakMap<object, KeyGroup>()

/** The group that a table was registered in; null for one that was not. */
export function keyGroupOf(table: object): KeyGroup | null {
  return groupOfTable.get(table) ?? null
}

/** Adds a feature's keys to the help. Called once, where the feature's module is loaded; gives the table back for use-keys. */
export function registerKeys<T extends Readonly<Record<string, KeyBinding>>>(group: KeyGroup, bindings: T): T {
  groups.set(group, { ...groups.get(group), ...bindings })
  groupOfTable.set(bindings, group)
  return bindings
}

/** All groups that are registered, in reading order. */
export function keyGroups(): { group: KeyGroup; bindings: readonly KeyBinding[] }[] {
  return keyGroupNames
    .map((group) => ({ group, bindings: joined(Object.values(groups.get(group) ?? {})) }))
    .filter(({ bindings }) => bindings.length > 0)
}

/** Bindings that do the same in different places are one line of the help. */
function joined(bindings: readonly KeyBinding[]): KeyBinding[] {
  const byLabel = new Map<string, Set<string>>()
  for (const { label, keys } of bindings) byLabel.set(label, new Set([...(byLabel.get(label) ?? []), ...keys]))
  return [...byLabel].map(([label, keys]) => ({ label, keys: [...keys] }))
}

export const globalKeys = registerKeys('Everywhere', {
  palette: { keys: ['mod+k'], label: 'Command palette', keyOnly: true },
  refresh: { keys: ['mod+r'], label: 'Refresh: ask the platforms again' },
  find: { keys: ['mod+f', '/'], label: 'Find' },
  openById: { keys: ['mod+o'], label: 'Open a run by its trace id' },
  sidebar: { keys: ['mod+b'], label: 'Show or hide the sidebar' },
  settings: { keys: ['mod+,'], label: 'Settings' },
  help: { keys: ['?', 'mod+/'], label: 'Keyboard shortcuts' },
  allSources: { keys: ['mod+0', 'g 0'], label: 'All sources' },
  nthSource: { keys: ['mod+1…9', 'g 1…9'], label: 'Nth source', keyOnly: true },
})

export const listKeys = registerKeys('List of runs', {
  next: { keys: ['j', 'ArrowDown'], label: 'Next run', keyOnly: true },
  previous: { keys: ['k', 'ArrowUp'], label: 'Previous run', keyOnly: true },
  first: { keys: ['Home'], label: 'First run' },
  last: { keys: ['G', 'End'], label: 'Last run' },
  pageDown: { keys: ['PageDown', 'ctrl+d'], label: 'Page down', keyOnly: true },
  pageUp: { keys: ['PageUp', 'ctrl+u'], label: 'Page up', keyOnly: true },
  open: { keys: ['Enter'], label: 'Open the run', keyOnly: true },
  refreshList: { keys: ['r'], label: 'Refresh', keyOnly: true },
  errorsOnly: { keys: ['e'], label: 'Errors only' },
  nextRun: { keys: ['J'], label: 'With a run open: next run', keyOnly: true },
  previousRun: { keys: ['K'], label: 'With a run open: previous run', keyOnly: true },
  back: { keys: ['Escape'], label: 'Back to the list; clear the filter', keyOnly: true },
})

export const flameKeys = registerKeys('Flame graph', {
  up: { keys: ['ArrowUp', 'k'], label: 'To the frame that it is in' },
  down: { keys: ['ArrowDown', 'j'], label: 'To the first frame within' },
  previous: { keys: ['ArrowLeft', 'h'], label: 'To the frame before' },
  next: { keys: ['ArrowRight', 'l'], label: 'To the frame after' },
  zoomIn: { keys: ['Enter', '+', '='], label: 'Zoom into the frame' },
  zoomOut: { keys: ['Backspace', '-', 'Escape'], label: 'Zoom out by one' },
  whole: { keys: ['Home', '0'], label: 'The whole run' },
})

export const statisticsKeys = registerKeys('Statistics', {
  next: { keys: ['ArrowDown', 'j'], label: 'Next row' },
  previous: { keys: ['ArrowUp', 'k'], label: 'Previous row' },
  choose: { keys: ['Enter'], label: 'Select its longest step' },
  find: { keys: ['/'], label: 'Find its steps in the timeline' },
})

/** The binding that a key stands for in a part of the page that takes its keys itself; null when it stands for none, or single keys are off. */
export function bindingOf<K extends string>(
  table: Readonly<Record<K, KeyBinding>>,
  event: { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean },
  singleKeys: boolean,
): K | null {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.key.length === 1 && !singleKeys)) return null
  const names = Object.keys(table) as K[]
  return names.find((name) => table[name].keys.includes(event.key)) ?? null
}
