import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { getLocation, navigate } from '../../location.ts'
import type { ColumnLayout } from './column-layout.ts'
import { currentView, useListStore } from './list-store.ts'
import {
  defaultListPreferences,
  type ListPreferences,
  readListPreferences,
  type SavedView,
  withView,
} from './saved-views.ts'

interface ListPreferencesStore extends ListPreferences {
  readonly setColumns: (columns: ColumnLayout) => void
  readonly setChart: (chart: boolean) => void
  /** Under a name that is taken, it replaces what was there. */
  readonly saveView: (view: SavedView) => void
  /** A name that is taken is freed first. */
  readonly renameView: (from: string, to: string) => void
  readonly deleteView: (name: string) => void
}

/** Columns, chart and saved views, kept in local storage and checked when they are read. */
export const useListPreferences = create<ListPreferencesStore>()(
  persist(
    (set) => ({
      ...defaultListPreferences,
      setColumns: (columns) => set({ columns }),
      setChart: (chart) => set({ chart }),
      saveView: (view) => set(({ views }) => ({ views: withView(views, view) })),
      renameView: (from, to) =>
        set(({ views }) => ({
          views: views
            .filter(({ name }) => name === from || name !== to)
            .map((view) => (view.name === from ? { ...view, name: to } : view)),
        })),
      deleteView: (name) => set(({ views }) => ({ views: views.filter((view) => view.name !== name) })),
    }),
    {
      name: 'tracecraft.list',
      version: 1,
      partialize: ({ columns, chart, views }) => ({ columns, chart, views }),
      // Another version's settings are read as far as they are understood.
      migrate: (kept) => readListPreferences(kept),
      merge: (kept, current) => ({ ...current, ...readListPreferences(kept) }),
    },
  ),
)

/** What is on screen now, to be saved under a name. */
export function viewOnScreen(): Omit<SavedView, 'name'> {
  return { view: currentView(), sourceId: getLocation().sourceId, columns: useListPreferences.getState().columns }
}

/** Shows a saved view. A source that is not there any more leaves all sources. */
export function showSavedView(saved: SavedView, sourceIds: readonly string[]): void {
  const sourceId = saved.sourceId !== null && sourceIds.includes(saved.sourceId) ? saved.sourceId : null
  if (sourceId !== getLocation().sourceId || getLocation().run !== null) navigate({ sourceId, run: null }, 'push')
  useListPreferences.getState().setColumns(saved.columns)
  useListStore.getState().showView(saved.view)
}
