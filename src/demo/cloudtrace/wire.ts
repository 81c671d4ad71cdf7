/** The parts of Cloud Trace's v1 REST form that the demo speaks (cloudtrace.googleapis.com, discovery document v1). */

/** A span as v1 prints it: ids are decimal uint64 texts, times RFC 3339 with nanoseconds, every label value a string. */
export interface WireSpan {
  readonly spanId: string
  readonly kind: 'SPAN_KIND_UNSPECIFIED' | 'RPC_SERVER' | 'RPC_CLIENT'
  readonly name: string
  readonly startTime: string
  readonly endTime: string
  /** Absent for a root. */
  readonly parentSpanId?: string
  readonly labels: Readonly<Record<string, string>>
}

export interface WireTrace {
  readonly projectId: string
  /** 32 lower-case hex digits. */
  readonly traceId: string
  /** Absent with view MINIMAL, and with ROOTSPAN when the root has not arrived. */
  readonly spans?: readonly WireSpan[]
}

export interface WireTraceList {
  readonly traces?: readonly WireTrace[]
  readonly nextPageToken?: string
}

/** What a list may be asked for. */
export type TraceView = 'MINIMAL' | 'ROOTSPAN' | 'COMPLETE'
