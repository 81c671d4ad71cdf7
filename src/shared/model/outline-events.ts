/** The events of a run's steps as columns beside the Outline: what the timeline draws as dots and triangles on a bar. */

import type { Outline } from './outline.ts'

/** One entry an event, ascending by step and then by time. `time` is in microseconds after the Outline's start; an event whose time is unknown is left out. */
export interface OutlineEvents {
  /** Index of the step in the Outline. */
  readonly step: readonly number[]
  readonly time: readonly number[]
  /** Indices into `names`. */
  readonly name: readonly number[]
  readonly names: readonly string[]
  /** 1 for an exception. */
  readonly exception: readonly number[]
  /** True when the run has more events than are carried here. */
  readonly cut: boolean
}

/** More than this are not drawn: they could not be told apart. */
export const maxOutlineEvents = 50_000

/** No events. */
export const noEvents: OutlineEvents = { step: [], time: [], name: [], names: [], exception: [], cut: false }

/** The entries of a step: from inclusive, to exclusive. O(log events). */
export function eventsOfStep(events: OutlineEvents, step: number): { from: number; to: number } {
  return { from: firstAtOrAfter(events.step, step), to: firstAtOrAfter(events.step, step + 1) }
}

/** True when every entry points to a step of this Outline: what a carrier brought can be drawn. */
export function eventsFit(events: OutlineEvents, outline: Outline): boolean {
  return events.step.every((step) => step >= 0 && step < outline.length)
}

function firstAtOrAfter(steps: readonly number[], step: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (steps[middle]! < step) low = middle + 1
    else high = middle
  }
  return low
}
