import { listKeys } from '../../app/key-map.ts'
import { useKeys } from '../../app/use-keys.ts'
import { listFeatureKeys } from './list-keys.ts'
import { useListPreferences } from './list-preferences.ts'
import { useListStore } from './list-store.ts'
import type { RunGridHandle } from './run-grid.tsx'
import { copy, showAround } from './run-menu.tsx'
import type { RunRow } from './run-row.ts'
import { useSaveDialog } from './save-dialog-store.ts'
import type { ListLine, SessionHead } from './sessions.ts'
import type { RunRows } from './use-run-rows.ts'

/**
 * The keys of the list. Named keys belong to whatever control has the focus; letters are the list's. With a run open, both are the timeline's unless the list has the
 * focus.
 */
export function useListKeys({
  runRows,
  isOpen,
  listShown,
  grid,
  openRun,
  closeRun,
  openNeighbour,
  refreshAll,
}: {
  runRows: RunRows
  isOpen: boolean
  listShown: boolean
  grid: { readonly current: RunGridHandle | null }
  openRun: (row: RunRow) => void
  closeRun: () => void
  openNeighbour: (by: number) => void
  refreshAll: () => void
}): void {
  const { lines, sessions } = runRows
  const chosen = (): ListLine | undefined => lines.find((line) => line.key === useListStore.getState().selected)
  const move = (by: number) => {
    if (lines.length === 0) return
    const { selected, select } = useListStore.getState()
    const at = lines.findIndex((line) => line.key === selected)
    const next = at < 0 ? (by > 0 ? 0 : lines.length - 1) : Math.min(lines.length - 1, Math.max(0, at + by))
    select(lines[next]?.key ?? null)
    grid.current?.focus()
  }
  const page = () => grid.current?.pageSize() ?? 20

  const inList = (act: (event: KeyboardEvent) => void | false) => (event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : null
    const inGrid = target?.closest('[data-list-grid]') != null
    const free = !isOpen && (event.key.length === 1 || target === document.body)
    // Chosen from a menu or the command palette, and no key at all.
    const asked = event.target === null
    if (!listShown || !(inGrid || free || asked)) return false
    return act(event)
  }
  const onRun = (act: (row: RunRow) => void | false) =>
    inList(() => {
      const line = chosen()
      return line?.kind === 'run' ? act(line) : false
    })
  const setFolded = (folded: boolean) =>
    inList(() => {
      const line = chosen()
      const head = sessionOf(line, sessions)
      if (!head) return false
      const { setFolded: fold, select } = useListStore.getState()
      // From a run, the first press folds its session and goes to its head.
      if (folded) select(head.key)
      fold([head.key], folded)
    })
  const whenOpen = (act: () => void) => () => {
    if (!isOpen) return false
    act()
  }

  useKeys(listKeys, {
    next: inList(() => move(1)),
    previous: inList(() => move(-1)),
    first: inList(() => move(-lines.length)),
    last: inList(() => move(lines.length)),
    pageDown: inList(() => move(page())),
    pageUp: inList(() => move(-page())),
    open: inList(() => {
      const line = chosen()
      if (line?.kind === 'run') openRun(line)
      else if (line) {
        const { folded, setFolded: fold } = useListStore.getState()
        fold([line.key], !folded.has(line.key))
      }
    }),
    errorsOnly: inList(() => {
      const { errorsOnly, setErrorsOnly } = useListStore.getState()
      setErrorsOnly(!errorsOnly)
    }),
    refreshList: inList(refreshAll),
    nextRun: whenOpen(() => openNeighbour(1)),
    previousRun: whenOpen(() => openNeighbour(-1)),
    back: () => {
      if (isOpen) return closeRun()
      const { filter, setFilter } = useListStore.getState()
      if (filter === '') return false
      setFilter('')
    },
  })
  useKeys(listFeatureKeys, {
    top: inList(() => move(-lines.length)),
    fold: setFolded(true),
    unfold: setFolded(false),
    bySession: inList(() => {
      const { bySession, setBySession } = useListStore.getState()
      setBySession(!bySession)
    }),
    around: onRun((row) => (showAround(row) ? undefined : false)),
    window: inList(() => press('[data-window-select] button')),
    columns: inList(() => press('button[aria-label="Columns"]')),
    views: inList(() => press('[data-views-menu]')),
    saveView: inList(() => useSaveDialog.getState().setOpen(true)),
    chart: inList(() => {
      const { chart, setChart } = useListPreferences.getState()
      setChart(!chart)
    }),
    rowMenu: onRun(() => grid.current?.openMenu()),
    copyId: onRun(({ run }) => void copy(run.cloudTraceId, 'Trace id copied')),
  })
}

function sessionOf(line: ListLine | undefined, sessions: readonly SessionHead[] | null): SessionHead | null {
  if (!line || sessions === null) return null
  return line.kind === 'session' ? line : (sessions.find((head) => head.rows.includes(line)) ?? null)
}

/** Presses a control of the toolbar as Enter would, with the focus on it, so that closing what it opens comes back to it. */
function press(selector: string): void | false {
  const control = document.querySelector<HTMLElement>(selector)
  if (!control) return false
  control.focus()
  if (control.getAttribute('role') === 'combobox')
    control.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }))
  else control.click()
}
