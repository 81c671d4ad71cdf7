/**
 * Whether a span failed, by its labels: v1 has no status field. The first that answers wins: `g.co/status/code`, `otel.status_code`, `error=true`,
 * the HTTP status (5xx, and 429 as throttling), then the bare presence of an error text.
 */

import type { SpanFailure } from '../../semantics/span.ts'
import { firstLabel, labelOrigin, type Labels, labelText } from './map-labels.ts'

/** Names of google.rpc.Code by number. */
const rpcCodes = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
]

const httpStatusKeys = ['/http/status_code', 'http.response.status_code', 'http.status_code']
const messageKeys = [
  '/error/message',
  'otel.status_description',
  'g.co/status/message',
  'exception.message',
  'error.message',
]
const typeKeys = ['/error/name', 'exception.type', 'error.type']
const stackKeys = ['/stacktrace', 'exception.stacktrace']
const errorTextKeys = ['/error/message', '/error/name', '/stacktrace']

/** The labels that can make a failure: without any of them there is none. */
export const outcomeKeys: readonly string[] = [
  'g.co/status/code',
  'otel.status_code',
  'error',
  ...httpStatusKeys,
  ...errorTextKeys,
]

/** What the labels say of the outcome. */
interface Verdict {
  readonly failed: boolean
  readonly origin: string
  /** A name for the outcome where the label has one of its own. */
  readonly type: string | null
  readonly throttled: boolean
}

/** The failure that the labels record, or null when they record none. */
export function failureOf(labels: Labels): SpanFailure | null {
  const verdict = verdictOf(labels)
  if (verdict === null || !verdict.failed) return null
  const stack = firstLabel(labels, stackKeys)
  return {
    message: firstLabel(labels, messageKeys)?.text ?? null,
    type: firstLabel(labels, typeKeys)?.text ?? verdict.type,
    stack: stack ? stackText(stack.text) : null,
    throttled: verdict.throttled || httpStatusOf(labels) === 429,
    origin: verdict.origin,
  }
}

function verdictOf(labels: Labels): Verdict | null {
  return rpcVerdict(labels) ?? otelVerdict(labels) ?? errorVerdict(labels) ?? httpVerdict(labels) ?? textVerdict(labels)
}

function rpcVerdict(labels: Labels): Verdict | null {
  const text = labelText(labels, 'g.co/status/code')?.trim()
  if (text === undefined) return null
  const code = /^\d{1,3}$/.test(text) ? Number(text) : rpcCodes.indexOf(text.toUpperCase())
  if (code < 0) return null
  // Exporters write UNKNOWN for every failed span: as a type it says nothing.
  const type = code === 2 ? null : (rpcCodes[code] ?? `status ${code}`)
  return { failed: code !== 0, origin: labelOrigin('g.co/status/code'), type, throttled: code === 8 }
}

function otelVerdict(labels: Labels): Verdict | null {
  const text = labelText(labels, 'otel.status_code')
    ?.trim()
    .toUpperCase()
    .replace(/^STATUS_CODE_/, '')
  if (text !== 'ERROR' && text !== 'OK') return null
  return { failed: text === 'ERROR', origin: labelOrigin('otel.status_code'), type: null, throttled: false }
}

function errorVerdict(labels: Labels): Verdict | null {
  const text = labelText(labels, 'error')?.trim().toLowerCase()
  return text === 'true' || text === '1'
    ? { failed: true, origin: labelOrigin('error'), type: null, throttled: false }
    : null
}

function httpVerdict(labels: Labels): Verdict | null {
  const status = httpStatusOf(labels)
  if (status === null || (status < 500 && status !== 429)) return null
  const key = firstLabel(labels, httpStatusKeys)!.key
  return { failed: true, origin: labelOrigin(key), type: `HTTP ${status}`, throttled: status === 429 }
}

function textVerdict(labels: Labels): Verdict | null {
  const found = firstLabel(labels, errorTextKeys)
  return found ? { failed: true, origin: labelOrigin(found.key), type: null, throttled: false } : null
}

/** The HTTP status of a span, or null when no label holds a number of three digits. */
export function httpStatusOf(labels: Labels): number | null {
  const text = firstLabel(labels, httpStatusKeys)?.text.trim()
  return text !== undefined && /^[1-5]\d\d$/.test(text) ? Number(text) : null
}

/** Cloud Trace's JSON form of a stack as lines of text; any other text as it is. */
function stackText(text: string): string {
  if (!text.startsWith('{')) return text
  try {
    const frames = (JSON.parse(text) as { stack_frame?: unknown } | null)?.stack_frame
    if (!Array.isArray(frames)) return text
    return frames.map((frame: unknown) => frameText(frame)).join('\n')
  } catch {
    return text
  }
}

function frameText(frame: unknown): string {
  if (typeof frame !== 'object' || frame === null) return `at ${String(frame)}`
  const part = (key: string) => {
    const value = (frame as Record<string, unknown>)[key]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const method = [part('class_name'), part('method_name')].filter(Boolean).join('.')
  const place = [part('file_name'), part('line_number'), part('column_number')].filter(Boolean).join(':')
  return place ? `at ${method || '(unnamed)'} (${place})` : `at ${method || '(unnamed)'}`
}
