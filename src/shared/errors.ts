/**
 * The closed set of errors that the program can show, and what each one carries.
 *
 * Whatever goes wrong at a platform, in credentials or in settings becomes an `ErrorInfo` before it leaves its room: a code, what failed, why in
 * plain words, the way out, and the scrubbed raw text. SDK errors never cross the contract, because they can hold tokens.
 */

import type { Platform } from './platform.ts'

export const errorCodes = [
  /** No credentials were found. */
  'CREDENTIALS_MISSING',
  /** Credentials were found and are past their time; signing in again helps. */
  'CREDENTIALS_EXPIRED',
  /** The platform refused the credentials themselves (wrong key, bad signature). */
  'CREDENTIALS_INVALID',
  /** The identity is known and lacks a permission or role, or the API is switched off. */
  'PERMISSION_DENIED',
  /** Too many requests; `retryAfterMs` says how long to wait when the platform told. */
  'THROTTLED',
  /** No connection: refused, reset, no such host. */
  'UNREACHABLE',
  /** No answer within the time limit. */
  'TIMED_OUT',
  /** The platform answered with a 5xx. */
  'SERVER_ERROR',
  /** The answer is not the platform's: HTML, cut JSON, a captive portal. */
  'BAD_ANSWER',
  /** The answer is larger than what is read here, or than what the platform sends (413). */
  'TOO_LARGE',
  /** The trace, project, workspace or step does not exist there (or not any more). */
  'NOT_FOUND',
  /** The platform refused the question itself (4xx that is none of the above). */
  'BAD_REQUEST',
  /** Settings, a source URL or an argument are wrong. */
  'SETTINGS',
  /** The caller went away. Never shown. */
  'CANCELLED',
  /** A fault in this program. */
  'INTERNAL',
] as const

/** One of the closed set of error codes. */
export type ErrorCode = (typeof errorCodes)[number]

/** What the user can do about an error. */
export interface Fix {
  /** One sentence that says what to do. */
  readonly text: string
  /** The exact command that fixes it, ready to paste, or null where no single command does. */
  readonly command: string | null
  /** Where to read more, or null. */
  readonly url: string | null
}

/** Everything a screen or a terminal needs to show one failure. Holds no secret. */
export interface ErrorInfo {
  readonly code: ErrorCode
  readonly platform: Platform | null
  /** What failed, in one sentence: "X-Ray refused to list traces in us-east-1." */
  readonly message: string
  /** Why, in plain words, or null when nothing more is known. */
  readonly cause: string | null
  readonly fix: Fix | null
  /** How long the platform asked to wait; null when it did not say. */
  readonly retryAfterMs: number | null
  /** HTTP status of the answer, where there was one. */
  readonly status: number | null
  /** The platform's own id of the request, for its support. */
  readonly requestId: string | null
  /** The platform's own words, scrubbed of secrets, to be shown folded. */
  readonly raw: string | null
}

/** The only error that rooms throw at each other on purpose. */
export class TraceCraftError extends Error {
  override readonly name = 'TraceCraftError'
  readonly info: ErrorInfo

  /**
   * `origin` is what was thrown before. It is kept as the cause of an INTERNAL alone, so that the log can say where this program failed: of any other code it is an SDK's error, which
   * may hold tokens.
   */
  constructor(info: ErrorInfo, origin?: unknown) {
    super(info.message, info.code === 'INTERNAL' && origin !== undefined ? { cause: origin } : undefined)
    this.info = info
  }
}

/** Fills in the fields of an ErrorInfo that are not known. */
export function errorInfo(
  given: Pick<ErrorInfo, 'code' | 'message'> & Partial<Omit<ErrorInfo, 'code' | 'message'>>,
): ErrorInfo {
  return {
    platform: null,
    cause: null,
    fix: null,
    retryAfterMs: null,
    status: null,
    requestId: null,
    raw: null,
    ...given,
  }
}

/** Makes a TraceCraftError from the fields that are known. */
export function failure(
  given: Pick<ErrorInfo, 'code' | 'message'> & Partial<Omit<ErrorInfo, 'code' | 'message'>>,
): TraceCraftError {
  return new TraceCraftError(errorInfo(given))
}

/** A Fix with what is not given left null. */
export function fix(text: string, command: string | null = null, url: string | null = null): Fix {
  return { text, command, url }
}

/** Raised by save() and delete() of every store, in the words of the reference. */
export class NotImplementedError extends Error {
  override readonly name = 'NotImplementedError'
}
