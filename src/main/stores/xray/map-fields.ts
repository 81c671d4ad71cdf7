/** The single fields of a segment document, each read so that it cannot fail. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { fromSeconds, type Microseconds } from '../../../shared/units.ts'
import type { Span, SpanHttp, SpanKind } from '../../semantics/span.ts'
import { arrayOf, type JsonRecord, numberOf, recordOf, textOf } from './map-json.ts'

const spanKinds: Readonly<Record<string, SpanKind>> = {
  internal: 'internal',
  server: 'server',
  client: 'client',
  producer: 'producer',
  consumer: 'consumer',
}
const noLinks: Span['links'] = []
const noRemarks: readonly string[] = []

/** What could not be read in one document; most have nothing to say. `nested`: its place says what its parent is. */
export function remarksOf(document: JsonRecord, nested: boolean): readonly string[] {
  const remarks: string[] = []
  if (textOf(document.id) === null) remarks.push('The document has no id as text; it was given one.')
  for (const field of ['start_time', 'end_time'])
    if (isGiven(document[field]) && instant(document[field]) === null)
      remarks.push(`${field} is not a number of seconds.`)
  if (document.end_time === undefined && document.in_progress !== true)
    remarks.push('The document has no end_time and is not marked in_progress: when it ended is not known.')
  const parent = document.parent_id
  if (!nested && isGiven(parent) && typeof parent !== 'string')
    remarks.push('parent_id is not a text; the segment stands without a parent.')
  return remarks.length === 0 ? noRemarks : remarks
}

function isGiven(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null
}

/** A document as an object; null for anything else. */
export function parse(text: string | null): JsonRecord | null {
  if (text === null) return null
  try {
    return recordOf(JSON.parse(text))
  } catch {
    return null
  }
}

/** The parent that the document names, or null. */
export function parentOf(document: JsonRecord): string | null {
  return textOf(document.parent_id)
}

/** Float seconds as an instant; null for what cannot be one. */
export function instant(value: JsonValue | undefined): Microseconds | null {
  if (value === undefined || value === null) return null
  const at = fromSeconds(numberOf(value))
  return at === null || Math.abs(at) > Number.MAX_SAFE_INTEGER ? null : at
}

/** The default namespace of the metadata, where OpenTelemetry attributes lie. */
export function defaultsOf(document: JsonRecord): JsonRecord | null {
  const metadata = document.metadata
  return metadata === undefined ? null : recordOf(recordOf(metadata)?.default)
}

/** The service that the attributes name; only then is a subsegment known to be of another than its segment. */
export function serviceOf(defaults: JsonRecord | null): string | null {
  if (defaults === null) return null
  return (
    textOf(defaults['otel.resource.service.name']) ??
    textOf(defaults['aws.local.service']) ??
    textOf(defaults['service.name'])
  )
}

/** The kind that the exporter kept, else what the document’s place says of it. */
export function kindOf(defaults: JsonRecord | null, namespace: string | null, served: boolean): SpanKind | null {
  const told = defaults === null ? null : (textOf(defaults['span.kind']) ?? textOf(defaults['aws.span.kind']))
  const word = told?.toLowerCase() ?? ''
  const kind = Object.hasOwn(spanKinds, word) ? spanKinds[word] : undefined
  if (kind !== undefined) return kind
  if (namespace === 'aws' || namespace === 'remote') return 'client'
  return served ? 'server' : null
}

/** The http block, when it has a request or a response. */
export function httpOf(value: JsonValue | undefined): SpanHttp | null {
  if (value === undefined) return null
  const http = recordOf(value)
  if (http === null) return null
  const request = recordOf(http.request)
  const response = recordOf(http.response)
  return request === null && response === null ? null : { request: request ?? {}, response: response ?? {} }
}

/** Links to other traces. */
export function linksOf(value: JsonValue | undefined): Span['links'] {
  if (value === undefined) return noLinks
  const links: Span['links'][number][] = []
  for (const one of arrayOf(value)) {
    const record = recordOf(one)
    const traceId = record === null ? null : textOf(record.trace_id)
    if (record === null || traceId === null) continue
    const kind = textOf(recordOf(record.attributes)?.['aws.xray.link.kind'])
    links.push({ traceId, spanId: textOf(record.id), kind })
  }
  return links
}
