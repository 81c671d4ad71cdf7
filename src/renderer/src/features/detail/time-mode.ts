/** How the detail tells times: since the run's start, as the time of day, or as how long ago. */

import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { formatDuration, type Microseconds, microseconds } from '../../../../shared/units.ts'
import { formatAge, formatDateTime } from '../../app/time-format.ts'
import type { TimeZoneChoice } from '../../app/preferences.ts'

export const timeModes = ['since-start', 'clock', 'ago'] as const
export type TimeMode = (typeof timeModes)[number]

export const timeModeTitle: Readonly<Record<TimeMode, string>> = {
  'since-start': 'Since start',
  clock: 'Time of day',
  ago: 'Ago',
}

/** The chosen way, kept on this machine. */
export const useTimeMode = create<{ readonly mode: TimeMode; readonly choose: (mode: TimeMode) => void }>()(
  persist((set) => ({ mode: 'since-start', choose: (mode) => set({ mode }) }), { name: 'tracecraft.detail.times' }),
)

/** What is known around an instant. */
export interface TimeFrame {
  /** When the run started; null when that is not known. */
  readonly runStart: Microseconds | null
  readonly zone: TimeZoneChoice
  /** Epoch milliseconds. */
  readonly now: number
}

/** An instant in one of the ways. Null where it, or what it is counted from, is not known. */
export function timeText(mode: TimeMode, at: Microseconds | null, { runStart, zone, now }: TimeFrame): string | null {
  if (at === null) return null
  switch (mode) {
    case 'clock':
      return formatDateTime(at, zone)
    case 'ago':
      return formatAge(now - at / 1000)
    case 'since-start':
      if (runStart === null) return null
      return at === runStart ? '0' : `${at < runStart ? '' : '+'}${formatDuration(microseconds(at - runStart))}`
  }
}

/** An instant in all ways, for hovering: since the run's start, here and in UTC, and how long ago. */
export function allTimes(at: Microseconds, frame: TimeFrame): readonly (readonly [string, string])[] {
  const since = timeText('since-start', at, frame)
  const local = formatDateTime(at, 'local')
  const utc = formatDateTime(at, 'utc')
  return [
    ...(since === null ? [] : [['Since start', since] as const]),
    ...(local === utc ? [] : [['Local', local] as const]),
    ['UTC', utc],
    ['Ago', formatAge(frame.now - at / 1000)],
  ]
}
