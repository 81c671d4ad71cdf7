import type { HeldSpan } from './encode.ts'

/**
 * The body of trace by id. Written by hand because its ids are uint64 and its times nanoseconds: JSON.stringify has no way to print such numbers with all
 * their digits.
 */
export function traceJson(traceHex: string, spans: readonly HeldSpan[], truncated: boolean): string {
  const printed = spans.map(spanJson).join(',')
  return `{"data":{"id":"${traceHex}","type":"trace","attributes":{"is_truncated":${truncated},"spans":[${printed}]}}}`
}

function spanJson(span: HeldSpan): string {
  const start = Math.round(span.start)
  const duration = Math.round((span.end - span.start) * 1000)
  const fields: [string, string][] = [
    ['duration', String(duration)],
    ['endTime', `${Math.round(span.end)}000`],
    ['error', span.error ? '1' : '0'],
    ['meta', JSON.stringify(shown(span.meta))],
    ['metrics', JSON.stringify(shown(span.metrics))],
    ['name', JSON.stringify(span.name)],
    ['parentID', span.parentId],
    ['resource', JSON.stringify(span.resource)],
    ['restricted', 'false'],
    ['service', JSON.stringify(span.service)],
    ['spanID', span.spanId],
    ['startTime', `${start}000`],
    ['traceID', span.traceId],
    ['traceIDFull', JSON.stringify(span.traceHex)],
    ['type', JSON.stringify(span.type)],
  ]
  return `{${fields.map(([key, value]) => `"${key}":${value}`).join(',')}}`
}

/** Keys that start with an underscore are left out, as Datadog documents. */
function shown<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith('_')))
}
