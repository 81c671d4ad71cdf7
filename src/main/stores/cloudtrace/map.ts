/** Cloud Trace v1 spans to the common form. Pure; never throws, whatever JSON stands in any field, and gives one span for each element of `spans`. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type Microseconds, parseInstant } from '../../../shared/units.ts'
import { bareSpan, type Span } from '../../semantics/span.ts'
import { cutRemarks } from './map-cut.ts'
import { httpOf } from './map-http.ts'
import { kindOf, signalOf } from './map-kind.ts'
import { labelAttributes, type Labels, serviceOf } from './map-labels.ts'
import { failureOf } from './map-status.ts'

/** The most spans that v1 gives of one trace, without saying whether there were more. */
export const spanLimit = 1000

/** All spans of a Trace resource, in its order. Empty when it has none. */
export function mapTrace(trace: unknown): Span[] {
  return rawSpans(trace).map(mapSpan)
}

/** The elements of a Trace resource's `spans`, of whatever kind they are. */
export function rawSpans(trace: unknown): readonly unknown[] {
  const spans = isRecord(trace) ? trace.spans : null
  return Array.isArray(spans) ? spans : []
}

/** One element of `spans`. `index` names a span whose own id cannot be read, so that the same payload always gives the same ids. */
export function mapSpan(raw: unknown, index: number): Span {
  const json = isRecord(raw) ? raw : {}
  const remarks: string[] = []
  if (!isRecord(raw)) remarks.push('The platform sent something that is not a span.')
  const labels = labelsOf(json.labels, remarks)
  const cut = cutRemarks(json.name, labels)
  const kind = kindOf(json.kind, labels)
  return {
    ...bareSpan,
    ...idsOf(json, index, remarks),
    ...timesOf(json, remarks),
    name: typeof json.name === 'string' && json.name !== '' ? json.name : '(unnamed span)',
    service: serviceOf(labels),
    kind: kind.kind,
    failure: failureOf(labels),
    signal: signalOf(kind),
    http: httpOf(labels),
    attributes: labelAttributes(labels),
    raw: (raw ?? null) as JsonValue,
    remarks: [...remarks, ...cut],
    cut: cut.length > 0,
  }
}

const noLabels: Labels = {}

function labelsOf(value: unknown, remarks: string[]): Labels {
  if (isRecord(value)) return value
  if (value !== undefined && value !== null) remarks.push('The labels could not be read.')
  return noLabels
}

function idsOf(json: Labels, index: number, remarks: string[]): Pick<Span, 'spanId' | 'parentSpanId'> {
  let spanId = readId(json.spanId)
  if (spanId === null || spanId === root) {
    remarks.push(idRemark('span id', json.spanId))
    spanId = `unreadable-${index}`
  }
  const given = json.parentSpanId
  if (given === undefined || given === null || given === '') return { spanId, parentSpanId: null }
  const parent = readId(given)
  if (parent === null) {
    // Some parent is named, so this is no root; which one it is, is not known.
    remarks.push(idRemark('parent span id', given))
    return { spanId, parentSpanId: 'unreadable' }
  }
  return { spanId, parentSpanId: parent === root ? null : parent }
}

/** What the id "0" stands for: no span at all. */
const root = '0'.repeat(16)
const limit64 = 1n << 64n

/**
 * A decimal uint64 text as 16 hex digits; any other text as it is; null for what is not a text. A JSON number is refused even where it looks exact: whoever parsed it has already
 * rounded the large ones.
 */
function readId(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (text === '') return null
  if (!/^\d{1,20}$/.test(text)) return text
  const id = BigInt(text)
  return id < limit64 ? id.toString(16).padStart(16, '0') : text
}

function idRemark(what: string, value: unknown): string {
  return typeof value === 'number'
    ? `The ${what} came as a JSON number, which rounds 64-bit ids: it is not known.`
    : `The ${what} could not be read.`
}

function timesOf(json: Labels, remarks: string[]): Pick<Span, 'start' | 'end' | 'running'> {
  const start = timeOf(json.startTime, 'start', remarks)
  const end = timeOf(json.endTime, 'end', remarks)
  const running = start !== null && (json.endTime === undefined || json.endTime === null)
  if (start !== null && end !== null && end < start) {
    remarks.push('The span ends before it starts; its end is not used.')
    return { start, end: null, running: false }
  }
  return { start, end, running }
}

function timeOf(value: unknown, what: string, remarks: string[]): Microseconds | null {
  if (value === undefined || value === null) return null
  const time = parseInstant(value)
  // The epoch itself is how an unset timestamp is printed.
  if (time !== null && time > 0) return time
  remarks.push(`The ${what} time could not be read.`)
  return null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
