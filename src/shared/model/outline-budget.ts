/** Where the time of a run went: the critical path, summed up by what an agent does with time. */

import type { CriticalPath } from './outline-critical-path.ts'
import type { IdleGap } from './outline-idle.ts'
import { type Outline, outlineFlags, stepTypeAt } from './outline.ts'

/** In the order in which they are told. */
export const budgetKinds = [
  'model-wait',
  'generation',
  'tool',
  'retrieval',
  'retry',
  'own',
  'unaccounted',
  'idle',
] as const

/**
 * - `model-wait`: a model call before its first token, or all of it where no first token was recorded
 * - `generation`: a model call after its first token
 * - `tool`, `retrieval`: what their steps and the unnamed work below them took
 * - `retry`: a step that failed and was repeated by a later sibling of the same name, with all below it
 * - `own`: an agent's own time, and leaves whose kind is not known
 * - `unaccounted`: time of a missing step, and of a step whose kind is not known between its children
 * - `idle`: no step ran at all, or in one of the stretches given as idle none but steps that wait for others
 */
export type BudgetKind = (typeof budgetKinds)[number]

/** One part of the budget. Times in microseconds after the run's start. */
export interface BudgetPart {
  readonly kind: BudgetKind
  readonly time: number
  /** The step that took most of it; -1 for idle time. */
  readonly step: number
  /** Its longest piece. */
  readonly from: number
  readonly to: number
  /** The one name that all steps of the part share; null where there are several. */
  readonly name: string | null
}

/**
 * Every part that took any time, in the order of budgetKinds. `gaps` are stretches in which no leaf ran, by time; what a step above them has of them is idle.
 * The times add up to the length of the run. O(n + pieces × gaps).
 */
export function timeBudget(outline: Outline, path: CriticalPath, gaps: readonly IdleGap[] = []): readonly BudgetPart[] {
  const sums = new Map<BudgetKind, Sum>()
  const add = (kind: BudgetKind, step: number, from: number, to: number): void => {
    if (!(to > from)) return
    const sum = sums.get(kind) ?? new Sum()
    sums.set(kind, sum)
    sum.add(step, from, to, step < 0 ? -1 : outline.name[step]!)
  }
  const kinds = kindsOf(outline)
  for (let k = 0; k < path.step.length; k++) {
    const step = path.step[k]!
    const kind = budgetKinds[kinds[step]!]!
    const from = path.from[k]!
    const to = path.to[k]!
    if (kind === 'model-wait') {
      const first = outline.offset[step]! + outline.firstToken[step]!
      const turn = Number.isNaN(first) ? to : Math.min(to, Math.max(from, first))
      add('model-wait', step, from, turn)
      add('generation', step, turn, to)
    } else if (kind === 'own' || kind === 'unaccounted') {
      let at = from
      for (const gap of gaps) {
        const idleFrom = Math.max(at, gap.from)
        const idleTo = Math.min(to, gap.to)
        if (idleTo <= idleFrom) continue
        add(kind, step, at, idleFrom)
        add('idle', -1, idleFrom, idleTo)
        at = idleTo
      }
      add(kind, step, at, to)
    } else add(kind, step, from, to)
  }
  for (let k = 0; k < path.idle.length; k += 2) add('idle', -1, path.idle[k]!, path.idle[k + 1]!)
  return budgetKinds.flatMap((kind) => {
    const sum = sums.get(kind)
    if (!sum) return []
    const name = sum.name < 0 ? null : (outline.strings[sum.name] ?? null)
    return [{ kind, time: sum.time, name, ...sum.most() }]
  })
}

class Sum {
  time = 0
  /** The shared name; -1 when there are none or several. */
  name = -2
  readonly #steps = new Map<number, { time: number; from: number; to: number }>()

  add(step: number, from: number, to: number, name: number): void {
    this.time += to - from
    this.name = this.name === -2 || this.name === name ? name : -1
    const known = this.#steps.get(step)
    if (!known) this.#steps.set(step, { time: to - from, from, to })
    else {
      known.time += to - from
      if (to - from > known.to - known.from) Object.assign(known, { from, to })
    }
  }

  most(): { step: number; from: number; to: number } {
    let best = -1
    let most = { time: -1, from: 0, to: 0 }
    for (const [step, one] of this.#steps)
      if (one.time > most.time) {
        best = step
        most = one
      }
    return { step: best, from: most.from, to: most.to }
  }
}

const [wait, tool, retrieval, retry, own, unaccounted] = (
  ['model-wait', 'tool', 'retrieval', 'retry', 'own', 'unaccounted'] as const
).map((kind) => budgetKinds.indexOf(kind)) as [number, number, number, number, number, number]

/** What the own time of each step counts as, as an index into budgetKinds. What is below a model call, a tool or a retry and has no kind of its own counts with it. */
function kindsOf(outline: Outline): Uint8Array {
  const kinds = new Uint8Array(outline.length)
  const handedDown = new Uint8Array(outline.length)
  for (let i = 0; i < outline.length; i++) {
    const above = outline.parent[i]! < 0 ? own : handedDown[outline.parent[i]!]!
    const typed = above === retry || isRetried(outline, i) ? retry : kindOfType(outline, i)
    handedDown[i] = typed ?? above
    const unknown = above === own && outline.size[i]! > 1 ? unaccounted : above
    kinds[i] = outline.flags[i]! & outlineFlags.missing ? unaccounted : (typed ?? unknown)
  }
  return kinds
}

/** Null where the type says nothing. */
function kindOfType(outline: Outline, i: number): number | null {
  if (outline.flags[i]! & outlineFlags.missing) return null
  switch (stepTypeAt(outline, i)) {
    case 'llm':
      return wait
    case 'tool':
    case 'guardrail':
    case 'evaluation':
      return tool
    case 'retrieval':
    case 'memory':
      return retrieval
    case 'agent':
      return own
    default:
      return null
  }
}

/** Did the step fail, and was it tried again: does a later sibling have its name? O(siblings up to that one). */
export function isRetried(outline: Outline, step: number): boolean {
  if (!(outline.flags[step]! & outlineFlags.error)) return false
  const above = outline.parent[step]!
  const end = above < 0 ? outline.length : above + outline.size[above]!
  for (let at = step + outline.size[step]!; at < end; at += outline.size[at]!)
    if (outline.name[at] === outline.name[step]) return true
  return false
}
