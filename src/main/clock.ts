/** Two clocks, because neither tells the whole truth (docs/decisions). */

/** The wall clock, which can be set, and one that only goes forward, which may stand still while the machine sleeps. */
export interface Clock {
  /** Epoch milliseconds: for whatever is compared with a platform's times or shown to a person. */
  now(): number
  /** Milliseconds since some moment: for durations. */
  steady(): number
}

/** Monotonic milliseconds of this process. On macOS and Linux the time of a suspend is not among them, on Windows it is. */
export const steadyNow = (): number => performance.now()

/** The machine's own clocks. */
export const machineClocks: Clock = { now: () => Date.now(), steady: steadyNow }

/** A point in time by both clocks. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number
  readonly steady: number
}

/** This moment. */
export function momentOf(clock: Clock): Moment {
  return { now: clock.now(), steady: clock.steady() }
}

/** A correction of the clock by less than this is no reason to ask anew. */
const slewMs = 1000

/**
 * Has so much time passed since then, by either clock? The steady one does not see a sleep, the other does not see a clock that is set back: a moment that lies ahead of the wall
 * clock is of another time altogether, and counts as past.
 */
export function hasPassed(ms: number, since: Moment, clock: Clock): boolean {
  const wall = clock.now() - since.now
  return wall >= ms || wall < -slewMs || clock.steady() - since.steady >= ms
}

let last = 0

/** Grows with each call in this process: tells which of two came first, whatever the clocks were set to. */
export function nextInOrder(): number {
  return ++last
}
