/**
 * What the generator of agent traffic makes, before any platform's exporter has touched it: OpenTelemetry spans with GenAI attributes. Each platform's server
 * encodes them as that platform's exporter would place them.
 */

import type { Platform } from '../../shared/platform.ts'

export type DemoAttribute = string | number | boolean | string[] | number[]

export interface DemoEvent {
  readonly name: string
  /** Epoch microseconds. */
  readonly at: number
  readonly attributes: Readonly<Record<string, DemoAttribute>>
}

export interface DemoSpan {
  /** 16 lower-case hex digits. */
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  /** service.name of the resource. */
  readonly service: string
  /** Epoch microseconds. */
  readonly start: number
  /** Epoch microseconds; null for a span that never ends (a run still going). */
  readonly end: number | null
  readonly status: 'unset' | 'ok' | 'error'
  readonly statusMessage: string | null
  readonly attributes: Readonly<Record<string, DemoAttribute>>
  readonly events: readonly DemoEvent[]
  /** Attributes of the resource besides service.name: deployment.environment.name and the like. */
  readonly resource: Readonly<Record<string, DemoAttribute>>
  /** The span was lost on the way to the platform: its children are orphans there. */
  readonly lost: boolean
}

export interface DemoTrace {
  /** 32 lower-case hex digits whose first 8 are the epoch seconds of the start, as X-Ray asks of W3C ids. */
  readonly traceId: string
  /** Name of the scenario that made it: `support`, `rag`, `research`, … */
  readonly scenario: string
  /** The platforms that received this trace; one, except for runs that cross platforms. */
  readonly platforms: readonly Platform[]
  /** Epoch microseconds of the earliest span. */
  readonly start: number
  /** In pre-order. For a trace that crosses platforms, `spansOf` gives each platform its part. */
  readonly spans: readonly DemoSpan[]
  /** Which platform received which span of a crossing trace; null when the one platform received all. */
  readonly partOf: ((platform: Platform) => readonly DemoSpan[]) | null
  /** The platform cut this trace short (X-Ray LimitExceeded, 1,000 spans at Cloud Trace, a record limit, is_truncated). */
  readonly cut: boolean
}

/** The stream of traces that a demo's servers draw from. */
export interface TrafficSource {
  /** Epoch milliseconds now, as the demo sees it. Tests may hold or step it. */
  now(): number
  /**
   * The traces that this platform holds now, newest first, with only the spans that have reached it by now: a span that is still open at `now()` has
   * `end: null`, and a span that has not started is absent. The same trace keeps its ids and times between calls.
   */
  traces(platform: Platform): readonly DemoTrace[]
  /** One of them by its 32-hex id, or undefined. */
  trace(platform: Platform, traceId: string): DemoTrace | undefined
}
