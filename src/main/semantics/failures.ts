/**
 * Did a step fail, how, and by itself? The words are taken from the first of: an exception event, the platform's own record (cause, status message,
 * result code), `error.*` attributes. A throttled call has failed.
 *
 * An exception event alone does not make a failure: a span that caught its exception and ended well keeps it as an event.
 */

import type { FieldReader } from './field-reader.ts'
import type { Span, SpanEvent } from './span.ts'

/** How a step failed. */
export interface Failure {
  /** Null when the span is marked failed and nothing says why. */
  readonly message: string | null
  readonly type: string | null
  readonly stack: string | null
  readonly throttled: boolean
  /** The platform's key that said so. */
  readonly origin: string
  readonly rule: string
}

const throttleWords = /throttl|rate.?limit|too.?many.?requests|resource.?exhausted|^429$/i

/** How a span failed; null when it did not. Origins of attributes are told only by a reader that traces. */
export function failureOf(span: Span, fields: FieldReader): Failure | null {
  const recorded = span.failure
  if (recorded === null && !attributesFlagFailure(fields)) return null
  const status = fields.number('httpStatus')
  const event = lastException(span.events)
  const type = (event && textOf(event, 'exception.type')) ?? recorded?.type ?? fields.text('errorType')
  const message =
    (event && textOf(event, 'exception.message')) ?? recorded?.message ?? fields.text('errorMessage') ?? null
  const stack = (event && textOf(event, 'exception.stacktrace')) ?? recorded?.stack ?? fields.text('errorStack') ?? null
  const throttled = recorded?.throttled === true || status === 429 || (type !== null && throttleWords.test(type))
  return { message, type, stack, throttled, ...sourceOf(span, fields, event, status) }
}

/** Do the attributes alone say that the span failed? */
export function attributesFlagFailure(fields: FieldReader): boolean {
  return (
    fields.has('errorType') ||
    fields.has('errorMessage') ||
    fields.flag('errorFlag') ||
    fields.number('httpStatus') === 429 ||
    fields.text('toolStatus')?.toLowerCase() === 'error'
  )
}

/** An exception was recorded on a span that is not marked as failed. */
export function caughtException(span: Span, failure: Failure | null): boolean {
  return failure === null && lastException(span.events) !== undefined
}

/**
 * Does the failure of a child explain its parent's? It does when the parent says nothing of its own: no message and no other type, or the same
 * message. Then the parent only passes the failure on, and is not counted again.
 */
export function explains(child: Failure, parent: Failure): boolean {
  const sameType = parent.type === null || child.type === null || parent.type === child.type
  if (parent.message === null) return sameType || isBareStatus(parent.type)
  if (child.message === null) return false
  const own = parent.message.trim()
  const theirs = child.message.trim()
  return own === theirs || own === `${child.type}: ${theirs}` || `${parent.type}: ${own}` === theirs
}

/** A type that is only a status: `fault`, `ERROR`, `500`, which says no more than "failed". */
function isBareStatus(type: string): boolean {
  return /^(?:error|fault|failed|failure|unset|unknown|_other|status_code_error|[45]\d\d)$/i.test(type)
}

function sourceOf(
  span: Span,
  fields: FieldReader,
  event: SpanEvent | undefined,
  status: number,
): { origin: string; rule: string } {
  if (event) return { origin: `events["${event.name}"]`, rule: 'exception event' }
  if (span.failure !== null) return { origin: span.failure.origin, rule: 'recorded by the platform' }
  const found = fields.origin('errorMessage') ?? fields.origin('errorType') ?? fields.origin('errorFlag')
  if (found) return { origin: found.origin, rule: found.alias }
  if (status === 429) return { origin: fields.origin('httpStatus')?.origin ?? '', rule: 'status 429: throttled' }
  return { origin: fields.origin('toolStatus')?.origin ?? '', rule: 'tool status' }
}

/** The newest exception. `exception.escaped` is not asked: SDKs write false even for the exception that ended the span. */
function lastException(events: readonly SpanEvent[]): SpanEvent | undefined {
  return events.findLast((event) => event.isException)
}

function textOf(event: SpanEvent, key: string): string | null {
  const value = event.attributes[key]
  return typeof value === 'string' && value !== '' ? value : null
}
