/**
 * Which stretches of a run may hold a text at all: of each stretch of steps, the three-letter pieces of its texts are kept as bits. A search passes over a stretch
 * that lacks a piece of what is looked for without reading it. It may keep a stretch that holds nothing; it never rules out one that does.
 */

/** Pieces of one stretch share this many bits: prose of a stretch's length sets a quarter of them. */
const bitsLog = 14
/** A stretch ends with the step that makes it this long, in characters. Its bits take a sixteenth of that. */
const stretchLength = 32_768
/** A text longer than this is not taken apart, so that no text holds the thread: its stretch is always read. */
const longestText = 1 << 20

const pieceLength = 3

/** ASCII letters small; of other characters the lowest bits, which can only keep a stretch too many. */
const folded = Uint8Array.from({ length: 128 }, (_, code) => (code >= 65 && code <= 90 ? code + 32 : code))

/** Filled from the first step on. Half a kilobyte for each 8,000 characters. */
export class TextBlocks {
  /** By stretch, the step that it ends before, and its bits; null where all of it must be read. */
  readonly #ends: number[] = []
  readonly #bits: (Uint32Array | null)[] = []
  #open: Uint32Array | null = new Uint32Array(1 << (bitsLog - 5))
  #length = 0
  #steps = 0

  /** How many steps lie in stretches that are whole: later ones must be read. */
  get steps(): number {
    return this.#ends.at(-1) ?? 0
  }

  /** Adds a text of the step that is under way. */
  add(text: string): void {
    this.#length += text.length
    if (text.length > longestText) this.#open = null
    if (this.#open === null) return
    const bits = this.#open
    let piece = 0
    for (let i = 0; i < text.length; i++) {
      piece = nextPiece(piece, text.charCodeAt(i))
      if (i < pieceLength - 1) continue
      const place = placeOf(piece)
      bits[place >>> 5]! |= 1 << (place & 31)
    }
  }

  /** Ends the step that is under way. */
  endStep(): void {
    this.#steps++
    if (this.#length >= stretchLength) this.#close()
  }

  /** No step follows: the last stretch is whole. */
  end(): void {
    if (this.#steps > this.steps) this.#close()
  }

  /**
   * A look for steps with texts that hold all of `wanted`, ASCII, whatever its case. Shorter pieces than three characters rule out nothing. Quickest when asked of
   * one step after another.
   */
  look(wanted: readonly string[]): (step: number) => boolean {
    const places = wanted.flatMap(placesOf)
    let from = 0
    let to = 0
    let may = true
    return (step) => {
      if (places.length === 0 || step >= this.steps) return true
      if (step < from || step >= to) {
        const at = this.#stretchOf(step)
        from = this.#ends[at - 1] ?? 0
        to = this.#ends[at]!
        const bits = this.#bits[at]!
        may = bits === null || places.every((place) => (bits[place >>> 5]! & (1 << (place & 31))) !== 0)
      }
      return may
    }
  }

  #close(): void {
    this.#ends.push(this.#steps)
    this.#bits.push(this.#open)
    this.#open = new Uint32Array(1 << (bitsLog - 5))
    this.#length = 0
  }

  /** The first stretch that ends behind the step. */
  #stretchOf(step: number): number {
    let low = 0
    let high = this.#ends.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#ends[middle]! > step) high = middle
      else low = middle + 1
    }
    return low
  }
}

function placesOf(text: string): number[] {
  const out: number[] = []
  let piece = 0
  for (let i = 0; i < text.length; i++) {
    piece = nextPiece(piece, text.charCodeAt(i))
    if (i >= pieceLength - 1) out.push(placeOf(piece))
  }
  return out
}

/** The last three characters, seven bits each. */
function nextPiece(piece: number, code: number): number {
  return ((piece << 7) | folded[code & 127]!) & 0x1fffff
}

function placeOf(piece: number): number {
  return Math.imul(piece, 0x9e3779b1) >>> (32 - bitsLog)
}
