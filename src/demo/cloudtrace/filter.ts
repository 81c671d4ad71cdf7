/**
 * Cloud Trace's list filter, as its documentation gives the grammar: terms apart by spaces, all of which must hold.
 *
 *     root:PREFIX  +root:NAME  PREFIX  span:PREFIX  +span:NAME  latency:500ms  label:KEY  KEY:PREFIX  +KEY:VALUE  method:PREFIX  url:PREFIX
 *
 * `^` asks the root span only (`+^url:/main`). Comparisons are case-sensitive. A value with characters other than letters, digits and `./_-` is quoted, with `\"`
 * and `\\` inside the quotes.
 */

import type { WireSpan } from './wire.ts'

/** What a filter needs to know of a trace. */
export interface FilteredTrace {
  readonly root: WireSpan | null
  readonly spans: readonly WireSpan[]
  /** Of the root, in nanoseconds; null without one. */
  readonly latencyNanos: number | null
}

/** The filter text cannot be understood; `message` says where. */
export class FilterError extends Error {
  override readonly name = 'FilterError'
}

type Test = (trace: FilteredTrace) => boolean

interface Term {
  readonly exact: boolean
  readonly rootOnly: boolean
  readonly key: string | null
  readonly value: string
}

/** Reads a filter into a test. An empty text lets everything pass. Throws FilterError. */
export function parseFilter(text: string): Test {
  const tests = readTerms(text).map(testOf)
  return (trace) => tests.every((test) => test(trace))
}

const simpleValue = /[a-zA-Z0-9./_][a-zA-Z0-9./_-]*/y
const quotedValue = /"((?:[^"\\]|\\["\\])*)"/y
const keyPart = /([a-zA-Z0-9./_][a-zA-Z0-9./_-]*):/y

function readTerms(text: string): Term[] {
  const terms: Term[] = []
  let at = 0
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found
  }
  for (;;) {
    match(/\s*/y)
    if (at >= text.length) return terms
    const start = at
    const exact = match(/\+/y) !== null
    const rootOnly = match(/\^/y) !== null
    const key = match(keyPart)?.[1] ?? null
    const quoted = match(quotedValue)
    const value = quoted ? quoted[1]!.replace(/\\(.)/g, '$1') : match(simpleValue)?.[0]
    if (value === undefined || (at < text.length && !/\s/.test(text[at]!)))
      throw new FilterError(`The filter term at position ${start} is not understood: ${text.slice(start, start + 60)}`)
    if (key === null && (exact || rootOnly)) throw new FilterError(`The filter term at position ${start} has no key.`)
    terms.push({ exact, rootOnly, key, value })
  }
}

function testOf({ exact, rootOnly, key, value }: Term): Test {
  const says = (text: string | undefined) => text !== undefined && (exact ? text === value : text.startsWith(value))
  const among = (trace: FilteredTrace) => (rootOnly ? (trace.root ? [trace.root] : []) : trace.spans)
  const label =
    (name: string): Test =>
    (trace) =>
      among(trace).some((span) => says(span.labels[name]))
  switch (key) {
    case null:
    case 'root':
      return (trace) => says(trace.root?.name)
    case 'span':
      return (trace) => among(trace).some((span) => says(span.name))
    case 'latency': {
      const least = nanosOf(value)
      return (trace) => trace.latencyNanos !== null && trace.latencyNanos >= least
    }
    case 'label':
      return (trace) => among(trace).some((span) => Object.hasOwn(span.labels, value))
    case 'method':
      return label('/http/method')
    case 'url':
      return label('/http/url')
    default:
      return label(key)
  }
}

function nanosOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ns|us|ms|s)?$/.exec(text)
  if (!match) throw new FilterError(`"${text}" is not a latency such as 500ms or 1s.`)
  return Number(match[1]) * { ns: 1, us: 1e3, ms: 1e6, s: 1e9 }[(match[2] ?? 'ms') as 'ns' | 'us' | 'ms' | 's']
}
