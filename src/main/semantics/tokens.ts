/**
 * Tokens of a run, counted once however agents nest.
 *
 * Two steps may speak of the same tokens: an agent that repeats the sum of its calls, or a framework's model call around the client's. And a model call
 * may hold a tool, which asks another agent, whose calls are tokens of their own. So, from the leaves up:
 *
 * - a model call counts as the larger of its own number and what the model calls directly inside it say; what tools and agents inside
 *   it spent is added;
 * - any other step counts as the larger of its own number and all that its children spent. The larger, because calls may be missing from the trace.
 */

import type { TokenCounts, TokenRule } from '../../shared/model/agent-run.ts'
import { stepTypes } from '../../shared/model/step-type.ts'

/** The counts of one step: NaN where nothing was recorded. */
export interface TokenColumns {
  readonly input: Float64Array
  readonly output: Float64Array
  readonly total: Float64Array
  readonly cached: Float64Array
  readonly reasoning: Float64Array
}

/** A run's tokens, with the rule by which they were counted. */
export interface RunTokens {
  readonly counts: TokenCounts
  /** Null when no step recorded tokens. */
  readonly rule: TokenRule | null
  /** Steps whose own count is larger than what is under them: calls that are not in the trace. */
  readonly unexplained: number
}

const llm = stepTypes.indexOf('llm')
const workflow = stepTypes.indexOf('workflow')

/** Empty columns for a run of `length` steps. */
export function tokenColumns(length: number): TokenColumns {
  const column = () => new Float64Array(length).fill(Number.NaN)
  return { input: column(), output: column(), total: column(), cached: column(), reasoning: column() }
}

/** All tokens that a step says it used: its total, else what is known of input and output. NaN when it says nothing. */
export function ownTotal(columns: TokenColumns, i: number): number {
  const total = columns.total[i]!
  return Number.isNaN(total) ? plus(columns.input[i]!, columns.output[i]!) : total
}

/** Rolls the counts up a tree in pre-order. `type` holds positions in stepTypes. */
export function rollUp(columns: TokenColumns, parent: Int32Array, type: Uint8Array): RunTokens {
  const length = parent.length
  if (!anyCount(columns)) return { counts: new Sums(1).counts(0), rule: null, unexplained: 0 }
  /** Of the step's subtree: what belongs to the model call that the parent may be speaking of as well. */
  const shared = new Sums(length)
  /** Of the step's subtree: what was spent apart from it. */
  const apart = new Sums(length)
  const all = new Sums(1)
  let nested = 0
  let unexplained = 0
  let onlyRoot = true
  for (let i = length - 1; i >= 0; i--) {
    const own = ownTotal(columns, i)
    if (!Number.isNaN(own)) {
      if (parent[i] !== -1) onlyRoot = false
      if (type[i] !== llm) shared.takeAll(i, apart)
      const below = shared.total[i]!
      if (!Number.isNaN(below)) nested++
      if (Number.isNaN(below) || own >= below) {
        if (own > below && type[i] !== llm) unexplained++
        shared.set(i, columns, own)
      } else shared.fillDetails(i, columns)
    }
    const up = parent[i]!
    const target = up === -1 ? null : up
    const isCall = type[i] === llm || type[i] === workflow
    if (target === null) {
      all.take(0, shared, i)
      all.take(0, apart, i)
    } else {
      ;(isCall ? shared : apart).take(target, shared, i)
      apart.take(target, apart, i)
    }
  }
  const rule = nested > 0 ? 'parents-are-sums' : onlyRoot && length > 1 ? 'root-only' : 'sum-of-steps'
  return { counts: all.counts(0), rule, unexplained }
}

function anyCount({ input, output, total }: TokenColumns): boolean {
  for (let i = 0; i < input.length; i++)
    if (!Number.isNaN(input[i]!) || !Number.isNaN(output[i]!) || !Number.isNaN(total[i]!)) return true
  return false
}

/** The token counts of one step. */
export function countsAt(columns: TokenColumns, i: number): TokenCounts {
  return {
    input: known(columns.input[i]!),
    output: known(columns.output[i]!),
    cachedInput: known(columns.cached[i]!),
    reasoning: known(columns.reasoning[i]!),
    total: known(ownTotal(columns, i)),
  }
}

class Sums {
  readonly input: Float64Array
  readonly output: Float64Array
  readonly total: Float64Array
  readonly cached: Float64Array
  readonly reasoning: Float64Array

  constructor(length: number) {
    const columns = tokenColumns(length)
    this.input = columns.input
    this.output = columns.output
    this.total = columns.total
    this.cached = columns.cached
    this.reasoning = columns.reasoning
  }

  /** Adds entry `j` of another to entry `i`. */
  take(i: number, other: Sums, j: number): void {
    if (Number.isNaN(other.total[j]!)) return
    this.input[i] = plus(this.input[i]!, other.input[j]!)
    this.output[i] = plus(this.output[i]!, other.output[j]!)
    this.total[i] = plus(this.total[i]!, other.total[j]!)
    this.cached[i] = plus(this.cached[i]!, other.cached[j]!)
    this.reasoning[i] = plus(this.reasoning[i]!, other.reasoning[j]!)
  }

  /** Moves entry `i` of another here. */
  takeAll(i: number, other: Sums): void {
    this.take(i, other, i)
    for (const column of [other.input, other.output, other.total, other.cached, other.reasoning]) column[i] = Number.NaN
  }

  /** The step's own counts take the place of what is below; a detail that only the children tell is kept. */
  set(i: number, own: TokenColumns, total: number): void {
    this.total[i] = total
    this.input[i] = or(own.input[i]!, this.input[i]!)
    this.output[i] = or(own.output[i]!, this.output[i]!)
    this.cached[i] = or(own.cached[i]!, this.cached[i]!)
    this.reasoning[i] = or(own.reasoning[i]!, this.reasoning[i]!)
  }

  /** What is below stands; a detail that only the step itself tells is taken from it. */
  fillDetails(i: number, own: TokenColumns): void {
    this.cached[i] = or(this.cached[i]!, own.cached[i]!)
    this.reasoning[i] = or(this.reasoning[i]!, own.reasoning[i]!)
  }

  counts(i: number): TokenCounts {
    return {
      input: known(this.input[i]!),
      output: known(this.output[i]!),
      cachedInput: known(this.cached[i]!),
      reasoning: known(this.reasoning[i]!),
      total: known(this.total[i]!),
    }
  }
}

function plus(a: number, b: number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : a + b
}

function or(a: number, b: number): number {
  return Number.isNaN(a) ? b : a
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
