/**
 * What a user may paste to name a trace: an id in any platform's form, an address of a platform's console, a propagation header, or a line of a log. And which platforms can have a
 * trace of that name at all, so that none is asked in vain.
 *
 * Forms: X-Ray `1-<8 hex>-<24 hex>`; W3C and Cloud Trace, 32 hex digits, or the same as a UUID; Datadog a decimal of 64 or 128 bits, 16 or 32 hex digits; Azure
 * whatever the SDK wrote as the operation's id, mostly W3C.
 */

import type { Platform } from './platform.ts'

const xrayPattern = /\b1-[0-9a-f]{8}-[0-9a-f]{24}\b/i
const hex32 = /^[0-9a-f]{32}$/i
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const hex16 = /^[0-9a-f]{16}$/i
const decimal = /^\d{1,39}$/
const limit128 = 1n << 128n
const limit64 = 1n << 64n

/** The id within the text: the text itself trimmed of quotes and brackets, or what an address, a header or a line with one id in it says. */
export function idInText(text: string): string {
  const bare = text
    .trim()
    .replace(/^(?:trace[\s_-]?id|operation_id|dd\.trace_id)\s*[:=]\s*/i, '')
    .replaceAll(/^["'<([{]+|["'>)\]},;.]+$/g, '')
    .trim()
  const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i.exec(bare)
  if (traceparent) return traceparent[1]!
  const xray = xrayPattern.exec(bare)
  if (xray) return xray[0]
  // X-Cloud-Trace-Context, and the resource name of a trace.
  const google =
    /^([0-9a-f]{32})\/\d+(?:;o=\d+)?$/i.exec(bare) ?? /^projects\/[^/]+\/traces\/([0-9a-f]{32})/i.exec(bare)
  if (google) return google[1]!
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(bare)) return idInAddress(bare) ?? bare
  return /\s/.test(bare) ? (idInLine(bare) ?? bare) : bare
}

/** The id that a line of a log names. */
function idInLine(line: string): string | null {
  const traceparent = /\b[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\b/i.exec(line)
  return traceparent?.[1] ?? onlyIdIn(line)
}

/** The trace that an address of a console shows: its own word for a trace, wherever in the address it stands. */
function idInAddress(address: string): string | null {
  const text = decoded(address)
  const named = /[?&#;/](?:tid|trace_?id|operation_?id|trace)[=/]([0-9a-f-]{16,36}|\d{1,39})(?=$|[^0-9a-z-])/i.exec(
    text,
  )
  if (named) return named[1]!
  const inPath = /\/traces?\/(?:details\/)?([0-9a-f-]{16,36}|\d{5,39})(?=$|[^0-9a-z-])/i.exec(text)
  if (inPath) return inPath[1]!
  // An address with one id in it that can be nothing else.
  return onlyIdIn(text)
}

function onlyIdIn(text: string): string | null {
  const ids = new Set(text.match(/(?<![0-9a-z-])[0-9a-f]{32}(?![0-9a-z-])/gi))
  return ids.size === 1 ? [...ids][0]! : null
}

/** Portals quote the parts of their addresses once more. */
function decoded(address: string): string {
  let text = address
  for (let level = 0; level < 3 && text.includes('%'); level++) {
    try {
      text = decodeURIComponent(text)
    } catch {
      break
    }
  }
  return text
}

/**
 * The ids under which a platform may have the trace, most likely first; none where the text cannot be an id of that platform. Ids never pass through a JavaScript
 * number.
 */
export function possibleIds(platform: Platform, text: string): readonly string[] {
  const id = idInText(text)
  const whole = w3cOf(id)
  if (whole !== null && /^0+$/.test(whole)) return []
  switch (platform) {
    case 'xray':
      return whole === null ? [] : [`1-${whole.slice(0, 8)}-${whole.slice(8)}`]
    case 'cloudtrace':
      return whole === null ? [] : [whole]
    case 'azuremonitor':
      if (whole !== null) return [whole]
      // Classic SDKs write ids of their own kinds: of those only a single word that can be one is worth a query.
      return /^[\w|.+=/-]{8,128}$/.test(id) && /\d/.test(id) && !/^\d+$/.test(id) && !id.includes('://') ? [id] : []
    case 'datadog':
      return datadogIds(id, whole)
  }
}

function datadogIds(id: string, whole: string | null): string[] {
  if (whole !== null) {
    const low = BigInt(`0x${whole}`)
    // 64 bits padded to 128, as propagation headers have them.
    return low < limit64 ? [low.toString(), whole] : [whole]
  }
  const ids: string[] = []
  if (decimal.test(id) && BigInt(id) < limit128 && BigInt(id) > 0n) ids.push(BigInt(id).toString())
  // Sixteen digits may be either.
  if (hex16.test(id)) ids.push(BigInt(`0x${id}`).toString())
  return [...new Set(ids)]
}

/** 32 lower-case hex digits where the id says 128 bits in hex; null else. */
function w3cOf(id: string): string | null {
  const xray = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(id)
  if (xray) return `${xray[1]}${xray[2]}`.toLowerCase()
  if (hex32.test(id)) return id.toLowerCase()
  return uuid.test(id) ? id.replaceAll('-', '').toLowerCase() : null
}
