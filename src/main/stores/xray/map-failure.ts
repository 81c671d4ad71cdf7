/** What a segment says about having failed: error (4xx), fault (5xx), throttle (429), and `cause` as exceptions or as the id of an exception that lies elsewhere. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { SpanEvent, SpanFailure } from '../../semantics/span.ts'
import { arrayOf, type JsonRecord, numberOf, recordOf, textOf, valueAt } from './map-json.ts'

/** An exception of a `cause`, as far as it could be read. */
export interface ExceptionRecord {
  readonly id: string | null
  readonly type: string | null
  readonly message: string | null
  readonly stack: string | null
  /** Where in the document it stood. */
  readonly origin: string
}

const noExceptions: readonly ExceptionRecord[] = []

/** The exceptions that a document's `cause` holds itself; none when the cause is only an id. */
export function exceptionsOf(document: JsonRecord): readonly ExceptionRecord[] {
  if (document.cause === undefined) return noExceptions
  const cause = recordOf(document.cause)
  if (cause === null) return noExceptions
  const out: ExceptionRecord[] = []
  const listed = arrayOf(cause.exceptions)
  for (let i = 0; i < listed.length; i++) {
    const one = recordOf(listed[i])
    if (one === null) continue
    out.push({
      id: textOf(one.id),
      type: textOf(one.type),
      message: textOf(one.message),
      stack: stackText(one.stack, one.truncated),
      origin: `cause.exceptions[${i}]`,
    })
  }
  return out
}

/** The id that a `cause` refers to, when it is one: 16 hex digits of an exception in another segment or subsegment. */
export function causeId(document: JsonRecord): string | null {
  return textOf(document.cause)
}

/**
 * The failure that the document records, or null. The three flags decide where any of them is given, because a handled exception leaves its cause
 * on a segment that did not fail; without flags, exceptions count.
 */
export function failureOf(document: JsonRecord, exceptions: readonly ExceptionRecord[]): SpanFailure | null {
  const { error, fault, throttle } = document
  const flagged = error === true || fault === true || throttle === true
  const told = typeof error === 'boolean' || typeof fault === 'boolean' || typeof throttle === 'boolean'
  if (!flagged && (told || exceptions.length === 0)) return null
  const status = numberOf(valueAt(document, ['http', 'response', 'status']))
  const first = exceptions.find((one) => one.message !== null || one.type !== null)
  const flag = throttle === true ? 'throttle' : fault === true ? 'fault' : 'error'
  const inCause = first === undefined ? textOf(valueAt(document, ['cause', 'message'])) : null
  return {
    message:
      first?.message ?? inCause ?? (first === undefined && status !== null && status >= 400 ? `HTTP ${status}` : null),
    type: first?.type ?? null,
    stack: first?.stack ?? null,
    throttled: throttle === true || status === 429,
    origin: first?.origin ?? (inCause === null ? flag : 'cause.message'),
  }
}

/** A failure whose cause is only an id, completed from the exception that has this id. */
export function withCause(failure: SpanFailure, found: ExceptionRecord): SpanFailure {
  return {
    message: found.message ?? failure.message,
    type: found.type ?? failure.type,
    stack: found.stack ?? failure.stack,
    throttled: failure.throttled,
    origin: `cause → ${found.origin}`,
  }
}

/** The exceptions as events; X-Ray keeps no time for them. */
export function exceptionEvents(exceptions: readonly ExceptionRecord[]): SpanEvent[] {
  return exceptions.map((one) => {
    const attributes: Record<string, JsonValue> = {}
    if (one.type !== null) attributes['exception.type'] = one.type
    if (one.message !== null) attributes['exception.message'] = one.message
    if (one.stack !== null) attributes['exception.stacktrace'] = one.stack
    return { name: 'exception', time: null, attributes, isException: true }
  })
}

function stackText(stack: JsonValue | undefined, truncated: JsonValue | undefined): string | null {
  if (typeof stack === 'string') return textOf(stack)
  const lines: string[] = []
  for (const frame of arrayOf(stack)) {
    const record = recordOf(frame)
    if (record === null) continue
    const label = textOf(record.label)
    const path = textOf(record.path)
    const line = numberOf(record.line)
    const place = path === null ? '' : line === null ? path : `${path}:${line}`
    if (label !== null || place !== '')
      lines.push(`    at ${label === null ? place : place ? `${label} (${place})` : label}`)
  }
  const more = numberOf(truncated)
  if (lines.length > 0 && more !== null && more > 0) lines.push(`    … ${more} more`)
  return lines.length === 0 ? null : lines.join('\n')
}
