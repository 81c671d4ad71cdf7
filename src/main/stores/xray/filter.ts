/** The filter expression that a list is asked with. */

import { failure, fix } from '../../../shared/errors.ts'

/**
 * The expression for a source's service, for failed runs only, and for what else narrows the list; null for everything. A trace-level `error` speaks of the root alone, so failures anywhere are
 * asked with `service() { … }`.
 *
 * Throws SETTINGS for a name that cannot be a service's: the filter language documents no escape for a quote, and X-Ray's names
 * never hold one (letters, digits, spaces and _ . : / % & # = + \ - @ and, since OpenTelemetry, most others), so nothing is lost and nothing can break out.
 */
export function filterExpression(
  service: string | null,
  errorsOnly: boolean,
  narrowed: string | null = null,
): string | null {
  const parts: string[] = []
  if (service !== null && service !== '') parts.push(`service("${quotable(service)}")`)
  if (errorsOnly) parts.push(failedAnywhere)
  if (narrowed !== null) parts.push(narrowed)
  const [only] = parts
  if (parts.length <= 1) return only ?? null
  return parts.map((part) => (part.includes(' OR ') ? `(${part})` : part)).join(' AND ')
}

/** The condition of a trace in which anything failed. */
export const failedAnywhere = 'service() { fault } OR service() { error } OR service() { throttle }'

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
