/** Which rows of the timeline are drawn, and how its scrolling follows folding, selection and refresh. */

import { type RefObject, useEffect, useRef } from 'react'
import { rowOf, rowStandingFor } from '../../../../shared/model/outline-folding.ts'
import type { TimelineState, TimelineStore } from './timeline-store.ts'

/** Height of every row; the same as --step-row-height. */
export const rowHeight = 26
/** Height of the ruler, which sticks to the top of the scroller; the same as --ruler-height. */
export const rulerHeight = 28
/** Rows drawn beyond each edge, so that a short scroll needs no work before it is painted. */
const overscan = 8
/** The drawn range moves in strides, so that not every scrolled row renders the list. */
const stride = 4

/** A half-open range of rows. */
export interface RowRange {
  readonly start: number
  readonly end: number
}

/** The range of rows to draw where the scroller stands now. It may reach beyond the last row. */
export function rowRangeOf({ scrollTop, clientHeight }: Pick<HTMLElement, 'scrollTop' | 'clientHeight'>): RowRange {
  const first = Math.floor(scrollTop / rowHeight)
  const count = Math.ceil(Math.max(0, clientHeight - rulerHeight) / rowHeight)
  const start = Math.max(0, Math.floor((first - overscan) / stride) * stride)
  return { start, end: Math.ceil((first + count + overscan) / stride) * stride }
}

/** Only the rows in sight: for a jump so far that what lies beside them will hardly be seen either. */
export function rowsInSight({ scrollTop, clientHeight }: Pick<HTMLElement, 'scrollTop' | 'clientHeight'>): RowRange {
  const start = Math.floor(scrollTop / rowHeight)
  return { start, end: start + Math.ceil(clientHeight / rowHeight) + 1 }
}

/** Keeps what the user looks at in its place when rows come or go, and brings the selection into view when that is asked for. */
export function useScrollKeeper(scroller: RefObject<HTMLDivElement | null>, store: TimelineStore): void {
  const rows = useRef<Pick<TimelineState, 'rows' | 'data' | 'reveals'> | null>(null)

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const follow = (state: TimelineState): void => {
      const before = rows.current
      rows.current = { rows: state.rows, data: state.data, reveals: state.reveals }
      if (before && before.rows !== state.rows) keepPlace(element, before, state)
      if (state.reveals !== (before?.reveals ?? 0)) bringIntoView(element, state)
    }
    follow(store.getState())
    return store.subscribe(follow)
  }, [scroller, store])
}

function keepPlace(element: HTMLElement, before: Pick<TimelineState, 'rows' | 'data'>, state: TimelineState): void {
  const top = element.scrollTop
  const firstRow = Math.floor(top / rowHeight)
  const sameData = before.data === state.data
  const pivotRow = sameData && state.pivot >= 0 ? rowOf(before.rows, state.pivot) : -1
  const pivotY = pivotRow * rowHeight - top
  const inView = pivotRow >= 0 && pivotY > -rowHeight && pivotY < element.clientHeight
  const anchorRow = inView ? pivotRow : firstRow
  const anchorStep = before.rows[anchorRow]
  if (anchorStep === undefined) return
  const step = sameData ? anchorStep : state.data.indexOf(before.data.outline.spanIds[anchorStep]!)
  const row = step < 0 ? -1 : rowStandingFor(state.data.outline, state.rows, step, state.data.sizes)
  if (row < 0 || row === anchorRow) return
  // The browser would clamp a position beyond the old end.
  sizeContent(element, state.rows.length)
  element.scrollTop = top + (row - anchorRow) * rowHeight
}

function bringIntoView(element: HTMLElement, state: TimelineState): void {
  const row = rowOf(state.rows, state.selected)
  if (row < 0) return
  const y = row * rowHeight
  const room = element.clientHeight - rulerHeight
  const margin = Math.min(rowHeight * 2, Math.max(0, (room - rowHeight) / 2))
  const top = element.scrollTop
  if (y >= top + margin && y + rowHeight <= top + room - margin) return
  sizeContent(element, state.rows.length)
  const near = y > top - room && y < top + 2 * room
  if (!near) element.scrollTop = y - (room - rowHeight) / 2
  else if (y < top + margin) element.scrollTop = y - margin
  else element.scrollTop = y + rowHeight + margin - room
}

/** Gives the list its height before anything scrolls in it. */
function sizeContent(element: HTMLElement, rowCount: number): void {
  const content = element.querySelector<HTMLElement>('[data-rows]')
  if (content) content.style.height = `${rowCount * rowHeight}px`
}
