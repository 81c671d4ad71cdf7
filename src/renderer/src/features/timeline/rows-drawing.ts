/** Draws rows and bars whenever the list is scrolled, the window moves, or the state changes; each at most once a frame while scrolling and zooming. */

import { type RefObject, useLayoutEffect, useRef } from 'react'
import { rowAtOrAfter } from '../../../../shared/model/outline-folding.ts'
import type { Viewport } from './bar-layout.ts'
import { BarTiles } from './bar-tiles.ts'
import { onThemeChange } from './palette.ts'
import { RowPool } from './row-pool.ts'
import { rowHeight, type RowRange, rowRangeOf, rowsInSight } from './row-window.ts'
import { type TimelineState, useTimelineStore } from './timeline-store.ts'
import { soonSteps } from './use-after-rows.ts'
import { viewOf } from './viewport.ts'

interface Places {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: RefObject<HTMLDivElement | null>
  readonly tiles: RefObject<HTMLDivElement | null>
}

/** Binds the drawing. `width` is that of the time column; `deepestIndent` see RowScene. */
export function useRowsDrawing({ scroller, rows, tiles }: Places, width: number, deepestIndent: number): void {
  const store = useTimelineStore()
  const layout = useRef({ width, deepestIndent })
  const redraw = useRef<() => void>(() => {})

  useLayoutEffect(() => {
    const element = scroller.current
    const list = rows.current
    const room = tiles.current
    if (!element || !list || !room) return
    const pool = new RowPool(list)
    // Bars before rows, always: see there what it costs to paint once the page's styles have changed.
    const bars = new BarTiles(room)
    const dimmedIn = (state: TimelineState) => (step: number) => isDimmed(state, step)
    const drawRows = (state: TimelineState, { start, end }: RowRange, order = true, leaping = false): void => {
      const wanted = state.search ? state.search.query.trim().toLocaleLowerCase() : ''
      const { deepestIndent } = layout.current
      const content = list.parentElement
      if (content) content.style.height = `${state.rows.length * rowHeight}px`
      pool.draw({ state, wanted, deepestIndent, dimmed: dimmedIn(state), leaping }, start, end, order)
    }
    const drawBars = (state: TimelineState, { start, end }: RowRange, all: boolean): void => {
      const view: Viewport = viewOf(state, layout.current.width)
      bars.draw({ state, view, dimmed: dimmedIn(state) }, start, end, all)
    }
    let before = store.getState()
    let range = rowRangeOf(element)
    const inSight = rowsInSight(element)
    let drawn = false
    let rest: ReturnType<typeof setTimeout> | undefined
    const whenAtRest = (): void => {
      clearTimeout(rest)
      rest = setTimeout(() => {
        drawBars(store.getState(), range, false)
        drawRows(store.getState(), range)
      }, 160)
    }
    const all = (): void => {
      // Before the width is known there is nothing that could stay. The range is read before anything is written: to read it after would lay out the page twice.
      if (layout.current.width <= 0) return
      const state = store.getState()
      // The first rows of a long run are those in sight; what lies beside them comes when they are on screen.
      const first = !drawn && state.data.outline.length > soonSteps
      if (drawn) range = rowRangeOf(element)
      drawn = true
      const shown = first ? inSight : range
      drawBars(state, shown, true)
      drawRows(state, shown)
      if (first) whenAtRest()
    }
    const stop = store.subscribe((state) => {
      const last = before
      before = state
      const sameRows = state.rows === last.rows && state.data === last.data && state.folding === last.folding
      const sameLook = sameRows && state.search === last.search
      const newRows = !sameLook || state.selected !== last.selected
      if (newRows) range = rowRangeOf(element)
      const sameBars = sameLook && state.colors === last.colors && state.critical === last.critical
      if (!sameBars || state.axis !== last.axis) drawBars(state, range, true)
      else if (state.window !== last.window) {
        // A zoom goes on for many frames: what lies beyond the edges is painted when it rests.
        drawBars(state, rowsInSight(element), true)
        whenAtRest()
      }
      if (newRows) drawRows(state, range)
    })
    const onScroll = (): void => {
      const next = rowRangeOf(element)
      if (next.start === range.start && next.end === range.end) return
      const jumped = next.end <= range.start || next.start >= range.end
      range = next
      const shown = jumped ? rowsInSight(element) : range
      drawBars(store.getState(), shown, false)
      drawRows(store.getState(), shown, false, jumped)
      whenAtRest()
    }
    const observer = new ResizeObserver(onScroll)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    const stopTheme = onThemeChange(() => drawBars(store.getState(), range, true))
    redraw.current = all
    all()
    return () => {
      clearTimeout(rest)
      stop()
      stopTheme()
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
      list.replaceChildren()
      room.replaceChildren()
    }
  }, [scroller, rows, tiles, store])

  useLayoutEffect(() => {
    if (layout.current.width === width && layout.current.deepestIndent === deepestIndent) return
    layout.current = { width, deepestIndent }
    redraw.current()
  }, [width, deepestIndent])
}

/** While a search is on, all but its hits are faint; a folded row is a hit when anything behind it is. */
function isDimmed({ search, folding, data }: TimelineState, step: number): boolean {
  if (!search || search.marks[step]) return false
  if (!folding[step]) return true
  const at = rowAtOrAfter(search.hits, step)
  return !(at < search.hits.length && search.hits[at]! < step + data.sizes[step]!)
}
