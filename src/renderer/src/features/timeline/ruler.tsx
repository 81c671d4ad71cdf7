/** The ruler above the bars: round ticks, and a brush that zooms to what is dragged over. */

import { type PointerEvent, useRef } from 'react'
import { formatTick, type Ticks, ticksWithin } from '../../../../shared/model/outline-ticks.ts'
import { timeAt, type Viewport, xOf } from './bar-layout.ts'
import styles from './ruler.module.css'
import { useTimelineStore } from './timeline-store.ts'

/** Ticks are no closer together than this, so that their labels never touch. */
const tickDistance = 74

/** The ticks that a column of this width has room for. */
export function ticksOf(view: Viewport): Ticks {
  return ticksWithin(view.window.from, view.window.to, Math.max(1, Math.floor(view.width / tickDistance)))
}

export function Ruler({ view, ticks }: { view: Viewport; ticks: Ticks }) {
  const store = useTimelineStore()
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

/** The ticks' lines through all rows. */
export function GridLines({ view, ticks }: { view: Viewport; ticks: Ticks }) {
  return (
    <div className={styles.lines} aria-hidden>
      {ticks.at.map((tick) => (
        <span key={tick} className={styles.line} style={{ left: xOf(view, tick) }} />
      ))}
    </div>
  )
}
