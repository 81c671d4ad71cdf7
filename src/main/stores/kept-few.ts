/**
 * A few parsed pieces of an answer, kept because whoever walks a run meets each of them many times in a row. Places are fixed: a piece takes that of the one that stood there. (A map
 * that lets the oldest go leaves its former tables behind, and what they point to lives on with them.)
 */
export class KeptFew<T> {
  readonly #make: (number: number) => T
  readonly #numbers: Int32Array
  readonly #pieces: (T | undefined)[]

  /** `make` parses the piece of this number anew. */
  constructor(places: number, make: (number: number) => T) {
    this.#make = make
    this.#numbers = new Int32Array(places).fill(-1)
    this.#pieces = Array.from({ length: places })
  }

  get(number: number): T {
    const place = number % this.#numbers.length
    if (this.#numbers[place] === number) return this.#pieces[place]!
    const made = this.#make(number)
    this.#numbers[place] = number
    this.#pieces[place] = made
    return made
  }
}
