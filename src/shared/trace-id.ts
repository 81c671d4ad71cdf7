/**
 * Native trace ids of the four platforms and the W3C form (32 lower-case hex digits).
 *
 * X-Ray: `1-<8 hex epoch seconds>-<24 hex>`, the same 128 bits as W3C with a prefix and dashes. Cloud Trace and Log Analytics:
 * 32 hex. Datadog: a decimal of 64 or 128 bits, or 32 hex. Ids never pass through a JavaScript number.
 */

import type { Platform } from './platform.ts'

const xrayPattern = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i
const hexPattern = /^[0-9a-f]{1,32}$/i
const decimalPattern = /^\d{1,39}$/
const limit128 = 1n << 128n

/** The W3C form of a platform's native trace id; null when the id cannot be read as 128 bits (a classic Azure id, say). */
export function toW3c(platform: Platform, nativeId: string): string | null {
  const id = nativeId.trim()
  const xray = xrayPattern.exec(id)
  if (xray) return (xray[1]! + xray[2]!).toLowerCase()
  if (platform === 'datadog' && decimalPattern.test(id) && id.length !== 32) {
    const value = BigInt(id)
    return value < limit128 ? value.toString(16).padStart(32, '0') : null
  }
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return id.replaceAll('-', '').toLowerCase()
  return hexPattern.test(id) ? id.toLowerCase().padStart(32, '0') : null
}

/**
 * The platform's native form of a W3C id. Datadog takes 32 hex digits for the whole 128 bits, so the id is left as it is.
 * Throws RangeError when the text is not 32 hex digits.
 */
export function fromW3c(platform: Platform, w3c: string): string {
  const id = w3c.toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(id)) throw new RangeError(`Not a W3C trace id (32 hex digits): ${w3c}`)
  return platform === 'xray' ? `1-${id.slice(0, 8)}-${id.slice(8)}` : id
}

/**
 * The id that names the trace at this platform, from any form that a user may paste: X-Ray's, W3C, a UUID, or Datadog's decimal.
 * Text that is none of these is returned trimmed, so that the platform itself may answer "not found".
 */
export function toNative(platform: Platform, text: string): string {
  const id = text.trim()
  if (platform === 'xray') {
    if (xrayPattern.test(id)) return id.toLowerCase()
    const w3c = toW3c(platform, id)
    return w3c !== null && /^[0-9a-f-]{32,36}$/i.test(id) ? fromW3c('xray', w3c) : id
  }
  if (platform === 'datadog' && decimalPattern.test(id)) return id
  // The 64 bits that older tracers print in hex; the whole trace is found by their decimal form only.
  if (platform === 'datadog' && /^[0-9a-f]{16}$/i.test(id)) return BigInt(`0x${id}`).toString()
  const w3c = toW3c(platform, id)
  return w3c !== null && (xrayPattern.test(id) || /^[0-9a-f-]{32,36}$/i.test(id)) ? w3c : id
}

/**
 * AgentRun.id: a UUID-shaped text derived from the native id alone, so that the same trace always has the same id. X-Ray: the id without "1-"
 * and dashes, padded right with 0; hex ids padded the same way; Datadog decimals: the 128-bit number as hex. Ids that are neither
 * (classic Azure SDKs) are folded into 128 bits with FNV-1a.
 */
export function runIdOf(platform: Platform, nativeId: string): string {
  return asUuid(digits(platform, nativeId.trim()))
}

function digits(platform: Platform, id: string): string {
  const xray = xrayPattern.exec(id)
  if (xray) return (xray[1]! + xray[2]!).toLowerCase()
  const bare = id.replace(/^1-/, '').replaceAll('-', '').toLowerCase()
  if (platform === 'datadog' && decimalPattern.test(id) && id.length !== 32) {
    const value = BigInt(id)
    if (value < limit128) return value.toString(16).padStart(32, '0')
  }
  if (hexPattern.test(bare)) return bare.padEnd(32, '0')
  return foldTo128(id)
}

function asUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** A stable UUID for a span of a trace: the model's Step.id. The platform's own span id stays beside it as span_id. */
export function stepIdOf(runId: string, spanId: string): string {
  return asUuid(foldTo128(`${runId}/${spanId}`))
}

/** 128 bits made of a text, as 32 hex digits: the same for the same text. No protection against texts made to collide. */
export function foldTo128(text: string): string {
  let out = ''
  for (let lane = 0; lane < 4; lane++) {
    let hash = (0x811c9dc5 ^ Math.imul(lane + 1, 0x9e3779b1)) >>> 0
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
    // FNV's low bits mix poorly on short inputs; one finalising round spreads them.
    hash ^= hash >>> 15
    hash = Math.imul(hash, 0x85ebca6b) >>> 0
    hash ^= hash >>> 13
    out += (hash >>> 0).toString(16).padStart(8, '0')
  }
  return out
}
