/** The errors of an Outline: how many lie below a step, and which comes next. */

import { type Outline, outlineFlags } from './outline.ts'

/** Steps that failed by themselves, ascending, and sums that answer "how many below" in O(1). */
export interface OutlineErrors {
  readonly steps: Int32Array
  /** `before[i]`: how many of the steps 0 … i-1 failed by themselves. One entry longer than the outline. */
  readonly before: Int32Array
}

/** Finds the steps that failed by themselves. O(n). */
export function outlineErrors(outline: Outline): OutlineErrors {
  const before = new Int32Array(outline.length + 1)
  const steps: number[] = []
  for (let i = 0; i < outline.length; i++) {
    const failed = (outline.flags[i]! & outlineFlags.error) !== 0
    if (failed) steps.push(i)
    before[i + 1] = before[i]! + (failed ? 1 : 0)
  }
  return { steps: Int32Array.from(steps), before }
}

/** How many steps below `i`, itself left out, failed by themselves. O(1). */
export function errorsBelow(outline: Outline, errors: OutlineErrors, i: number): number {
  return errors.before[i + outline.size[i]!]! - errors.before[i + 1]!
}

/**
 * The entry of ascending `steps` that follows (1) or precedes (-1) step `i`, around the end; -1 when there is none at all. `i` itself need not be an entry, and
 * -1 stands for "before the first". O(log).
 */
export function nextOf(steps: Int32Array, i: number, direction: 1 | -1): number {
  if (steps.length === 0) return -1
  let low = 0
  let high = steps.length
  const target = direction === 1 ? i + 1 : i
  while (low < high) {
    const middle = (low + high) >> 1
    if (steps[middle]! < target) low = middle + 1
    else high = middle
  }
  if (direction === 1) return steps[low === steps.length ? 0 : low]!
  return steps[low === 0 ? steps.length - 1 : low - 1]!
}
