/** What a demo platform is to the HTTP harness: a function from a request to an answer. The harness records, injects faults and speaks HTTP. */

import type { Platform } from '../../shared/platform.ts'

export interface DemoRequest {
  readonly method: string
  /** Path without query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Whole body as text, decompressed; empty for GET. */
  readonly body: string
  /**
   * A `partial` fault applies to this request: the platform answers with less than all and says so in its own way (unprocessed ids, IsPartial, PartialError,
   * is_truncated). False for every other request.
   */
  readonly partial: boolean
}

export interface DemoAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Text is sent as it is; undefined as an empty body; anything else as JSON. */
  readonly body: unknown
}

/** One demo platform. */
export interface DemoPlatform {
  readonly platform: Platform
  /**
   * Names the operation that a request asks for ("GetTraceSummaries"), and whether it is one of the platform's read calls; null when the platform has no such
   * operation (answered 404 in the platform's own form).
   */
  operationOf(request: DemoRequest): { readonly name: string; readonly read: boolean } | null
  /** Answers as the platform would, its limits and quotas enforced. */
  answer(request: DemoRequest): DemoAnswer | Promise<DemoAnswer>
  /** The platform's own form of an error, for faults and for unknown operations. */
  errorAnswer(fault: DemoErrorFault): DemoAnswer
}

/** An error that the platform itself would send. */
export type DemoErrorFault =
  | {
      readonly kind: 'throttled'
      /** Seconds for Retry-After and its like, or null for none. */ readonly retryAfter: number | null
    }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'server-error'; readonly status: number }

/** A scripted fault. Faults are used in order; each applies to the next `times` requests that match. */
export type Fault = {
  /** Only requests of this operation ("BatchGetTraces"); absent: any. */
  readonly operation?: string
  /** Default 1; Infinity until cleared. */
  readonly times?: number
} & (
  | DemoErrorFault
  /** A proxy's or captive portal's page in place of the answer. */
  | { readonly kind: 'html'; readonly status: number }
  /** The right answer, cut in the middle. */
  | { readonly kind: 'truncated' }
  /** The connection is reset before the answer. */
  | { readonly kind: 'reset' }
  /** No answer until the caller gives up. */
  | { readonly kind: 'stall' }
  /** The right answer, late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The platform's own way to say "this is not all": unprocessed ids, IsPartial, PartialError, is_truncated. */
  | { readonly kind: 'partial' }
)

/** One request that a demo platform received. */
export interface RecordedRequest {
  readonly platform: Platform
  readonly at: number
  readonly method: string
  readonly path: string
  /** With its question mark; empty when there is none. */
  readonly query: string
  /** Null when the platform has no such operation. */
  readonly operation: string | null
  readonly read: boolean
  readonly headers: DemoRequest['headers']
  readonly body: string
  /** Status that was sent; null while open, or when the caller went away or the connection was reset. */
  status: number | null
  /** The caller went away before the answer was whole. */
  aborted: boolean
  readonly faulted: boolean
}
