/** Datadog's ids: 64-bit decimals in most places, 128 bits as 32 hex digits in others. Never JavaScript numbers. */

const limit64 = 1n << 64n
const limit128 = 1n << 128n

/** A trace id in the forms that Datadog uses. */
export interface TraceIdForms {
  /** The low 64 bits as a decimal: what spans search calls trace_id. */
  readonly low: string
  /** 32 hex digits, where the high 64 bits are known or known to be zero; null for a bare 64-bit decimal. */
  readonly full: string | null
}

/** Reads a native trace id: 32 hex digits, a decimal of up to 39 digits, or shorter hex with a letter in it. Null for anything else. */
export function traceIdForms(id: string): TraceIdForms | null {
  const text = id.trim().toLowerCase()
  // 32 digits without a letter are still hex: Datadog prints 128-bit ids so, and decimals of that length name no 64-bit id.
  const hex = /^[0-9a-f]{32}$/.test(text) || (/^[0-9a-f]{1,31}$/.test(text) && /[a-f]/.test(text))
  if (!hex && !/^\d{1,39}$/.test(text)) return null
  const value = hex ? BigInt(`0x${text}`) : BigInt(text)
  if (value >= limit128) return null
  return {
    low: (value % limit64).toString(),
    full: hex || value >= limit64 ? value.toString(16).padStart(32, '0') : null,
  }
}

/** 32 hex digits from `_dd.p.tid` (the high 64 bits in hex) and the low 64 bits as a decimal; null when either cannot be read. */
export function joinTraceId(high: unknown, low: string): string | null {
  if (typeof high !== 'string' || !/^[0-9a-f]{1,16}$/i.test(high) || !/^\d{1,20}$/.test(low)) return null
  const value = BigInt(low)
  if (value >= limit64) return null
  return high.toLowerCase().padStart(16, '0') + value.toString(16).padStart(16, '0')
}

/** An id as the platform prints it: text as it is, a safe integer as its digits. Null for anything that was never an id. */
export function idText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim()
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : null
}

/** A parent's id; null for a root, which Datadog marks with 0 (LLM Observability with "undefined"). */
export function parentText(value: unknown): string | null {
  const id = idText(value)
  return id === null || /^0+$/.test(id) || id === 'undefined' ? null : id
}

/** A span id as a decimal: LLM Observability prints some as 16 hex digits. */
export function spanIdDecimal(id: string): string {
  if (/^[0-9a-f]{16}$/i.test(id) && /[a-f]/i.test(id)) return BigInt(`0x${id}`).toString()
  return id
}
