/** Cloud Trace v1 spans to the common form. Pure; never throws, whatever JSON stands in any field, and gives one span for each element of `spans`. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { Microseconds } from '../../../shared/units.ts'
import { bareSpan, type Span } from '../../semantics/span.ts'
import { instantOf } from '../instant-of.ts'
import { nameCut } from './map-cut.ts'
import { httpOf } from './map-http.ts'
import { kindOf, kindOfField } from './map-kind.ts'
import { labelAttributes, type Labels, serviceOf } from './map-labels.ts'
import { groups, scanLabels } from './map-scan.ts'
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
  const spanId = spanIdOf(json.spanId, index, remarks)
  const parentSpanId = parentIdOf(json.parentSpanId, remarks)
  const start = timeOf(json.startTime, 'start', remarks)
  const end = endOf(json.endTime, start, remarks)
  const read = remarks.length
  const nameRemark = nameCut(json.name)
  if (nameRemark !== null) remarks.push(nameRemark)
  const present = scanLabels(labels, remarks)
  const { kind, signal } = (present & groups.kind) === 0 ? kindOfField(json.kind) : kindOf(json.kind, labels)
  return {
    spanId,
    parentSpanId,
    name: typeof json.name === 'string' && json.name !== '' ? json.name : '(unnamed span)',
    service: (present & groups.service) === 0 ? null : serviceOf(labels),
    kind,
    start,
    end,
    running: start !== null && (json.endTime === undefined || json.endTime === null),
    inferred: false,
    failure: (present & groups.outcome) === 0 ? null : failureOf(labels),
    signal,
    http: (present & groups.http) === 0 ? null : httpOf(labels),
    attributes: labelAttributes(labels, (present & groups.renamed) !== 0),
    events: bareSpan.events,
    links: bareSpan.links,
    raw: (raw ?? null) as JsonValue,
    remarks: remarks.length === 0 ? bareSpan.remarks : remarks,
    cut: remarks.length > read,
  }
}

const noLabels: Labels = {}

function labelsOf(value: unknown, remarks: string[]): Labels {
  if (isRecord(value)) return value
  if (value !== undefined && value !== null) remarks.push('The labels could not be read.')
  return noLabels
}

function spanIdOf(value: unknown, index: number, remarks: string[]): string {
  const id = readId(value)
  if (id !== null && id !== root) return id
  remarks.push(idRemark('span id', value))
  return `unreadable-${index}`
}

function parentIdOf(value: unknown, remarks: string[]): string | null {
  if (value === undefined || value === null || value === '') return null
  const id = readId(value)
  if (id !== null) return id === root ? null : id
  // Some parent is named, so this is no root; which one it is, is not known.
  remarks.push(idRemark('parent span id', value))
  return 'unreadable'
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

function endOf(value: unknown, start: Microseconds | null, remarks: string[]): Microseconds | null {
  const end = timeOf(value, 'end', remarks)
  if (start === null || end === null || end >= start) return end
  remarks.push('The span ends before it starts; its end is not used.')
  return null
}

function timeOf(value: unknown, what: string, remarks: string[]): Microseconds | null {
  if (value === undefined || value === null) return null
  const time = instantOf(value)
  // The epoch itself is how an unset timestamp is printed.
  if (time !== null && time > 0) return time
  remarks.push(`The ${what} time could not be read.`)
  return null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
