/**
 * Reads the list's filter language:
 *
 *     weather model:gpt-4o duration>2s -is:error (env=prod or env=staging) "two words"
 *
 * Words side by side are joined by `and`. `or` binds less than `and`; `not` or a leading `-` turns what follows round. Values with spaces, colons or
 * brackets are put in quotes; within quotes `\"` and `\\` stand for themselves.
 */

import { nearest } from '../nearest.ts'
import { type Operator, queryField, type QueryField, queryFields, type QueryFieldName, statusWords } from './fields.ts'
import { type Token, tokensOf } from './tokens.ts'
import { parseCount, parseDuration } from './values.ts'

/** A filter as a tree. */
export type Query =
  /** Matches everything: the empty filter. */
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  /** Free text, sought in all that is known of a run. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'compare'
      readonly field: QueryFieldName
      readonly operator: Operator
      /** Text as written; numbers and durations (in milliseconds) as numbers. */
      readonly value: string | number
    }

/** Where a filter cannot be read, and what was expected there. */
export interface QueryError {
  /** Zero-based place in the text. */
  readonly position: number
  /** Where the part that cannot be read ends; the same as `position` where something is missing. */
  readonly end: number
  readonly message: string
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly error: QueryError }

const maxDepth = 100

/** Reads a filter. Never throws; an empty text matches everything. */
export function parseQuery(text: string): ParsedQuery {
  try {
    return { ok: true, query: new Parser(text).all() }
  } catch (error) {
    if (error instanceof Problem) {
      const { position, end, message } = error
      return { ok: false, error: { position, end, message } }
    }
    throw error
  }
}

/** Thrown inside this folder only. */
class Problem extends Error {
  readonly position: number
  readonly end: number

  constructor({ position, end }: { readonly position: number; readonly end: number }, message: string) {
    super(message)
    this.position = position
    this.end = end
  }
}

class Parser {
  readonly #tokens: readonly Token[]
  /** The place after the last character. */
  readonly #end: { readonly position: number; readonly end: number }
  #at = 0
  #depth = 0

  constructor(text: string) {
    const { tokens, problem } = tokensOf(text)
    if (problem) throw new Problem({ position: problem.position, end: text.length }, problem.message)
    this.#tokens = tokens
    this.#end = { position: text.length, end: text.length }
  }

  all(): Query {
    if (this.#tokens.length === 0) return { kind: 'all' }
    const query = this.#or()
    const left = this.#peek()
    if (left) throw new Problem(left, 'this ")" closes nothing; remove it, or put it in quotes')
    return query
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #isWord(word: string): boolean {
    const next = this.#peek()
    return next?.kind === 'word' && next.text.toLowerCase() === word
  }

  #or(): Query {
    const parts = [this.#and()]
    while (this.#isWord('or')) {
      this.#at++
      parts.push(this.#and())
    }
    return join('or', parts)
  }

  #and(): Query {
    const parts = [this.#unary()]
    for (let next = this.#peek(); next && next.kind !== 'close' && !this.#isWord('or'); next = this.#peek()) {
      if (this.#isWord('and')) this.#at++
      parts.push(this.#unary())
    }
    return join('and', parts)
  }

  #unary(): Query {
    const next = this.#peek()
    if (!next) throw new Problem(this.#end, 'something to look for is missing here')
    if (++this.#depth > maxDepth) throw new Problem(next, 'too many brackets inside one another')
    try {
      if (next.kind === 'minus' || this.#isWord('not')) {
        this.#at++
        return { kind: 'not', part: this.#unary() }
      }
      if (next.kind === 'open') return this.#bracket(next)
      if (next.kind === 'close' || next.kind === 'operator' || this.#isWord('or') || this.#isWord('and'))
        throw new Problem(
          next,
          `something to look for is missing before "${next.text}"; to look for the text itself, put it in quotes`,
        )
      return this.#term(next)
    } finally {
      this.#depth--
    }
  }

  #bracket(open: Token): Query {
    this.#at++
    const first = this.#peek()
    if (first?.kind === 'close') throw new Problem(first, 'there is nothing between the brackets')
    const query = this.#or()
    if (this.#peek()?.kind !== 'close') throw new Problem(open, 'this "(" is never closed')
    this.#at++
    return query
  }

  #term(first: Token): Query {
    this.#at++
    const operator = this.#peek()
    if (first.kind !== 'word' || operator?.kind !== 'operator') return { kind: 'text', text: first.text }
    this.#at++
    const field = queryField(first.text)
    if (!field) throw new Problem(first, unknownField(first.text))
    const after = this.#peek()
    const second = after?.kind === 'operator' && operator.text === ':' ? after : null
    if (second) this.#at++
    const value = this.#peek()
    if (!value || (value.kind !== 'word' && value.kind !== 'quoted'))
      throw new Problem(value ?? this.#end, `${expected(field)} is missing after "${first.text}${operator.text}"`)
    this.#at++
    return compare(field, (second ?? operator).text as Operator, value, operator)
  }
}

function join(kind: 'and' | 'or', parts: readonly Query[]): Query {
  return parts.length === 1
    ? parts[0]!
    : { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) }
}

function compare(field: QueryField & { name: QueryFieldName }, operator: Operator, value: Token, at: Token): Query {
  const made = (plain: string | number): Query => ({ kind: 'compare', field: field.name, operator, value: plain })
  const ordered = operator !== ':' && operator !== '=' && operator !== '!='
  if (field.kind === 'number' || field.kind === 'duration') {
    const number = field.kind === 'number' ? parseCount(value.text) : parseDuration(value.text)
    if (number === null) throw new Problem(value, `"${value.text}" is not ${expected(field)}`)
    return made(number)
  }
  if (ordered) throw new Problem(at, `${field.name} cannot be more or less than something; use "${field.name}:"`)
  if (field.kind === 'status') {
    const word = value.text.toLowerCase()
    if (!(statusWords as readonly string[]).includes(word)) {
      const near = nearest(word, statusWords)
      throw new Problem(value, `"${value.text}" is not ${expected(field)}${near ? `; did you mean ${near}?` : ''}`)
    }
    return made(word)
  }
  return made(value.text)
}

function expected(field: QueryField): string {
  switch (field.kind) {
    case 'number':
      return 'a number such as 10 or 1.5k'
    case 'duration':
      return 'a time such as 500ms, 2s, 3m or 1h'
    case 'status':
      return `one of ${statusWords.join(', ')}`
    case 'text':
      return 'a text'
  }
}

function unknownField(word: string): string {
  const names = queryFields.map(({ name }) => name)
  const near = nearest(word, names)
  return `there is no field "${word}"${near ? `; did you mean ${near}?` : ` (${names.join(', ')})`}; to look for the text itself, put it in quotes`
}
