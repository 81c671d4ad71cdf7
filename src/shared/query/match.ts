/**
 * Does a run match a filter? A field that the listing does not know answers neither yes nor no: `tokens>1000` does not match a run whose tokens are unknown,
 * and `-tokens>1000` does not either. Unknown parts leave `and` and `or` to the parts that are known.
 *
 * Free text is sought in what is known, so `-weather` matches a run in which the word is not seen. `model:*` asks whether a field is known at all.
 */

import type { RunSummary } from '../model/agent-run.ts'
import type { QueryFieldName } from './fields.ts'
import type { Query } from './parse.ts'

/** True, false, or null for "cannot be known". */
type Answer = boolean | null

type Comparison = Extract<Query, { kind: 'compare' }>

/** Does the run match for certain? */
export function matchQuery(query: Query, run: RunSummary, sourceName: string): boolean {
  return answer(query, run, sourceName) === true
}

function answer(query: Query, run: RunSummary, sourceName: string): Answer {
  switch (query.kind) {
    case 'all':
      return true
    case 'not': {
      const inner = answer(query.part, run, sourceName)
      return inner === null ? null : !inner
    }
    case 'and':
      return combine(query.parts, run, sourceName, false)
    case 'or':
      return combine(query.parts, run, sourceName, true)
    case 'text':
      return holds(run, sourceName, query.text)
    case 'compare':
      return compared(query, run, sourceName)
  }
}

/** `decisive` is the answer that settles it: false for and, true for or. */
function combine(parts: readonly Query[], run: RunSummary, sourceName: string, decisive: boolean): Answer {
  let result: Answer = !decisive
  for (const part of parts) {
    const one = answer(part, run, sourceName)
    if (one === decisive) return decisive
    if (one === null) result = null
  }
  return result
}

function holds(run: RunSummary, sourceName: string, text: string): boolean {
  const word = text.toLowerCase()
  const known = [
    run.name,
    run.agentName,
    run.serviceName,
    run.id,
    run.cloudTraceId,
    run.sessionId,
    run.error,
    run.environment,
    sourceName,
    ...(run.models ?? []),
  ]
  return known.some((value) => value !== null && value.toLowerCase().includes(word))
}

function compared({ field, operator, value }: Comparison, run: RunSummary, sourceName: string): Answer {
  if (field === 'is' || field === 'status') return turned(hasStatus(run, value as string), operator)
  if (typeof value === 'number') return ordered(numberOf(field, run), operator, value)
  const texts = textsOf(field, run, sourceName)
  if (value === '*') return turned(texts !== null && texts.length > 0, operator)
  if (texts === null) return null
  const test = textTest(value, operator === ':')
  return turned(texts.some(test), operator)
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

function textsOf(field: QueryFieldName, run: RunSummary, sourceName: string): readonly string[] | null {
  const one = (value: string | null) => (value === null ? null : [value])
  switch (field) {
    case 'model':
      return run.models
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
