/**
 * What the timeline works out of an answer, each thing once, so that no gesture costs more than what is on screen. Only what the first rows need is worked out at
 * once; the rest when it is first asked for.
 */

import type { OpenedRun } from '../../../../shared/contract.ts'
import { type BudgetPart, timeBudget } from '../../../../shared/model/outline-budget.ts'
import { type CriticalPath, criticalPath } from '../../../../shared/model/outline-critical-path.ts'
import { eventsFit, noEvents, type OutlineEvents } from '../../../../shared/model/outline-events.ts'
import { foldSizes, type FoldSizes, groupFigures, type GroupFigures } from '../../../../shared/model/outline-groups.ts'
import { type IdleGap, idleGaps } from '../../../../shared/model/outline-idle.ts'
import { selfStretches, subtreeEnds } from '../../../../shared/model/outline-spread.ts'
import { type OutlineErrors, outlineErrors } from '../../../../shared/model/outline-errors.ts'
import { type OutlineTimes, outlineTimes } from '../../../../shared/model/outline-times.ts'
import { type SiblingPositions, siblingPositions } from '../../../../shared/model/outline-tree.ts'
import { type Outline, outlineFlags, unpackOutline } from '../../../../shared/model/outline.ts'
import { fromMilliseconds } from '../../../../shared/units.ts'

/** A stretch without work is counted as idle, and not as the time of the agent above it, from this length on. Microseconds. */
const shortestIdle = 1e6

/** An opened run, ready to be drawn. */
export interface TimelineData {
  readonly outline: Outline
  readonly times: OutlineTimes
  readonly errors: OutlineErrors
  readonly siblings: SiblingPositions
  readonly events: OutlineEvents
  /** What each step stands for when it is folded: its subtree, or the group of alike steps that it begins. */
  readonly sizes: FoldSizes
  /** The latest end in each step's subtree. */
  readonly subtreeEnds: Float64Array
  /** Does any step carry tokens? Without them their column would stand empty. */
  readonly hasTokens: boolean
  /** Where the children of a placeholder that has no times of its own begin and end; microseconds after the run's start. */
  readonly reach: ReadonlyMap<number, { readonly from: number; readonly to: number }>
  /** Epoch milliseconds of the answer: running steps are drawn up to here. */
  readonly fetchedAt: number
  /** The index of a span id; -1 when the run has no such step. */
  indexOf(spanId: string): number
  /** These are worked out when they are first asked for, and kept. */
  criticalPath(): CriticalPath
  budget(): readonly BudgetPart[]
  idle(): readonly IdleGap[]
  group(step: number): GroupFigures
  selfStretches(step: number): Float64Array
}

/** Unpacks an answer. Throws RangeError when its columns are not whole. O(n). */
export function timelineData(
  opened: Pick<OpenedRun, 'outline' | 'fetchedAt'> & Partial<Pick<OpenedRun, 'events'>>,
): TimelineData {
  const outline = unpackOutline(opened.outline, fromBase64)
  const times = outlineTimes(outline, fromMilliseconds(opened.fetchedAt))
  const sizes = foldSizes(outline)
  const events = opened.events && eventsFit(opened.events, outline) ? opened.events : noEvents
  const reach = placeholderReach(outline, times)
  const errors = once(() => outlineErrors(outline))
  const ends = once(() => subtreeEnds(outline, times))
  const path = once(() => criticalPath(outline, times))
  const idle = once(() => idleGaps(outline, times))
  const groups = new Map<number, GroupFigures>()
  const stretches = new Map<number, Float64Array>()
  let indices: Map<string, number> | null = null
  return {
    outline,
    times,
    reach,
    get errors() {
      return errors()
    },
    siblings: siblingPositions(outline),
    events,
    sizes,
    get subtreeEnds() {
      return ends()
    },
    hasTokens: outline.inputTokens.some(isNumber) || outline.outputTokens.some(isNumber),
    fetchedAt: opened.fetchedAt,
    indexOf(spanId) {
      if (!indices) {
        indices = new Map()
        for (let i = outline.length - 1; i >= 0; i--) indices.set(outline.spanIds[i]!, i)
      }
      return indices.get(spanId) ?? -1
    },
    criticalPath: path,
    budget: once(() =>
      timeBudget(
        outline,
        path(),
        idle().filter((gap) => gap.to - gap.from >= shortestIdle),
      ),
    ),
    idle,
    group: (step) => kept(groups, step, () => groupFigures(outline, sizes, times.end, step)),
    selfStretches: (step) => kept(stretches, step, () => selfStretches(outline, times, step)),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}

function kept<T>(known: Map<number, T>, step: number, make: () => T): T {
  const there = known.get(step)
  if (there !== undefined) return there
  const made = make()
  known.set(step, made)
  return made
}

/** A missing parent was there at least while its children were. */
function placeholderReach(outline: Outline, times: OutlineTimes): TimelineData['reach'] {
  const out = new Map<number, { from: number; to: number }>()
  for (let i = 0; i < outline.length; i++) {
    if (!(outline.flags[i]! & outlineFlags.missing) || !Number.isNaN(outline.offset[i]!)) continue
    let from = Number.POSITIVE_INFINITY
    let to = Number.NEGATIVE_INFINITY
    for (let child = i + 1; child < i + outline.size[i]!; child += outline.size[child]!) {
      if (outline.offset[child]! < from) from = outline.offset[child]!
      if (times.end[child]! > to) to = times.end[child]!
    }
    if (from <= to) out.set(i, { from, to })
  }
  return out
}

/** Base64 to bytes: by the browser's own decoder where it has one, else by atob. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64
  if (native) return native.call(Uint8Array, text)
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

function isNumber(value: number): boolean {
  return !Number.isNaN(value)
}
