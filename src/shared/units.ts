/**
 * Times and durations as branded numbers, so that the four platforms' units cannot be mixed by accident.
 *
 * A `Microseconds` instant counts from the Unix epoch; it is a double and exact until the year 2255. X-Ray sends float
 * seconds, Cloud Trace RFC 3339 text with nanoseconds, Log Analytics ISO text with 100 ns ticks and Datadog integers of
 * nanoseconds: each is converted once, where it is read, and the exact source text stays in the raw document.
 */

declare const unit: unique symbol

/** An instant (since the Unix epoch) or a span of time, in microseconds. */
export type Microseconds = number & { readonly [unit]: 'us' }

/** An instant (since the Unix epoch) or a span of time, in milliseconds. */
export type Milliseconds = number & { readonly [unit]: 'ms' }

/** Brands a number that is already in microseconds. */
export function microseconds(value: number): Microseconds {
  return value as Microseconds
}

/** Brands a number that is already in milliseconds. */
export function milliseconds(value: number): Milliseconds {
  return value as Milliseconds
}

/** Microseconds to milliseconds; keeps the fraction. */
export function toMilliseconds(value: Microseconds): Milliseconds {
  return milliseconds(value / 1000)
}

/** Milliseconds to microseconds. */
export function fromMilliseconds(value: Milliseconds | number): Microseconds {
  return microseconds(value * 1000)
}

/** Float seconds (X-Ray) to microseconds, rounded to the whole microsecond; null unless the input is a finite number. */
export function fromSeconds(value: unknown): Microseconds | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null
  return microseconds(Math.round(value * 1e6))
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,12}))?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?$/

/**
 * Reads an RFC 3339 / ISO 8601 instant with any number of fraction digits, to the microsecond (the rest is cut).
 * A text without an offset is read as UTC, which is what Log Analytics means by it. Null for anything else, including
 * impossible dates such as 30 February.
 */
export function parseInstant(text: unknown): Microseconds | null {
  if (typeof text !== 'string') return null
  const match = isoPattern.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction = '', , sign, offsetHours, offsetMinutes] = match
  const secondOfDay = +hour! * 3600 + +minute! * 60 + +second!
  // 24:00:00 is the end of a day, and a 60th second is a leap second.
  const isTime = +minute! <= 59 && +second! <= 60 && secondOfDay <= 86_400
  const isOffset = +(offsetHours ?? 0) <= 23 && +(offsetMinutes ?? 0) <= 59
  if (!isTime || !isOffset || +day! < 1 || +day! > daysOf(+year!, +month!)) return null
  // Date.UTC takes the years 0 to 99 for 1900 to 1999, so that the "no date" of .NET, the year 1, would become 1901.
  const midnight =
    +year! > 99 ? Date.UTC(+year!, +month! - 1, +day!) : new Date(0).setUTCFullYear(+year!, +month! - 1, +day!)
  const wholeSeconds = midnight + secondOfDay * 1000
  const fractionMicros = Number(fraction.slice(0, 6).padEnd(6, '0'))
  const offset = sign ? (sign === '-' ? -1 : 1) * (+offsetHours! * 60 + +offsetMinutes!) * 60_000 : 0
  return microseconds((wholeSeconds - offset) * 1000 + fractionMicros)
}

/** Days of a month; 0 for a month that there is not. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && isLeap ? 29 : ([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0)
}

/** `2023-11-14T22:13:20.000000Z`: UTC, always six fraction digits. Null stays null. */
export function formatInstant(value: Microseconds): string
export function formatInstant(value: Microseconds | null): string | null
export function formatInstant(value: Microseconds | null): string | null {
  if (value === null || !Number.isFinite(value)) return null
  const rounded = Math.round(value)
  const whole = Math.floor(rounded / 1000)
  const micros = rounded - whole * 1000
  const base = new Date(whole)
  if (Number.isNaN(base.getTime())) return null
  return `${base.toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}

/**
 * A duration for people: `412 µs`, `3.42 ms`, `1.28 s`, `2 m 05 s`, `3 h 12 m`. Three significant figures below a
 * minute. Null (unknown, or still running) is `–`.
 */
export function formatDuration(value: Microseconds | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  if (value < 0) return `-${formatDuration(microseconds(Math.abs(value)))}`
  if (value < 999.5) return `${Math.round(value)} µs`
  if (value < 999_500) return `${significant(value / 1e3)} ms`
  if (value < 59_950_000) return `${significant(value / 1e6)} s`
  const seconds = Math.round(value / 1e6)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`
}

function significant(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)
}

/** Reads a look-back such as `90m`, `24h`, `7d` or `30s`; null when it is not one. */
export function parseLookback(text: string): Milliseconds | null {
  const match = /^(\d+(?:\.\d+)?)\s*(s|m|h|d)$/.exec(text.trim().toLowerCase())
  if (!match) return null
  const factor = { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 }[match[2] as 's' | 'm' | 'h' | 'd']
  // Whole microseconds, so that a printed look-back is read back exactly.
  const value = Math.round(Number(match[1]) * factor * 1000) / 1000
  return value > 0 ? milliseconds(value) : null
}

/** The shortest look-back text that names the span exactly: `90m`, `24h`, `7d`. */
export function formatLookback(value: Milliseconds): string {
  if (value % 8.64e7 === 0) return `${value / 8.64e7}d`
  if (value % 3.6e6 === 0) return `${value / 3.6e6}h`
  if (value % 6e4 === 0) return `${value / 6e4}m`
  return `${value / 1e3}s`
}
