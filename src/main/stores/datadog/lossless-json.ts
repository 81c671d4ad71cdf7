/**
 * Reads JSON without rounding: an integer that a JavaScript number cannot hold exactly (span ids are uint64, times are nanoseconds) becomes a string of
 * its digits. Everything else is left to JSON.parse, which is several times faster than any parser written in JavaScript: such integers are put in quotes
 * before.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'

/** JSON.parse with exact integers. Throws SyntaxError like it. */
export function parseLossless(text: string): JsonValue {
  return JSON.parse(quoteBigIntegers(text)) as JsonValue
}

/** Sixteen digits are the fewest that can exceed 2^53 - 1. Nothing else is asked here: this pattern lets the engine skip over text without digits. */
const manyDigits = /\d{16,}/g

/** The same JSON text with every integer beyond ±(2^53 - 1) in quotes. */
export function quoteBigIntegers(text: string): string {
  let out = ''
  let copied = 0
  manyDigits.lastIndex = 0
  for (let match = manyDigits.exec(text); match !== null; match = manyDigits.exec(text)) {
    const to = manyDigits.lastIndex
    const from = text.charCodeAt(match.index - 1) === minus ? match.index - 1 : match.index
    // A fraction, an exponent or a string; or a number that is exact.
    if (!isMark(text.charCodeAt(to)) || !isMark(text.charCodeAt(from - 1)) || Number.isSafeInteger(Number(match[0])))
      continue
    const place = placeOf(text, from)
    if (place === 'doubtful') return quoteBetweenStrings(text)
    if (place === 'in-string') continue
    out += `${text.slice(copied, from)}"${text.slice(from, to)}"`
    copied = to
  }
  return copied === 0 ? text : out + text.slice(copied)
}

const minus = 45
const colon = 58
const quote = 34
const backslash = 92

/** White space, `,`, `:`, an opening bracket, a closing bracket or brace, or the edge of the text: what may stand beside a number. */
function isMark(char: number): boolean {
  return Number.isNaN(char) || char <= 32 || char === 44 || char === colon || char === 91 || char === 93 || char === 125
}

/**
 * Whether a number follows a key, judged by what is in front of it. A quote that is not escaped opens or closes a string; were the nearer of two such quotes
 * an opening one, structure would lie between them, and structure never begins with a letter.
 */
function placeOf(text: string, number: number): 'after-key' | 'in-string' | 'doubtful' {
  if (text.charCodeAt(number - 1) !== colon || text.charCodeAt(number - 2) !== quote) return 'doubtful'
  let at = number - 3
  if (text.charCodeAt(at) === backslash) return text.charCodeAt(at - 1) === backslash ? 'doubtful' : 'in-string'
  while (isWord(text.charCodeAt(at))) at--
  return text.charCodeAt(at) === quote && isLetter(text.charCodeAt(at + 1)) ? 'after-key' : 'doubtful'
}

function isLetter(char: number): boolean {
  return (char >= 97 && char <= 122) || (char >= 65 && char <= 90) || char === 95
}

/** What names of fields are made of: letters, digits, an underscore, a dot, a dash. */
function isWord(char: number): boolean {
  return isLetter(char) || (char >= 48 && char <= 57) || char === 46 || char === minus
}

/** The slow and certain way: walks from string to string and looks at the gaps only. */
function quoteBetweenStrings(text: string): string {
  let out = ''
  for (let at = 0; at < text.length;) {
    let open = text.indexOf('"', at)
    if (open === -1) open = text.length
    const gap = text.slice(at, open)
    out += open - at < 16 ? gap : gap.replaceAll(longInteger, quoteUnlessExact)
    at = open < text.length ? endOfString(text, open) : open
    out += text.slice(open, at)
  }
  return out
}

const longInteger = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

function quoteUnlessExact(digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`
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
const batchLength = 100_000

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
  for (let length = batchLength; ;) {
    const edge = text.indexOf('},{"', from + length)
    if (edge === -1) break
    const batch = tryBatch(text.slice(from, edge + 1))
    if (batch === null) {
      // The edge lies inside an item, or behind the array: a longer batch may end at a true one.
      length *= 2
      continue
    }
    for (const item of batch) items.push(item)
    from = edge + 2
    length = batchLength
    await breathe()
  }
  // The last items are read where they stand, with all that is around the array.
  const whole = parseLossless(text.slice(0, start) + text.slice(from))
  const rest = arrayAt(whole, long)
  if (rest === null) return parseLossless(text)
  prepend(rest, items)
  return whole
}

/** The items of a batch; null when it does not end between two items, for then its brackets or its quotes are not closed. */
function tryBatch(slice: string): JsonValue[] | null {
  try {
    // The brackets are added last: a text put together is copied once more each time it is searched.
    return JSON.parse(`[${quoteBigIntegers(slice)}]`) as JsonValue[]
  } catch {
    return null
  }
}

function prepend(rest: JsonValue[], items: readonly JsonValue[]): void {
  const last = rest.splice(0)
  for (const item of items) rest.push(item)
  for (const item of last) rest.push(item)
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

/** The first array under `key` at this depth: the one that findArray found, because JSON.parse keeps the order of keys. */
function arrayAt(value: JsonValue, { key, depth }: LongArray): JsonValue[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  if (depth === 1) {
    const found = value[key]
    return Array.isArray(found) ? found : null
  }
  for (const inner of Object.values(value)) {
    const found = arrayAt(inner, { key, depth: depth - 1 })
    if (found) return found
  }
  return null
}
