/**
 * Reads JSON without rounding: an integer that a JavaScript number cannot hold exactly (span ids are uint64, times are nanoseconds) becomes a string of
 * its digits. Everything else is left to JSON.parse, which is several times faster than any parser written in JavaScript: only the gaps between strings
 * are looked at here.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'

/** JSON.parse with exact integers. Throws SyntaxError like it. */
export function parseLossless(text: string): JsonValue {
  return JSON.parse(quoteBigIntegers(text)) as JsonValue
}

/** Fewest digits that can exceed 2^53 - 1. */
const doubtfulDigits = 16

/** The same JSON text with every integer beyond ±(2^53 - 1) in quotes. */
export function quoteBigIntegers(text: string): string {
  let out = ''
  let copied = 0
  let at = 0
  while (at < text.length) {
    let open = text.indexOf('"', at)
    if (open === -1) open = text.length
    // Most gaps are a colon or a comma: only a long one can hold such a number.
    if (open - at > doubtfulDigits) {
      const quoted = quoteInGap(text, at, open)
      if (quoted !== null) {
        out += text.slice(copied, at) + quoted
        copied = open
      }
    }
    if (open >= text.length) break
    at = endOfString(text, open)
  }
  return copied === 0 ? text : out + text.slice(copied)
}

const longInteger = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

function quoteInGap(text: string, from: number, to: number): string | null {
  const gap = text.slice(from, to)
  let changed = false
  const quoted = gap.replace(longInteger, (digits) => {
    if (Number.isSafeInteger(Number(digits))) return digits
    changed = true
    return `"${digits}"`
  })
  return changed ? quoted : null
}

/** The index after the closing quote of the string that opens at `open`; the text's length when it never closes. */
function endOfString(text: string, open: number): number {
  for (let close = text.indexOf('"', open + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let slashes = 0
    while (text.charCodeAt(close - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return close + 1
  }
  return text.length
}

/** Where the long array of an answer lies: the key that holds it, and how many objects are open around it. */
export interface LongArray {
  readonly key: string
  readonly depth: number
}

const smallText = 200_000
const batchBytes = 64_000

/**
 * The same for an answer that may be a hundred megabytes: the objects of its one long array are read in batches with `breathe` between them, so that the
 * event loop is not held for the whole. Rejects with SyntaxError like JSON.parse.
 */
export async function parseLosslessInTurns(
  text: string,
  long: LongArray,
  breathe: () => Promise<void> | void,
): Promise<JsonValue> {
  if (text.length < smallText) return parseLossless(text)
  const start = findArray(text, long)
  if (start === -1) return parseLossless(text)
  const items: JsonValue[] = []
  let from = start
  let depth = 0
  let at = start
  let end = -1
  while (end === -1) {
    let open = text.indexOf('"', at)
    if (open === -1) open = text.length
    for (let index = at; index < open; index++) {
      const char = text.charCodeAt(index)
      if (char === 123 || char === 91) depth++
      else if (char === 125 || (char === 93 && depth > 0)) depth--
      else if (char === 93) {
        end = index
        break
      } else if (char === 44 && depth === 0 && index - from > batchBytes) {
        await take(text.slice(from, index))
        from = index + 1
      }
    }
    if (end !== -1) break
    if (open >= text.length) throw new SyntaxError('Unexpected end of JSON input')
    at = endOfString(text, open)
  }
  await take(text.slice(from, end))
  const whole = parseLossless(text.slice(0, start) + text.slice(end))
  const holder = emptyArrayAt(whole, long)
  if (holder === null) return parseLossless(text)
  for (const item of items) holder.push(item)
  return whole

  async function take(slice: string): Promise<void> {
    if (slice.trim() === '' && items.length === 0) return
    for (const item of parseLossless(`[${slice}]`) as JsonValue[]) items.push(item)
    await breathe()
  }
}

/** The index after the `[` of the array under `key` with `depth` open brackets around it, or -1. */
function findArray(text: string, { key, depth }: LongArray): number {
  let level = 0
  let last = ''
  for (let at = 0; at < text.length;) {
    let open = text.indexOf('"', at)
    if (open === -1) open = text.length
    for (let index = at; index < open; index++) {
      const char = text.charCodeAt(index)
      if (char === 91 && level === depth && last === key) return index + 1
      if (char === 123 || char === 91) level++
      else if (char === 125 || char === 93) level--
    }
    if (open >= text.length) return -1
    at = endOfString(text, open)
    if (level === depth) last = text.slice(open + 1, at - 1)
  }
  return -1
}

function emptyArrayAt(value: JsonValue, { key, depth }: LongArray): JsonValue[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  if (depth === 1) {
    const found = value[key]
    return Array.isArray(found) && found.length === 0 ? found : null
  }
  for (const inner of Object.values(value)) {
    const found = emptyArrayAt(inner, { key, depth: depth - 1 })
    if (found) return found
  }
  return null
}
