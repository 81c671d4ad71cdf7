/** Expressions to functions of a row, with the type of what they give. */

import { semanticError } from './error.ts'
import { compileCall, textOf } from './functions.ts'
import type { Expression, KqlType, KqlValue } from './syntax.ts'
import type { Compiled, Scope } from './table.ts'

/** Throws KqlError where the expression names what is not there. */
export function compile(expression: Expression, scope: Scope): Compiled {
  switch (expression.op) {
    case 'literal': {
      const { value } = expression
      return { type: expression.type, of: () => value }
    }
    case 'column': {
      const at = scope.columns.findIndex((column) => column.name === expression.name)
      if (at === -1)
        throw semanticError(
          'SEM0100',
          `'where' operator: Failed to resolve scalar expression named '${expression.name}'`,
        )
      return { type: scope.columns[at]!.type, of: (row) => row[at] }
    }
    case 'index': {
      const inner = compile(expression.of, scope)
      const { key } = expression
      return { type: 'dynamic', of: (row) => member(inner.of(row), key) }
    }
    case 'binary':
      return binary(expression.sign, compile(expression.left, scope), compile(expression.right, scope))
    case 'in':
      return among(expression, scope)
    case 'call':
      return compileCall(expression, scope, compile)
    case 'star':
      throw semanticError('SEM0001', "'*' has no meaning here")
  }
}

/** A dynamic that holds text has no members, whatever the text looks like. */
function member(value: KqlValue, key: string): KqlValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return null
  return (value as Record<string, KqlValue>)[key] ?? null
}

function among(expression: Extract<Expression, { op: 'in' }>, scope: Scope): Compiled {
  const left = compile(expression.left, scope)
  const fold = (value: KqlValue) => (expression.ignoreCase && typeof value === 'string' ? value.toLowerCase() : value)
  let set: ReadonlySet<KqlValue> | null = null
  const members = (): ReadonlySet<KqlValue> =>
    (set ??=
      'table' in expression.among
        ? new Set([...scope.members(expression.among.table)].map(fold))
        : new Set(expression.among.map((item) => fold(compile(item, scope).of([])))))
  members()
  return { type: 'bool', of: (row) => members().has(fold(left.of(row))) !== expression.negated }
}

function binary(sign: string, left: Compiled, right: Compiled): Compiled {
  const both = (type: KqlType, combine: (a: KqlValue, b: KqlValue) => KqlValue): Compiled => ({
    type,
    of: (row) => combine(left.of(row), right.of(row)),
  })
  const known = (combine: (a: never, b: never) => boolean): Compiled =>
    both('bool', (a, b) => a !== null && b !== null && combine(a as never, b as never))
  switch (sign) {
    case 'and':
      return { type: 'bool', of: (row) => left.of(row) === true && right.of(row) === true }
    case 'or':
      return { type: 'bool', of: (row) => left.of(row) === true || right.of(row) === true }
    case '==':
      return known((a, b) => a === b)
    case '!=':
      return known((a, b) => a !== b)
    case '=~':
      return known((a, b) => String(a).toLowerCase() === String(b).toLowerCase())
    case '!~':
      return known((a, b) => String(a).toLowerCase() !== String(b).toLowerCase())
    case 'has': {
      const term = (value: unknown, type: KqlType) => textOf(value, type).toLowerCase()
      return known((a, b) => term(a, left.type).includes(term(b, right.type)))
    }
    case 'contains':
      return known((a, b) => textOf(a, left.type).toLowerCase().includes(textOf(b, right.type).toLowerCase()))
    case '<':
      return known((a, b) => a < b)
    case '<=':
      return known((a, b) => a <= b)
    case '>':
      return known((a, b) => a > b)
    case '>=':
      return known((a, b) => a >= b)
    case '+':
    case '-':
    case '*':
    case '/':
      return arithmetic(sign, left, right)
    default:
      throw semanticError('SEM0001', `The operator ${sign} is not known`)
  }
}

function arithmetic(sign: '+' | '-' | '*' | '/', left: Compiled, right: Compiled): Compiled {
  const combine = {
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
  }[sign]
  const types = [left.type, right.type]
  if (types.includes('string') || types.includes('dynamic') || types.includes('bool'))
    throw semanticError('SEM0064', `Arithmetic expression cannot be carried-out between ${types.join(' and ')}`)
  const type: KqlType = types.includes('datetime')
    ? sign === '-' && left.type === right.type
      ? 'timespan'
      : 'datetime'
    : types.includes('timespan')
      ? 'timespan'
      : types.includes('real')
        ? 'real'
        : 'long'
  return {
    type,
    of: (row) => {
      const a = left.of(row)
      const b = right.of(row)
      return typeof a === 'number' && typeof b === 'number' ? combine(a, b) : null
    },
  }
}
