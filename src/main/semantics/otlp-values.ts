/**
 * Values in the JSON form of OTLP: ids as hex, 64-bit integers as decimal texts, attributes as AnyValue.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Platform } from '../../shared/platform.ts'
import { runIdOf, stepIdOf, toW3c } from '../../shared/trace-id.ts'
import type { Microseconds } from '../../shared/units.ts'

/** An attribute as OTLP has it. */
export interface KeyValue {
  readonly key: string
  readonly value: AnyValue
}

export type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } }
  /** Null. */
  | Readonly<Record<string, never>>

/** Deeper than this a value is given as its JSON text: readers of protobuf refuse messages that are nested some 100 deep, and each level here is two of theirs. */
const deepest = 20

/** A recorded value as AnyValue. Whole numbers become integers; an attribute is not known to have been a double. */
export function anyValue(value: JsonValue, depth = 0): AnyValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value }
    case 'boolean':
      return { boolValue: value }
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
    default:
      break
  }
  if (value === null) return {}
  if (depth >= deepest) return { stringValue: jsonText(value) }
  if (Array.isArray(value)) return { arrayValue: { values: value.map((item) => anyValue(item, depth + 1)) } }
  return {
    kvlistValue: { values: Object.entries(value).map(([key, item]) => ({ key, value: anyValue(item, depth + 1) })) },
  }
}

/** The value as JSON text, or words where it is nested too deep to be printed. */
export function jsonText(value: JsonValue): string {
  try {
    return JSON.stringify(value)
  } catch {
    return '"(nested too deep to be printed)"'
  }
}

/** The attribute. */
export function keyValue(key: string, value: JsonValue): KeyValue {
  return { key, value: anyValue(value) }
}

/** 32 hex digits for a trace: the W3C form of the platform's id, else 128 bits made of it, the same each time. Never all zero. */
export function otlpTraceId(platform: Platform, nativeId: string): string {
  const id = toW3c(platform, nativeId) ?? runIdOf(platform, nativeId).replaceAll('-', '')
  return /^0+$/.test(id)
    ? runIdOf(platform, `${nativeId}/`).replaceAll('-', '').replace(/^0+$/, '1'.padStart(32, '0'))
    : id
}

const limit64 = 1n << 64n

/** 16 hex digits for a span: the platform's own id where it has 64 bits (Datadog prints them as a decimal), else 64 bits made of it, the same each time. */
export function otlpSpanId(platform: Platform, traceId: string, spanId: string): string {
  if (platform === 'datadog' && /^\d{1,20}$/.test(spanId)) {
    const id = BigInt(spanId)
    if (id > 0n && id < limit64) return id.toString(16).padStart(16, '0')
  } else if (/^[0-9a-f]{16}$/i.test(spanId) && !/^0+$/.test(spanId)) return spanId.toLowerCase()
  const made = stepIdOf(traceId, spanId).replaceAll('-', '').slice(0, 16)
  return /^0+$/.test(made) ? '1'.padStart(16, '0') : made
}

/** Nanoseconds since the epoch as a decimal text, exact to the microsecond that is known. */
export function unixNano(time: Microseconds): string {
  const whole = Math.floor(time)
  return (BigInt(whole) * 1000n + BigInt(Math.round((time - whole) * 1000))).toString()
}
