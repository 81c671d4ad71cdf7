/**
 * Does a run match a filter? A field that the listing does not know answers neither yes nor no: `tokens>1000` does not match a run whose tokens are unknown,
 * and `-tokens>1000` does not either. Unknown parts leave `and` and `or` to the parts that are known.
 *
 * Free text is sought in what is known, so `-weather` matches a run in which the word is not seen. `model:*` asks whether a field is known at all.
 */

import type { RunSummary } from '../model/agent-run.ts'
import type { QueryFieldName } from './fields.ts'
import type { Query } from './parse.ts'

/** True, false, or null for "cannot be known from this row". */
export type Answer = boolean | null

/** A filter made ready for many rows. */
export type RunTest = (run: RunSummary, sourceName: string) => Answer

type Comparison = Extract<Query, { kind: 'compare' }>

/** Does the run match for certain? */
export function matchQuery(query: Query, run: RunSummary, sourceName: string): boolean {
  return runTest(query)(run, sourceName) === true
}

/** Makes a filter ready, so that what depends on the filter alone is done once and not for each row. */
export function runTest(query: Query): RunTest {
  switch (query.kind) {
    case 'all':
      return () => true
    case 'not': {
      const inner = runTest(query.part)
      return (run, sourceName) => {
        const answer = inner(run, sourceName)
        return answer === null ? null : !answer
      }
    }
    case 'and':
      return combined(query.parts.map(runTest), false)
    case 'or':
      return combined(query.parts.map(runTest), true)
    case 'text':
      return holds(query.text.toLowerCase())
    case 'compare':
      return compared(query)
  }
}

/**
 * The parts that must all hold, from the top of a filter down to the first `or` or `not`. A platform narrows by some of them; printed by printQuery, they name
 * what was narrowed and what was not.
 */
export function conjunctsOf(query: Query): readonly Query[] {
  return query.kind === 'all' ? [] : query.kind === 'and' ? query.parts : [query]
}

/** `decisive` is the answer that settles it: false for and, true for or. */
function combined(parts: readonly RunTest[], decisive: boolean): RunTest {
  return (run, sourceName) => {
    let result: Answer = !decisive
    for (const part of parts) {
      const one = part(run, sourceName)
      if (one === decisive) return decisive
      if (one === null) result = null
    }
    return result
  }
}

function holds(word: string): RunTest {
  const has = (value: string | null | undefined) => value != null && value.toLowerCase().includes(word)
  return (run, sourceName) =>
    has(run.name) ||
    has(run.agentName) ||
    has(run.serviceName) ||
    has(run.id) ||
    has(run.cloudTraceId) ||
    has(run.sessionId) ||
    has(run.error) ||
    has(run.environment) ||
    has(sourceName) ||
    (run.models?.some(has) ?? false) ||
    (run.tools?.some(has) ?? false)
}

function compared({ field, operator, value }: Comparison): RunTest {
  if (field === 'is' || field === 'status') return (run) => turned(hasStatus(run, value as string), operator)
  if (typeof value === 'number') return (run) => ordered(numberOf(field, run), operator, value)
  if (value === '*')
    return (run, sourceName) => {
      const texts = textsOf(field, run, sourceName)
      return turned(texts !== null && texts.length > 0, operator)
    }
  const test = textTest(value, operator === ':')
  return (run, sourceName) => {
    const texts = textsOf(field, run, sourceName)
    return texts === null ? null : turned(texts.some(test), operator)
  }
}

function turned(result: Answer, operator: Comparison['operator']): Answer {
  return result === null || operator !== '!=' ? result : !result
}

/** A failed step is an error only where the platform does not say how the run stands. */
function hasStatus(run: RunSummary, status: string): Answer {
  if (status === 'unknown' || run.status !== 'unknown') return run.status === status
  return status === 'error' && run.errorCount !== null && run.errorCount > 0 ? true : null
}

function numberOf(field: QueryFieldName, run: RunSummary): number | null {
  switch (field) {
    case 'duration':
      return run.durationMs
    case 'tokens':
      return run.totalTokens
    case 'steps':
      return run.stepCount
    case 'errors':
      return run.errorCount
    default:
      return null
  }
}

function ordered(known: number | null, operator: Comparison['operator'], value: number): Answer {
  if (known === null) return null
  switch (operator) {
    case '>':
      return known > value
    case '>=':
      return known >= value
    case '<':
      return known < value
    case '<=':
      return known <= value
    case '!=':
      return known !== value
    default:
      return known === value
  }
}

/** A run's values of a text field, as the filter compares them; null where the row does not know. */
export function textsOf(field: QueryFieldName, run: RunSummary, sourceName: string): readonly string[] | null {
  const one = (value: string | null) => (value === null ? null : [value])
  switch (field) {
    case 'model':
      return run.models
    case 'tool':
      return run.tools ?? null
    case 'agent':
      return one(run.agentName)
    case 'session':
      return one(run.sessionId)
    case 'service':
      return one(run.serviceName)
    case 'env':
      return one(run.environment)
    case 'id':
      return [run.id, run.cloudTraceId]
    case 'name':
      return [run.name]
    // A run that went well has no error to speak of; where that is not known, neither is the error.
    case 'error':
      return run.error === null ? (run.status === 'ok' ? [] : null) : [run.error]
    case 'source':
      return [sourceName]
    case 'cloud':
      return [run.cloudProvider]
    default:
      return null
  }
}

/** `*` stands for anything; with it, the whole value must fit. */
function textTest(value: string, contains: boolean): (text: string) => boolean {
  const word = value.toLowerCase()
  if (word.includes('*')) {
    const pieces = word.split('*')
    return (text) => fits(text.toLowerCase(), pieces)
  }
  return contains ? (text) => text.toLowerCase().includes(word) : (text) => text.toLowerCase() === word
}

/** Do the pieces stand in the text in order, the first at its start and the last at its end? */
function fits(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0]!
  const last = pieces.at(-1)!
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
