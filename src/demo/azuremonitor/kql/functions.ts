/** The scalar functions that TraceCraft's queries use. */

import { semanticError } from './error.ts'
import type { Expression, KqlType, KqlValue } from './syntax.ts'
import type { Compiled, Scope } from './table.ts'

/** Given in, because compiling a call and compiling its arguments need each other. */
type Compile = (expression: Expression, scope: Scope) => Compiled
type Call = Extract<Expression, { op: 'call' }>

/** Throws KqlError for a function that is not known or has other arguments. */
export function compileCall(call: Call, scope: Scope, compile: Compile): Compiled {
  if (call.name === 'column_ifexists') return columnIfExists(call, scope, compile)
  if (call.name === 'parse_json' || call.name === 'todynamic') return parseJson(call, scope, compile)
  const args = call.args.map((arg) => compile(arg, scope))
  const make = functions[call.name]
  if (!make) throw semanticError('SEM0260', `Unknown function: '${call.name}'.`)
  const made = make(args)
  if (!made)
    throw semanticError(
      'SEM0219',
      `${call.name}(): function call with ${args.length} arguments of these types is not valid`,
    )
  return made
}

const functions: Readonly<Record<string, (args: readonly Compiled[]) => Compiled | null>> = {
  isempty: one('bool', (value) => value === null || value === ''),
  isnotempty: one('bool', (value) => value !== null && value !== ''),
  isnull: one('bool', (value) => value === null),
  isnotnull: one('bool', (value) => value !== null),
  not: one('bool', (value) => (value === null ? null : value !== true)),
  tolower: one('string', (value) => (typeof value === 'string' ? value.toLowerCase() : '')),
  tostring: (args) => {
    const [arg] = args
    return args.length === 1 && arg ? { type: 'string', of: (row) => textOf(arg.of(row), arg.type) } : null
  },
  tolong: one('long', (value) => wholeOf(value)),
  toint: one('int', (value) => wholeOf(value)),
  todouble: one('real', (value) => numberOf(value)),
  toreal: one('real', (value) => numberOf(value)),
  iif: (args) => {
    const [condition, yes, no] = args
    if (!condition || !yes || !no || args.length !== 3) return null
    return { type: wider(yes.type, no.type), of: (row) => (condition.of(row) === true ? yes : no).of(row) }
  },
  coalesce: (args) => {
    if (args.length < 2) return null
    const type = args.reduce<KqlType>((sum, arg) => wider(sum, arg.type), args[0]!.type)
    return {
      type,
      of: (row) => {
        for (const arg of args) {
          const value = arg.of(row)
          if (value !== null && value !== '') return value
        }
        return type === 'string' ? '' : null
      },
    }
  },
  strcat: (args) => ({ type: 'string', of: (row) => args.map((arg) => textOf(arg.of(row), arg.type)).join('') }),
  strcmp: (args) => {
    const [a, b] = args
    if (!a || !b || args.length !== 2) return null
    return {
      type: 'long',
      of: (row) => {
        const left = String(a.of(row))
        const right = String(b.of(row))
        return left < right ? -1 : left > right ? 1 : 0
      },
    }
  },
  array_length: one('long', (value) => (Array.isArray(value) ? value.length : null)),
  set_union: sets((all) => [...new Set(all.flat())]),
  set_intersect: sets(([first = [], ...rest]) => first.filter((item) => rest.every((set) => set.includes(item)))),
  set_difference: sets(([first = [], ...rest]) => {
    const without = new Set(rest.flat())
    return first.filter((item) => !without.has(item))
  }),
  format_datetime: (args) => {
    const [time, format] = args
    if (!time || !format || time.type !== 'datetime') return null
    return { type: 'string', of: (row) => formatted(time.of(row), String(format.of(row))) }
  },
}

function sets(combine: (sets: KqlValue[][]) => KqlValue[]) {
  return (args: readonly Compiled[]): Compiled | null => {
    if (args.length < 2 || args.some((arg) => arg.type !== 'dynamic')) return null
    return {
      type: 'dynamic',
      of: (row) => {
        const values = args.map((arg) => arg.of(row))
        return values.every((value): value is KqlValue[] => Array.isArray(value)) ? combine(values) : null
      },
    }
  }
}

function one(type: KqlType, apply: (value: KqlValue) => KqlValue) {
  return (args: readonly Compiled[]): Compiled | null => {
    const [arg] = args
    return args.length === 1 && arg ? { type, of: (row) => apply(arg.of(row)) } : null
  }
}

function wider(a: KqlType, b: KqlType): KqlType {
  return a === b ? a : a === 'real' || b === 'real' ? 'real' : a
}

function columnIfExists(call: Call, scope: Scope, compile: Compile): Compiled {
  const [name, otherwise] = call.args
  if (name?.op !== 'literal' || typeof name.value !== 'string' || !otherwise)
    throw semanticError('SEM0219', 'column_ifexists(): expects the name of a column and a default')
  return scope.columns.some((column) => column.name === name.value)
    ? compile({ op: 'column', name: name.value }, scope)
    : compile(otherwise, scope)
}

/** parse_json(tostring(x)) of a dynamic object is that object: the way over text is left out. */
function parseJson(call: Call, scope: Scope, compile: Compile): Compiled {
  const [arg] = call.args
  if (!arg || call.args.length !== 1) throw semanticError('SEM0219', `${call.name}(): expects one argument`)
  const inner = arg.op === 'call' && arg.name === 'tostring' && arg.args.length === 1 ? arg.args[0]! : arg
  const source = compile(inner, scope)
  return {
    type: 'dynamic',
    of: (row) => {
      const value = source.of(row)
      if (typeof value !== 'string') return value
      try {
        return JSON.parse(value) as KqlValue
      } catch {
        return value === '' ? null : value
      }
    },
  }
}

/** As tostring() writes a value: an object as JSON, a null as nothing. */
export function textOf(value: KqlValue, type: KqlType): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (type === 'datetime' && typeof value === 'number') return isoOf(value)
  if (typeof value === 'boolean' && type === 'bool') return value ? 'True' : 'False'
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/** A datetime as the wire has it: seven digits, UTC. */
export function isoOf(micros: number): string {
  const ms = Math.floor(micros / 1000)
  const rest = String(Math.round(micros - ms * 1000)).padStart(3, '0')
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}0Z`
}

function formatted(value: KqlValue, format: string): string {
  if (typeof value !== 'number') return ''
  const iso = isoOf(value)
  const parts: Readonly<Record<string, string>> = {
    yyyy: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
    fffffff: iso.slice(20, 27),
  }
  return format.replaceAll(/yyyy|MM|dd|HH|mm|ss|fffffff/g, (part) => parts[part]!)
}

function numberOf(value: KqlValue): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isNaN(number) ? null : number
}

function wholeOf(value: KqlValue): number | null {
  if (typeof value === 'string' && !/^\s*-?\d+\s*$/.test(value)) return null
  const number = numberOf(value)
  return number === null ? null : Math.trunc(number)
}
