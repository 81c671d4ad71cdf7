/** What each fault must come to, on each platform and for each call: written by hand, as it is promised, and not derived from what the program does. */

import type { ErrorCode } from '../../src/shared/errors.ts'
import type { NoticeCode } from '../../src/shared/notice.ts'
import type { Platform } from '../../src/shared/platform.ts'
import type { Call } from './calls.ts'
import type { FaultId } from './faults.ts'

/**
 * The end of a call: a failure with this code; `recovers`, asked again and whole; `whole`, as if nothing were; a notice beside what came.
 */
export type Outcome = ErrorCode | 'recovers' | 'whole' | `says ${NoticeCode}`

type Exception = Platform | Call | `${Platform} ${Call}`

interface Expectation {
  readonly all: Outcome
  /** Where it differs; the most exact name counts. */
  readonly but?: Partial<Record<Exception, Outcome>>
}

/** A trace that Datadog does not give by its id is read from its indexed spans. */
const indexedSpans = { 'datadog open': 'says indexed-only' } as const

export const expected: Readonly<Record<FaultId, Expectation>> = {
  'no-credentials': { all: 'CREDENTIALS_MISSING' },
  dns: { all: 'UNREACHABLE' },
  refused: { all: 'UNREACHABLE' },
  'self-signed': { all: 'UNREACHABLE' },
  'not-tls': { all: 'UNREACHABLE' },
  'reset-once': { all: 'recovers' },
  reset: { all: 'UNREACHABLE' },
  'reset-body-once': { all: 'recovers' },
  'reset-body': { all: 'UNREACHABLE' },
  'stall-once': { all: 'recovers' },
  stall: { all: 'TIMED_OUT' },
  'stall-body': { all: 'TIMED_OUT' },
  drip: { all: 'TIMED_OUT' },
  'throttled-seconds': { all: 'recovers' },
  'throttled-date': { all: 'recovers' },
  'throttled-own': { all: 'recovers' },
  'throttled-once': { all: 'recovers' },
  throttled: { all: 'THROTTLED' },
  'throttled-own-untold': { all: 'THROTTLED' },
  'throttled-hour': { all: 'THROTTLED' },
  unauthenticated: { all: 'CREDENTIALS_INVALID' },
  // Datadog has keys, which do not expire.
  expired: { all: 'CREDENTIALS_EXPIRED', but: { datadog: 'CREDENTIALS_INVALID' } },
  'not-yet-valid': { all: 'CREDENTIALS_INVALID' },
  forbidden: { all: 'PERMISSION_DENIED', but: indexedSpans },
  // X-Ray has no 404 of its own: it is the wrong endpoint.
  'not-found': { all: 'NOT_FOUND', but: { xray: 'BAD_REQUEST', ...indexedSpans } },
  'too-large': { all: 'TOO_LARGE', but: indexedSpans },
  'fails-once': { all: 'recovers' },
  'fails-500': { all: 'SERVER_ERROR' },
  'fails-503': { all: 'SERVER_ERROR' },
  'fails-504': { all: 'SERVER_ERROR' },
  'html-once': { all: 'recovers' },
  html: { all: 'BAD_ANSWER' },
  'html-403': { all: 'BAD_ANSWER' },
  // Some SDKs read the body of a 5xx before its status.
  'html-502': { all: 'BAD_ANSWER', but: { cloudtrace: 'SERVER_ERROR', azuremonitor: 'SERVER_ERROR' } },
  'truncated-once': { all: 'recovers' },
  truncated: { all: 'BAD_ANSWER' },
  'content-type': { all: 'whole' },
  empty: { all: 'BAD_ANSWER' },
  'wrong-shape': { all: 'BAD_ANSWER' },
  // A span whose ids cannot be read still has its place in time: it is shown, and it is said.
  'wrong-types': { all: 'BAD_ANSWER', but: { 'cloudtrace open': 'says unreadable' } },
  gigantic: { all: 'TOO_LARGE', but: indexedSpans },
  // X-Ray's SDK never asks for compression and reads what comes.
  'gzip-bomb': { all: 'TOO_LARGE', but: { xray: 'BAD_ANSWER', ...indexedSpans } },
  'bad-gzip': { all: 'BAD_ANSWER', but: { xray: 'whole' } },
  redirect: { all: 'BAD_ANSWER' },
  'clock-ahead': { all: 'says clock-skew', but: { probe: 'whole' } },
  'clock-behind': { all: 'says clock-skew', but: { probe: 'whole' } },
  duplicated: { all: 'whole' },
  reordered: { all: 'whole' },
  // Azure Monitor has no page tokens; of Datadog, a page that is not full is the last one. Page 1 alone is not yet a circle.
  circle: { all: 'whole', but: { 'xray list page n': 'says truncated', 'cloudtrace list page n': 'says truncated' } },
  partial: {
    all: 'says partial',
    but: {
      // A summary that is partial is a run that goes on; a short page is Cloud Trace's right.
      'xray list page 1': 'says running',
      'xray list page n': 'says running',
      'cloudtrace list page n': 'whole',
      'datadog open': 'says truncated',
      probe: 'whole',
    },
  },
}

/** What this case must come to. */
export function expectedOf(fault: FaultId, platform: Platform, call: Call): Outcome {
  const { all, but = {} } = expected[fault]
  return but[`${platform} ${call}`] ?? but[platform] ?? but[call] ?? all
}
