/** Instants of many spans, read in less time than one by one. */

import { type Microseconds, microseconds, parseInstant } from '../../shared/units.ts'

const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:$/
const minuteLength = 'YYYY-MM-DDThh:mm:'.length

/** Minutes that were read, and when they begin; null for what is no minute. Emptied when it is full. */
const minutes = new Map<string, Microseconds | null>()
const maxMinutes = 1000

/**
 * parseInstant for many times of one trace: each minute is read once for all times within it. Anything but the usual UTC form goes to parseInstant itself.
 */
export function instantOf(value: unknown): Microseconds | null {
  if (
    typeof value !== 'string' ||
    value.length < 20 ||
    value.length > 30 ||
    value.charCodeAt(value.length - 1) !== upperZ
  )
    return parseInstant(value)
  const minuteAt = isOfLastMinute(value) ? lastMinuteAt : minuteOf(value.slice(0, minuteLength))
  if (minuteAt === null) return parseInstant(value)
  const seconds = digits(value, 17, 19)
  if (seconds < 0 || seconds > 59) return parseInstant(value)
  if (value.length === 20) return microseconds(minuteAt + seconds * 1e6)
  if (value.charCodeAt(19) !== dot) return parseInstant(value)
  const last = value.length - 1
  const fraction = digits(value, 20, last)
  if (fraction < 0) return parseInstant(value)
  const places = last - 20
  return microseconds(
    minuteAt +
      seconds * 1e6 +
      (places > 6 ? Math.floor(fraction / powers[places - 6]!) : fraction * powers[6 - places]!),
  )
}

/** The minute that was asked for last. */
let lastMinute = '(none)'
let lastMinuteAt: Microseconds | null = null

/** One by one: to ask the engine for the start of a text takes longer than to look at seventeen characters. */
function isOfLastMinute(value: string): boolean {
  if (lastMinute.length !== minuteLength) return false
  for (let i = minuteLength - 1; i >= 0; i--) if (value.charCodeAt(i) !== lastMinute.charCodeAt(i)) return false
  return true
}

function minuteOf(minute: string): Microseconds | null {
  let at = minutes.get(minute)
  if (at === undefined) {
    at = usual.test(minute) ? parseInstant(`${minute}00Z`) : null
    if (minutes.size >= maxMinutes) minutes.clear()
    minutes.set(minute, at)
  }
  lastMinute = minute
  lastMinuteAt = at
  return at
}

const dot = 46
const upperZ = 90
const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6]

/** The number that these characters write, at most nine of them; -1 when one is no digit or there are none. */
function digits(text: string, from: number, to: number): number {
  if (to <= from) return -1
  let number = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}
