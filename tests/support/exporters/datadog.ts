/** Spans as Datadog's intake places those of OpenTelemetry, in the two forms in which Datadog answers. Texts of JSON, because ids are numbers beyond 2^53. */

import { asText, type ExportedSpan, type ExportedValue, isoNanos, service } from './exported-span.ts'

const types = { INTERNAL: 'custom', SERVER: 'web', CLIENT: 'http' } as const

/** The `spans` of a trace by id: flat meta and metrics, ids as JSON numbers. */
export function datadogTrace(spans: readonly ExportedSpan[]): string {
  return printed(
    spans.map((span) => ({
      service: service(span),
      name: `opentelemetry.${span.kind.toLowerCase()}`,
      resource: span.name,
      type: types[span.kind],
      startTime: span.start,
      endTime: span.end,
      duration: span.end - span.start,
      error: span.exception === undefined ? 0 : 1,
      meta: {
        'span.kind': span.kind.toLowerCase(),
        'otel.trace_id': span.traceId,
        ...environment(span),
        ...errorOf(span),
        ...Object.fromEntries(
          entriesOf(span, (value) => typeof value !== 'number').map(([key, value]) => [key, asText(value)]),
        ),
      },
      metrics: Object.fromEntries(entriesOf(span, (value) => typeof value === 'number')),
      spanID: BigInt(`0x${span.spanId}`),
      parentID: span.parentSpanId === null ? 0n : BigInt(`0x${span.parentSpanId}`),
      traceID: BigInt(`0x${span.traceId.slice(16)}`),
      traceIDFull: span.traceId,
    })),
  )
}

/** The `data` of a spans search: nested custom, ids as decimal texts, times to the millisecond. */
export function datadogSearch(spans: readonly ExportedSpan[]): string {
  return printed(
    spans.map((span) => ({
      id: `event-${span.spanId}`,
      type: 'spans',
      attributes: {
        service: service(span),
        operation_name: `opentelemetry.${span.kind.toLowerCase()}`,
        resource_name: span.name,
        type: types[span.kind],
        status: span.exception === undefined ? 'ok' : 'error',
        ...environment(span),
        span_id: BigInt(`0x${span.spanId}`).toString(),
        parent_id: span.parentSpanId === null ? '0' : BigInt(`0x${span.parentSpanId}`).toString(),
        trace_id: BigInt(`0x${span.traceId.slice(16)}`).toString(),
        start_timestamp: isoNanos(span.start).replace(/\d{6}Z$/, 'Z'),
        end_timestamp: isoNanos(span.end).replace(/\d{6}Z$/, 'Z'),
        custom: nested({
          duration: Number(span.end - span.start),
          'span.kind': span.kind.toLowerCase(),
          ...span.attributes,
          ...errorOf(span),
        }),
        tags: [`service:${service(span)}`, 'source:opentelemetry', 'retained'],
      },
    })),
  )
}

/** Datadog makes its own `env` of the resource's environment. */
function environment({ resource }: ExportedSpan): { env?: ExportedValue } {
  const env = resource['deployment.environment.name']
  return env === undefined ? {} : { env }
}

function errorOf({ exception }: ExportedSpan): Record<string, string> {
  return exception === undefined ? {} : { 'error.type': exception.type, 'error.message': exception.message }
}

function entriesOf(span: ExportedSpan, wanted: (value: ExportedValue) => boolean): [string, ExportedValue][] {
  return Object.entries(span.attributes).filter(([, value]) => wanted(value))
}

/** Dotted keys as objects within objects; a key whose place is taken by a value stays dotted. */
function nested(values: Readonly<Record<string, ExportedValue>>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  const keys = Object.keys(values)
  for (const key of keys) {
    const parts = key.split('.')
    const blocked = parts.some((_, i) => i > 0 && parts.slice(0, i).join('.') in values)
    if (blocked || keys.some((other) => other.startsWith(`${key}.`))) {
      root[key] = values[key]
      continue
    }
    let at = root
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>
    at[parts.at(-1)!] = values[key]
  }
  return root
}

/** JSON with whole numbers of any size. */
function printed(value: unknown): string {
  const mark = '<whole number>'
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? mark + one : one)).replaceAll(
    /"<whole number>(\d+)"/g,
    '$1',
  )
}
