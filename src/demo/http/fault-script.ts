import type { Fault } from './handler.ts'

/** The faults that a test or a person has asked for, in order. */
export class FaultScript {
  readonly #waiting: { readonly fault: Fault; left: number }[] = []

  /** Appends a fault. `times` defaults to 1; Infinity keeps it until clear(). Throws RangeError for a `times` that is not a positive whole number. */
  add(fault: Fault): void {
    const times = fault.times ?? 1
    if (times !== Infinity && !(Number.isInteger(times) && times > 0))
      throw new RangeError(`A fault applies to a positive whole number of requests, or Infinity; got ${times}.`)
    this.#waiting.push({ fault, left: times })
  }

  clear(): void {
    this.#waiting.length = 0
  }

  /** The fault for the next request of this operation (null: an operation the platform does not have), used up by one; or null. */
  take(operation: string | null): Fault | null {
    const index = this.#waiting.findIndex(({ fault }) => fault.operation === undefined || fault.operation === operation)
    const entry = this.#waiting[index]
    if (!entry) return null
    entry.left -= 1
    if (entry.left <= 0) this.#waiting.splice(index, 1)
    return entry.fault
  }
}
