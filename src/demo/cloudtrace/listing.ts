/** Answers `projects.traces.list`: window, filter, order, views and pages. */

import type { DemoSpan, DemoTrace, TrafficSource } from '../traffic/demo-trace.ts'
import { arrivalOf, encodeSpan, instant } from './encode.ts'
import { type FilteredTrace, parseFilter } from './filter.ts'
import type { TraceView, WireSpan, WireTrace, WireTraceList } from './wire.ts'

/** No answer of v1 holds more spans of one trace. */
export const maxSpans = 1000
const maxPageSize = 1000
const defaultPageSize = 100

/** The question itself is wrong; `message` says how. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

/** The spans that the platform has of a trace, in the order of arrival. */
export function storedSpans(trace: DemoTrace): WireSpan[] {
  const out: WireSpan[] = []
  for (const span of partOf(trace)) {
    const wire = encodeSpan(span, arrivalOf(span.service))
    if (wire) out.push(wire)
  }
  return out
}

function partOf(trace: DemoTrace): readonly DemoSpan[] {
  return trace.partOf ? trace.partOf('cloudtrace') : trace.spans
}

interface StoredTrace extends FilteredTrace {
  readonly traceId: string
  /** RFC 3339, fixed width: compares as text. Of the root, else of the earliest span. */
  readonly start: string
}

/** Lists traces of the project. Throws ArgumentError or FilterError. `partial` gives a short page, which the API allows itself at any time. */
export function listTraces(
  traffic: TrafficSource,
  project: string,
  query: URLSearchParams,
  partial: boolean,
  mostPerPage: number = maxPageSize,
): WireTraceList {
  const view = viewOf(query.get('view'))
  const size = Math.min(mostPerPage, pageSizeOf(query.get('pageSize')))
  const from = boundOf('startTime', query.get('startTime'))
  const to = boundOf('endTime', query.get('endTime'))
  const passes = parseFilter(query.get('filter') ?? '')
  const compare = orderOf(query.get('orderBy'))
  const question = JSON.stringify(['filter', 'orderBy', 'startTime', 'endTime'].map((name) => query.get(name)))

  const found = traffic
    .traces('cloudtrace')
    // The newest traces come first and are cheap to set aside by their start; spans are encoded only for those within the window.
    .filter((trace) => to === null || instant(trace.start) <= to)
    .filter((trace) => from === null || instant(trace.start) >= from)
    .map(stored)
    .filter((trace): trace is StoredTrace => trace !== null && passes(trace))
    .sort(compare)

  const first = startOf(query.get('pageToken'), question, found)
  const count = partial ? Math.max(1, Math.ceil(size / 2)) : size
  const page = found.slice(first, first + count)
  const last = page.at(-1)
  return {
    ...(page.length > 0 ? { traces: page.map((trace) => shown(trace, project, view)) } : {}),
    ...(last && first + page.length < found.length ? { nextPageToken: tokenFor(last.traceId, question) } : {}),
  }
}

/** Null when nothing of the trace has arrived yet. Its spans are encoded when somebody asks for them: most lists want roots alone. */
function stored(trace: DemoTrace): StoredTrace | null {
  const arrived = partOf(trace).filter((span) => !span.lost && span.end !== null)
  if (arrived.length === 0) return null
  const first = arrived.find((span) => span.parentSpanId === null)
  const root = first ? encodeSpan(first) : null
  let spans: WireSpan[] | null = null
  return {
    traceId: trace.traceId,
    get spans() {
      return (spans ??= storedSpans(trace))
    },
    root,
    start: root?.startTime ?? instant(arrived.reduce((least, span) => Math.min(least, span.start), Infinity)),
    latencyNanos: root ? nanosBetween(root.startTime, root.endTime) : null,
  }
}

function shown(trace: StoredTrace, projectId: string, view: TraceView): WireTrace {
  const { traceId, root, spans } = trace
  if (view === 'COMPLETE') return { projectId, traceId, spans: spans.slice(0, maxSpans) }
  if (view === 'ROOTSPAN' && root) return { projectId, traceId, spans: [root] }
  return { projectId, traceId }
}

function viewOf(text: string | null): TraceView {
  if (text === null || text === '' || text === 'VIEW_TYPE_UNSPECIFIED') return 'MINIMAL'
  if (text === 'MINIMAL' || text === 'ROOTSPAN' || text === 'COMPLETE') return text
  throw new ArgumentError(
    `Invalid value at 'view' (type.googleapis.com/google.devtools.cloudtrace.v1.ListTracesRequest.ViewType), "${text}"`,
  )
}

function pageSizeOf(text: string | null): number {
  if (text === null || text === '') return defaultPageSize
  if (!/^-?\d+$/.test(text)) throw new ArgumentError(`Invalid value at 'page_size' (TYPE_INT32), "${text}"`)
  const size = Number(text)
  if (size > maxPageSize) throw new ArgumentError(`page_size must not be more than ${maxPageSize}, got ${size}.`)
  return size <= 0 ? defaultPageSize : size
}

/** An RFC 3339 bound in the fixed-width form that wire times have. */
function boundOf(name: string, text: string | null): string | null {
  if (text === null || text === '') return null
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text)
  if (!match || Number.isNaN(Date.parse(text)))
    throw new ArgumentError(`Invalid value at '${name}' (type.googleapis.com/google.protobuf.Timestamp), "${text}"`)
  return `${match[1]}.${(match[2] ?? '').padEnd(9, '0')}Z`
}

type Compare = (a: StoredTrace, b: StoredTrace) => number

const orders: Readonly<Record<string, Compare>> = {
  trace_id: (a, b) => textOrder(a.traceId, b.traceId),
  name: (a, b) => textOrder(a.root?.name ?? '', b.root?.name ?? ''),
  duration: (a, b) => (a.latencyNanos ?? 0) - (b.latencyNanos ?? 0),
  start: (a, b) => textOrder(a.start, b.start),
}

function orderOf(text: string | null): Compare {
  const match = /^(\w+)(?: (desc))?$/.exec(text === null || text === '' ? 'start desc' : text)
  const order = match ? orders[match[1]!] : undefined
  if (!match || !order)
    throw new ArgumentError(`order_by "${text}" is not one of ${Object.keys(orders).join(', ')}, each with " desc".`)
  const sign = match[2] ? -1 : 1
  return (a, b) => sign * order(a, b) || textOrder(a.traceId, b.traceId)
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function tokenFor(lastId: string, question: string): string {
  return Buffer.from(JSON.stringify([lastId, question])).toString('base64url')
}

/** Where the next page starts: after the last trace of the page before, wherever newer traces have pushed it. */
function startOf(token: string | null, question: string, found: readonly StoredTrace[]): number {
  if (token === null || token === '') return 0
  try {
    const [lastId, asked] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as [string, string]
    const index = found.findIndex((trace) => trace.traceId === lastId)
    if (asked === question && index !== -1) return index + 1
  } catch {
    // Falls through to the refusal below.
  }
  throw new ArgumentError('page_token is not one that this query was given.')
}

function nanosBetween(start: string, end: string): number {
  const nanos = (text: string) => BigInt(Date.parse(`${text.slice(0, 19)}Z`)) * 1_000_000n + BigInt(text.slice(20, 29))
  return Number(nanos(end) - nanos(start))
}
