import { type KeyboardEvent, type PointerEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { formatDuration, fromMilliseconds, type Microseconds, microseconds } from '../../../../shared/units.ts'
import { formatClock, formatDay, useTimeZone, zoneShort, zoneUnlike } from '../../app/time-format.ts'
import { Button } from '../../ui/button.tsx'
import { drawPlot } from './chart-draw.ts'
import { between, nearestPoint, type Plot, type PlotPoint, plotOf } from './chart-plot.ts'
import styles from './duration-chart.module.css'
import { useListStore } from './list-store.ts'
import type { RunRow } from './run-row.ts'
import { inSlices } from './slices.ts'

const height = 76

interface Range {
  readonly from: Microseconds
  readonly to: Microseconds
}

/**
 * The durations of the listed runs over the window. A drag, or the arrows with Shift and Enter, choose a range of time; a press selects a run. What it shows is said in
 * words beside it.
 */
export function DurationChart({
  rows,
  range,
  onSelect,
  onLeave,
}: {
  rows: readonly RunRow[]
  range: Range
  onSelect: (row: RunRow) => void
  /** To the rows. */
  onLeave: () => void
}) {
  const id = useId()
  const zone = useTimeZone()
  const area = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [width, setWidth] = useState(0)
  const plot = usePlot(rows, range, width, canvas)
  const [cursor, setCursor] = useState<number | null>(null)
  const [brush, setBrush] = useState<{ readonly from: number; readonly to: number } | null>(null)
  const [point, setPoint] = useState<PlotPoint | null>(null)
  const drag = useRef<number | null>(null)
  const { before, choose, back } = useWindowSteps()

  useLayoutEffect(() => {
    const element = area.current
    if (!element) return
    const read = () => setWidth(Math.max(1, element.clientWidth))
    read()
    const size = new ResizeObserver(read)
    size.observe(element)
    return () => size.disconnect()
  }, [])

  const instant = (x: number) =>
    microseconds(Math.round(range.from + (x / Math.max(1, width - 1)) * (range.to - range.from)))
  const clear = () => {
    setBrush(null)
    setPoint(null)
    setCursor(null)
  }
  const apply = () => {
    if (!brush) return
    const [left, right] = ordered(brush)
    clear()
    choose({ from: instant(left), to: instant(right) })
  }
  const at = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: clamp(event.clientX - box.left, 0, width - 1), y: event.clientY - box.top }
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const { x, y } = at(event)
    if (drag.current !== null && Math.abs(x - drag.current) > 3) {
      setPoint(null)
      setBrush({ from: drag.current, to: x })
    } else if (plot) setPoint(nearestPoint(plot, x, y))
  }
  const onPointerUp = () => {
    if (drag.current === null) return
    drag.current = null
    if (brush) apply()
    else if (point) onSelect(point.row)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const now = cursor ?? width / 2
    const by = width / 100
    const moves: Record<string, number> = { ArrowLeft: now - by, ArrowRight: now + by, Home: 0, End: width - 1 }
    const to = moves[event.key]
    if (to !== undefined) {
      const next = clamp(to, 0, width - 1)
      setCursor(next)
      setBrush(event.shiftKey ? { from: brush?.from ?? now, to: next } : null)
      setPoint(plot && !event.shiftKey ? nearestPoint(plot, next, height / 2, height) : null)
    } else if (event.key === 'Enter' && brush) apply()
    else if (event.key === 'Enter' && point) onSelect(point.row)
    else if (event.key === 'Backspace' && before > 0) back()
    else if (event.key === 'Escape') {
      if (brush || point) clear()
      else onLeave()
    } else return
    event.preventDefault()
  }

  const brushed = brush && plot ? between(plot, ...ordered(brush)) : null
  const said =
    brush && brushed
      ? `${clock(instant(ordered(brush)[0]))} to ${clock(instant(ordered(brush)[1]))}: ${runs(brushed.count)}${failedText(brushed.failed)}`
      : point
        ? pointText(point)
        : null
  function clock(time: Microseconds) {
    return formatClock(time, zone)
  }
  function pointText({ row: { run }, kind }: PlotPoint) {
    const took = run.durationMs === null ? '' : ` · ${formatDuration(fromMilliseconds(run.durationMs))}`
    return `${formatClock(run.startTime, zone)}${took} · ${run.name}${kind === 'failed' ? ' · failed' : ''}`
  }

  return (
    <figure className={styles.chart}>
      <div
        ref={area}
        className={styles.area}
        role="application"
        aria-roledescription="chart"
        aria-label="Durations over time"
        aria-describedby={`${id}-facts`}
        tabIndex={0}
        data-duration-chart
        style={{ height }}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.current = at(event).x
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          drag.current = null
          clear()
        }}
        onPointerLeave={() => {
          if (drag.current === null) setPoint(null)
        }}
        onKeyDown={onKeyDown}
        onBlur={clear}
      >
        <canvas ref={canvas} className={styles.canvas} aria-hidden />
        {brush ? (
          <div
            className={styles.brush}
            style={{ left: ordered(brush)[0], width: ordered(brush)[1] - ordered(brush)[0] }}
          />
        ) : null}
        {cursor === null ? null : <div className={styles.cursor} style={{ left: cursor }} />}
        {point ? <div className={styles.mark} style={{ left: point.x, top: point.y }} /> : null}
      </div>
      <figcaption className={styles.foot}>
        <span>
          {formatDay(range.from, zone)} {clock(range.from)} {zoneUnlike(range.from, zone, new Date(range.to / 1000))}
        </span>
        <span className={styles.said} role="status">
          {said}
        </span>
        <span id={`${id}-facts`} className={said === null ? styles.facts : 'visually-hidden'}>
          {plot ? factsOf(plot) : 'Placing the runs…'}
        </span>
        {before > 0 ? (
          <Button kind="ghost" small onClick={back}>
            Back to the window before
          </Button>
        ) : null}
        <span>
          {clock(range.to)} {zoneShort(zone, new Date(range.to / 1000))}
        </span>
      </figcaption>
    </figure>
  )
}

/** Places the runs in slices and draws them; again when the theme changes. Null until it is done. */
function usePlot(
  rows: readonly RunRow[],
  { from, to }: Range,
  width: number,
  canvas: { readonly current: HTMLCanvasElement | null },
): Plot | null {
  const [plot, setPlot] = useState<Plot | null>(null)
  useEffect(() => {
    if (width <= 1) return
    let stale = false
    void inSlices(plotOf(rows, { width, height, from, to }), () => stale).then((made) => {
      if (made) setPlot(made)
    })
    return () => {
      stale = true
    }
  }, [rows, from, to, width])
  useEffect(() => {
    const draw = () => {
      if (plot && canvas.current) drawPlot(canvas.current, plot)
    }
    draw()
    const themes = new MutationObserver(draw)
    themes.observe(document.documentElement, { attributes: true })
    return () => themes.disconnect()
  }, [plot, canvas])
  return plot
}

/** The windows that were left by choosing a range in the chart, so that one can go back. */
function useWindowSteps() {
  const [steps, setSteps] = useState<ReturnType<typeof useListStore.getState>['window'][]>([])
  const { window, setWindow } = useListStore()
  return {
    before: steps.length,
    choose: (range: Range) => {
      if (range.to <= range.from) return
      setSteps([...steps, window])
      setWindow(range)
    },
    back: () => {
      setWindow(steps.at(-1) ?? null)
      setSteps(steps.slice(0, -1))
    },
  }
}

function factsOf({ count, failed, median, longest }: Plot): string {
  if (count === 0 || median === null || longest === null) return 'No run of a known duration'
  const of = (ms: number) => formatDuration(fromMilliseconds(ms))
  return `${runs(count)} · median ${of(median)} · longest ${of(longest)}${failedText(failed)}`
}

function failedText(failed: number): string {
  return failed === 0 ? '' : ` · ${failed.toLocaleString('en')} failed`
}

function runs(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'run' : 'runs'}`
}

function ordered({ from, to }: { from: number; to: number }): [number, number] {
  return from < to ? [from, to] : [to, from]
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
