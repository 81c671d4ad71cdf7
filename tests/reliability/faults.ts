/** The faults of the matrix: what is played, how often, and where. What each must come to is in expected.ts, written by hand. */

import type { Fault } from '../../src/demo/http/handler.ts'

const dayMs = 24 * 3_600_000

/** Where the trouble lies when it is not an answer: in the address. */
export type Address =
  | 'no credentials'
  | 'no such host'
  | 'nothing listens'
  | 'self-signed'
  | 'plain http on the https port'

export interface MatrixFault {
  readonly title: string
  /** What the platform plays; absent where the address itself is at fault. */
  readonly fault?: Fault
  readonly address?: Address
  /** Once: the next request finds all well. Stays: until it is cleared. */
  readonly lasts: 'once' | 'stays'
}

const stays = (title: string, fault: MatrixFault['fault']) => ({ title, fault, lasts: 'stays' }) as MatrixFault
const once = (title: string, fault: MatrixFault['fault']) => ({ title, fault, lasts: 'once' }) as MatrixFault

/** The address that a redirect leads to; a server there must never be asked. */
export const elsewhere = 'http://127.0.0.1:9/elsewhere'
/** More than any answer that is read: the rig reads 1 MB at most. */
export const giganticBytes = 256 * 2 ** 20

export const faults = {
  'no-credentials': { title: 'no credentials on this machine', address: 'no credentials', lasts: 'stays' },
  dns: { title: 'no such host', address: 'no such host', lasts: 'stays' },
  refused: { title: 'connection refused', address: 'nothing listens', lasts: 'stays' },
  'self-signed': { title: 'certificate not trusted', address: 'self-signed', lasts: 'stays' },
  'not-tls': { title: 'plain http on the https port', address: 'plain http on the https port', lasts: 'stays' },
  'reset-once': once('reset before the answer, once', { kind: 'reset' }),
  reset: stays('reset before the answer', { kind: 'reset' }),
  'reset-body-once': once('reset in the body, once', { kind: 'reset-body' }),
  'reset-body': stays('reset in the body', { kind: 'reset-body' }),
  'stall-once': once('no answer, once', { kind: 'stall' }),
  stall: stays('no answer', { kind: 'stall' }),
  'stall-body': stays('half an answer, then silence', { kind: 'stall-body' }),
  drip: stays('byte by byte, slower than the limit', { kind: 'drip', everyMs: 1 }),
  'throttled-seconds': once('429, Retry-After 2', { kind: 'throttled', retryAfter: 2, form: 'seconds' }),
  'throttled-date': once('429, Retry-After as a date', { kind: 'throttled', retryAfter: 2, form: 'date' }),
  'throttled-own': once('429, the platform’s own quota form', { kind: 'throttled', retryAfter: 2, form: 'own' }),
  'throttled-once': once('429 without a time, once', { kind: 'throttled', retryAfter: null }),
  throttled: stays('429 without a time', { kind: 'throttled', retryAfter: null }),
  'throttled-own-untold': stays('429 in the platform’s own form, no time', {
    kind: 'throttled',
    retryAfter: null,
    form: 'own',
  }),
  'throttled-hour': stays('429, Retry-After an hour', { kind: 'throttled', retryAfter: 3600, form: 'seconds' }),
  unauthenticated: stays('credentials unknown', { kind: 'unauthenticated' }),
  expired: stays('credentials expired', { kind: 'expired' }),
  'not-yet-valid': stays('token or signature of the future', { kind: 'not-yet-valid' }),
  forbidden: stays('403', { kind: 'forbidden' }),
  'not-found': stays('404', { kind: 'not-found' }),
  'too-large': stays('413', { kind: 'too-large' }),
  'fails-once': once('500, once', { kind: 'server-error', status: 500 }),
  'fails-500': stays('500', { kind: 'server-error', status: 500 }),
  'fails-503': stays('503', { kind: 'server-error', status: 503 }),
  'fails-504': stays('504', { kind: 'server-error', status: 504 }),
  'html-once': once('a web page with 200, once', { kind: 'html', status: 200 }),
  html: stays('a web page with 200', { kind: 'html', status: 200 }),
  'html-403': stays('a web page with 403', { kind: 'html', status: 403 }),
  'html-502': stays('a web page with 502', { kind: 'html', status: 502 }),
  'truncated-once': once('JSON cut in the middle, once', { kind: 'truncated' }),
  truncated: stays('JSON cut in the middle', { kind: 'truncated' }),
  'content-type': stays('the right answer as text/plain', { kind: 'content-type', type: 'text/plain' }),
  empty: stays('200 and an empty body', { kind: 'empty' }),
  'wrong-shape': stays('no list where the rows should be', { kind: 'wrong-shape' }),
  'wrong-types': stays('every value of another type', { kind: 'wrong-types' }),
  gigantic: stays('an answer without end', { kind: 'gigantic', bytes: giganticBytes }),
  'gzip-bomb': stays('32 MB compressed to 32 kB', { kind: 'gzip-bomb', bytes: 32 * 2 ** 20 }),
  'bad-gzip': stays('gzip that is none', { kind: 'bad-gzip' }),
  redirect: stays('307 to another address', { kind: 'redirect', status: 307, to: elsewhere }),
  'clock-ahead': stays('the platform’s clock a day ahead', { kind: 'clock', aheadMs: dayMs }),
  'clock-behind': stays('the platform’s clock a day behind', { kind: 'clock', aheadMs: -dayMs }),
  duplicated: stays('every row twice', { kind: 'duplicated' }),
  reordered: stays('rows in the wrong order', { kind: 'reordered' }),
  circle: stays('page tokens that lead in a circle', { kind: 'circle' }),
  partial: stays('the platform’s own “not all”', { kind: 'partial' }),
} as const satisfies Record<string, MatrixFault>

export type FaultId = keyof typeof faults

export const faultIds = Object.keys(faults) as FaultId[]
