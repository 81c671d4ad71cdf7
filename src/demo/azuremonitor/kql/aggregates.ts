/** The aggregates of summarize that TraceCraft's queries use. */

import { compile } from './compile.ts'
import { semanticError } from './error.ts'
import type { Expression, KqlValue, Named } from './syntax.ts'
import type { Column, Compiled, Row, Scope } from './table.ts'

/** One aggregate: the columns it makes, and their values over the rows of a group. */
export interface Aggregate {
  readonly columns: readonly Column[]
  readonly over: (rows: readonly Row[]) => readonly KqlValue[]
}

/** Throws KqlError for an aggregate that is not known. */
export function compileAggregate(named: Named, scope: Scope): Aggregate {
  const { expression } = named
  if (expression.op !== 'call') throw semanticError('SEM0001', 'summarize: an aggregate function is expected')
  if (expression.name === 'arg_max' || expression.name === 'arg_min') return extreme(expression, scope)
  const [first] = expression.args
  const plainName = first?.op === 'column' ? first.name : ''
  const name = named.name ?? `${expression.name}_${plainName}`
  const args = expression.args.map((arg) => compile(arg, scope))
  const single = (type: Column['type'], over: (rows: readonly Row[]) => KqlValue): Aggregate => ({
    columns: [{ name, type }],
    over: (rows) => [over(rows)],
  })
  const value = args[0]
  const need = (): Compiled => {
    if (!value) throw semanticError('SEM0219', `${expression.name}(): an argument is missing`)
    return value
  }
  const conditional = expression.name.endsWith('if')
  const condition = conditional ? args.at(expression.name === 'countif' ? 0 : 1) : undefined
  const chosen = (rows: readonly Row[]) => (condition ? rows.filter((row) => condition.of(row) === true) : rows)
  switch (expression.name) {
    case 'count':
    case 'countif':
      return single('long', (rows) => chosen(rows).length)
    case 'dcount':
      return single('long', (rows) => new Set(rows.map(need().of)).size)
    case 'min':
    case 'minif':
      return single(need().type, (rows) => best(chosen(rows), need(), (a, b) => a < b))
    case 'max':
    case 'maxif':
      return single(need().type, (rows) => best(chosen(rows), need(), (a, b) => a > b))
    case 'sum':
    case 'sumif':
      return single(need().type, (rows) =>
        chosen(rows).reduce((sum, row) => {
          const add = need().of(row)
          return typeof add === 'number' ? sum + add : sum
        }, 0),
      )
    case 'take_any':
    case 'take_anyif':
      return single(need().type, (rows) => {
        const row = chosen(rows)[0]
        return row ? need().of(row) : need().type === 'string' ? '' : null
      })
    case 'make_set':
    case 'make_set_if': {
      const limit = Number(args.at(expression.name === 'make_set' ? 1 : 2)?.of([]) ?? 1_048_576)
      const test = expression.name === 'make_set_if' ? args[1] : undefined
      return single('dynamic', (rows) => {
        const set = new Set<KqlValue>()
        for (const row of rows) if (set.size < limit && (!test || test.of(row) === true)) set.add(need().of(row))
        return [...set]
      })
    }
    default:
      throw semanticError('SEM0260', `Unknown function: '${expression.name}'.`)
  }
}

function best(rows: readonly Row[], value: Compiled, better: (a: number, b: number) => boolean): KqlValue {
  let found: number | null = null
  for (const row of rows) {
    const candidate = value.of(row)
    if (typeof candidate === 'number' && (found === null || better(candidate, found))) found = candidate
  }
  return found
}

/** arg_max(x, a, b) or arg_max(x, *): the row with the largest x; rows without one only where no row has one. */
function extreme(call: Extract<Expression, { op: 'call' }>, scope: Scope): Aggregate {
  const [by, ...rest] = call.args
  if (!by || by.op !== 'column' || rest.length === 0)
    throw semanticError('SEM0219', `${call.name}(): expects a column and what to return`)
  const key = compile(by, scope)
  const largest = call.name === 'arg_max'
  const all = rest.some((arg) => arg.op === 'star')
  const wanted: { readonly column: Column; readonly value: Compiled }[] = all
    ? scope.columns.map((column) => ({ column, value: compile({ op: 'column', name: column.name }, scope) }))
    : [by, ...rest].map((arg) => {
        const value = compile(arg, scope)
        return { column: { name: arg.op === 'column' ? arg.name : 'Column1', type: value.type }, value }
      })
  return {
    columns: wanted.map(({ column }) => column),
    over: (rows) => {
      let found = rows[0]
      let foundKey: KqlValue = null
      for (const row of rows) {
        const candidate = key.of(row)
        if (typeof candidate !== 'number') continue
        if (typeof foundKey !== 'number' || (largest ? candidate > foundKey : candidate < foundKey)) {
          found = row
          foundKey = candidate
        }
      }
      return wanted.map(({ value }) => (found ? value.of(found) : null))
    },
  }
}
