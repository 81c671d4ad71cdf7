/** A filter as text, in the shortest form that parseQuery reads back to the same tree. */

import { queryField } from './fields.ts'
import type { Query } from './parse.ts'
import { printDuration } from './values.ts'

/** Prints a filter; the filter that matches everything is the empty text. */
export function printQuery(query: Query): string {
  return print(query, 'top')
}

function print(query: Query, inside: 'top' | 'and' | 'or' | 'not'): string {
  switch (query.kind) {
    case 'all':
      return inside === 'top' ? '' : '""'
    case 'not':
      return `-${print(query.part, 'not')}`
    case 'text':
      return isPlainWord(query.text) ? query.text : quoted(query.text)
    case 'compare':
      return `${query.field}${query.operator}${printValue(query)}`
    case 'and':
    case 'or': {
      const text = query.parts.map((part) => print(part, query.kind)).join(query.kind === 'and' ? ' ' : ' or ')
      const loose = inside === 'top' || inside === query.kind || (inside === 'or' && query.kind === 'and')
      return loose ? text : `(${text})`
    }
  }
}

function printValue(query: Extract<Query, { kind: 'compare' }>): string {
  if (typeof query.value === 'string') return isPlainValue(query.value) ? query.value : quoted(query.value)
  return queryField(query.field)?.kind === 'duration' ? printDuration(query.value) : String(query.value)
}

/** Would this text be read back as the same free word? */
function isPlainWord(text: string): boolean {
  return (
    isPlainValue(text) && !/^(?:and|or|not)$/i.test(text) && !text.startsWith('-') && !/^[A-Za-z_]+[:=<>!]/.test(text)
  )
}

function isPlainValue(text: string): boolean {
  // `field://…` would be read as a URL, which is free text.
  return text !== '' && !/[\s()"\\]/.test(text) && !/^(?:[:=<>!]|\/\/)/.test(text)
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
