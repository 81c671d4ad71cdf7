/** The filter expression that a list is asked with. */

import { failure, fix } from '../../../shared/errors.ts'

/**
 * The expression for a source's service and for failed runs only; null for everything. A trace-level `error` speaks of the root alone, so failures anywhere are
 * asked with `service() { … }`.
 *
 * Throws SETTINGS for a name that cannot be a service's: the filter language documents no escape for a quote, and X-Ray's names
 * never hold one (letters, digits, spaces and _ . : / % & # = + \ - @ and, since OpenTelemetry, most others), so nothing is lost and nothing can break out.
 */
export function filterExpression(service: string | null, errorsOnly: boolean): string | null {
  const parts: string[] = []
  if (service !== null && service !== '') parts.push(`service("${quotable(service)}")`)
  if (errorsOnly) {
    const anywhere = 'service() { fault } OR service() { error } OR service() { throttle }'
    parts.push(parts.length === 0 ? anywhere : `(${anywhere})`)
  }
  return parts.length === 0 ? null : parts.join(' AND ')
}

function quotable(service: string): string {
  if (/["\p{Cc}]/u.test(service) || service.endsWith('\\') || service.length > 200)
    throw failure({
      code: 'SETTINGS',
      platform: 'xray',
      message: `"${service.slice(0, 80)}" cannot be the name of a service in X-Ray.`,
      cause: 'Names hold at most 200 characters, no quotation marks and no line breaks, and do not end in a backslash.',
      fix: fix('Set the service as it is written on the trace map (it is case-sensitive).'),
    })
  return service
}
