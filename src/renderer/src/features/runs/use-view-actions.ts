import type { SourceState } from '../../../../shared/contract.ts'
import { useActions } from '../../app/actions.ts'
import { showSavedView, useListPreferences } from './list-preferences.ts'

/** Offers each saved view by its name in the command palette, also while a run is open: it leads back to the list. */
export function useViewActions(sources: readonly SourceState[]): void {
  const views = useListPreferences((store) => store.views)
  useActions(
    views.map((view) => ({
      id: `view:${view.name}`,
      label: view.name,
      group: 'Views',
      keys: [],
      words: 'saved view',
      run: () =>
        showSavedView(
          view,
          sources.map(({ id }) => id),
        ),
    })),
  )
}
