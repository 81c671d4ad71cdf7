/** The part of a run that the timeline shows, and how zooming and panning change it. Microseconds after the run's start. */

/** What is shown, from the left edge to the right. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/** No closer than this: ten microseconds across the whole width. */
export const closestSpan = 10

/** The whole run. */
export function wholeWindow(extent: number): TimeWindow {
  return { from: 0, to: extent }
}

/** Does the window show the whole run? */
export function isWhole(window: TimeWindow, extent: number): boolean {
  return window.from <= 0 && window.to >= extent
}

/** The nearest window that lies within the run and is not closer than `closestSpan`. */
export function clampWindow(from: number, to: number, extent: number): TimeWindow {
  const span = Math.min(extent, Math.max(Math.min(closestSpan, extent), to - from))
  const start = Math.min(Math.max(0, from), extent - span)
  return { from: start, to: start + span }
}

/** Zooms by `factor` (below 1 is closer) and keeps the time at `anchor` (0 left edge … 1 right edge) where it is. */
export function zoomed(window: TimeWindow, factor: number, anchor: number, extent: number): TimeWindow {
  const span = window.to - window.from
  const next = Math.min(extent, Math.max(Math.min(closestSpan, extent), span * factor))
  const from = window.from + (span - next) * anchor
  return clampWindow(from, from + next, extent)
}

/** Moves by a share of what is shown: 1 is a whole screen to the right. */
export function panned(window: TimeWindow, share: number, extent: number): TimeWindow {
  const by = (window.to - window.from) * share
  return clampWindow(window.from + by, window.to + by, extent)
}

/** A step with a little room around it; a step without length gets a thousandth of the run. */
export function fitted(from: number, to: number, extent: number): TimeWindow {
  const span = Math.max(to - from, extent / 1000, closestSpan)
  const room = span * 0.06
  const middle = (from + to) / 2
  return clampWindow(middle - span / 2 - room, middle + span / 2 + room, extent)
}
