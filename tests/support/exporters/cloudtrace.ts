/** Spans as Google's exporters place them and as v1 of the API answers: labels that are all text, ids as decimals. */

import { asText, type ExportedSpan, type ExportedValue, isoNanos, service } from './exported-span.ts'

export interface CloudTracePlacement {
  /** The classic exporter cuts texts to 256 bytes, rounds numbers and drops arrays; OTLP ingestion keeps all. */
  readonly exporter: 'classic' | 'otlp'
}

const kinds = { INTERNAL: 'SPAN_KIND_UNSPECIFIED', SERVER: 'RPC_SERVER', CLIENT: 'RPC_CLIENT' } as const

/** A Trace resource of v1. */
export function cloudTrace(spans: readonly ExportedSpan[], { exporter }: CloudTracePlacement): unknown {
  return {
    projectId: 'some-project',
    traceId: spans[0]!.traceId,
    spans: spans.map((span) => ({
      spanId: decimal(span.spanId),
      ...(span.parentSpanId === null ? {} : { parentSpanId: decimal(span.parentSpanId) }),
      kind: kinds[span.kind],
      name: cutTo(span.name, 128),
      startTime: isoNanos(span.start),
      endTime: isoNanos(span.end),
      labels: {
        ...(exporter === 'classic' ? classicLabels(span.attributes) : otlpLabels(span.attributes)),
        ...(exporter === 'classic'
          ? { 'g.co/agent': 'opentelemetry-js 2.2.0; google-cloud-trace-exporter 3.0.0' }
          : { 'service.name': service(span) }),
        ...(span.exception === undefined
          ? {}
          : {
              'g.co/status/code': '2',
              '/error/name': span.exception.type,
              '/error/message': span.exception.message,
            }),
      },
    })),
  }
}

/** The decimal text of an id of 16 hex digits. */
export function decimal(hex: string): string {
  return BigInt(`0x${hex}`).toString()
}

function otlpLabels(attributes: Readonly<Record<string, ExportedValue>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, asText(value)]))
}

function classicLabels(attributes: Readonly<Record<string, ExportedValue>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => typeof value !== 'object')
      .map(([key, value]) => [key, cutTo(typeof value === 'number' ? String(Math.round(value)) : asText(value), 256)]),
  )
}

/** The longest beginning of a text that fits into so many bytes and ends with a whole character. */
export function cutTo(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let out = ''
  let used = 0
  for (const character of text) {
    used += Buffer.byteLength(character)
    if (used > bytes) break
    out += character
  }
  return out
}
