/** The windows that a list is asked in. */

import type { TimeWindow } from '../store.ts'

/** GetServiceGraph refuses more than 6 hours in so many words; for GetTraceSummaries no number is published. 6 hours is safe under both. */
export const maxWindowMs = 6 * 3.6e6
/** X-Ray keeps traces for 30 days; a day more covers the clock and the edges. */
const retentionMs = 31 * 24 * 3.6e6

/** Cuts the time into windows of at most 6 hours, the newest first, and no further back than anything can be kept. */
export function windowsOf(window: TimeWindow): { from: Date; to: Date }[] {
  const end = Math.ceil(window.to / 1000)
  const start = Math.max(Math.floor(window.from / 1000), end - retentionMs)
  const out: { from: Date; to: Date }[] = []
  for (let to = end; to > start; to -= maxWindowMs)
    out.push({ from: new Date(Math.max(start, to - maxWindowMs)), to: new Date(to) })
  return out
}
