/** Small readers of one payload value each. A value of the wrong kind is absent, never an exception. Pure. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type Microseconds, microseconds } from '../../../shared/units.ts'

export type JsonRecord = { readonly [key: string]: JsonValue }

/** The value as an object; an empty one for anything else. */
export function record(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an array; an empty one for anything else. */
export function list(value: unknown): readonly JsonValue[] {
  return Array.isArray(value) ? (value as JsonValue[]) : []
}

/** Text with something in it, or null. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** A finite number, also from its text; or null. */
export function number(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || !/^-?\d+(?:\.\d+)?$/.test(value.trim())) return null
  return Number(value)
}

/** 2255, after which a microsecond no longer fits a double exactly. */
const latest = 9_007_199_254_740_991

/** Epoch nanoseconds (a number, or the digits that lossless-json kept) as an instant, rounded to the microsecond. Null unless after 1970 and before 2255. */
export function instantOfNanos(value: unknown): Microseconds | null {
  const micros = microsOfNanos(value)
  return micros !== null && micros > 0 && micros <= latest ? micros : null
}

/** A duration in nanoseconds as microseconds, rounded. Null for what is negative or no number. */
export function durationOfNanos(value: unknown): Microseconds | null {
  const micros = microsOfNanos(value)
  return micros !== null && micros >= 0 && micros <= latest ? micros : null
}

function microsOfNanos(value: unknown): Microseconds | null {
  if (typeof value === 'string' && value.length >= 16 && value.length <= 25) {
    const split = microsOfDigits(value)
    if (split !== null) return split
  }
  const nanos = number(value)
  return nanos === null ? null : microseconds(Math.round(nanos / 1000))
}

/** Digits beyond 2^53, the last three apart, so that no step rounds more than the last. Null when one is no digit. */
function microsOfDigits(digits: string): Microseconds | null {
  const last = digits.length - 3
  let micros = 0
  let rest = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return null
    if (i < last) micros = micros * 10 + digit
    else rest = rest * 10 + digit
  }
  return microseconds(micros + Math.round(rest / 1000))
}
