/** Reads the part of KQL that TraceCraft sends. What it does not know it refuses, as the platform would refuse what it does not know. */

import { syntaxError } from './error.ts'
import type { Expression, KqlType, Named, Operator, Pipeline, Query } from './syntax.ts'
import { type Token, tokensOf } from './tokens.ts'

const typedNulls: ReadonlySet<string> = new Set(['real', 'long', 'int', 'dynamic', 'datetime', 'bool', 'string'])
const spanMicros: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9, d: 8.64e10 }
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '=~', '!~', '<', '<=', '>', '>='])

/** Throws KqlError. */
export function parseQuery(text: string): Query {
  return new Parser(tokensOf(text)).query()
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  readonly #lets = new Map<string, Pipeline>()

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  query(): Query {
    const settings: Record<string, number> = {}
    for (;;) {
      if (this.#takeWord('set')) {
        const name = this.#word()
        this.#sign('=')
        settings[name] = this.#number()
        this.#sign(';')
      } else if (this.#takeWord('let')) {
        const name = this.#word()
        this.#sign('=')
        this.#lets.set(name, this.#pipeline())
        this.#sign(';')
      } else break
    }
    const result = this.#pipeline()
    this.#takeSign(';')
    if (this.#peek().kind !== 'end') throw this.#unexpected()
    return { settings, lets: this.#lets, result }
  }

  #pipeline(): Pipeline {
    const source = this.#source()
    const operators: Operator[] = []
    while (this.#takeSign('|')) operators.push(this.#operator())
    return { source, operators }
  }

  #source(): Pipeline['source'] {
    if (!this.#takeWord('union')) return { tables: [this.#word()], fuzzy: false }
    let fuzzy = false
    if (this.#takeWord('isfuzzy')) {
      this.#sign('=')
      fuzzy = this.#word() === 'true'
    }
    return { tables: this.#list(() => this.#word()), fuzzy }
  }

  #operator(): Operator {
    const token = this.#peek()
    const name = this.#word()
    switch (name) {
      case 'where':
        return { op: 'where', condition: this.#expression() }
      case 'extend':
      case 'project':
      case 'distinct':
        return { op: name, columns: this.#list(() => this.#named()) }
      case 'summarize': {
        const aggregates = this.#isWord('by') ? [] : this.#list(() => this.#named())
        return { op: name, aggregates, by: this.#takeWord('by') ? this.#list(() => this.#named()) : [] }
      }
      case 'order':
      case 'sort':
        if (!this.#takeWord('by')) throw this.#unexpected()
        return { op: 'order', by: this.#list(() => this.#orderPart()) }
      case 'take':
      case 'limit':
        return { op: 'take', count: this.#number() }
      default:
        throw syntaxError(`Query operator '${name}' is not known`, token.line, token.column)
    }
  }

  #orderPart() {
    const expression = this.#expression()
    if (this.#takeWord('asc')) return { expression, descending: false }
    this.#takeWord('desc')
    return { expression, descending: true }
  }

  #named(): Named {
    const next = this.#tokens[this.#at + 1]
    if (this.#peek().kind === 'word' && next?.kind === 'sign' && next.text === '=') {
      const name = this.#word()
      this.#sign('=')
      return { name, expression: this.#expression() }
    }
    return { name: null, expression: this.#expression() }
  }

  #expression(): Expression {
    let left = this.#and()
    while (this.#takeWord('or')) left = { op: 'binary', sign: 'or', left, right: this.#and() }
    return left
  }

  #and(): Expression {
    let left = this.#comparison()
    while (this.#takeWord('and')) left = { op: 'binary', sign: 'and', left, right: this.#comparison() }
    return left
  }

  #comparison(): Expression {
    const left = this.#sum()
    const token = this.#peek()
    if ((token.kind === 'sign' && comparisons.has(token.text)) || this.#isWord('has') || this.#isWord('contains')) {
      this.#at++
      return { op: 'binary', sign: token.text, left, right: this.#sum() }
    }
    const ignoreCase = token.text.endsWith('~')
    const negated = token.text.startsWith('!')
    if (token.kind !== 'string' && /^!?in~?$/.test(token.text)) {
      this.#at++
      this.#sign('(')
      const inside = this.#peek()
      if (inside.kind === 'word' && this.#lets.has(inside.text)) {
        this.#at++
        this.#sign(')')
        return { op: 'in', left, negated, ignoreCase, among: { table: inside.text } }
      }
      const among = this.#list(() => this.#expression())
      this.#sign(')')
      return { op: 'in', left, negated, ignoreCase, among }
    }
    return left
  }

  #sum(): Expression {
    let left = this.#product()
    for (;;) {
      const sign = this.#takeSign('+') ? '+' : this.#takeSign('-') ? '-' : null
      if (sign === null) return left
      left = { op: 'binary', sign, left, right: this.#product() }
    }
  }

  #product(): Expression {
    let left = this.#postfix()
    for (;;) {
      const sign = this.#takeSign('*') ? '*' : this.#takeSign('/') ? '/' : null
      if (sign === null) return left
      left = { op: 'binary', sign, left, right: this.#postfix() }
    }
  }

  #postfix(): Expression {
    let value = this.#primary()
    while (this.#takeSign('[')) {
      const key = this.#peek()
      if (key.kind !== 'string') throw this.#unexpected()
      this.#at++
      this.#sign(']')
      value = { op: 'index', of: value, key: key.text }
    }
    return value
  }

  #primary(): Expression {
    const token = this.#peek()
    this.#at++
    switch (token.kind) {
      case 'string':
        return { op: 'literal', type: 'string', value: token.text }
      case 'number':
        return { op: 'literal', type: token.text.includes('.') ? 'real' : 'long', value: Number(token.text) }
      case 'span': {
        const [, amount, unit] = /^([\d.]+)([a-z]+)$/.exec(token.text)!
        return { op: 'literal', type: 'timespan', value: Number(amount) * spanMicros[unit!]! }
      }
      case 'time': {
        const micros = microsOf(token.text)
        if (micros === null) throw syntaxError(`datetime(${token.text}) is not a time`, token.line, token.column)
        return { op: 'literal', type: 'datetime', value: micros }
      }
      case 'word':
        return this.#wordExpression(token)
      case 'sign':
        if (token.text === '*') return { op: 'star' }
        if (token.text === '(') {
          const inner = this.#expression()
          this.#sign(')')
          return inner
        }
    }
    this.#at--
    throw this.#unexpected()
  }

  #wordExpression(token: Token): Expression {
    if (token.text === 'true' || token.text === 'false')
      return { op: 'literal', type: 'bool', value: token.text === 'true' }
    if (!this.#isSign('(')) return { op: 'column', name: token.text }
    this.#at++
    if (typedNulls.has(token.text) && this.#takeWord('null')) {
      this.#sign(')')
      return { op: 'literal', type: token.text as KqlType, value: null }
    }
    const args = this.#isSign(')') ? [] : this.#list(() => this.#expression())
    this.#sign(')')
    return { op: 'call', name: token.text, args }
  }

  #list<T>(read: () => T): T[] {
    const out = [read()]
    while (this.#takeSign(',')) out.push(read())
    return out
  }

  #peek(): Token {
    return this.#tokens[this.#at]!
  }

  #isWord(text: string): boolean {
    const token = this.#peek()
    return token.kind === 'word' && token.text === text
  }

  #isSign(text: string): boolean {
    const token = this.#peek()
    return token.kind === 'sign' && token.text === text
  }

  #takeWord(text: string): boolean {
    if (!this.#isWord(text)) return false
    this.#at++
    return true
  }

  #takeSign(text: string): boolean {
    if (!this.#isSign(text)) return false
    this.#at++
    return true
  }

  #word(): string {
    const token = this.#peek()
    if (token.kind !== 'word') throw this.#unexpected()
    this.#at++
    return token.text
  }

  #sign(text: string): void {
    if (!this.#takeSign(text)) throw this.#unexpected(text)
  }

  #number(): number {
    const token = this.#peek()
    if (token.kind !== 'number') throw this.#unexpected()
    this.#at++
    return Number(token.text)
  }

  #unexpected(wanted?: string): Error {
    const token = this.#peek()
    const found = token.kind === 'end' ? 'the end of the query' : `'${token.text}'`
    const expected = wanted === undefined ? '' : `, expected '${wanted}'`
    return syntaxError(`A recognition error occurred at ${found}${expected}`, token.line, token.column)
  }
}

/** Microseconds of an ISO time; a seventh digit is beyond what the demo keeps. */
export function microsOf(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?)?Z?$/.exec(text)
  if (!match) return null
  const base = Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}Z`)
  return Number.isNaN(base) ? null : base * 1000 + Number((match[3] ?? '').slice(0, 6).padEnd(6, '0'))
}
