import { create } from 'zustand'
import type { WindowSpec } from '../../../../shared/contract.ts'
import { defaultSort, type RunSort, type SortKey } from './run-row.ts'

/** How many rows are asked of each source at first, and at most. */
export const firstLimit = 200
export const lastLimit = 50_000

interface ListStore {
  /** Null: each source's own look-back. */
  readonly window: WindowSpec | null
  readonly errorsOnly: boolean
  readonly filter: string
  readonly sort: RunSort
  /** Rows asked of each source. */
  readonly limit: number
  /** The row under the cursor; it stays when the list is refreshed or left. */
  readonly selected: string | null
  /** Where the list was scrolled to when it was left, in pixels. */
  readonly scrollTop: number
  readonly setWindow: (window: WindowSpec | null) => void
  readonly setErrorsOnly: (errorsOnly: boolean) => void
  readonly setFilter: (filter: string) => void
  readonly sortBy: (key: SortKey) => void
  readonly loadMore: () => void
  readonly select: (key: string | null) => void
  readonly keepScroll: (scrollTop: number) => void
}

const descendingFirst: readonly SortKey[] = ['start', 'duration', 'steps', 'tokens', 'errors']

/** What the list shows and how: shared by the toolbar, the grid and the run beside it. */
export const useListStore = create<ListStore>()((set) => ({
  window: null,
  errorsOnly: false,
  filter: '',
  sort: defaultSort,
  limit: firstLimit,
  selected: null,
  scrollTop: 0,
  setWindow: (window) => set({ window, limit: firstLimit }),
  setErrorsOnly: (errorsOnly) => set({ errorsOnly, limit: firstLimit }),
  setFilter: (filter) => set({ filter }),
  sortBy: (key) =>
    set(({ sort }) => ({
      sort:
        sort.key === key ? { key, descending: !sort.descending } : { key, descending: descendingFirst.includes(key) },
    })),
  loadMore: () => set(({ limit }) => ({ limit: Math.min(lastLimit, limit * (limit < 1000 ? 2.5 : 2)) })),
  select: (selected) => set({ selected }),
  keepScroll: (scrollTop) => set({ scrollTop }),
}))
