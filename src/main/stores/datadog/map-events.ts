/** Span events and links, which Datadog keeps as JSON text in attributes. Pure. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { Attributes } from '../../semantics/attributes.ts'
import type { SpanEvent, SpanLink } from '../../semantics/span.ts'
import { idText, parentText } from './ids.ts'
import { instantOfNanos, isRecord, list, record, text } from './fields.ts'
import { parseLossless } from './lossless-json.ts'

const none: readonly never[] = []

/** The events of `events` (OpenTelemetry spans that came through the agent). */
export function eventsOf(attributes: Attributes): readonly SpanEvent[] {
  const value = attributes.get('events')
  if (value === undefined) return none
  const events: SpanEvent[] = []
  for (const one of list(structured(value))) {
    if (!isRecord(one)) continue
    const name = text(one.name)
    if (name === null) continue
    const own = record(one.attributes)
    events.push({
      name,
      time: instantOfNanos(one.time_unix_nano),
      attributes: own,
      isException: name === 'exception' || own['exception.type'] !== undefined,
    })
  }
  return events.length > 0 ? events : none
}

/** The links of `_dd.span_links`, which spans search gives and trace by id leaves out. */
export function linksOf(attributes: Attributes): readonly SpanLink[] {
  const value = attributes.get('_dd.span_links')
  if (value === undefined) return none
  const links: SpanLink[] = []
  for (const one of list(structured(value))) {
    const traceId = isRecord(one) ? idText(one.trace_id) : null
    if (traceId === null) continue
    const { span_id: spanId, attributes: own } = one as { [key: string]: JsonValue }
    links.push({ traceId, spanId: parentText(spanId), kind: text(record(own)['link.kind']) })
  }
  return links.length > 0 ? links : none
}

function structured(value: JsonValue): JsonValue {
  if (typeof value !== 'string') return value
  if (!value.trimStart().startsWith('[')) return null
  try {
    return parseLossless(value)
  } catch {
    // Cut by the agent: the attribute itself stays readable as text.
    return null
  }
}
