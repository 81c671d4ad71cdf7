/** The rows: as many as are on screen, in one scroller with the ruler at its top. A treegrid to assistive technology. */

import { type MouseEvent, type RefObject, useEffect, useLayoutEffect, useMemo } from 'react'
import { rowOf } from '../../../../shared/model/outline-folding.ts'
import type { Ticks } from '../../../../shared/model/outline-ticks.ts'
import type { Viewport } from './bar-layout.ts'
import { rowHeight, useRowRange, useScrollKeeper } from './row-window.ts'
import { Ruler } from './ruler.tsx'
import styles from './timeline-body.module.css'
import { rowElementId, TimelineRow } from './timeline-row.tsx'
import { useTimeline, useTimelineStore } from './timeline-store.ts'

/** One level of the tree is indented by this much. */
const indent = 14

interface TimelineBodyProps {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly view: Viewport
  readonly ticks: Ticks
  readonly treeWidth: number
  readonly onOpenDetail: () => void
}

export function TimelineBody({ scroller, view, ticks, treeWidth, onOpenDetail }: TimelineBodyProps) {
  const store = useTimelineStore()
  const data = useTimeline((state) => state.data)
  const rows = useTimeline((state) => state.rows)
  const folding = useTimeline((state) => state.folding)
  const selected = useTimeline((state) => state.selected)
  const search = useTimeline((state) => state.search)
  const range = useRowRange(scroller)
  useScrollKeeper(scroller, store)
  useRowFocus(scroller)

  const drawn = useMemo(() => {
    const start = Math.min(range.start, rows.length)
    const end = Math.min(range.end, rows.length)
    const list: number[] = []
    for (let row = start; row < end; row++) list.push(row)
    // The selected row is always there, so that focus has a place to be.
    const own = rowOf(rows, selected)
    if (own >= 0 && own < start) list.unshift(own)
    if (own >= end) list.push(own)
    return list
  }, [range, rows, selected])

  const stepOf = (event: MouseEvent): number => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-step]') : null
    return row ? Number(row.dataset['step']) : -1
  }
  const onClick = (event: MouseEvent): void => {
    const step = stepOf(event)
    if (step < 0) return
    const caret = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-fold]') : null
    const { fold, foldSubtree, select, folding } = store.getState()
    if (!caret) select(step, { reveal: false })
    else if (event.altKey) foldSubtree(step, !folding[step])
    else fold(step, !folding[step])
  }

  // Beyond this depth the tree stops moving right, so that names keep most of the column.
  const deepestIndent = Math.max(4, Math.floor((treeWidth * 0.36) / indent))
  const hit = search ? search.query.trim().toLocaleLowerCase() : ''

  return (
    <div ref={scroller} className={styles.scroller} data-timeline-scroller>
      <div
        role="treegrid"
        aria-label="Steps of the run"
        aria-rowcount={rows.length + 1}
        aria-colcount={3}
        onClick={onClick}
        onDoubleClick={(event) => {
          if (stepOf(event) >= 0) onOpenDetail()
        }}
      >
        <div role="row" aria-rowindex={1} className={styles.header}>
          <div role="columnheader" className={styles.heading}>
            Step
          </div>
          <div role="columnheader" className={styles.headingTokens}>
            <span className={styles.clip}>Tokens in → out</span>
          </div>
          <div role="columnheader" aria-label="Time since the start of the run" className={styles.headingTime}>
            <Ruler view={view} ticks={ticks} />
          </div>
        </div>
        <div
          role="rowgroup"
          data-rows={rows.length}
          className={styles.rows}
          style={{ height: rows.length * rowHeight }}
        >
          {drawn.map((row) => {
            const step = rows[row]!
            const isHit = search?.marks[step] === 1
            return (
              <TimelineRow
                key={step}
                data={data}
                step={step}
                row={row}
                view={view}
                selected={step === selected}
                folded={folding[step] === 1 && !search?.onlyMatches}
                hit={isHit ? hit : ''}
                dimmed={search !== null && !isHit}
                deepestIndent={deepestIndent}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** Focus follows the selection while it is within the rows, or nowhere. */
function useRowFocus(scroller: RefObject<HTMLDivElement | null>): void {
  const selected = useTimeline((state) => state.selected)
  const rows = useTimeline((state) => state.rows)

  useLayoutEffect(() => {
    const active = document.activeElement
    const within = active !== null && scroller.current?.contains(active) === true
    if (within || active === document.body) focusRow(selected)
  }, [scroller, selected, rows])

  useEffect(() => {
    focusRow(selected)
    // Only when the timeline comes up.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
}

/** Puts focus on a step's row without scrolling; nothing happens when the row is not drawn. */
export function focusRow(step: number): void {
  document.getElementById(rowElementId(step))?.focus({ preventScroll: true })
}
