/** A span that holds what every step of a run needs, and reads the rest of its document when a step is asked for. */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Microseconds } from '../../shared/units.ts'
import type { Attributes } from './attributes.ts'
import type { Reading } from './reading.ts'
import type { PlatformSignal, Span, SpanEvent, SpanFailure, SpanHttp, SpanKind, SpanLink } from './span.ts'

/** What is read on demand. Made anew for each look, so that nothing of it is kept for spans that nobody looks at. */
export type SpanRest = Pick<Span, 'attributes' | 'http' | 'links' | 'raw' | 'remarks'>

/** The documents of one answer. */
export interface SpanDocuments {
  /** The rest of the span whose document has this number. Never throws. */
  rest(index: number): SpanRest
  /**
   * The JSON texts that hold all that `rest` is read from, so that a search need not parse what cannot hold its text; absent, or null for a span, where they are not
   * kept. Spans of one document give the very same string.
   */
  texts?(index: number): readonly string[] | null
}

/** What a mapper reads at once. */
export type SpanFacts = Omit<Span, keyof SpanRest | 'reading'>

/** The lazy half lives in accessors of the class: a copy made with the spread operator would lose it. */
export class LazySpan implements Span {
  readonly spanId: string
  parentSpanId: string | null
  readonly name: string
  service: string | null
  readonly kind: SpanKind | null
  readonly start: Microseconds | null
  readonly end: Microseconds | null
  readonly running: boolean
  readonly inferred: boolean
  failure: SpanFailure | null
  signal: PlatformSignal | null
  events: readonly SpanEvent[]
  readonly cut: boolean
  /** Null: to be read when the run is assembled. */
  reading: Reading | null
  readonly #documents: SpanDocuments
  readonly #index: number

  constructor(facts: SpanFacts, reading: Reading | null, documents: SpanDocuments, index: number) {
    this.spanId = facts.spanId
    this.parentSpanId = facts.parentSpanId
    this.name = facts.name
    this.service = facts.service
    this.kind = facts.kind
    this.start = facts.start
    this.end = facts.end
    this.running = facts.running
    this.inferred = facts.inferred
    this.failure = facts.failure
    this.signal = facts.signal
    this.events = facts.events
    this.cut = facts.cut
    this.reading = reading
    this.#documents = documents
    this.#index = index
  }

  get attributes(): Attributes {
    return this.#documents.rest(this.#index).attributes
  }

  get http(): SpanHttp | null {
    return this.#documents.rest(this.#index).http
  }

  get links(): readonly SpanLink[] {
    return this.#documents.rest(this.#index).links
  }

  get raw(): JsonValue {
    return this.#documents.rest(this.#index).raw
  }

  get texts(): readonly string[] | null {
    return this.#documents.texts?.(this.#index) ?? null
  }

  get remarks(): readonly string[] {
    return this.#documents.rest(this.#index).remarks
  }
}
