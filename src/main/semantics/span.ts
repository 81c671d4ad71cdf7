/**
 * A span as the four map.ts agree on it: the platform's facts, nothing interpreted. Everything about GenAI dialects, step types and trees happens
 * after this form, in semantics, once for all platforms.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { StepType } from '../../shared/model/step-type.ts'
import type { Microseconds } from '../../shared/units.ts'
import { type Attributes, noAttributes } from './attributes.ts'
import type { Reading } from './reading.ts'

/** OpenTelemetry's span kinds; null where the platform does not say. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

/** A failure that the platform itself records on the span (not one derived from GenAI attributes). */
export interface SpanFailure {
  /** In words; null when the platform only marks the span as failed. */
  readonly message: string | null
  /** Exception class, error code or status text; null when unknown. */
  readonly type: string | null
  readonly stack: string | null
  /** True for 429 and the platform's own throttle mark. */
  readonly throttled: boolean
  /** The platform's key that said so, for provenance: `fault`, `cause.exceptions[0]`, `labels["/http/status_code"]`. */
  readonly origin: string
}

/** Something at one moment within the span. */
export interface SpanEvent {
  readonly name: string
  readonly time: Microseconds | null
  readonly attributes: Readonly<Record<string, JsonValue>>
  readonly isException: boolean
}

/** The step type that the platform's own signal stands for (rule 4 of the mapping), and what the signal was. */
export interface PlatformSignal {
  readonly type: StepType
  /** In words: `namespace "aws"`, `AppDependencies row`, `type "db"`. */
  readonly rule: string
  readonly origin: string
}

/** One span of a trace, from any platform. */
export interface Span {
  /** The platform's own id, as text. Unique in the trace as far as the platform keeps its word. */
  readonly spanId: string
  /** Null for a root. */
  readonly parentSpanId: string | null
  readonly name: string
  readonly service: string | null
  readonly kind: SpanKind | null
  readonly start: Microseconds | null
  /** Null when unknown or still running. */
  readonly end: Microseconds | null
  /** The platform says that the span has not ended. */
  readonly running: boolean
  /** Reported by the caller's side in place of a callee that sent nothing. */
  readonly inferred: boolean
  readonly failure: SpanFailure | null
  readonly signal: PlatformSignal | null
  /** What the span was asked and answered over HTTP, where there is no better input and output: rule "else http request and response". */
  readonly http: SpanHttp | null
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
  /** The platform's own document, as parsed; printed as raw text on demand. */
  readonly raw: JsonValue
  /** The JSON texts that the attributes and the http block are read from, where a mapper keeps those; a span whose attributes lie open has none. */
  readonly texts?: readonly string[] | null
  /** In words: what was cut or could not be read in this span. */
  readonly remarks: readonly string[]
  /** True when the platform or exporter cut a value or the span itself. */
  readonly cut: boolean
  /** What a run needs of the attributes, where the mapper has read it already; where it is absent, it is read when the run is assembled. */
  readonly reading?: Reading | null
}

export interface SpanLink {
  readonly traceId: string
  readonly spanId: string | null
  readonly kind: string | null
}

/** The http block of a span, whatever the platform calls its parts. */
export interface SpanHttp {
  readonly request: { readonly [key: string]: JsonValue }
  readonly response: { readonly [key: string]: JsonValue }
}

/**
 * The empty parts of a span, so that a mapper names only what it found: `{ ...bareSpan, spanId, name, … }`.
 *
 * It holds a place for every field, those that each mapper must give included (its type does not show them, so the compiler still asks for them): an object that
 * only overwrites what it was spread from keeps one shape. Made from a part of the fields, 100,000 spans took twenty times as long.
 */
export const bareSpan: Omit<Span, 'spanId' | 'name' | 'attributes' | 'raw'> = everyField({
  spanId: '',
  parentSpanId: null,
  name: '',
  service: null,
  kind: null,
  start: null,
  end: null,
  running: false,
  inferred: false,
  failure: null,
  signal: null,
  http: null,
  attributes: noAttributes,
  events: [],
  links: [],
  raw: null,
  remarks: [],
  cut: false,
})

function everyField(span: Span): Span {
  return span
}
