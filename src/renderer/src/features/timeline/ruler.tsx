/** The ruler above the bars: round ticks, and a brush that zooms to what is dragged over. */

import { type ComponentType, type PointerEvent, useMemo, useRef } from 'react'
import type { IdleGap } from '../../../../shared/model/outline-idle.ts'
import { formatDuration, microseconds } from '../../../../shared/units.ts'
import { timeAt, type Viewport, xOf } from './bar-layout.ts'
import styles from './ruler.module.css'
import { useTickLabels, useTickLines } from './tick-marks.ts'
import { useTimeline, useTimelineStore } from './timeline-store.ts'
import { viewOf } from './viewport.ts'

/** The column of this width as it is shown now; renders again when it is zoomed or panned. */
function useViewport(width: number): Viewport {
  const window = useTimeline((state) => state.window)
  const axis = useTimeline((state) => state.axis)
  return useMemo(() => viewOf({ window, axis }, width), [window, axis, width])
}

export function Ruler({ width }: { width: number }) {
  const store = useTimelineStore()
  const labels = useRef<HTMLDivElement>(null)
  useTickLabels(labels, width)
  const brush = useRef<HTMLDivElement>(null)
  const start = useRef<number | null>(null)

  const xIn = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.min(box.width, Math.max(0, event.clientX - box.left))
  }
  const drawBrush = (a: number, b: number): void => {
    const element = brush.current
    if (!element) return
    element.style.display = Math.abs(a - b) < 3 ? 'none' : 'block'
    element.style.left = `${Math.min(a, b)}px`
    element.style.width = `${Math.abs(a - b)}px`
  }
  const finish = (event: PointerEvent<HTMLElement>): void => {
    const from = start.current
    start.current = null
    drawBrush(0, 0)
    if (from === null) return
    const to = xIn(event)
    if (Math.abs(to - from) < 4) return
    const view = viewOf(store.getState(), width)
    store.getState().show(timeAt(view, Math.min(from, to)), timeAt(view, Math.max(from, to)))
  }

  return (
    <div
      className={styles.ruler}
      title="Drag to zoom in, double-click for the whole run"
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = xIn(event)
      }}
      onPointerMove={(event) => {
        if (start.current !== null) drawBrush(start.current, xIn(event))
      }}
      onPointerUp={finish}
      onPointerCancel={() => {
        start.current = null
        drawBrush(0, 0)
      }}
      onDoubleClick={() => store.getState().showWhole()}
    >
      <div ref={labels} />
      <Gaps width={width} mark={GapMark} />
      <div ref={brush} className={styles.brush} />
    </div>
  )
}

interface GapProps {
  readonly view: Viewport
  readonly gap: IdleGap
}

/** The idle stretches that are drawn short, where there are any; only then anything renders while it is zoomed. */
function Gaps({ width, mark }: { width: number; mark: ComponentType<GapProps> }) {
  const some = useTimeline((state) => state.axis.gaps.length > 0)
  return some ? <GapsInView width={width} mark={mark} /> : null
}

function GapsInView({ width, mark: Mark }: { width: number; mark: ComponentType<GapProps> }) {
  const view = useViewport(width)
  return view.axis?.gaps.map((gap) => <Mark key={gap.from} view={view} gap={gap} />)
}

/** An idle stretch that is drawn short says how long it is. */
function GapMark({ view, gap }: GapProps) {
  const left = xOf(view, gap.from)
  const right = xOf(view, gap.to)
  if (right < 0 || left > view.width) return null
  const words = `${formatDuration(microseconds(gap.to - gap.from))} idle`
  return <span className={styles.gap} style={{ left, width: right - left }} title={words} />
}

/** The ticks' lines, and the compressed stretches, through all rows. */
export function GridLines({ width }: { width: number }) {
  const lines = useRef<HTMLDivElement>(null)
  useTickLines(lines, width)
  return (
    <div ref={lines} className={styles.lines} aria-hidden>
      <Gaps width={width} mark={GapLine} />
    </div>
  )
}

function GapLine({ view, gap }: GapProps) {
  const left = xOf(view, gap.from)
  return <span className={styles.gapLine} style={{ left, width: xOf(view, gap.to) - left }} />
}
