/**
 * Datadog's two span forms to Span. Pure: no SDK, no Node.
 *
 * Spans search gives events whose attributes lie nested in `custom`, ids as decimals of the low 64 bits, times to the millisecond and the duration in
 * nanoseconds at `custom.duration`. Trace by id gives flat `meta` (text) and `metrics` (numbers), times in nanoseconds, ids as uint64 numbers that
 * lossless-json kept as text.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type Microseconds, microseconds, parseInstant } from '../../../shared/units.ts'
import { type AttributeLayer, type Attributes, attributesOf } from '../../semantics/attributes.ts'
import { bareSpan, type Span } from '../../semantics/span.ts'
import { durationOfNanos, instantOfNanos, isRecord, type JsonRecord, list, number, record, text } from './fields.ts'
import { idText, parentText } from './ids.ts'
import { eventsOf, linksOf } from './map-events.ts'
import { cutRemark, failureOf, httpOf, isCut, kindOf, nameOf, signalOf } from './map-facts.ts'

/** Spans and how many items were no spans at all. */
export interface MappedSpans {
  readonly spans: Span[]
  readonly unreadable: number
}

/** Layers to add to a span, by its decimal id: what LLM Observability knows of it. */
export type ExtraLayers = ReadonlyMap<string, readonly AttributeLayer[]>

const noExtras: ExtraLayers = new Map()

/** The events of a spans search. */
export function mapSearchEvents(
  events: readonly JsonValue[],
  breathe: () => Promise<void> | void,
  extras: ExtraLayers = noExtras,
): Promise<MappedSpans> {
  return mapAll(events, breathe, (item, index) => mapSearchEvent(item, index, extras))
}

/** The spans of a trace by id. */
export function mapTraceSpans(
  spans: readonly JsonValue[],
  breathe: () => Promise<void> | void,
  extras: ExtraLayers = noExtras,
): Promise<MappedSpans> {
  return mapAll(spans, breathe, (item, index) => mapTraceSpan(item, index, extras))
}

async function mapAll(
  items: readonly JsonValue[],
  breathe: () => Promise<void> | void,
  one: (item: JsonRecord, index: number) => Span,
): Promise<MappedSpans> {
  const spans: Span[] = []
  let unreadable = 0
  for (const [index, item] of items.entries()) {
    if (isRecord(item)) spans.push(one(item, index))
    else unreadable++
    const pause = breathe()
    if (pause) await pause
  }
  return { spans, unreadable }
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

/** One span of a trace by id. */
export function mapTraceSpan(span: JsonRecord, index: number, extras: ExtraLayers = noExtras): Span {
  const spanId = idText(span.spanID) ?? `span-${index}`
  const layers: AttributeLayer[] = []
  if (isRecord(span.meta)) layers.push({ origin: 'meta', spelling: 'flat', values: span.meta })
  if (isRecord(span.metrics)) layers.push({ origin: 'metrics', spelling: 'flat', values: span.metrics })
  layers.push({ origin: 'span', spelling: 'flat', values: traceFacts(span) })
  const extra = extras.get(spanId)
  if (extra) layers.push(...extra)
  const attributes = attributesOf(layers)
  const start = instantOfNanos(span.startTime)
  const duration = durationOfNanos(span.duration)
  const cut = hasCutValue(span.meta)
  const remarks = [
    ...(cut ? [cutRemark] : []),
    ...(span.restricted === true
      ? ["Your organization's data access policy restricts what is shown of this span."]
      : []),
  ]
  return {
    ...bareSpan,
    spanId,
    parentSpanId: parentText(span.parentID),
    name: nameOf(span.resource, span.name, attributes),
    service: text(span.service),
    kind: kindOf(attributes),
    start,
    end: endOf(start, duration, instantOfNanos(span.endTime)),
    failure: failureOf(attributes, flag(span.error), 'error'),
    signal: signalOf(span.type),
    http: httpOf(attributes),
    attributes,
    events: eventsOf(attributes),
    links: linksOf(attributes),
    raw: span,
    remarks: remarks.length > 0 ? remarks : bareSpan.remarks,
    cut,
  }
}

function hasCutValue(meta: JsonValue | undefined): boolean {
  if (!isRecord(meta)) return false
  for (const key in meta) if (isCut(meta[key])) return true
  return false
}

/** The operation and resource under the names that spans search has for them, so that one key finds both forms. */
function traceFacts(span: JsonRecord): Record<string, JsonValue> {
  const facts: Record<string, JsonValue> = {}
  if (span.name !== undefined) facts.operation_name = span.name
  if (span.resource !== undefined) facts.resource_name = span.resource
  if (span.type !== undefined) facts.type = span.type
  if (span.restricted !== undefined) facts.restricted = span.restricted
  if (span.self_time !== undefined) facts.self_time = span.self_time
  return facts
}

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

function endOf(start: Microseconds | null, duration: Microseconds | null, end: Microseconds | null) {
  if (start !== null && duration !== null) return microseconds(start + duration)
  return end !== null && start !== null && end < start ? start : end
}

/** An error mark that is 0 or 1, true or false; null where the payload has none. */
function flag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const code = number(value)
  return code === null ? null : code !== 0
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
