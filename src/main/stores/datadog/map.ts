/**
 * Datadog's two span forms to Span. Pure: no SDK, no Node.
 *
 * Spans search gives events whose attributes lie nested in `custom`, ids as decimals of the low 64 bits, times to the millisecond and the duration in
 * nanoseconds at `custom.duration`. Trace by id gives flat `meta` (text) and `metrics` (numbers), times in nanoseconds, ids as uint64 numbers that
 * lossless-json kept as text.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { parseInstant } from '../../../shared/units.ts'
import { type AttributeLayer, type Attributes, attributesOf } from '../../semantics/attributes.ts'
import { bareSpan, type Span } from '../../semantics/span.ts'
import { durationOfNanos, isRecord, type JsonRecord, list, number, record, text } from './fields.ts'
import { idText, parentText } from './ids.ts'
import { eventsOf, linksOf } from './map-events.ts'
import { cutRemark, endOf, failureOf, flag, httpOf, isCut, kindOf, nameOf, signalOf } from './map-facts.ts'
import { type ExtraLayers, type MappedSpans, TraceMapper } from './map-trace.ts'

export type { MappedSpans } from './map-trace.ts'

const noExtras: ExtraLayers = new Map()

/** The events of a spans search. */
export async function mapSearchEvents(
  events: readonly JsonValue[],
  breathe: () => Promise<void> | void,
  extras: ExtraLayers = noExtras,
): Promise<MappedSpans> {
  const spans: Span[] = []
  let unreadable = 0
  for (const [index, event] of events.entries()) {
    if (isRecord(event)) spans.push(mapSearchEvent(event, index, extras))
    else unreadable++
    const pause = breathe()
    if (pause) await pause
  }
  return { spans, unreadable }
}

/** The spans of a trace by id, whose items are at hand. */
export async function mapTraceSpans(
  spans: readonly JsonValue[],
  breathe: () => Promise<void> | void,
  extras: ExtraLayers = noExtras,
): Promise<MappedSpans> {
  const mapper = new TraceMapper()
  mapper.heldBy({ item: (index) => spans[index] ?? null })
  for (const [index, item] of spans.entries()) {
    mapper.take(item, index)
    const pause = breathe()
    if (pause) await pause
  }
  return mapper.withExtras(extras, breathe)
}

/** One span of a trace by id. */
export function mapTraceSpan(span: JsonRecord, index: number): Span {
  const mapper = new TraceMapper()
  mapper.heldBy({ item: () => span })
  return mapper.span(span, index)
}

/** One event of a spans search. */
export function mapSearchEvent(event: JsonRecord, index: number, extras: ExtraLayers = noExtras): Span {
  const own = record(event.attributes)
  const spanId = idText(own.span_id) ?? idText(event.id) ?? `event-${index}`
  const attributes = attributesOf([...searchLayers(own), ...(extras.get(spanId) ?? [])])
  const start = parseInstant(own.start_timestamp)
  const duration = durationOfNanos(attributes.get('duration'))
  const partial = isPartial(attributes)
  const status = typeof own.status === 'string' ? own.status.toLowerCase() : null
  const cut = hasCutMessage(attributes)
  return {
    ...bareSpan,
    spanId,
    parentSpanId: parentText(own.parent_id),
    name: nameOf(own.resource_name, own.operation_name, attributes),
    service: text(own.service),
    kind: kindOf(attributes),
    start,
    end: partial ? null : endOf(start, duration, parseInstant(own.end_timestamp)),
    running: partial,
    failure: failureOf(attributes, status === null ? flag(own.error) : status === 'error', 'status'),
    signal: signalOf(own.type),
    http: httpOf(attributes),
    attributes,
    events: eventsOf(attributes),
    links: linksOf(attributes),
    raw: event,
    remarks: cut ? [cutRemark] : bareSpan.remarks,
    cut,
  }
}

/** Where a search event keeps attributes, in the order in which they answer. */
export function searchLayers(own: JsonRecord): AttributeLayer[] {
  const layers: AttributeLayer[] = []
  if (isRecord(own.custom)) layers.push({ origin: 'custom', spelling: 'nested', values: own.custom })
  if (isRecord(own.attributes)) layers.push({ origin: 'attributes', spelling: 'nested', values: own.attributes })
  layers.push({ origin: 'span', spelling: 'flat', values: besides(own, searchFacts) })
  const tags = tagValues(own.tags)
  if (tags) layers.push({ origin: 'tags', spelling: 'flat', values: tags })
  return layers
}

const searchFacts: ReadonlySet<string> = new Set([
  'custom',
  'attributes',
  'tags',
  'span_id',
  'parent_id',
  'trace_id',
  'service',
  'start_timestamp',
  'end_timestamp',
])

function besides(own: JsonRecord, left: ReadonlySet<string>): Record<string, JsonValue> {
  const rest: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(own)) if (!left.has(key)) rest[key] = value
  return rest
}

/** `["env:prod", "compute"]` as `{"tags.env": "prod", "tags.compute": true}`; a key that comes twice keeps all its values. */
function tagValues(tags: unknown): Record<string, JsonValue> | null {
  const values: Record<string, JsonValue> = {}
  let some = false
  for (const tag of list(tags)) {
    if (typeof tag !== 'string' || tag === '') continue
    const colon = tag.indexOf(':')
    const key = `tags.${colon > 0 ? tag.slice(0, colon) : tag}`
    const value = colon > 0 ? tag.slice(colon + 1) : true
    const before = Object.hasOwn(values, key) ? values[key] : undefined
    values[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
    some = true
  }
  return some ? values : null
}

/** dd-trace sends a span that runs long before it has ended, marked with the number of its version. */
function isPartial(attributes: Attributes): boolean {
  const version = number(attributes.get('_dd.partial_version'))
  return version !== null && version > 0
}

/** The attributes that are long enough to be cut: looking at every nested value of every span would cost more than the rest of the mapping. */
const longKeys = [
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.prompt',
  'gen_ai.completion',
  'input.value',
  'output.value',
  'error.stack',
  'db.statement',
]

function hasCutMessage(attributes: Attributes): boolean {
  return longKeys.some((key) => isCut(attributes.get(key)))
}
