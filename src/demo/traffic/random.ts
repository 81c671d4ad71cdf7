/**
 * A seeded source of chance. The same key always gives the same sequence, on every machine, so that a trace can be rebuilt from its key alone.
 */
export class Random {
  #state: number

  constructor(key: string) {
    let hash = 0x811c9dc5
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
    this.#state = hash >>> 0
    // The first values after a short key resemble each other.
    for (let i = 0; i < 4; i++) this.next()
  }

  /** At least 0 and less than 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least)
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** One of the items. Throws RangeError for an empty list. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('There is nothing to pick from.')
    return items[Math.floor(this.next() * items.length)]!
  }

  /** All the items in a random order. */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items]
    for (let i = out.length - 1; i > 0; i--) {
      const j = Math.floor(this.next() * (i + 1))
      ;[out[i], out[j]] = [out[j]!, out[i]!]
    }
    return out
  }

  /** Lower-case hex digits, never all zero. */
  hex(digits: number): string {
    const parts: string[] = []
    for (let made = 0; made < digits; made += 8) {
      const eight = Math.floor(this.next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0')
      parts.push(eight.slice(0, digits - made))
    }
    // Joined at once: text that grows piece by piece is kept as a rope of its pieces, and there are many thousand ids.
    const out = parts.join('')
    return /^0+$/.test(out) ? `${out.slice(1)}1` : out
  }

  /** Letters and digits as model providers use in their ids. */
  token(length: number): string {
    const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
    return Array.from({ length }, () => letters[Math.floor(this.next() * letters.length)]).join('')
  }
}
