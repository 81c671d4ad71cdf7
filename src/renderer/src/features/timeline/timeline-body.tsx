/** The rows: as many as are on screen, in one scroller with the ruler at its top. A treegrid to assistive technology. */

import { type MouseEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { RowIcons } from './row-icons.tsx'
import { indent } from './row-view.ts'
import { useScrollKeeper } from './row-window.ts'
import { useRowsDrawing } from './rows-drawing.ts'
import { Ruler } from './ruler.tsx'
import { StepMenu } from './step-menu.tsx'
import styles from './timeline-body.module.css'
import { useTimeline, useTimelineStore } from './timeline-store.ts'

interface TimelineBodyProps {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly timeWidth: number
  readonly treeWidth: number
  readonly onOpenDetail: () => void
}

export function TimelineBody({ scroller, timeWidth, treeWidth, onOpenDetail }: TimelineBodyProps) {
  const store = useTimelineStore()
  const rowCount = useTimeline((state) => state.rows.length)
  const body = useRef<HTMLDivElement>(null)
  const rows = useRef<HTMLDivElement>(null)
  const tiles = useRef<HTMLDivElement>(null)
  // Beyond this depth the tree stops moving right, so that names keep most of the column.
  const deepestIndent = Math.max(4, Math.floor((treeWidth * 0.36) / indent))
  useRowsDrawing({ scroller, rows, tiles }, timeWidth, deepestIndent)
  useScrollKeeper(scroller, store)
  useRowFocus(scroller)

  const stepOf = (event: MouseEvent): number => (event.target instanceof Element ? rowStep(event.target) : -1)
  const onClick = (event: MouseEvent): void => {
    const step = stepOf(event)
    if (step < 0) return
    const caret = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-fold]') : null
    const { fold, foldSubtree, select, folding } = store.getState()
    if (!caret) select(step, { reveal: false })
    else if (event.altKey) foldSubtree(step, !folding[step])
    else fold(step, !folding[step])
  }

  return (
    <div ref={scroller} className={styles.scroller} data-timeline-scroller>
      <div
        ref={body}
        role="treegrid"
        aria-label="Steps of the run"
        aria-rowcount={rowCount + 1}
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
            <Ruler width={timeWidth} />
          </div>
        </div>
        <StepMenu stepAt={rowStep} onOpenDetail={onOpenDetail}>
          <div role="presentation" data-rows className={styles.rows}>
            <div ref={rows} role="rowgroup" className={styles.list} />
            <div ref={tiles} className={styles.tiles} aria-hidden />
          </div>
        </StepMenu>
      </div>
      <RowIcons root={body} />
    </div>
  )
}

/** The step of the row that an element lies in; -1 outside of all rows. */
function rowStep(element: Element): number {
  const row = element.closest<HTMLElement>('[data-step]')
  return row ? Number(row.dataset['step']) : -1
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
  document.querySelector<HTMLElement>(`[data-timeline-scroller] [data-step="${step}"]`)?.focus({ preventScroll: true })
}
