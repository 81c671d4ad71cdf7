/** Notices that the machine has slept, or that its clock was set. */

import { type Clock, machineClocks, type Moment, momentOf } from '../clock.ts'

/** How often is looked. */
const everyMs = 3000
/** The two clocks part by more than this in a sleep that cuts connections; corrections of the clock are smaller. */
const partedMs = 5000
/** A look that comes so late was slept through, where the steady clock counts sleep too; no work holds the thread for as long. */
const lateMs = 30_000

/** What has happened. */
export interface Woken {
  /** Milliseconds that the steady clock did not see, where the system has told that it slept; else 0, as the wall clock may have been set. */
  readonly unseenMs: number
}

/**
 * Compares the two clocks from time to time: in a sleep the wall clock goes on and the steady one stands still, or both go on and the look comes late. A clock that is set looks the same, in
 * both directions, and asks for the same: whatever is judged by time is judged anew. Keeps no process alive.
 */
export class WakeWatch {
  readonly #clock: Clock
  readonly #woke: (woken: Woken) => void
  readonly #timer: NodeJS.Timeout
  #last: Moment

  constructor(woke: (woken: Woken) => void, clock: Clock = machineClocks) {
    this.#clock = clock
    this.#woke = woke
    this.#last = momentOf(clock)
    this.#timer = setInterval(() => this.look(), everyMs).unref()
  }

  /** Looks now. */
  look(): void {
    const { parted, passed } = this.#step()
    if (Math.abs(parted) > partedMs || passed > everyMs + lateMs) this.#woke({ unseenMs: 0 })
  }

  /** The system says that it has resumed. */
  resumed(): void {
    this.#woke({ unseenMs: Math.max(0, this.#step().parted) })
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** By how much the clocks have parted since the last look, and how much steady time has passed. */
  #step(): { readonly parted: number; readonly passed: number } {
    const before = this.#last
    this.#last = momentOf(this.#clock)
    const passed = this.#last.steady - before.steady
    return { parted: this.#last.now - before.now - passed, passed }
  }
}
