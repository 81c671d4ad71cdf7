/** What both of Datadog's span forms say in the same words: kind, failure, platform signal, http, cut values. Pure. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { StepType } from '../../../shared/model/step-type.ts'
import { type Microseconds, microseconds } from '../../../shared/units.ts'
import type { Attributes } from '../../semantics/attributes.ts'
import type { PlatformSignal, SpanFailure, SpanHttp, SpanKind } from '../../semantics/span.ts'
import { number, text } from './fields.ts'

const kinds: ReadonlySet<string> = new Set(['internal', 'server', 'client', 'producer', 'consumer'])

/** OpenTelemetry's kind from `span.kind`, in either case; null for anything else. */
export function kindOf(attributes: Attributes): SpanKind | null {
  const kind = attributes.get('span.kind')
  if (typeof kind !== 'string') return null
  const lower = kind.toLowerCase()
  return kinds.has(lower) ? (lower as SpanKind) : null
}

const toolTypes: ReadonlySet<string> = new Set([
  'web',
  'http',
  'db',
  'cache',
  'sql',
  'redis',
  'mongodb',
  'elasticsearch',
  'queue',
  'rpc',
  'grpc',
  'graphql',
  'memcached',
  'serverless',
  'worker',
])

const signals = new Map<string, PlatformSignal>()

/** The step type that the span's `type` stands for; null for types that say nothing (custom, template, …). */
export function signalOf(type: unknown): PlatformSignal | null {
  if (typeof type !== 'string') return null
  const known = type.toLowerCase()
  const step: StepType | null = known === 'llm' ? 'llm' : toolTypes.has(known) ? 'tool' : null
  if (step === null) return null
  let signal = signals.get(known)
  if (!signal) signals.set(known, (signal = { type: step, rule: `type "${known}"`, origin: 'type' }))
  return signal
}

/** The keys under which tracers keep an HTTP status. */
const statusKeys = ['http.status_code', 'http.response.status_code'] as const
const messageKeys = ['error.message', 'error.msg'] as const

/**
 * The failure that the platform records: its error mark with the error.* attributes, or a 429. `marked` is what the payload says outright: true,
 * false, or null where it has no mark and the error.* attributes alone decide.
 */
export function failureOf(attributes: Attributes, marked: boolean | null, mark: string): SpanFailure | null {
  const statusKey = statusKeys.find((key) => attributes.get(key) !== undefined)
  const throttled = statusKey !== undefined && number(attributes.get(statusKey)) === 429
  if (marked === false && !throttled) return null
  const messageKey = messageKeys.find((key) => text(attributes.get(key)) !== null)
  const message = messageKey ? text(attributes.get(messageKey)) : null
  const type = text(attributes.get('error.type'))
  const stack = text(attributes.get('error.stack'))
  if (marked === null && message === null && type === null && stack === null && !throttled) return null
  const detailKey = messageKey ?? (type !== null ? 'error.type' : null)
  const origin = detailKey ? attributes.find(detailKey)!.origin : throttled ? attributes.find(statusKey)!.origin : mark
  return { message, type: type ?? (throttled ? '429' : null), stack, throttled, origin }
}

const requestKeys = [
  'http.method',
  'http.request.method',
  'http.url',
  'url.full',
  'http.route',
  'http.useragent',
  'user_agent.original',
] as const
const responseKeys = [...statusKeys, 'http.response.content_length'] as const

/** Groups of keys, as bits. */
export const keyGroups = { kind: 1, failure: 2, events: 4 } as const

/** To which group a key belongs. */
export const groupOfKey: ReadonlyMap<string, number> = new Map([
  ['span.kind', keyGroups.kind],
  ['events', keyGroups.events],
  ...[...statusKeys, ...messageKeys, 'error.type', 'error.stack'].map((key) => [key, keyGroups.failure] as const),
])

/** The span's http block under the tracer's own keys; null when it has none. */
export function httpOf(attributes: Attributes): SpanHttp | null {
  const request = pick(attributes, requestKeys)
  const response = pick(attributes, responseKeys)
  return request === null && response === null ? null : { request: request ?? {}, response: response ?? {} }
}

function pick(attributes: Attributes, keys: readonly string[]): Record<string, JsonValue> | null {
  let found: Record<string, JsonValue> | null = null
  for (const key of keys) {
    const value = attributes.get(key)
    if (value !== undefined) (found ??= {})[key] = value
  }
  return found
}

/** A name that tells the step: the resource, unless it says less than the operation (a bare HTTP method gets its path). */
export function nameOf(resource: unknown, operation: unknown, attributes: Attributes): string {
  const what = text(resource)
  const how = text(operation)
  if (what === null) return how ?? 'span'
  if (!/^[A-Z]{3,7}$/.test(what)) return what
  const path = ['http.route', 'http.path_group', 'http.url_details.path', 'url.path'].map((key) =>
    text(attributes.get(key)),
  )
  const known = path.find((one) => one !== null)
  return known ? `${what} ${known}` : what
}

/** The agent cuts a text value at 25,000 bytes and ends it with three dots. */
const cutBytes = 25_000

/** Is this a value that the agent has cut? */
export function isCut(value: unknown): boolean {
  if (typeof value !== 'string' || value.length < cutBytes / 4 || !value.endsWith('...')) return false
  const bytes = new TextEncoder().encode(value).length
  return bytes >= cutBytes - 4 && bytes <= cutBytes + 3
}

export const cutRemark = 'The Datadog agent cut a value at 25,000 bytes.'

/** From the duration, which is exact; the end's own time is the second choice, and never before the start. */
export function endOf(
  start: Microseconds | null,
  duration: Microseconds | null,
  end: Microseconds | null,
): Microseconds | null {
  if (start !== null && duration !== null) return microseconds(start + duration)
  return end !== null && start !== null && end < start ? start : end
}

/** An error mark that is 0 or 1, true or false; null where the payload has none. */
export function flag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const code = number(value)
  return code === null ? null : code !== 0
}
