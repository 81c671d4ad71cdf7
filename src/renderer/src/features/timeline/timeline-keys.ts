/** The keys of the timeline. */

import type { RefObject } from 'react'
import { rowOf } from '../../../../shared/model/outline-folding.ts'
import { groupOf } from '../../../../shared/model/outline-groups.ts'
import { hasChildren, nextSibling, previousSibling } from '../../../../shared/model/outline-tree.ts'
import { registerKeys } from '../../app/key-map.ts'
import { usePageCommand } from '../../app/page-commands.ts'
import { type KeyHandler, useKeys } from '../../app/use-keys.ts'
import { nextColoring } from './color-menu.tsx'
import { rowHeight, rulerHeight } from './row-window.ts'
import { goToHit, searchFieldId } from './search-bar.tsx'
import type { TimelineStore } from './timeline-store.ts'
import { goToError, zoomStep } from './timeline-tools.tsx'

/** Keys that also mean something elsewhere: they act while focus is on the rows. */
const rowKeys = registerKeys('Timeline', {
  nextRow: { keys: ['ArrowDown'], label: 'Next step', keyOnly: true },
  previousRow: { keys: ['ArrowUp'], label: 'Previous step', keyOnly: true },
  closeRow: { keys: ['ArrowLeft'], label: 'Fold, or go to the parent', keyOnly: true },
  openRow: { keys: ['ArrowRight'], label: 'Unfold, or go to the first child', keyOnly: true },
  firstRow: { keys: ['Home'], label: 'First step', keyOnly: true },
  lastRow: { keys: ['End'], label: 'Last step', keyOnly: true },
  pageDown: { keys: ['PageDown'], label: 'Page down', keyOnly: true },
  pageUp: { keys: ['PageUp'], label: 'Page up', keyOnly: true },
  peek: { keys: ['Space'], label: 'Peek at the step', keyOnly: true },
  detail: { keys: ['Enter'], label: 'To the step’s detail; Escape comes back', keyOnly: true },
})

const anywhereKeys = registerKeys('Timeline', {
  next: { keys: ['j'], label: 'Next step', keyOnly: true },
  previous: { keys: ['k'], label: 'Previous step', keyOnly: true },
  close: { keys: ['h'], label: 'Fold, or go to the parent', keyOnly: true },
  open: { keys: ['l'], label: 'Unfold, or go to the first child', keyOnly: true },
  closeSubtree: { keys: ['H'], label: 'Fold with all below' },
  openSubtree: { keys: ['L'], label: 'Unfold with all below' },
  lessLevel: { keys: ['['], label: 'One level less' },
  moreLevel: { keys: [']'], label: 'One level more' },
  foldAll: { keys: ['{'], label: 'Fold all' },
  unfoldAll: { keys: ['}'], label: 'Unfold all' },
  first: { keys: ['g g'], label: 'First step' },
  last: { keys: ['G'], label: 'Last step' },
  halfDown: { keys: ['ctrl+d', 'mod+d'], label: 'Half a page down', keyOnly: true },
  halfUp: { keys: ['ctrl+u', 'mod+u'], label: 'Half a page up', keyOnly: true },
  nextSibling: { keys: ['.'], label: 'Next sibling' },
  previousSibling: { keys: [','], label: 'Previous sibling' },
  nextError: { keys: ['e'], label: 'Next error' },
  previousError: { keys: ['E'], label: 'Previous error' },
  nextHit: { keys: ['n'], label: 'Next match' },
  previousHit: { keys: ['N'], label: 'Previous match' },
  critical: { keys: ['c'], label: 'Critical path' },
  colors: { keys: ['t'], label: 'Colour by type, service, model or status' },
  compress: { keys: ['z'], label: 'Draw idle stretches short, or as they were' },
  fit: { keys: ['f'], label: 'Fit the selected step' },
  whole: { keys: ['0'], label: 'Show the whole run' },
  zoomIn: { keys: ['+', '='], label: 'Zoom in' },
  zoomOut: { keys: ['-'], label: 'Zoom out' },
  // a and d alone would be the usual pair, but a opens the attributes.
  panLeft: { keys: ['A', 'shift+ArrowLeft'], label: 'Pan left' },
  panRight: { keys: ['D', 'shift+ArrowRight'], label: 'Pan right' },
})

interface Places {
  /** Element whose focus makes row keys act. */
  readonly rows: RefObject<HTMLElement | null>
  readonly onOpenDetail: () => void
}

/** Binds the timeline's keys while the run is open. */
export function useTimelineKeys(store: TimelineStore, { rows, onOpenDetail }: Places): void {
  const move = (by: number): void => {
    const { rows: list, selected, select } = store.getState()
    if (list.length === 0) return
    const at = rowOf(list, selected)
    select(list[Math.min(list.length - 1, Math.max(0, at + by))]!)
  }
  const page = (share: number): void => {
    const element = rows.current?.querySelector('[data-timeline-scroller]')
    const room = ((element?.clientHeight ?? 600) - rulerHeight) / rowHeight
    move(Math.sign(share) * Math.max(1, Math.floor(room * Math.abs(share))))
  }
  const go = (step: number): void => {
    if (step >= 0) store.getState().select(step)
  }
  const close = (): void => {
    const { data, selected, folding, fold } = store.getState()
    if (selected < 0) return
    const group = groupOf(data.outline, data.sizes, selected)
    if (hasChildren(data.outline, selected) && !folding[selected]) fold(selected, true)
    // A member of an unfolded group folds it.
    else if (group >= 0 && !folding[group]) {
      go(group)
      fold(group, true)
    } else go(data.outline.parent[selected]!)
  }
  const open = (): void => {
    const { data, selected, folding, fold } = store.getState()
    if (selected < 0 || data.sizes[selected]! < 2) return
    if (folding[selected]) fold(selected, false)
    else if (hasChildren(data.outline, selected)) go(selected + 1)
  }
  const act = store.getState

  useKeys(
    rowKeys,
    onRows({
      nextRow: () => move(1),
      previousRow: () => move(-1),
      closeRow: close,
      openRow: open,
      firstRow: () => move(Number.NEGATIVE_INFINITY),
      lastRow: () => move(Number.POSITIVE_INFINITY),
      pageDown: () => page(1),
      pageUp: () => page(-1),
      peek: () => act().peek(),
      detail: onOpenDetail,
    }),
    { scope: rows },
  )
  usePageCommand('find', focusSearch)
  useKeys(
    anywhereKeys,
    notInList({
      next: () => move(1),
      previous: () => move(-1),
      close,
      open,
      closeSubtree: () => act().foldSubtree(act().selected, true),
      openSubtree: () => act().foldSubtree(act().selected, false),
      lessLevel: () => act().changeLevel(-1),
      moreLevel: () => act().changeLevel(1),
      foldAll: () => act().foldEverything(true),
      unfoldAll: () => act().foldEverything(false),
      first: () => move(Number.NEGATIVE_INFINITY),
      last: () => move(Number.POSITIVE_INFINITY),
      halfDown: () => page(0.5),
      halfUp: () => page(-0.5),
      nextSibling: () => go(nextSibling(act().data.outline, act().selected)),
      previousSibling: () => go(previousSibling(act().data.outline, act().selected)),
      nextError: () => goToError(store, 1),
      previousError: () => goToError(store, -1),
      nextHit: () => goToHit(store, 1),
      previousHit: () => goToHit(store, -1),
      critical: () => act().showCritical(!act().critical),
      colors: () => nextColoring(store),
      compress: () => act().compress(act().axis.gaps.length === 0),
      fit: () => act().fitSelection(),
      whole: () => act().showWhole(),
      zoomIn: () => act().zoom(zoomStep, 0.5),
      zoomOut: () => act().zoom(1 / zoomStep, 0.5),
      panLeft: () => act().pan(-0.25),
      panRight: () => act().pan(0.25),
    }),
  )
}

/** Enter, Space and the arrows belong to whatever control has focus: they act on the rows only there. */
function onRows<K extends string>(handlers: Record<K, () => void>): Record<K, KeyHandler> {
  return guarded(handlers, (target) => target.closest('[data-timeline-scroller]') !== null)
}

/** Beside an opened run the list of runs has the same letters: with focus in the list they are the list's. */
function notInList<K extends string>(handlers: Record<K, () => void>): Record<K, KeyHandler> {
  return guarded(handlers, (target) => target.closest('[data-list-grid]') === null)
}

function guarded<K extends string>(
  handlers: Record<K, () => void>,
  applies: (target: Element) => boolean,
): Record<K, KeyHandler> {
  const wrapped = Object.entries<() => void>(handlers).map(([name, act]) => [
    name,
    (event: KeyboardEvent) => {
      if (event.target instanceof Element && !applies(event.target)) return false
      act()
    },
  ])
  return Object.fromEntries(wrapped) as Record<K, KeyHandler>
}

function focusSearch(): void {
  const field = document.getElementById(searchFieldId)
  if (!(field instanceof HTMLInputElement)) return
  field.focus()
  field.select()
}
