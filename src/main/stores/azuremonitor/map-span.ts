/** A span whose attributes, raw document and the like are read from its row when they are asked for. Pure. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { Microseconds } from '../../../shared/units.ts'
import type { Attributes } from '../../semantics/attributes.ts'
import type {
  PlatformSignal,
  Span,
  SpanEvent,
  SpanFailure,
  SpanHttp,
  SpanKind,
  SpanLink,
} from '../../semantics/span.ts'
import type { RowDetail } from './map-detail.ts'

type Facts = Pick<
  Span,
  'spanId' | 'parentSpanId' | 'name' | 'service' | 'kind' | 'start' | 'end' | 'failure' | 'signal' | 'events'
>

/** The lazy half lives in accessors of the class: a copy made with the spread operator would lose it. */
export class RowSpan implements Span {
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly service: string | null
  readonly kind: SpanKind | null
  readonly start: Microseconds | null
  readonly end: Microseconds | null
  readonly failure: SpanFailure | null
  readonly signal: PlatformSignal | null
  readonly events: readonly SpanEvent[]
  /** Rows are written when a span has ended. */
  readonly running = false
  readonly inferred = false
  readonly #detail: RowDetail
  readonly #remark: string | null

  constructor(detail: RowDetail, remark: string | null, facts: Facts) {
    this.#detail = detail
    this.#remark = remark
    this.spanId = facts.spanId
    this.parentSpanId = facts.parentSpanId
    this.name = facts.name
    this.service = facts.service
    this.kind = facts.kind
    this.start = facts.start
    this.end = facts.end
    this.failure = facts.failure
    this.signal = facts.signal
    this.events = facts.events
  }

  get attributes(): Attributes {
    return this.#detail.attributes
  }

  get http(): SpanHttp | null {
    return this.#detail.http
  }

  get links(): readonly SpanLink[] {
    return this.#detail.links
  }

  get raw(): JsonValue {
    return this.#detail.raw
  }

  get remarks(): readonly string[] {
    return this.#remark === null ? this.#detail.remarks : [this.#remark, ...this.#detail.remarks]
  }

  get cut(): boolean {
    return this.#detail.cut
  }
}
