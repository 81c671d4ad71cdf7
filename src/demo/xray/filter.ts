/** The part of X-Ray's filter language that the demo understands: service("name"), service() { … }, error, fault, throttle, ok, partial, duration and responsetime, AND, OR, !, parentheses. */

import type { IndexEntry, Marks } from './index-entry.ts'

/** Does a trace match? */
export type Filter = (entry: IndexEntry) => boolean

/** Thrown for an expression that is not understood; the service answers with InvalidRequestException. */
export class FilterError extends Error {}

type Token = { readonly kind: 'word' | 'string' | 'sign' | 'number'; readonly text: string; readonly at: number }
type Condition = (marks: Marks, entry: IndexEntry) => boolean

/** Reads an expression. Throws FilterError with the offset of what it does not understand. */
export function parseFilter(expression: string): Filter {
  const parser = new Parser(tokensOf(expression), expression.length)
  const condition = parser.either()
  parser.end()
  return (entry) => condition(entry.root, entry)
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\s*(?:"([^"]*)"|([A-Za-z_][\w.]*)|(\d+(?:\.\d+)?)|(>=|<=|!=|[(){}!<>=]))/y
  while (pattern.lastIndex < expression.length) {
    const at = pattern.lastIndex
    const match = pattern.exec(expression)
    if (!match) {
      if (expression.slice(at).trim() === '') break
      throw new FilterError(`Invalid input symbol at offset ${at}`)
    }
    const [, string, word, number, sign] = match
    if (string !== undefined) tokens.push({ kind: 'string', text: string, at })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at })
    else tokens.push({ kind: word === undefined ? 'sign' : 'word', text: word ?? sign!, at })
  }
  return tokens
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #length: number
  #next = 0

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens
    this.#length = length
  }

  either(): Condition {
    let left = this.#both()
    while (this.#take('word', 'OR')) {
      const [first, second] = [left, this.#both()]
      left = (marks, entry) => first(marks, entry) || second(marks, entry)
    }
    return left
  }

  #both(): Condition {
    let left = this.#one()
    while (this.#take('word', 'AND')) {
      const [first, second] = [left, this.#one()]
      left = (marks, entry) => first(marks, entry) && second(marks, entry)
    }
    return left
  }

  #one(): Condition {
    if (this.#take('sign', '!')) {
      const inner = this.#one()
      return (marks, entry) => !inner(marks, entry)
    }
    if (this.#take('sign', '(')) {
      const inner = this.either()
      this.#need('sign', ')')
      return inner
    }
    for (const mark of ['error', 'fault', 'throttle'] as const)
      if (this.#take('word', mark)) return (marks) => marks[mark]
    if (this.#take('word', 'ok')) return (marks) => !marks.error && !marks.fault && !marks.throttle
    if (this.#take('word', 'partial')) return (_, entry) => entry.partial
    if (this.#take('word', 'duration')) return this.#compared('Duration')
    if (this.#take('word', 'responsetime')) return this.#compared('ResponseTime')
    if (this.#take('word', 'service')) return this.#service()
    return this.#refuse()
  }

  #compared(field: 'Duration' | 'ResponseTime'): Condition {
    const sign = this.#tokens[this.#next++]
    const number = this.#tokens[this.#next]
    const compare = sign?.kind === 'sign' ? comparisons[sign.text] : undefined
    if (compare === undefined || number?.kind !== 'number') return this.#refuse()
    this.#next++
    const wanted = Number(number.text)
    return (_, entry) => compare(Number(entry.summary[field]), wanted)
  }

  #service(): Condition {
    this.#need('sign', '(')
    const token = this.#tokens[this.#next]
    const name = token?.kind === 'string' ? token.text : null
    if (name !== null) this.#next++
    this.#need('sign', ')')
    const named: Condition = name === null ? () => true : (_, entry) => entry.services.has(name)
    if (!this.#take('sign', '{')) return named
    const inner = this.either()
    this.#need('sign', '}')
    return (marks, entry) => named(marks, entry) && inner(entry.anywhere, entry)
  }

  end(): void {
    if (this.#next < this.#tokens.length) this.#refuse()
  }

  #take(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#next]
    if (token?.kind !== kind || token.text !== text) return false
    this.#next++
    return true
  }

  #need(kind: Token['kind'], text: string): void {
    if (!this.#take(kind, text)) this.#refuse()
  }

  #refuse(): never {
    throw new FilterError(`Invalid input symbol at offset ${this.#tokens[this.#next]?.at ?? this.#length}`)
  }
}
