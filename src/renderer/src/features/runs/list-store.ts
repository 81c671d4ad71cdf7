import { create } from 'zustand'
import type { WindowSpec } from '../../../../shared/contract.ts'
import { getLocation, type ListView, navigate, onLocation, sameView } from '../../location.ts'
import { type ColumnKey, nextSort, parseSort, printSort, type RunSort } from './run-sort.ts'

/** How many rows are asked of each source at first, and at most. */
export const firstLimit = 200
export const lastLimit = 50_000

interface ListStore {
  /** Null: each source's own look-back. */
  readonly window: WindowSpec | null
  readonly errorsOnly: boolean
  readonly filter: string
  /** Are rows shown too of which it is not known whether they match? */
  readonly showMaybe: boolean
  readonly sort: RunSort
  /** Are the runs of a session listed together? */
  readonly bySession: boolean
  /** Sessions whose runs are folded away, by their key. */
  readonly folded: ReadonlySet<string>
  /** Rows asked of each source. */
  readonly limit: number
  /** The row under the cursor; it stays when the list is refreshed or left. */
  readonly selected: string | null
  /** Where the list was scrolled to when it was left, in pixels. */
  readonly scrollTop: number
  readonly setWindow: (window: WindowSpec | null) => void
  readonly setErrorsOnly: (errorsOnly: boolean) => void
  readonly setFilter: (filter: string) => void
  readonly setShowMaybe: (showMaybe: boolean) => void
  readonly sortBy: (key: ColumnKey) => void
  readonly setBySession: (bySession: boolean) => void
  readonly setFolded: (keys: readonly string[], folded: boolean) => void
  readonly loadMore: () => void
  readonly select: (key: string | null) => void
  readonly keepScroll: (scrollTop: number) => void
  readonly showView: (view: ListView) => void
}

/** What the list shows and how: shared by the toolbar, the grid and the run beside it. What a link restores of it follows the URL, both ways. */
export const useListStore = create<ListStore>()((set) => ({
  ...stateOf(getLocation().view),
  showMaybe: false,
  folded: new Set(),
  limit: firstLimit,
  selected: null,
  scrollTop: 0,
  setWindow: (window) => set({ window, limit: firstLimit }),
  setErrorsOnly: (errorsOnly) => set({ errorsOnly, limit: firstLimit }),
  setFilter: (filter) => set({ filter }),
  setShowMaybe: (showMaybe) => set({ showMaybe }),
  sortBy: (key) => set(({ sort }) => ({ sort: nextSort(sort, key) })),
  setBySession: (bySession) => set({ bySession }),
  setFolded: (keys, folded) =>
    set((state) => {
      const next = new Set(state.folded)
      for (const key of keys) {
        if (folded) next.add(key)
        else next.delete(key)
      }
      return { folded: next }
    }),
  loadMore: () => set(({ limit }) => ({ limit: Math.min(lastLimit, limit * (limit < 1000 ? 2.5 : 2)) })),
  select: (selected) => set({ selected }),
  keepScroll: (scrollTop) => set({ scrollTop }),
  showView: (view) =>
    set(({ window }) => ({ ...stateOf(view), ...(window === view.window ? {} : { limit: firstLimit }) })),
}))

function stateOf(view: ListView) {
  const { filter, window, errorsOnly, bySession } = view
  return { filter, window, errorsOnly, bySession, sort: parseSort(view.sort) }
}

/** What a link restores of the list as it is now. */
export function currentView(): ListView {
  const { filter, window, errorsOnly, bySession, sort } = useListStore.getState()
  return { filter, window, errorsOnly, bySession, sort: printSort(sort) }
}

useListStore.subscribe(() => {
  const view = currentView()
  if (!sameView(view, getLocation().view)) navigate({ view })
})

onLocation(() => {
  const { view } = getLocation()
  if (!sameView(view, currentView())) useListStore.getState().showView(view)
})
