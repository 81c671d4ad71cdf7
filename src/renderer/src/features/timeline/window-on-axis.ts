/** Zooming and panning as the eye sees them: by room on the axis, of which an idle stretch may have little. Windows stay moments of the run. */

import type { TimeAxis } from '../../../../shared/model/outline-idle.ts'
import { clampWindow, panned, type TimeWindow, zoomed } from './time-window.ts'

function onAxis(axis: TimeAxis, window: TimeWindow, change: (window: TimeWindow) => TimeWindow): TimeWindow {
  const next = change({ from: axis.at(window.from), to: axis.at(window.to) })
  return { from: axis.timeAt(next.from), to: axis.timeAt(next.to) }
}

/** See `zoomed`. */
export function zoomedOn(
  axis: TimeAxis,
  window: TimeWindow,
  factor: number,
  anchor: number,
  extent: number,
): TimeWindow {
  const next = onAxis(axis, window, (one) => zoomed(one, factor, anchor, axis.extent))
  return clampWindow(next.from, next.to, extent)
}

/** See `panned`. */
export function pannedOn(axis: TimeAxis, window: TimeWindow, share: number, extent: number): TimeWindow {
  const next = onAxis(axis, window, (one) => panned(one, share, axis.extent))
  return clampWindow(next.from, next.to, extent)
}
