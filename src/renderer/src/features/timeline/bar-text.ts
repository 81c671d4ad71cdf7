/** The words on bars. */

import { outlineFlags } from '../../../../shared/model/outline.ts'
import { formatDuration, microseconds } from '../../../../shared/units.ts'
import type { TimelineData } from './timeline-data.ts'

/** `1.28 s`; for a running step what has passed up to the fetch, and that it goes on. */
export function durationText(data: TimelineData, step: number, running: boolean): string {
  const given = data.outline.duration[step]!
  if (Number.isFinite(given)) return formatDuration(microseconds(given))
  if (!running) return 'end unknown'
  const passed = data.times.end[step]! - data.outline.offset[step]!
  return Number.isFinite(passed) ? `${formatDuration(microseconds(passed))}, running` : 'running'
}

/** What the bar shows, in words for assistive technology: `starts at 1.20 s, takes 340 ms, failed`. */
export function barInWords(data: TimelineData, step: number, group: boolean): string {
  if (group) return groupText(data, step)
  const flags = data.outline.flags[step]!
  const start = data.outline.offset[step]!
  if (data.reach.has(step)) return 'missing; was there at least while its children were'
  if (Number.isNaN(start)) return 'no time recorded'
  const takes = durationText(data, step, (flags & outlineFlags.running) !== 0)
  return `starts at ${formatDuration(microseconds(start))}, takes ${takes}${flags & outlineFlags.error ? ', failed' : ''}`
}

/** `total 3.20 s`: for where there is no room for more. */
export function shortGroupText(data: TimelineData, step: number): string {
  const { total } = data.group(step)
  return total === null ? '' : `total ${formatDuration(microseconds(total))}`
}

/** `total 3.20 s, p50 180 ms, max 900 ms`. */
export function groupText(data: TimelineData, step: number): string {
  const { total, median, longest } = data.group(step)
  const words = (value: number | null): string => formatDuration(value === null ? null : microseconds(value))
  return total === null ? 'no times recorded' : `total ${words(total)}, p50 ${words(median)}, max ${words(longest)}`
}
