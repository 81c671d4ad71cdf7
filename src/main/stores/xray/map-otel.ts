/**
 * An OpenTelemetry span document, as Transaction Search keeps them: one JSON object a span, its resource beside it. Attributes are a flat object, or OTLP's list of
 * `{key, value: {stringValue}}`.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type Microseconds, microseconds, parseInstant } from '../../../shared/units.ts'
import { type AttributeLayer, attributesOf } from '../../semantics/attributes.ts'
import { bareSpan, type Span, type SpanFailure, type SpanKind } from '../../semantics/span.ts'
import { arrayOf, type JsonRecord, recordOf, textOf } from './map-json.ts'

const kinds: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer']

/** Is this document an OpenTelemetry span and not an X-Ray segment? */
export function isOtelDocument(document: JsonRecord): boolean {
  return (
    typeof document.spanId === 'string' &&
    document.start_time === undefined &&
    (document.traceId !== undefined || document.startTimeUnixNano !== undefined)
  )
}

/** The span of such a document, or null when it has no id. */
export function spanOfOtel(document: JsonRecord, entryId: string | null): Span | null {
  const spanId = textOf(document.spanId) ?? entryId
  if (spanId === null) return null
  const layers: AttributeLayer[] = [
    { origin: 'attributes', spelling: 'flat', values: attributesRecord(document.attributes) },
  ]
  const resource = recordOf(document.resource)
  const resourceValues = resource === null ? {} : attributesRecord(resource.attributes)
  layers.push({ origin: 'resource.attributes', spelling: 'flat', values: resourceValues })
  const end = nanos(document.endTimeUnixNano)
  const kind = kindOf(document.kind)
  const events = eventsOf(document.events)
  return {
    ...bareSpan,
    spanId,
    parentSpanId: textOf(document.parentSpanId),
    name: textOf(document.name) ?? '(unnamed)',
    service:
      textOf(resourceValues['service.name']) ??
      textOf(recordOf(document.attributes)?.['aws.local.service']) ??
      textOf(recordOf(resource?.service)?.name),
    kind,
    start: nanos(document.startTimeUnixNano),
    end: end !== null && end > 0 ? end : null,
    failure: failureOf(document.status, events),
    signal:
      kind === 'client' || kind === 'producer' ? { type: 'tool', rule: `span kind ${kind}`, origin: 'kind' } : null,
    attributes: attributesOf(layers),
    events,
    links: arrayOf(document.links).flatMap((one) => {
      const link = recordOf(one)
      const traceId = link === null ? null : textOf(link.traceId)
      return link === null || traceId === null ? [] : [{ traceId, spanId: textOf(link.spanId), kind: null }]
    }),
    raw: document,
  }
}

function attributesRecord(value: JsonValue | undefined): JsonRecord {
  const record = recordOf(value)
  if (record !== null) return record
  const out: JsonRecord = Object.create(null) as JsonRecord
  for (const one of arrayOf(value)) {
    const entry = recordOf(one)
    const key = entry === null ? null : textOf(entry.key)
    if (entry !== null && key !== null) out[key] = otlpValue(entry.value, 0)
  }
  return out
}

function otlpValue(value: JsonValue | undefined, depth: number): JsonValue {
  const record = recordOf(value)
  if (record === null || depth > 32) return value ?? null
  if ('stringValue' in record) return record.stringValue!
  if ('boolValue' in record) return record.boolValue!
  // int64 travels as text; it stays text where a double could not hold it.
  if ('intValue' in record) {
    const number = Number(record.intValue)
    return Number.isSafeInteger(number) ? number : record.intValue!
  }
  if ('doubleValue' in record) return record.doubleValue!
  const list = recordOf(record.arrayValue)
  if (list !== null) return arrayOf(list.values).map((one) => otlpValue(one, depth + 1))
  const map = recordOf(record.kvlistValue)
  if (map !== null) return attributesRecord(map.values)
  return record
}

/** Nanoseconds since the epoch, as a number or as text, or an ISO time; null for anything else. */
function nanos(value: JsonValue | undefined): Microseconds | null {
  if (typeof value === 'number' && Number.isFinite(value)) return microseconds(Math.round(value / 1000))
  if (typeof value !== 'string') return null
  if (/^\d{1,19}$/.test(value)) return microseconds(Number(BigInt(value) / 1000n))
  return parseInstant(value)
}

function kindOf(value: JsonValue | undefined): SpanKind | null {
  if (typeof value === 'number') return kinds[value - 1] ?? null
  const name = textOf(value)?.toLowerCase().replace('span_kind_', '')
  return kinds.find((kind) => kind === name) ?? null
}

function eventsOf(value: JsonValue | undefined): Span['events'] {
  return arrayOf(value).flatMap((one) => {
    const event = recordOf(one)
    if (event === null) return []
    const name = textOf(event.name) ?? '(unnamed)'
    const attributes = attributesRecord(event.attributes)
    return [{ name, time: nanos(event.timeUnixNano), attributes, isException: name === 'exception' }]
  })
}

function failureOf(value: JsonValue | undefined, events: Span['events']): SpanFailure | null {
  const status = recordOf(value)
  const code = status === null ? value : status.code
  if (code !== 2 && textOf(code)?.toUpperCase().replace('STATUS_CODE_', '') !== 'ERROR') return null
  const exception = events.find((event) => event.isException)?.attributes
  const thrown = exception === undefined ? null : textOf(exception['exception.message'])
  return {
    message: thrown ?? textOf(status?.message),
    type: exception === undefined ? null : textOf(exception['exception.type']),
    stack: exception === undefined ? null : textOf(exception['exception.stacktrace']),
    throttled: false,
    origin: thrown === null ? 'status' : 'events.exception',
  }
}
