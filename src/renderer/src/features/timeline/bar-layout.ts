/** Where a step's bar and its label go. Pure arithmetic, in pixels from the left edge of the timeline column. */

import type { TimeAxis } from '../../../../shared/model/outline-idle.ts'
import type { TimeWindow } from './time-window.ts'

/** Room left of the run's start and right of its end, so that marks at the edges are whole. */
export const barPadding = 8
/** A step that took next to no time can still be seen and hit. */
export const narrowestBar = 3
/** A bar narrower than this holds no name. */
export const narrowestForName = 30
/** A bar narrower than this does not hold a name and a duration. */
export const narrowestForBoth = 80

/** The timeline column's width and what it shows. */
export interface Viewport {
  readonly window: TimeWindow
  readonly width: number
  /** Where idle stretches are short; without it a microsecond is a microsecond. */
  readonly axis?: TimeAxis
}

/** The x of a moment. */
export function xOf({ window, width, axis }: Viewport, time: number): number {
  const from = axis ? axis.at(window.from) : window.from
  const to = axis ? axis.at(window.to) : window.to
  const place = axis ? axis.at(time) : time
  return barPadding + ((place - from) / (to - from)) * (width - 2 * barPadding)
}

/** The moment at an x, the inverse of xOf. */
export function timeAt({ window, width, axis }: Viewport, x: number): number {
  const from = axis ? axis.at(window.from) : window.from
  const to = axis ? axis.at(window.to) : window.to
  const place = from + ((x - barPadding) / Math.max(1, width - 2 * barPadding)) * (to - from)
  return axis ? axis.timeAt(place) : place
}

export interface BarLayout {
  /** Kept near the column, however far the zoom goes, so that no element grows beyond what a browser can draw. */
  readonly left: number
  readonly width: number
  /** What the bar has room for. */
  readonly inside: 'both' | 'name' | 'nothing'
  /** Where the duration goes when it is not inside: on the freer side. */
  readonly outside: 'after' | 'before' | null
  /** Is all of it outside the window? */
  readonly away: 'left' | 'right' | null
}

/** Width of a text in the bar's face, near enough to choose a place for it. */
export function roughTextWidth(text: string): number {
  return text.length * 6.3
}

/** Lays out a bar from `from` to `to` (microseconds), or null when its start is not known. An end that is not known makes it the narrowest bar. */
export function layoutBar(
  view: Viewport,
  from: number,
  to: number,
  nameWidth: number,
  durationWidth: number,
): BarLayout | null {
  if (!Number.isFinite(from) || view.width <= 0) return null
  const start = xOf(view, from)
  const end = Number.isFinite(to) ? xOf(view, to) : start
  const left = Math.max(-barPadding, Math.min(start, view.width + barPadding))
  const right = Math.min(view.width + barPadding, Math.max(end, left))
  const width = Math.max(narrowestBar, right - left)
  const away = end < 0 ? 'left' : start > view.width ? 'right' : null
  // Only what is within the column can carry a label.
  const seenLeft = Math.max(0, left)
  const seenRight = Math.min(view.width, left + width)
  const inside = roomInside(seenRight - seenLeft, nameWidth, durationWidth)
  const needed = durationWidth + 10
  const roomAfter = view.width - seenRight
  const outside = inside === 'both' ? null : roomAfter >= needed || roomAfter >= seenLeft ? 'after' : 'before'
  return { left, width, inside, outside, away }
}

function roomInside(seen: number, nameWidth: number, durationWidth: number): BarLayout['inside'] {
  const inset = 14
  // A name may be cut short beside a duration, but not to less than can be read.
  if (seen > narrowestForBoth && seen >= Math.min(nameWidth, 60) + durationWidth + inset) return 'both'
  return seen > narrowestForName && seen >= nameWidth + inset ? 'name' : 'nothing'
}
