/** The HTTP exchange of a span, from the labels of the platform or of OpenTelemetry, old names and new. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { SpanHttp } from '../../semantics/span.ts'
import { firstLabel, type Labels } from './map-labels.ts'

const requestParts: readonly (readonly [string, readonly string[]])[] = [
  ['method', ['/http/method', 'http.request.method', 'http.method']],
  ['url', ['/http/url', 'url.full', 'http.url', 'http.target', 'url.path', '/http/path']],
  ['host', ['/http/host', 'http.host']],
  ['route', ['/http/route', 'http.route']],
  ['user_agent', ['/http/user_agent', 'user_agent.original', 'http.user_agent']],
  ['size', ['/http/request/size', 'http.request.body.size', 'http.request_content_length']],
]

const responseParts: readonly (readonly [string, readonly string[]])[] = [
  ['status', ['/http/status_code', 'http.response.status_code', 'http.status_code']],
  ['size', ['/http/response/size', 'http.response.body.size', 'http.response_content_length']],
]

/** The labels that make a span an HTTP exchange: without any of them it is none. */
export const httpKeys: readonly string[] = [
  ...requestParts[0]![1],
  ...responseParts[0]![1],
  '/http/url',
  'url.full',
  'http.url',
]

/** Null for a span without a method, an URL or an HTTP status. */
export function httpOf(labels: Labels): SpanHttp | null {
  const tells = firstLabel(labels, requestParts[0]![1]) ?? firstLabel(labels, responseParts[0]![1])
  const url = tells ?? firstLabel(labels, ['/http/url', 'url.full', 'http.url'])
  return url === null ? null : { request: pick(labels, requestParts), response: pick(labels, responseParts) }
}

function pick(labels: Labels, parts: typeof requestParts): Record<string, JsonValue> {
  const out: Record<string, JsonValue> = {}
  for (const [name, keys] of parts) {
    const found = firstLabel(labels, keys)
    if (found) out[name] = /^\d{1,15}$/.test(found.text) ? Number(found.text) : found.text
  }
  return out
}
