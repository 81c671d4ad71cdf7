/** The context menu of a step, wherever it is drawn: as a row, as a frame. What is in it is found when it opens. */

import { Copy, Filter, Fingerprint, ListTree, Maximize2, PanelRight, Search, Share2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { hasChildren } from '../../../../shared/model/outline-tree.ts'
import { nameAt } from '../../../../shared/model/outline.ts'
import type { QueryFieldName } from '../../../../shared/query/fields.ts'
import { shareLink } from '../../app/share-link.ts'
import { getLocation } from '../../location.ts'
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx'
import { copy } from '../runs/run-menu.tsx'
import { filterListBy } from './filter-list.ts'
import { type TimelineStore, useTimelineStore } from './timeline-store.ts'

const size = 14

/** Puts the menu on a part of the timeline. `stepAt` says which step was pointed at: it is selected first; −1 leaves the event to the system. `own` entries stand in place of those that are about rows. */
export function StepMenu({
  stepAt,
  own,
  onOpenDetail,
  children,
}: {
  stepAt: (target: Element, at: { readonly clientX: number; readonly clientY: number }) => number
  own?: () => readonly MenuEntry[]
  onOpenDetail?: () => void
  children: ReactElement
}) {
  const store = useTimelineStore()
  return (
    <ContextMenu
      entries={() => [...(own?.() ?? []), ...(own ? [] : rowEntries(store)), ...stepEntries(store, onOpenDetail)]}
      pointed={(target, at) => {
        const step = stepAt(target, at)
        if (step < 0) return false
        store.getState().select(step, { reveal: false })
      }}
    >
      {children}
    </ContextMenu>
  )
}

function stepEntries(store: TimelineStore, onOpenDetail: (() => void) | undefined): MenuEntry[] {
  const { data, selected, searchFor } = store.getState()
  const { outline } = data
  const name = nameAt(outline, selected)
  const spanId = outline.spanIds[selected] ?? ''
  const model = textAt(outline.strings, outline.model[selected])
  const run = getLocation().run
  const entries: (MenuEntry | null)[] = [
    onOpenDetail
      ? {
          label: 'To the step’s detail',
          shortcut: 'Enter',
          icon: <PanelRight size={size} aria-hidden />,
          onSelect: onOpenDetail,
        }
      : null,
    name === ''
      ? null
      : {
          label: 'Find steps of this name',
          icon: <Search size={size} aria-hidden />,
          onSelect: () => searchFor(name),
        },
    ...only('model', 'model', model),
    'separator',
    name === ''
      ? null
      : { label: 'Copy name', icon: <Copy size={size} aria-hidden />, onSelect: () => void copy(name, 'Name copied') },
    {
      label: 'Copy span id',
      icon: <Fingerprint size={size} aria-hidden />,
      onSelect: () => void copy(spanId, 'Span id copied'),
    },
    run
      ? {
          label: 'Copy link to this step',
          icon: <Share2 size={size} aria-hidden />,
          onSelect: () => void copy(shareLink({ run, stepId: spanId }), 'Link copied'),
        }
      : null,
  ]
  return entries.filter((entry) => entry !== null)
}

/** What folds and fits rows, which only the timeline has. */
function rowEntries(store: TimelineStore): MenuEntry[] {
  const { data, selected, folding, fold, foldSubtree, fitSelection } = store.getState()
  const isFolded = Boolean(folding[selected])
  const fit: MenuEntry = {
    label: 'Fit into the window',
    shortcut: 'f',
    icon: <Maximize2 size={size} aria-hidden />,
    onSelect: fitSelection,
  }
  if (!hasChildren(data.outline, selected)) return [fit, 'separator']
  return [
    fit,
    {
      label: isFolded ? 'Unfold' : 'Fold',
      shortcut: isFolded ? 'l' : 'h',
      icon: <ListTree size={size} aria-hidden />,
      onSelect: () => fold(selected, !isFolded),
    },
    {
      label: isFolded ? 'Unfold with all below' : 'Fold with all below',
      shortcut: isFolded ? 'L' : 'H',
      onSelect: () => foldSubtree(selected, !isFolded),
    },
    'separator',
  ]
}

/** "Only runs with model x": goes back to the list, narrowed. None where nothing is known. */
export function only(what: string, field: QueryFieldName, value: string | null): MenuEntry[] {
  if (value === null || value === '') return []
  const short = value.length > 28 ? `${value.slice(0, 27)}…` : value
  return [
    {
      label: `Only runs with ${what} ${short}`,
      icon: <Filter size={size} aria-hidden />,
      onSelect: () => filterListBy(field, value),
    },
  ]
}

function textAt(strings: readonly string[], index: number | undefined): string | null {
  return index === undefined || index < 0 ? null : (strings[index] ?? null)
}
