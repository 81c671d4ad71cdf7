/** A span as an OpenTelemetry SDK hands it to an exporter: what the encoders of the four platforms start from. */

export type ExportedValue = string | number | boolean | readonly ExportedValue[] | { readonly [key: string]: unknown }

export interface ExportedSpan {
  /** 32 and 16 hex digits. */
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  readonly kind: 'INTERNAL' | 'SERVER' | 'CLIENT'
  /** Nanoseconds since the epoch. */
  readonly start: bigint
  readonly end: bigint
  readonly attributes: Readonly<Record<string, ExportedValue>>
  readonly resource: Readonly<Record<string, ExportedValue>>
  /** Set for a span that ended with a recorded exception. */
  readonly exception?: { readonly type: string; readonly message: string }
}

/** A value as text, as exporters write what is no text where only text may stand. */
export function asText(value: ExportedValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** ISO time of an instant with all nine digits of its fraction. */
export function isoNanos(instant: bigint): string {
  const seconds = new Date(Number(instant / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${(instant % 1_000_000_000n).toString().padStart(9, '0')}Z`
}

export function service(span: ExportedSpan): string {
  const name = span.resource['service.name']
  return typeof name === 'string' ? name : 'unknown_service'
}
