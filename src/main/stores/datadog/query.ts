/** Datadog's span search syntax, as far as this app writes it. */

/**
 * A value safe in a query: the syntax's special characters and white space are escaped with a backslash, so that a service name can add no term of its
 * own. `*` and `?` are escaped too: a service is named exactly. A dash is special only in front.
 */
export function escapeValue(value: string): string {
  return value.replaceAll(/^-|[\\"()[\]{}<>=:!?*~^&|/+\s]/g, (char) => (/\s/.test(char) ? '\\ ' : `\\${char}`))
}

/**
 * The query of a list. Without `errorsOnly`: root and service-entry spans, which Datadog marks `_top_level` whatever tracer sent them; with a service,
 * that is one or more in every trace that touches it. With `errorsOnly`: every failed span, because a run whose root is fine may have failed inside.
 */
export function listQuery(service: string | null, errorsOnly: boolean): string {
  const parts = [errorsOnly ? 'status:error' : '@_top_level:1']
  if (service) parts.push(`service:${escapeValue(service)}`)
  return parts.join(' ')
}

/** The query of a list that is narrowed by further terms of one span. */
export function narrowedQuery(listed: string, terms: string): string {
  return `${listed} ${terms}`
}

/** The query for what a list would show of these traces. */
export function rowsQuery(listed: string, ids: readonly string[]): string {
  return `${listed} (${traceQuery(ids)})`
}

/** The query for the indexed spans of one trace, in every form that its id may be indexed under. */
export function traceQuery(ids: readonly string[]): string {
  return ids.map((id) => `trace_id:${escapeValue(id)}`).join(' OR ')
}
