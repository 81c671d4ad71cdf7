/** Instants and ages for people. A time on screen always belongs to a zone that is printed beside it or in its column's header. */

import type { Microseconds } from '../../../shared/units.ts'
import { type TimeZoneChoice, usePreferences } from './preferences.ts'
import { useZoneStamp, zoneStamp } from './zone-watch.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(key: string, zone: TimeZoneChoice, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  // A format keeps the zone that the machine was in when it was made.
  const name = `${key}/${zone === 'utc' ? zone : zoneStamp()}`
  const known = formats.get(name)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...options, ...(zone === 'utc' ? { timeZone: 'UTC' } : {}) })
  formats.set(name, made)
  return made
}

/** The zone's name as it is printed: `UTC`, `UTC+02:00 (Europe/Berlin)`. */
export function zoneName(zone: TimeZoneChoice, at: Date = new Date()): string {
  if (zone === 'utc') return 'UTC'
  const minutes = -at.getTimezoneOffset()
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (minutes === 0 && (name === 'UTC' || name === 'Etc/UTC')) return 'UTC'
  return `${zoneOffset(minutes)} (${name})`
}

/** The zone in short, for beside a time: `UTC`, `UTC+02:00`. */
export function zoneShort(zone: TimeZoneChoice, at: Date = new Date()): string {
  return zone === 'utc' ? 'UTC' : zoneOffset(-at.getTimezoneOffset())
}

/** The zone of a time that stands beside another one, where it is not the same: on the day on which clocks are changed, and for times of the other half of the year. Else empty. */
export function zoneUnlike(instant: Microseconds | null, zone: TimeZoneChoice, beside: Date = new Date()): string {
  const date = dateOf(instant)
  if (date === null) return ''
  const own = zoneShort(zone, date)
  return own === zoneShort(zone, beside) ? '' : own
}

function zoneOffset(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const absolute = Math.abs(minutes)
  const hours = String(Math.floor(absolute / 60)).padStart(2, '0')
  return `UTC${minutes < 0 ? '−' : '+'}${hours}:${String(absolute % 60).padStart(2, '0')}`
}

/** `22 Nov 2026, 21:56:07.123 UTC+01:00`. Null is `–`. */
export function formatDateTime(instant: Microseconds | null, zone: TimeZoneChoice): string {
  const date = dateOf(instant)
  if (date === null) return '–'
  const day = format('day', zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(date)
  return `${day}, ${formatClock(instant, zone, true)} ${zoneShort(zone, date)}`
}

/** `21:56:07`, or with milliseconds `21:56:07.123`. Null is `–`. */
export function formatClock(instant: Microseconds | null, zone: TimeZoneChoice, withMillis = false): string {
  const date = dateOf(instant)
  if (date === null) return '–'
  return format(withMillis ? 'clock-ms' : 'clock', zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(withMillis ? { fractionalSecondDigits: 3 } : {}),
  }).format(date)
}

/** `22 Nov`, with the year where it is not this one. Null is `–`. */
export function formatDay(instant: Microseconds | null, zone: TimeZoneChoice, now: Date = new Date()): string {
  const date = dateOf(instant)
  if (date === null) return '–'
  const year = format('year', zone, { year: 'numeric' })
  const sameYear = year.format(date) === year.format(now)
  return format(sameYear ? 'short-day' : 'day', zone, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date)
}

/** How long ago, in the two figures a person reads at a glance: `just now`, `12 s ago`, `4 min ago`, `3 h ago`, `2 d ago`. */
export function formatAge(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '–'
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (seconds < 2) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

function dateOf(instant: Microseconds | null): Date | null {
  if (instant === null || !Number.isFinite(instant)) return null
  const date = new Date(instant / 1000)
  return Number.isNaN(date.getTime()) ? null : date
}

/** The chosen time zone. Draws anew when the machine's own has changed. */
export function useTimeZone(): TimeZoneChoice {
  useZoneStamp()
  return usePreferences((preferences) => preferences.timeZone)
}
