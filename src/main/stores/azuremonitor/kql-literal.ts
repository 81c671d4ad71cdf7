/** The only ways by which a value enters a query. Nothing from a user or a payload is put into KQL in any other way. */

import type { Microseconds } from '../../../shared/units.ts'
import { formatInstant } from '../../../shared/units.ts'

/**
 * A KQL string literal. Quotes, backslashes, control and format characters, line separators and lone surrogates are escaped, so that no text can end the literal, start a
 * comment or add a line; letters of any script stand as they are.
 */
export function kqlString(text: string): string {
  const escaped = text.replaceAll(/["\\]|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) =>
    char === '"' || char === '\\' ? `\\${char}` : utf16Escapes(char),
  )
  return `"${escaped}"`
}

function utf16Escapes(char: string): string {
  let out = ''
  for (let i = 0; i < char.length; i++) out += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`
  return out
}

/** A KQL datetime literal in UTC with 7 digits. Throws RangeError for an instant that no calendar has. */
export function kqlDatetime(instant: Microseconds): string {
  const text = formatInstant(instant)
  if (text === null) throw new RangeError('Not an instant')
  return `datetime(${text.slice(0, -1)}0Z)`
}

const exactTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,7})?Z?$/

/** A datetime literal from a time that the platform itself wrote, its 100 ns ticks kept; null when the text is not one. */
export function kqlExactDatetime(text: string): string | null {
  return exactTime.test(text) ? `datetime(${text.replace(' ', 'T').replace(/Z$/, '')}Z)` : null
}

/** A whole number, as it stands. Throws RangeError for anything else. */
export function kqlCount(count: number): string {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError('Not a count')
  return String(count)
}
