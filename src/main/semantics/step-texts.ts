/** The texts of a run's steps, laid side by side, so that a search need not walk from span to span: in a large run that walk takes longer than the looking itself. */

import type { AssembledRun } from './assembled-run.ts'
import type { Failure } from './failures.ts'
import type { Span } from './span.ts'
import { TextBlocks } from './text-blocks.ts'
import type { TextMatch } from './text-match.ts'

/** What a step holds besides texts that lie open. */
const numbers = 1
/** Structures, or documents that are still to be parsed: such a step is always looked at itself. */
const unread = 2

/** Shorter texts are often the same in many steps, and looked at once for all of them. */
const shortLength = 40

const unknown = 0
const no = 1
const yes = 2

/**
 * Filled from the first step on, as far as it was asked to. It holds the texts that the spans hold, not copies: 8 bytes a text. Kept with the run by whoever
 * keeps that.
 */
export class StepTexts {
  readonly #run: AssembledRun
  readonly #flags: Uint8Array
  /** By step, where its long and short texts begin; they end where the next step's begin. */
  readonly #longFrom: Uint32Array
  readonly #shortFrom: Uint32Array
  readonly #long: string[] = []
  /** Places in #distinct. */
  readonly #short: number[] = []
  readonly #distinct: string[] = []
  readonly #places = new Map<string, number>()
  readonly #keys = new Set<string>()
  readonly #blocks = new TextBlocks()
  #filled = 0
  #indexed = 0

  constructor(run: AssembledRun) {
    const { length } = run.outline
    this.#run = run
    this.#flags = new Uint8Array(length)
    this.#longFrom = new Uint32Array(length + 1)
    this.#shortFrom = new Uint32Array(length + 1)
  }

  /** How many steps are laid out. */
  get filled(): number {
    return this.#filled
  }

  /** Lays out the next step; all steps before `filled` are. */
  fill(): void {
    const i = this.#filled
    const span = this.#run.span(i)
    if (span !== null) this.#flags[i] = this.#spanTexts(span) | this.#failureTexts(this.#run.failure(i))
    this.#longFrom[i + 1] = this.#long.length
    this.#shortFrom[i + 1] = this.#short.length
    this.#filled = i + 1
  }

  /** How many steps have been taken into the stretches that a look can pass over. */
  get indexed(): number {
    return this.#indexed
  }

  /** Takes the next step that is laid out into the stretches: no look needs it, and all that come after are quicker for it. Nothing when there is none. */
  index(): void {
    const i = this.#indexed
    if (i >= this.#filled) return
    const blocks = this.#blocks
    for (let k = this.#shortFrom[i]!; k < this.#shortFrom[i + 1]!; k++) blocks.add(this.#distinct[this.#short[k]!]!)
    for (let k = this.#longFrom[i]!; k < this.#longFrom[i + 1]!; k++) blocks.add(this.#long[k]!)
    blocks.endStep()
    this.#indexed = i + 1
    if (this.#indexed === this.#flags.length) blocks.end()
  }

  /** A look at the steps for one text; may be asked of steps that are filled later. */
  look(match: TextMatch): (step: number) => boolean {
    const verdicts: number[] = []
    let keysSeen = 0
    let isKey = false
    const inStretch = this.#blocks.look(match.always)
    return (step) => {
      const flags = this.#flags[step]!
      if ((flags & unread) !== 0 || (flags & numbers && match.mayBeNumber)) return true
      // Keys that came with the steps since the last look.
      if (match.mayBeKey && keysSeen < this.#keys.size) {
        keysSeen = this.#keys.size
        for (const key of this.#keys) isKey ||= match.mayBeBelow(key)
      }
      if (isKey) return true
      if (!inStretch(step)) return false
      for (let k = this.#shortFrom[step]!; k < this.#shortFrom[step + 1]!; k++) {
        const place = this.#short[k]!
        const verdict = verdicts[place] ?? unknown
        if (verdict === yes) return true
        if (verdict === no) continue
        verdicts[place] = match.mayBeBelow(this.#distinct[place]!) ? yes : no
        if (verdicts[place] === yes) return true
      }
      for (let k = this.#longFrom[step]!; k < this.#longFrom[step + 1]!; k++)
        if (match.mayBeBelow(this.#long[k]!)) return true
      return false
    }
  }

  #spanTexts(span: Span): number {
    if (span.texts !== undefined && span.texts !== null) return unread
    let flags = 0
    if (span.http !== null)
      for (const side of [span.http.request, span.http.response]) {
        flags |= this.#values(side)
        // They are structures, whose keys are found by plain words too.
        for (const key in side) this.#add(key)
      }
    for (const { values } of span.attributes.layers) flags |= this.#values(values)
    for (const { name, attributes } of span.events) {
      this.#add(name)
      flags |= this.#values(attributes)
    }
    return flags
  }

  #failureTexts(failure: Failure | null): number {
    if (failure === null) return 0
    for (const text of [failure.message, failure.type, failure.stack]) if (text !== null) this.#add(text)
    return 0
  }

  #values(values: Readonly<Record<string, unknown>>): number {
    let flags = 0
    for (const key in values) {
      const value = values[key]
      this.#keys.add(key)
      if (typeof value === 'string') this.#add(value)
      else if (typeof value === 'number') flags |= numbers
      else if (typeof value === 'boolean') this.#add(String(value))
      else if (value !== undefined && value !== null) flags |= unread
    }
    return flags
  }

  #add(text: string): void {
    if (text.length > shortLength) {
      this.#long.push(text)
      return
    }
    let place = this.#places.get(text)
    if (place === undefined) {
      place = this.#distinct.push(text) - 1
      this.#places.set(text, place)
    }
    this.#short.push(place)
  }
}

const kept = new WeakMap<AssembledRun, StepTexts>()

/** The texts of the run, made once; they live as long as the run does. */
export function stepTextsOf(run: AssembledRun): StepTexts {
  let texts = kept.get(run)
  if (!texts) kept.set(run, (texts = new StepTexts(run)))
  return texts
}
