/** The runs of a window as points: time across, duration up on a logarithmic scale. Pure; works in steps. */

import { useFilledRuns, withFilled } from './filled-runs.ts'
import { hasFailed, type RunRow } from './run-row.ts'

export interface PlotFrame {
  readonly width: number
  readonly height: number
  /** The window, in microseconds. */
  readonly from: number
  readonly to: number
}

/** Where a run stands in the plot. */
export interface PlotPoint {
  readonly row: RunRow
  readonly x: number
  readonly y: number
  readonly kind: 'ok' | 'failed' | 'unknown'
}

export interface Plot {
  readonly frame: PlotFrame
  /** By whole pixel across. */
  readonly columns: readonly (readonly PlotPoint[])[]
  /** The lower and upper end of the scale, in milliseconds. */
  readonly least: number
  readonly most: number
  /** Runs that have a place in it; the others have no start or duration yet. */
  readonly count: number
  readonly failed: number
  /** Milliseconds; null without any run. */
  readonly median: number | null
  readonly longest: number | null
}

/** The lines of the scale, as people count time. */
export const scaleMarks: readonly { readonly ms: number; readonly text: string }[] = [
  { ms: 0.001, text: '1 µs' },
  { ms: 0.01, text: '10 µs' },
  { ms: 0.1, text: '100 µs' },
  { ms: 1, text: '1 ms' },
  { ms: 10, text: '10 ms' },
  { ms: 100, text: '100 ms' },
  { ms: 1000, text: '1 s' },
  { ms: 10_000, text: '10 s' },
  { ms: 60_000, text: '1 min' },
  { ms: 600_000, text: '10 min' },
  { ms: 3_600_000, text: '1 h' },
  { ms: 36_000_000, text: '10 h' },
]

/** Room above and below the points, so that none is cut off. */
const margin = 6

const stepRows = 4096

/** Places the runs. Runs of one pixel and kind are drawn once; all can be found. */
export function* plotOf(rows: readonly RunRow[], frame: PlotFrame): Generator<void, Plot> {
  const { filled } = useFilledRuns.getState()
  const found: { row: RunRow; start: number; ms: number; kind: PlotPoint['kind'] }[] = []
  let failed = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const { run } = withFilled(row, filled.get(row.key))
    const { startTime, durationMs } = run
    if (startTime !== null && durationMs !== null && startTime >= frame.from && startTime <= frame.to) {
      const kind = hasFailed(run) ? 'failed' : run.status === 'unknown' ? 'unknown' : 'ok'
      if (kind === 'failed') failed++
      found.push({ row, start: startTime, ms: durationMs, kind })
    }
    if (i % stepRows === stepRows - 1) yield
  }
  const sorted = Float64Array.from(found, ({ ms }) => ms).sort()
  yield
  const longest = sorted.at(-1) ?? null
  const shortest = sorted.find((ms) => ms > 0) ?? 1
  const least = scaleMarks.findLast(({ ms }) => ms <= shortest)?.ms ?? shortest
  const most = Math.max(least * 10, (longest ?? 1) * 1.2)
  const columns: PlotPoint[][] = Array.from({ length: Math.max(1, Math.ceil(frame.width)) }, () => [])
  for (let i = 0; i < found.length; i++) {
    const { row, start, ms, kind } = found[i]!
    const x = ((start - frame.from) / (frame.to - frame.from)) * (frame.width - 1)
    columns[Math.min(columns.length - 1, Math.floor(x))]!.push({
      row,
      x,
      y: heightOf(ms, least, most, frame.height),
      kind,
    })
    if (i % stepRows === stepRows - 1) yield
  }
  const median = sorted.length === 0 ? null : sorted[Math.floor((sorted.length - 1) / 2)]!
  return { frame, columns, least, most, count: found.length, failed, median, longest }
}

/** How far from the top a duration stands, in pixels. */
export function heightOf(ms: number, least: number, most: number, height: number): number {
  const share = (Math.log10(Math.max(ms, least)) - Math.log10(least)) / (Math.log10(most) - Math.log10(least))
  return height - margin - share * (height - 2 * margin)
}

/** The run that is nearest to a place, within reach; null when there is none. */
export function nearestPoint(plot: Plot, x: number, y: number, reach = 10): PlotPoint | null {
  let best: PlotPoint | null = null
  let distance = reach
  const end = Math.min(plot.columns.length - 1, Math.ceil(x + reach))
  for (let column = Math.max(0, Math.floor(x - reach)); column <= end; column++)
    for (const point of plot.columns[column]!) {
      const away = Math.hypot(point.x - x, point.y - y)
      if (away < distance) {
        best = point
        distance = away
      }
    }
  return best
}

/** The runs that started between two places across. */
export function between(plot: Plot, left: number, right: number): { readonly count: number; readonly failed: number } {
  let count = 0
  let failed = 0
  for (
    let column = Math.max(0, Math.floor(left));
    column <= Math.min(plot.columns.length - 1, Math.floor(right));
    column++
  )
    for (const point of plot.columns[column]!) {
      if (point.x < left || point.x > right) continue
      count++
      if (point.kind === 'failed') failed++
    }
  return { count, failed }
}
