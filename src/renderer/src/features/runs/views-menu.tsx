import { Bookmark, BookmarkPlus, Check, Settings2 } from 'lucide-react'
import { useState } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { useLocation } from '../../location.ts'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { toast } from '../../ui/toaster.tsx'
import { showSavedView, useListPreferences, viewOnScreen } from './list-preferences.ts'
import { useListStore } from './list-store.ts'
import styles from './list-toolbar.module.css'
import { printSort } from './run-sort.ts'
import { useSaveDialog } from './save-dialog-store.ts'
import { isSameSaved } from './saved-views.ts'
import { ManageViewsDialog, SaveViewDialog } from './views-dialogs.tsx'

/** Saved views: shows which one is on screen, applies another, saves this one. */
export function ViewsMenu({ sources }: { sources: readonly SourceState[] }) {
  const views = useListPreferences((store) => store.views)
  const [managing, setManaging] = useState(false)
  const saving = useSaveDialog((store) => store)
  // Everything that a saved view is compared with.
  useListStore((store) =>
    JSON.stringify([store.filter, store.window, store.errorsOnly, store.bySession, printSort(store.sort)]),
  )
  useListPreferences((store) => store.columns)
  useLocation((location) => location.sourceId)
  const now = viewOnScreen()
  const current = views.find((view) => isSameSaved(view, now)) ?? null
  const ids = sources.map(({ id }) => id)
  const entries: MenuEntry[] = [
    ...views.map((view) => ({
      label: view.name,
      icon: view === current ? <Check size={14} aria-hidden /> : undefined,
      onSelect: () => showSavedView(view, ids),
    })),
    ...(views.length > 0 ? (['separator'] as const) : []),
    {
      label: 'Save this view…',
      shortcut: 'shift+v',
      icon: <BookmarkPlus size={14} aria-hidden />,
      onSelect: () => saving.setOpen(true),
    },
    {
      label: 'Rename or delete…',
      icon: <Settings2 size={14} aria-hidden />,
      disabled: views.length === 0,
      onSelect: () => setManaging(true),
    },
  ]
  return (
    <>
      <Menu
        entries={entries}
        trigger={
          <button
            type="button"
            className={styles.toggle}
            aria-label={current ? `Views: ${current.name}` : 'Views'}
            data-views-menu
          >
            <Bookmark size={13} aria-hidden />
            <span className={styles.toggleText}>{current?.name ?? 'Views'}</span>
          </button>
        }
      />
      {saving.open ? (
        <SaveViewDialog
          names={views.map(({ name }) => name)}
          suggested={current?.name ?? ''}
          onClose={() => saving.setOpen(false)}
          onSave={(name) => {
            useListPreferences.getState().saveView({ name, ...viewOnScreen() })
            saving.setOpen(false)
            toast(`View “${name}” saved`)
          }}
        />
      ) : null}
      {managing ? <ManageViewsDialog onClose={() => setManaging(false)} /> : null}
    </>
  )
}
