/** What a run spent on each tool, model and agent: counts, failures, times and tokens, from its Outline alone. */

import { type Outline, outlineFlags, stepTypeAt } from './outline.ts'
import type { OutlineTimes } from './outline-times.ts'

export const statisticsSubjects = ['tool', 'model', 'agent'] as const
/** What the steps are put together by. */
export type StatisticsSubject = (typeof statisticsSubjects)[number]

/** One tool, model or agent. Times are in microseconds, null where no step of it has a time; tokens null where none were recorded. */
export interface StatisticsRow {
  readonly name: string
  /** Its steps, ascending. */
  readonly steps: Int32Array
  /** Those that failed by themselves; of an agent, all that failed in its care. */
  readonly errors: number
  /** Their durations, added up; a step within another of the same row counts once. */
  readonly total: number | null
  /** The time that they spent by themselves, no child running. */
  readonly self: number | null
  /** Of their durations, by nearest rank. */
  readonly p50: number | null
  readonly p95: number | null
  readonly max: number | null
  /** The one that took longest; the first where none has a duration. */
  readonly longest: number
  readonly inputTokens: number | null
  readonly outputTokens: number | null
}

/**
 * The rows of one subject, the most total time first. Tools are steps of that type by name. Models are the steps that name one, agents and workflows left out,
 * because they repeat the model of the calls below them. Agents are steps of that type by name, with the tokens and failures of all steps whose nearest agent
 * they are: what is in the care of another agent below is that agent's. O(n log n).
 */
export function outlineStatistics(outline: Outline, times: OutlineTimes, subject: StatisticsSubject): StatisticsRow[] {
  const groups = new Map<number, number[]>()
  for (let i = 0; i < outline.length; i++) {
    const key = groupOf(outline, i, subject)
    if (key === -2) continue
    const group = groups.get(key)
    if (group) group.push(i)
    else groups.set(key, [i])
  }
  const care = subject === 'agent' ? careOfAgents(outline) : null
  const inGroup = new Int32Array(outline.length).fill(-2)
  for (const [key, steps] of groups) for (const i of steps) inGroup[i] = key
  const outermost = outermostOf(outline, inGroup)
  return [...groups]
    .map(([key, steps]) => rowOf(outline, times, outline.strings[key] ?? '', steps, outermost, care))
    .sort((a, b) => (b.total ?? -1) - (a.total ?? -1) || b.steps.length - a.steps.length || (a.name < b.name ? -1 : 1))
}

/** The index of the name that a step counts under; -1 for one without a name, -2 for one that does not count. */
function groupOf(outline: Outline, i: number, subject: StatisticsSubject): number {
  const type = stepTypeAt(outline, i)
  if (subject !== 'model') return type === subject && !isMissing(outline, i) ? outline.name[i]! : -2
  return outline.model[i]! >= 0 && type !== 'agent' && type !== 'workflow' ? outline.model[i]! : -2
}

function isMissing(outline: Outline, i: number): boolean {
  return (outline.flags[i]! & outlineFlags.missing) !== 0
}

/** 1 for each step that has no ancestor in its own group. O(n) for all: the groups on the way down are kept with how often each is open. */
function outermostOf(outline: Outline, inGroup: Int32Array): Uint8Array {
  const out = new Uint8Array(outline.length)
  const open = new Map<number, number>()
  const path: number[] = []
  for (let i = 0; i < outline.length; i++) {
    while (path.length > 0 && i >= path[path.length - 1]! + outline.size[path[path.length - 1]!]!) {
      const left = inGroup[path.pop()!]!
      open.set(left, open.get(left)! - 1)
    }
    const key = inGroup[i]!
    if (key === -2) continue
    out[i] = open.get(key) ? 0 : 1
    open.set(key, (open.get(key) ?? 0) + 1)
    path.push(i)
  }
  return out
}

/** What each agent step answers for; NaN tokens where nothing was recorded. */
interface Care {
  readonly errors: Int32Array
  readonly input: Float64Array
  readonly output: Float64Array
}

function careOfAgents(outline: Outline): Care {
  const { length } = outline
  const nearest = new Int32Array(length).fill(-1)
  const care: Care = {
    errors: new Int32Array(length),
    input: new Float64Array(length).fill(Number.NaN),
    output: new Float64Array(length).fill(Number.NaN),
  }
  for (let i = 0; i < length; i++) {
    const type = stepTypeAt(outline, i)
    const isAgent = type === 'agent' && !isMissing(outline, i)
    const above = outline.parent[i]! < 0 ? -1 : nearest[outline.parent[i]!]!
    const agent = isAgent ? i : above
    nearest[i] = agent
    if (agent < 0) continue
    if (outline.flags[i]! & outlineFlags.error) care.errors[agent] = care.errors[agent]! + 1
    // Agents and workflows repeat the sum of the calls below them.
    if (isAgent || type === 'workflow') continue
    care.input[agent] = plus(care.input[agent]!, outline.inputTokens[i]!)
    care.output[agent] = plus(care.output[agent]!, outline.outputTokens[i]!)
  }
  // An agent whose calls say nothing may still say something itself.
  for (let i = 0; i < length; i++)
    if (nearest[i] === i && Number.isNaN(care.input[i]!) && Number.isNaN(care.output[i]!)) {
      care.input[i] = outline.inputTokens[i]!
      care.output[i] = outline.outputTokens[i]!
    }
  return care
}

function rowOf(
  outline: Outline,
  times: OutlineTimes,
  name: string,
  steps: readonly number[],
  outermost: Uint8Array,
  care: Care | null,
): StatisticsRow {
  let errors = 0
  let total = Number.NaN
  let self = Number.NaN
  let input = Number.NaN
  let output = Number.NaN
  let longest = steps[0]!
  let max = -1
  const durations: number[] = []
  for (const i of steps) {
    const duration = times.end[i]! - outline.offset[i]!
    if (!Number.isNaN(duration)) {
      durations.push(duration)
      if (outermost[i]) total = plus(total, duration)
      if (duration > max) {
        max = duration
        longest = i
      }
    }
    self = plus(self, times.self[i]!)
    errors += care ? care.errors[i]! : outline.flags[i]! & outlineFlags.error ? 1 : 0
    input = plus(input, care ? care.input[i]! : outline.inputTokens[i]!)
    output = plus(output, care ? care.output[i]! : outline.outputTokens[i]!)
  }
  const sorted = Float64Array.from(durations).sort()
  return {
    name,
    steps: Int32Array.from(steps),
    errors,
    total: orNull(total),
    self: orNull(self),
    p50: rank(sorted, 0.5),
    p95: rank(sorted, 0.95),
    max: rank(sorted, 1),
    longest,
    inputTokens: orNull(input),
    outputTokens: orNull(output),
  }
}

/** NaN stands for "nothing known yet" and adds nothing. */
function plus(sum: number, value: number): number {
  if (Number.isNaN(value)) return sum
  return Number.isNaN(sum) ? value : sum + value
}

function rank(sorted: Float64Array, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
