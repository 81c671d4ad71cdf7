/**
 * Reads JSON without rounding: an integer that a JavaScript number cannot hold exactly (span ids are uint64, times are nanoseconds) becomes a string of
 * its digits. Everything else is left to JSON.parse, which is several times faster than any parser written in JavaScript: such integers are put in quotes
 * before.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { KeptFew } from '../kept-few.ts'

/** JSON.parse with exact integers. Throws SyntaxError like it. */
export function parseLossless(text: string): JsonValue {
  return JSON.parse(quoteBigIntegers(text)) as JsonValue
}

/** Sixteen digits are the fewest that can exceed 2^53 - 1: whoever looks at every sixteenth character misses none. */
const fewestDigits = 16

/** The same JSON text with every integer beyond ±(2^53 - 1) in quotes. */
export function quoteBigIntegers(text: string): string {
  return quotedPart(text, 0, text.length)
}

/** The same for a part of a text, without copying what lies before and behind it. */
function quotedPart(text: string, start: number, end: number): string {
  let out = ''
  let copied = start
  for (let at = start + fewestDigits - 1; at < end; at += fewestDigits) {
    if (!isDigit(text.charCodeAt(at))) continue
    let first = at
    while (first > start && isDigit(text.charCodeAt(first - 1))) first--
    let to = at + 1
    while (to < end && isDigit(text.charCodeAt(to))) to++
    // What follows is no digit: the next sixteenth character is counted from there.
    at = to
    if (to - first < fewestDigits) continue
    const from = first > start && text.charCodeAt(first - 1) === minus ? first - 1 : first
    // A fraction, an exponent or a string; or a number that is exact.
    if (!isMark(to < end ? text.charCodeAt(to) : Number.NaN)) continue
    if (!isMark(from > start ? text.charCodeAt(from - 1) : Number.NaN)) continue
    if (isExact(text, first, to)) continue
    const place = placeOf(text, from, start)
    if (place === 'doubtful') return quoteBetweenStrings(text.slice(start, end))
    if (place === 'in-string') continue
    out += `${text.slice(copied, from)}"${text.slice(from, to)}"`
    copied = to
  }
  return copied === start ? text.slice(start, end) : out + text.slice(copied, end)
}

/** Seventeen digits that do not begin with a zero exceed 2^53 - 1. */
function isExact(text: string, first: number, to: number): boolean {
  if (to - first > fewestDigits && text.charCodeAt(first) !== zero) return false
  return Number.isSafeInteger(Number(text.slice(first, to)))
}

function isDigit(char: number): boolean {
  return char >= zero && char <= zero + 9
}

const zero = 48
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
function placeOf(text: string, number: number, start: number): 'after-key' | 'in-string' | 'doubtful' {
  if (number - 3 < start || text.charCodeAt(number - 1) !== colon || text.charCodeAt(number - 2) !== quote)
    return 'doubtful'
  let at = number - 3
  if (text.charCodeAt(at) === backslash)
    return at > start && text.charCodeAt(at - 1) === backslash ? 'doubtful' : 'in-string'
  while (at > start && isWord(text.charCodeAt(at))) at--
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
const batchLength = 32_000

/** The items of a long array, kept as the text that they came in: 100,000 parsed objects cost more to keep than to parse once more where one is looked at. */
export interface TextItems {
  readonly count: number
  /** Null for a number that no item has. */
  item(index: number): JsonValue
  /** The text of some items, this one among them; null where the item is kept parsed. */
  textAround(index: number): string | null
}

/** An answer whose long array was read. */
export interface ReadItems {
  /** The document around the array, as parsed. Of the array itself it holds only the last items, or none. */
  readonly around: JsonValue
  /** Null when the document has no such array; what was taken then does not count. */
  readonly items: TextItems | null
}

/**
 * Reads an answer that may be a hundred megabytes: the objects of its one long array are parsed in batches with `breathe` between them, so that the event loop is not held for
 * the whole, and each is handed to `take` in its order and then let go. Rejects with SyntaxError like JSON.parse; items may have been taken before.
 */
export async function readItemsInTurns(
  text: string,
  long: LongArray,
  breathe: () => Promise<void> | void,
  take: (item: JsonValue, index: number) => void,
): Promise<ReadItems> {
  const start = text.length < smallText ? -1 : findArray(text, long)
  if (start === -1) return wholeOf(parseLossless(text), long, take)
  const pages = new Pages(text)
  let from = start
  for (let length = batchLength; ;) {
    const edge = text.indexOf('},{"', from + length)
    if (edge === -1) break
    const batch = tryBatch(text, from, edge + 1)
    if (batch === null) {
      // The edge lies inside an item, or behind the array: a longer batch may end at a true one.
      length *= 2
      continue
    }
    for (let i = 0; i < batch.length; i++) take(batch[i]!, pages.count + i)
    pages.add(from, edge + 1, batch.length)
    from = edge + 2
    length = batchLength
    const pause = breathe()
    if (pause) await pause
  }
  // The last items are read where they stand, with all that is around the array.
  const around = parseLossless(text.slice(0, start) + text.slice(from))
  const last = arrayAt(around, long)
  // Two keys of one name, the last of which holds something else.
  if (last === null) return { around: parseLossless(text), items: null }
  for (let i = 0; i < last.length; i++) take(last[i]!, pages.count + i)
  pages.end(last)
  return { around, items: pages }
}

function wholeOf(around: JsonValue, long: LongArray, take: (item: JsonValue, index: number) => void): ReadItems {
  const all = arrayAt(around, long)
  if (all === null) return { around, items: null }
  all.forEach(take)
  return { around, items: { count: all.length, item: (index) => all[index] ?? null, textAround: () => null } }
}

/** How many pages are kept parsed. */
const keptPages = 128

class Pages implements TextItems {
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #first: number[] = []
  readonly #kept: KeptFew<readonly JsonValue[]>
  #last: readonly JsonValue[] = []
  #paged = 0
  readonly #text: string
  readonly #texts: string[] = []

  constructor(text: string) {
    this.#text = text
    this.#kept = new KeptFew(keptPages, (page) => tryBatch(text, this.#from[page]!, this.#to[page]!) ?? [])
  }

  get count(): number {
    return this.#paged + this.#last.length
  }

  add(from: number, to: number, items: number): void {
    this.#from.push(from)
    this.#to.push(to)
    this.#first.push(this.#paged)
    this.#paged += items
  }

  end(last: readonly JsonValue[]): void {
    this.#last = last
  }

  item(index: number): JsonValue {
    if (index >= this.#paged) return this.#last[index - this.#paged] ?? null
    const page = this.#pageOf(index)
    return this.#kept.get(page)[index - this.#first[page]!] ?? null
  }

  textAround(index: number): string | null {
    if (index >= this.#paged) return null
    const page = this.#pageOf(index)
    // A view into the answer's text, the same one each time.
    return (this.#texts[page] ??= this.#text.slice(this.#from[page], this.#to[page]))
  }

  #pageOf(index: number): number {
    let low = 0
    let high = this.#first.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#first[middle]! <= index) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** The same for an answer that is wanted whole. */
export async function parseLosslessInTurns(
  text: string,
  long: LongArray,
  breathe: () => Promise<void> | void,
): Promise<JsonValue> {
  const all: JsonValue[] = []
  const { around, items } = await readItemsInTurns(text, long, breathe, (item) => void all.push(item))
  const array = items === null ? null : arrayAt(around, long)
  if (array !== null && array.length < all.length) {
    array.length = 0
    for (const item of all) array.push(item)
  }
  return around
}

/** The items of a batch; null when it does not end between two items, for then its brackets or its quotes are not closed. */
function tryBatch(text: string, from: number, to: number): JsonValue[] | null {
  try {
    return JSON.parse(`[${quotedPart(text, from, to)}]`) as JsonValue[]
  } catch {
    return null
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
