/**
 * The parts of a list's filter that Azure Monitor can be asked for: nearly all, because a row of the list is worked out of a run's rows by a query. A condition is asked of all rows of a run before the page
 * is chosen, so that pages stay full; it is weaker than the part where the totals fold rows (duplicates, agents that repeat their children's tokens).
 *
 * Not asked: whole filters under a `not`, upper bounds of counts, ids, and texts that JSON may write in another way than the filter does.
 */

import type { Query } from '../../../shared/query/parse.ts'
import {
  asksForFailure,
  boundsOf,
  type Comparison,
  conditionOf,
  durationBounds,
  partsWith,
  plainNumber,
} from '../narrowing.ts'
import { kqlString } from './kql-literal.ts'
import { bagColumns, endOfRow, tokensOfRow } from './kql-totals.ts'
import { mayHaveFailed, type RunCondition } from './kql.ts'
import type { LogsSchema } from './schema.ts'

/** The condition of a filter's parts; null where there is none. */
export function runCondition(schema: LogsSchema, filter: Query): RunCondition | null {
  const terms = new Terms(schema)
  const condition = conditionOf(filter, {
    and: (conditions) => `(${conditions.join(' and ')})`,
    or: (conditions) => `(${conditions.join(' or ')})`,
    one: (part) => terms.of(part),
  })
  return condition === null ? null : { columns: terms.columns, aggregates: terms.aggregates, condition }
}

/** The parts that Azure Monitor can be asked for. */
export function azureNarrowing(schema: LogsSchema, filter: Query): readonly Query[] {
  return partsWith(filter, (part) => runCondition(schema, part))
}

/** Collects what has to be worked out for the conditions. */
class Terms {
  readonly columns: string[] = []
  readonly aggregates: string[] = []
  readonly #schema: LogsSchema

  constructor(schema: LogsSchema) {
    this.#schema = schema
  }

  of(part: Exclude<Query, { kind: 'all' | 'and' | 'or' }>): string | null {
    if (part.kind === 'text') return this.#anywhere(part.text)
    return part.kind === 'compare' ? this.#comparison(part) : null
  }

  #comparison(part: Comparison): string | null {
    if (asksForFailure(part)) return this.#someRow(mayHaveFailed(this.#schema))
    switch (part.field) {
      case 'duration':
        return this.#duration(part)
      case 'steps':
        return this.#atLeast(part, 'count()')
      case 'tokens': {
        const condition = this.#atLeast(part, `sumif(${tokensOfRow}, ${tokensOfRow} > 0)`)
        if (condition !== null && this.columns.length === 0) this.columns.push(...bagColumns(this.#schema))
        return condition
      }
      case 'service':
        return this.#holds(part, [this.#schema.service], isComparable)
      case 'session':
        return this.#holds(part, [this.#schema.session, this.#properties()])
      case 'model':
      case 'agent':
      case 'env':
        return this.#holds(part, [this.#properties()])
      case 'name':
        return this.#holds(part, [this.#column('name'), this.#properties(), this.#schema.operationId])
      default:
        return null
    }
  }

  #duration(part: Comparison): string | null {
    const bounds = durationBounds(part)
    if (bounds === null) return null
    const { time } = this.#schema
    const first = this.#aggregate(`min(${time})`)
    const last = this.#aggregate(`max(${endOfRow(this.#schema)})`)
    const sides = [
      ...(bounds.least === null ? [] : [`${last} - ${first} >= ${plainNumber(bounds.least)}ms`]),
      ...(bounds.most === null ? [] : [`${last} - ${first} <= ${plainNumber(bounds.most)}ms`]),
    ]
    return `(${sides.join(' and ')})`
  }

  /** A total that can only be too large is good for a lower bound. */
  #atLeast(part: Comparison, total: string): string | null {
    const least = boundsOf(part)?.least ?? null
    return least === null || least <= 0 ? null : `${this.#aggregate(total)} >= ${plainNumber(least)}`
  }

  /** Some row holds the value in one of these, without regard to case. */
  #holds(part: Comparison, where: readonly string[], allowed = isPlain): string | null {
    if (typeof part.value !== 'string' || part.operator === '!=') return null
    // Of a value with stars, the longest piece between them.
    const piece = part.value.split('*').reduce((best, one) => (one.length > best.length ? one : best), '')
    if (piece === '' || !allowed(piece)) return null
    return this.#someRow(where.map((one) => `${one} contains ${kqlString(piece)}`).join(' or '))
  }

  /** Free text is sought in all that a row of the list shows; most of it stands in some row of the run as it is. */
  #anywhere(text: string): string | null {
    // An id is written in several ways, and "HTTP 500" is made of a number: neither stands in any row.
    if (
      !isPlain(text) ||
      /^[0-9a-f-]*$/i.test(text) ||
      'http '.includes(text.toLowerCase()) ||
      /^h?t?t?p? ?\d*$/i.test(text)
    )
      return null
    const { service, session } = this.#schema
    const where = [
      service,
      session,
      this.#properties(),
      ...(['name', 'outerMessage', 'raisedType'] as const).map((one) => this.#column(one)),
    ]
    return this.#someRow(where.map((one) => `${one} contains ${kqlString(text)}`).join(' or '))
  }

  #properties(): string {
    return `tostring(${this.#schema.properties})`
  }

  #column(name: 'name' | 'outerMessage' | 'raisedType'): string {
    return `column_ifexists("${this.#schema[name]}", "")`
  }

  #someRow(condition: string): string {
    return `${this.#aggregate(`countif(${condition})`)} > 0`
  }

  #aggregate(expression: string): string {
    const known = this.aggregates.findIndex((one) => one.endsWith(` = ${expression}`) && one.startsWith('Fact'))
    if (known !== -1) return `Fact${known}`
    const name = `Fact${this.aggregates.length}`
    this.aggregates.push(`${name} = ${expression}`)
    return name
  }
}

/** Stands in JSON as it is, whoever wrote it: quotes, slashes, angle brackets and letters beyond ASCII may be escaped there. */
function isPlain(text: string): boolean {
  return /^[A-Za-z0-9 _.:@-]+$/.test(text)
}

/** Its case is the same question for the platform as for the filter: no letters beyond ASCII that have one. */
function isComparable(text: string): boolean {
  const beyond = text.replaceAll(/\p{ASCII}/gu, '')
  return beyond.toLowerCase() === beyond.toUpperCase()
}
