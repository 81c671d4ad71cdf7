/** Trace ids as people paste them. Pure. */

import type { Platform } from '../../../../shared/platform.ts'

const xray = /1-[0-9a-f]{8}-[0-9a-f]{24}/i
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i
const hex32 = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i

/** The id within a pasted text: an address of a console, a `traceparent`, a line of a log, or the bare id itself. */
export function traceIdIn(text: string): string {
  const given = text.trim()
  if (!/[\s/:=?&"]|^00-/.test(given)) return given
  const decoded = decode(given)
  const datadog = /\/apm\/trace\/(\d{1,39}|[0-9a-f]{32})/i.exec(decoded)?.[1]
  return (
    datadog ??
    xray.exec(decoded)?.[0] ??
    hex32.exec(decoded)?.[0] ??
    uuid.exec(decoded)?.[0] ??
    decoded.replace(/\s/g, '')
  )
}

/** The platform that the form of an id tells; null where several share it. */
export function platformOfId(traceId: string): Platform | null {
  if (xray.test(traceId)) return 'xray'
  return /^\d{1,39}$/.test(traceId) && traceId.length !== 32 ? 'datadog' : null
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
