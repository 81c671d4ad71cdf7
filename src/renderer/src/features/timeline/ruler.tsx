/** The ruler above the bars: round ticks, and a brush that zooms to what is dragged over. */

import { type PointerEvent, useMemo, useRef } from 'react'
import type { IdleGap } from '../../../../shared/model/outline-idle.ts'
import { formatTick, roundStep, type Ticks, ticksWithin } from '../../../../shared/model/outline-ticks.ts'
import { formatDuration, microseconds } from '../../../../shared/units.ts'
import { timeAt, type Viewport, xOf } from './bar-layout.ts'
import styles from './ruler.module.css'
import { useTimeline, useTimelineStore } from './timeline-store.ts'
import { viewOf } from './viewport.ts'

/** Ticks are no closer together than this, so that their labels never touch. */
const tickDistance = 74

/** The ticks that a column of this width has room for. Within a compressed stretch there are none: it has its own mark. */
export function ticksOf(view: Viewport): Ticks {
  const { window, width, axis } = view
  const most = Math.max(1, Math.floor(width / tickDistance))
  if (!axis) return ticksWithin(window.from, window.to, most)
  const step = roundStep((axis.at(window.to) - axis.at(window.from)) / most)
  const at: number[] = []
  let last = Number.NEGATIVE_INFINITY
  let from = window.from
  for (const gap of [...axis.gaps, { from: window.to, to: window.to }]) {
    const to = Math.min(gap.from, window.to)
    for (let k = Math.ceil(from / step); k * step <= to && at.length < 500; k++) {
      const x = xOf(view, k * step)
      // Across a compressed stretch two ticks may come too close together.
      if (x - last < tickDistance * 0.7) continue
      at.push(k * step)
      last = x
    }
    from = Math.max(from, gap.to)
  }
  return { step, at }
}

/** The column of this width as it is shown now; renders again when it is zoomed or panned. */
export function useViewport(width: number): Viewport {
  const window = useTimeline((state) => state.window)
  const axis = useTimeline((state) => state.axis)
  return useMemo(() => viewOf({ window, axis }, width), [window, axis, width])
}

export function Ruler({ width }: { width: number }) {
  const store = useTimelineStore()
  const view = useViewport(width)
  const ticks = ticksOf(view)
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
      {ticks.at.map((tick) => (
        <TickLabel key={tick} x={xOf(view, tick)} width={view.width} text={formatTick(tick, ticks.step)} />
      ))}
      {view.axis?.gaps.map((gap) => (
        <GapMark key={gap.from} view={view} gap={gap} />
      ))}
      <div ref={brush} className={styles.brush} />
    </div>
  )
}

/** A tick's label stands right of its line; where the column ends before it would, the line stands alone. */
function TickLabel({ x, width, text }: { x: number; width: number; text: string }) {
  return (
    <span className={styles.tick} style={{ left: x }}>
      {x > width - 50 ? null : text}
    </span>
  )
}

/** An idle stretch that is drawn short says how long it is. */
function GapMark({ view, gap }: { view: Viewport; gap: IdleGap }) {
  const left = xOf(view, gap.from)
  const right = xOf(view, gap.to)
  if (right < 0 || left > view.width) return null
  const words = `${formatDuration(microseconds(gap.to - gap.from))} idle`
  return <span className={styles.gap} style={{ left, width: right - left }} title={words} />
}

/** The ticks' lines, and the compressed stretches, through all rows. */
export function GridLines({ width }: { width: number }) {
  const view = useViewport(width)
  return (
    <div className={styles.lines} aria-hidden>
      {ticksOf(view).at.map((tick) => (
        <span key={tick} className={styles.line} style={{ left: xOf(view, tick) }} />
      ))}
      {view.axis?.gaps.map((gap) => (
        <span
          key={gap.from}
          className={styles.gapLine}
          style={{ left: xOf(view, gap.from), width: xOf(view, gap.to) - xOf(view, gap.from) }}
        />
      ))}
    </div>
  )
}
