/**
 * OpenTelemetry spans as Cloud Trace v1 gives them back. Two ways of arrival are told apart by service, because real projects mix them:
 *
 * - the classic exporters (BatchWriteSpans): numbers are rounded to integers, arrays are dropped, texts are cut at 256 bytes, HTTP attributes are renamed to
 *   `/http/…`, and of the resource only the monitored resource survives, as `g.co/r/…`;
 * - OTLP ingestion (telemetry.googleapis.com): attributes keep their names, arrays arrive as JSON text, values up to 16 KiB, the resource's attributes as labels.
 *
 * v1 shows neither span events nor links; an exception event survives as the error labels.
 */

import type { DemoAttribute, DemoEvent, DemoSpan } from '../traffic/demo-trace.ts'
import type { WireSpan } from './wire.ts'

/** How the spans of a service reached the platform. */
export type Arrival = 'classic' | 'otlp'

const classicValueBytes = 256
const otlpValueBytes = 16 * 1024 - 1
const nameBytes = 127

/** HTTP attributes that the classic exporters rename. */
const renamed: Readonly<Record<string, string>> = {
  'http.method': '/http/method',
  'http.request.method': '/http/method',
  'http.url': '/http/url',
  'url.full': '/http/url',
  'http.host': '/http/host',
  'http.scheme': '/http/client_protocol',
  'http.status_code': '/http/status_code',
  'http.response.status_code': '/http/status_code',
  'http.user_agent': '/http/user_agent',
  'user_agent.original': '/http/user_agent',
  'http.request_content_length': '/http/request/size',
  'http.response_content_length': '/http/response/size',
  'http.route': '/http/route',
}

/** Services named `…-service` are the older ones, with the classic exporter; all others send OTLP. */
export function arrivalOf(service: string): Arrival {
  return service.endsWith('-service') ? 'classic' : 'otlp'
}

/**
 * The span as v1 prints it, or null when the platform does not have it: it was lost, or has not ended yet (exporters send a span when it ends).
 */
export function encodeSpan(span: DemoSpan, arrival: Arrival = arrivalOf(span.service)): WireSpan | null {
  if (span.lost || span.end === null) return null
  return {
    spanId: decimalId(span.spanId),
    kind: span.kind === 'server' ? 'RPC_SERVER' : span.kind === 'client' ? 'RPC_CLIENT' : 'SPAN_KIND_UNSPECIFIED',
    name: cutToBytes(span.name, nameBytes),
    startTime: instant(span.start),
    endTime: instant(span.end),
    ...(span.parentSpanId === null ? {} : { parentSpanId: decimalId(span.parentSpanId) }),
    labels: arrival === 'classic' ? classicLabels(span) : otlpLabels(span),
  }
}

/** A 16-hex span id as the decimal text of the same 64 bits. */
export function decimalId(hex: string): string {
  return BigInt(`0x${hex}`).toString(10)
}

/** Epoch microseconds as RFC 3339 in UTC with nine fraction digits. */
export function instant(micros: number): string {
  const whole = Math.floor(micros / 1e6)
  const fraction = String(Math.floor(micros - whole * 1e6)).padStart(6, '0')
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${fraction}000Z`
}

function classicLabels(span: DemoSpan): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const [key, value] of Object.entries(span.attributes)) {
    if (Array.isArray(value)) continue
    const text = typeof value === 'number' ? String(Math.round(value)) : String(value)
    labels[renamed[key] ?? key] = cutToBytes(text, classicValueBytes)
  }
  labels['g.co/agent'] = 'opentelemetry-js 2.2.0; google-cloud-trace-exporter 3.0.0'
  labels['g.co/r/generic_task/job'] = cutToBytes(span.service, classicValueBytes)
  labels['g.co/r/generic_task/namespace'] = textOf(span.resource['service.namespace']) ?? ''
  labels['g.co/r/generic_task/location'] = textOf(span.resource['cloud.region']) ?? 'global'
  labels['g.co/r/generic_task/task_id'] = textOf(span.resource['service.instance.id']) ?? `${span.service}-0`
  labels['span.kind'] = span.kind
  if (span.status !== 'unset') labels['g.co/status/code'] = span.status === 'error' ? '2' : '0'
  addErrorLabels(labels, span, classicValueBytes)
  return labels
}

function otlpLabels(span: DemoSpan): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const source of [span.resource, span.attributes])
    for (const [key, value] of Object.entries(source)) labels[key] = cutToBytes(textOf(value) ?? '', otlpValueBytes)
  labels['service.name'] = span.service
  labels['g.co/agent'] = 'opentelemetry-python 1.39.0; telemetry.googleapis.com'
  labels['span.kind'] = span.kind.toUpperCase()
  if (span.status !== 'unset') labels['otel.status_code'] = span.status === 'error' ? 'ERROR' : 'OK'
  if (span.statusMessage) labels['otel.status_description'] = cutToBytes(span.statusMessage, otlpValueBytes)
  addErrorLabels(labels, span, otlpValueBytes)
  return labels
}

function addErrorLabels(labels: Record<string, string>, span: DemoSpan, limit: number): void {
  if (span.status !== 'error') return
  const exception = span.events.find((event) => event.name === 'exception')
  const message = exceptionPart(exception, 'message') ?? span.statusMessage
  const type = exceptionPart(exception, 'type')
  const stack = exceptionPart(exception, 'stacktrace')
  if (message) labels['/error/message'] = cutToBytes(message, limit)
  if (type) labels['/error/name'] = cutToBytes(type, limit)
  if (stack) labels['/stacktrace'] = stackLabel(stack)
}

function exceptionPart(event: DemoEvent | undefined, part: string): string | null {
  return textOf(event?.attributes[`exception.${part}`])
}

/** Cloud Trace's own JSON form of a stack: the frames that its console draws. */
function stackLabel(stack: string): string {
  const frames = stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 40)
    .map((line) => {
      // The pattern takes time beyond all measure on a line without end, which no frame is.
      const where = line.length > 2000 ? null : /^(?:at\s+)?(.*?)\s*\(?([^\s()]+):(\d+)(?::(\d+))?\)?$/.exec(line)
      if (!where) return { method_name: line }
      const [, method, file, row, column] = where
      return { method_name: method || file, file_name: file, line_number: row, column_number: column ?? '0' }
    })
  return cutToBytes(JSON.stringify({ stack_frame: frames }), otlpValueBytes)
}

function textOf(value: DemoAttribute | undefined): string | null {
  if (value === undefined) return null
  return Array.isArray(value) ? JSON.stringify(value) : String(value)
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** At most `limit` bytes of UTF-8, never ending within a character. */
export function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit) return text
  const bytes = encoder.encode(text)
  if (bytes.length <= limit) return text
  let end = limit
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return decoder.decode(bytes.subarray(0, end))
}
