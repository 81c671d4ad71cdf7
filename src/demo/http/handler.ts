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
  /** How far the platform's clock is ahead of this machine's, in milliseconds; absent but for a `clock` fault. A platform that checks times does it by its own clock. */
  readonly clockAheadMs?: number
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
  /** Where the rows of its answers stand, for faults that change them: the first path that leads to a list is it. Absent: none. */
  readonly rowPaths?: readonly AnswerPath[]
  /** Where the token of the next page stands; absent on a platform that has none. */
  readonly cursorPath?: AnswerPath
}

/** Keys from the top of an answer downwards. */
export type AnswerPath = readonly (string | number)[]

/** An error that the platform itself would send. */
export type DemoErrorFault =
  | {
      readonly kind: 'throttled'
      /** Seconds for Retry-After and its like, or null for none. */
      readonly retryAfter: number | null
      /** Retry-After in seconds (the default) or as an HTTP date, or what the platform has of its own: headers of its quota, a detail in the body, another status. */
      readonly form?: 'seconds' | 'date' | 'own'
    }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'forbidden' }
  /** The token or the signature is of a time that has not come. */
  | { readonly kind: 'not-yet-valid' }
  | { readonly kind: 'not-found' }
  /** 413. */
  | { readonly kind: 'too-large' }
  | { readonly kind: 'server-error'; readonly status: number }

/** A scripted fault. Faults are used in order; each applies to the next `times` requests that match. */
export type Fault = {
  /** Only requests of this operation ("BatchGetTraces"); absent: any. */
  readonly operation?: string
  /** Default 1; Infinity until cleared. */
  readonly times?: number
  /** Called when a fault that keeps its caller waiting has got so far (nothing more will come, or only drop by drop), and when a page without end is over: with the bytes that were sent. */
  readonly played?: (bytes: number) => void
} & (
  | DemoErrorFault
  /** A proxy's or captive portal's page in place of the answer. */
  | { readonly kind: 'html'; readonly status: number }
  /** The right answer, cut in the middle. */
  | { readonly kind: 'truncated' }
  /** The connection is reset before the answer. */
  | { readonly kind: 'reset' }
  /** The connection is reset after half of the answer. */
  | { readonly kind: 'reset-body' }
  /** No answer until the caller gives up. */
  | { readonly kind: 'stall' }
  /** Half of the answer, and no more until the caller gives up. */
  | { readonly kind: 'stall-body' }
  /** The right answer, byte by byte. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** The right answer, late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The right answer under another content type. */
  | { readonly kind: 'content-type'; readonly type: string }
  /** 200 and not a byte. */
  | { readonly kind: 'empty' }
  /** JSON in which something else stands in place of the list of rows. */
  | { readonly kind: 'wrong-shape' }
  /** The right rows, every value of another type. */
  | { readonly kind: 'wrong-types' }
  /** An answer that goes on for so many bytes. */
  | { readonly kind: 'gigantic'; readonly bytes: number }
  /** So many bytes, compressed to a thousandth of that. */
  | { readonly kind: 'gzip-bomb'; readonly bytes: number }
  /** Says gzip and is not. */
  | { readonly kind: 'bad-gzip' }
  /** Sends the caller on to another address. */
  | { readonly kind: 'redirect'; readonly status: number; readonly to: string }
  /** The platform's clock is so far ahead of this machine's. */
  | { readonly kind: 'clock'; readonly aheadMs: number }
  /** Every row twice. */
  | { readonly kind: 'duplicated' }
  /** The rows of a page from the last to the first. */
  | { readonly kind: 'reordered' }
  /** The first page again and again, each with the token of one of two next pages. */
  | { readonly kind: 'circle' }
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
  /** Neither is the answer out, nor has the caller left. */
  open: boolean
  readonly faulted: boolean
}
