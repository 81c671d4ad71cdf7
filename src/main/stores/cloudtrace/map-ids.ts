/** Span ids: v1 prints uint64 as decimals, everybody else as 16 hex digits. They never pass through a JavaScript number. */

/** What the id "0" stands for: no span at all. */
const noSpan = '0'.repeat(16)

/** The id of a span. `index` names one whose own id cannot be read, so that the same payload always gives the same ids. */
export function spanIdOf(value: unknown, index: number, ids: IdTable, remarks: string[]): string {
  const id = readId(value, ids)
  if (id !== null && id !== noSpan) return id
  remarks.push(idRemark('span id', value))
  return `unreadable-${index}`
}

/** The id of a span's parent; null for a root. */
export function parentIdOf(value: unknown, ids: IdTable, remarks: string[]): string | null {
  if (value === undefined || value === null || value === '') return null
  const id = readId(value, ids)
  if (id !== null) return id === noSpan ? null : id
  // Some parent is named, so this is no root; which one it is, is not known.
  remarks.push(idRemark('parent span id', value))
  return 'unreadable'
}

/**
 * A decimal uint64 text as 16 hex digits; any other text as it is; null for what is not a text. A JSON number is refused even where it looks exact: whoever parsed it has already
 * rounded the large ones.
 */
function readId(value: unknown, ids: IdTable): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' ? null : ids.idOf(text)
}

function idRemark(what: string, value: unknown): string {
  return typeof value === 'number'
    ? `The ${what} came as a JSON number, which rounds 64-bit ids: it is not known.`
    : `The ${what} could not be read.`
}

const places = 1024

/** Remembers ids that were read: a parent was mostly read not long before its children, whose text is then the very same. */
export class IdTable {
  readonly #texts: string[] = []
  readonly #ids: string[] = []

  idOf(text: string): string {
    const place = placeOf(text)
    if (this.#texts[place] === text) return this.#ids[place]!
    const id = (/^\d{1,20}$/.test(text) ? hexOf(text) : null) ?? text
    if (this.#texts.length === 0) {
      for (let i = 0; i < places; i++) {
        this.#texts.push('')
        this.#ids.push('')
      }
    }
    this.#texts[place] = text
    this.#ids[place] = id
    return id
  }
}

/** By the last digits, which differ the most. */
function placeOf(text: string): number {
  const last = text.length - 1
  const digits =
    text.charCodeAt(last) + text.charCodeAt(Math.max(0, last - 1)) * 10 + text.charCodeAt(Math.max(0, last - 2)) * 100
  return digits % places
}

const word = 2 ** 32

const tenDigits = 1e10

/**
 * A decimal of at most 20 digits as 16 hex digits; null beyond 64 bits. In parts, each of which a number holds exactly: a trace has two ids a span, and a BigInt for each takes much
 * longer.
 */
function hexOf(decimal: string): string | null {
  const cut = Math.max(0, decimal.length - 10)
  const upper = digitsOf(decimal, 0, cut)
  const upperHigh = Math.floor(upper / 2 ** 17)
  // The whole is product * 2^17 + rest, and neither is longer than 52 bits.
  const product = upperHigh * tenDigits
  const rest = (upper - upperHigh * 2 ** 17) * tenDigits + digitsOf(decimal, cut, decimal.length)
  const productHigh = Math.floor(product / 2 ** 15)
  const restHigh = Math.floor(rest / word)
  let low = (product - productHigh * 2 ** 15) * 2 ** 17 + (rest - restHigh * word)
  let high = productHigh + restHigh
  if (low >= word) {
    low -= word
    high++
  }
  if (high >= word) return null
  const h = high >>> 0
  const l = low >>> 0
  // One flat text: two that are joined stay two, and are joined anew by whoever looks them up.
  return String.fromCharCode(
    digit(h >>> 28),
    digit(h >>> 24),
    digit(h >>> 20),
    digit(h >>> 16),
    digit(h >>> 12),
    digit(h >>> 8),
    digit(h >>> 4),
    digit(h),
    digit(l >>> 28),
    digit(l >>> 24),
    digit(l >>> 20),
    digit(l >>> 16),
    digit(l >>> 12),
    digit(l >>> 8),
    digit(l >>> 4),
    digit(l),
  )
}

function digitsOf(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 48
  return value
}

function digit(bits: number): number {
  const value = bits & 15
  return value < 10 ? 48 + value : 87 + value
}
