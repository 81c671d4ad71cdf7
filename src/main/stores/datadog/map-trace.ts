/** The spans of a trace by id. What a run needs of each is read at once; the rest is read from its item again when a step is asked for. Pure. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type AttributeLayer, type Attributes, attributesOf, noAttributes } from '../../semantics/attributes.ts'
import { LazySpan, type SpanDocuments, type SpanRest } from '../../semantics/lazy-span.ts'
import { SpanReader } from '../../semantics/reading.ts'
import { bareSpan, type Span, type SpanHttp, type SpanLink } from '../../semantics/span.ts'
import { durationOfNanos, instantOfNanos, isRecord, type JsonRecord, record, text } from './fields.ts'
import { idText, parentText } from './ids.ts'
import type { TextItems } from './lossless-json.ts'
import { eventsOf, linksOf } from './map-events.ts'
import {
  cutRemark,
  endOf,
  failureOf,
  flag,
  groupOfKey,
  httpOf,
  isCut,
  keyGroups,
  kindOf,
  nameOf,
  signalOf,
} from './map-facts.ts'

/** Spans and how many items were no spans at all. */
export interface MappedSpans {
  readonly spans: Span[]
  readonly unreadable: number
}

/** Layers to add to a span, by its decimal id: what LLM Observability knows of it. */
export type ExtraLayers = ReadonlyMap<string, readonly AttributeLayer[]>

const noLayers: readonly AttributeLayer[] = []
const restrictedRemark = "Your organization's data access policy restricts what is shown of this span."

/** Maps the items of one answer, which are given one by one and in their order. */
/** The items of an answer; without textAround they are held parsed. */
type HeldItems = Pick<TextItems, 'item'> & Partial<Pick<TextItems, 'textAround'>>

export class TraceMapper implements SpanDocuments {
  readonly #spans: LazySpan[] = []
  /** The number of each span's item. */
  readonly #numbers: number[] = []
  #unreadable = 0
  #extras: ExtraLayers = new Map()
  readonly #reader = new SpanReader()
  #items: HeldItems = { item: () => null }
  #latest: TraceRest | null = null
  #latestIndex = -1

  /** Where the items are found when a step is asked for. Their numbers are those that they were mapped under. */
  heldBy(items: HeldItems): void {
    this.#items = items
  }

  take(item: JsonValue, index: number): void {
    if (!isRecord(item)) {
      this.#unreadable++
      return
    }
    this.#spans.push(this.span(item, index))
    this.#numbers.push(index)
  }

  /** All spans; those that LLM Observability knows are read once more, with what it adds. Pauses as `breathe` asks. */
  async withExtras(extras: ExtraLayers, breathe: () => Promise<void> | void): Promise<MappedSpans> {
    this.#extras = extras
    if (extras.size > 0)
      for (let i = 0; i < this.#spans.length; i++) {
        if (!extras.has(this.#spans[i]!.spanId)) continue
        const index = this.#numbers[i]!
        this.#spans[i] = this.span(record(this.#items.item(index)), index)
        const pause = breathe()
        if (pause) await pause
      }
    return { spans: this.#spans, unreadable: this.#unreadable }
  }

  /** One span by itself, which is not added to the others. */
  span(item: JsonRecord, index: number): LazySpan {
    const spanId = idText(item.spanID) ?? `span-${index}`
    const layers = layersOf(item, this.#extras.get(spanId) ?? noLayers)
    const attributes = attributesOf(layers)
    const has = groupsOf(layers)
    const start = instantOfNanos(item.startTime)
    const facts = {
      spanId,
      parentSpanId: parentText(item.parentID),
      name: this.#reader.kept(nameOf(item.resource, item.name, attributes)),
      service: this.#reader.kept(text(item.service)),
      kind: (has & keyGroups.kind) !== 0 ? kindOf(attributes) : null,
      start,
      end: endOf(start, durationOfNanos(item.duration), instantOfNanos(item.endTime)),
      running: false,
      inferred: false,
      failure: failureOf((has & keyGroups.failure) !== 0 ? attributes : noAttributes, flag(item.error), 'error'),
      signal: signalOf(item.type),
      events: (has & keyGroups.events) !== 0 ? eventsOf(attributes) : bareSpan.events,
      cut: hasCutValue(item.meta),
      attributes,
    }
    return new LazySpan(facts, this.#reader.read(facts), this, index)
  }

  /** What LLM Observability adds came in another answer. */
  texts(index: number): readonly string[] | null {
    const text = this.#extras.size > 0 ? null : (this.#items.textAround?.(index) ?? null)
    return text === null ? null : [text]
  }

  rest(index: number): SpanRest {
    if (this.#latest === null || this.#latestIndex !== index) {
      this.#latest = new TraceRest(record(this.#items.item(index)), index, this.#extras)
      this.#latestIndex = index
    }
    return this.#latest
  }
}

/** What is read of one item when its step is asked for. */
class TraceRest implements SpanRest {
  readonly #item: JsonRecord
  readonly attributes: Attributes

  constructor(item: JsonRecord, index: number, extras: ExtraLayers) {
    this.#item = item
    const spanId = idText(item.spanID) ?? `span-${index}`
    this.attributes = attributesOf(layersOf(item, extras.get(spanId) ?? noLayers))
  }

  get http(): SpanHttp | null {
    return httpOf(this.attributes)
  }

  get links(): readonly SpanLink[] {
    return linksOf(this.attributes)
  }

  get raw(): JsonValue {
    return this.#item
  }

  get remarks(): readonly string[] {
    const remarks: string[] = []
    if (hasCutValue(this.#item.meta)) remarks.push(cutRemark)
    if (this.#item.restricted === true) remarks.push(restrictedRemark)
    return remarks
  }
}

/** `meta` (text), `metrics` (numbers), the span's own facts, and what LLM Observability adds: all of them flat. */
function layersOf(item: JsonRecord, extra: readonly AttributeLayer[]): AttributeLayer[] {
  const layers: AttributeLayer[] = []
  if (isRecord(item.meta)) layers.push({ origin: 'meta', spelling: 'flat', values: item.meta })
  if (isRecord(item.metrics)) layers.push({ origin: 'metrics', spelling: 'flat', values: item.metrics })
  layers.push({ origin: 'span', spelling: 'flat', values: factsOf(item) })
  for (const layer of extra) layers.push(layer)
  return layers
}

/** The operation and resource under the names that spans search has for them, so that one key finds both forms. */
function factsOf(item: JsonRecord): Record<string, JsonValue> {
  const facts: Record<string, JsonValue> = {}
  if (item.name !== undefined) facts.operation_name = item.name
  if (item.resource !== undefined) facts.resource_name = item.resource
  if (item.type !== undefined) facts.type = item.type
  if (item.restricted !== undefined) facts.restricted = item.restricted
  if (item.self_time !== undefined) facts.self_time = item.self_time
  return facts
}

/** Which groups of keys the layers have at all: what is not there is not asked for key by key. */
function groupsOf(layers: readonly AttributeLayer[]): number {
  let present = 0
  for (const { values } of layers) for (const key in values) present |= groupOfKey.get(key) ?? 0
  return present
}

function hasCutValue(meta: JsonValue | undefined): boolean {
  if (!isRecord(meta)) return false
  for (const key in meta) if (isCut(meta[key])) return true
  return false
}
