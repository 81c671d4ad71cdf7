/** Google's form of an error (AIP-193): `{error: {code, message, status, details}}`. */

import type { DemoAnswer, DemoErrorFault } from '../http/handler.ts'
import { retryAfterHeader } from '../http/retry-after-header.ts'

/** Canonical names that the demo answers with. */
export type GoogleStatus =
  | 'INVALID_ARGUMENT'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'RESOURCE_EXHAUSTED'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'

interface Reason {
  readonly reason: string
  readonly metadata: Readonly<Record<string, string>>
}

/** An error answer as Google's front end sends it. */
export function googleError(
  code: number,
  status: GoogleStatus,
  message: string,
  reason: Reason | null = null,
  headers: Readonly<Record<string, string>> = {},
): DemoAnswer {
  const details =
    reason === null
      ? {}
      : { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', domain: 'googleapis.com', ...reason }] }
  return {
    status: code,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
    body: { error: { code, message, status, ...details } },
  }
}

const service = 'cloudtrace.googleapis.com'

/** No bearer token, or not one that Google gave out. */
export function unauthenticated(message: string, reason: string): DemoAnswer {
  return googleError(
    401,
    'UNAUTHENTICATED',
    message,
    { reason, metadata: { service } },
    { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' },
  )
}

/** The caller may not read this project, or it does not exist: Google does not say which. */
export function forbidden(): DemoAnswer {
  return googleError(403, 'PERMISSION_DENIED', 'The caller does not have permission')
}

/** The API was never switched on in the project. */
export function serviceDisabled(project: string): DemoAnswer {
  const activationUrl = `https://console.developers.google.com/apis/api/${service}/overview?project=${project}`
  return googleError(
    403,
    'PERMISSION_DENIED',
    `Cloud Trace API has not been used in project ${project} before or it is disabled. Enable it by visiting ${activationUrl} then retry.`,
    {
      reason: 'SERVICE_DISABLED',
      metadata: { service, consumer: `projects/${project}`, serviceTitle: 'Cloud Trace API', activationUrl },
    },
  )
}

/** The quota of the minute is spent. Google sends no Retry-After of its own. */
export function quotaExceeded(project: string, retryAfter: number | null = null): DemoAnswer {
  return googleError(
    429,
    'RESOURCE_EXHAUSTED',
    `Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service '${service}' for consumer 'project_number:${project}'.`,
    {
      reason: 'RATE_LIMIT_EXCEEDED',
      metadata: { service, consumer: `projects/${project}`, quota_limit: 'ReadsPerMinutePerProject' },
    },
    retryAfter === null ? {} : { 'retry-after': String(retryAfter) },
  )
}

/** Google's own way to say when to come back is a detail of the body. */
function throttled(project: string, { retryAfter, form }: DemoErrorFault & { kind: 'throttled' }): DemoAnswer {
  const answer = quotaExceeded(project)
  if (form !== 'own' || retryAfter === null)
    return { ...answer, headers: { ...answer.headers, ...retryAfterHeader(retryAfter, form) } }
  const { error } = answer.body as { error: { details: object[] } }
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter}s` }
  return { ...answer, body: { error: { ...error, details: [...error.details, retry] } } }
}

/** A scripted fault in Google's words. */
export function faultAnswer(fault: DemoErrorFault, project: string): DemoAnswer {
  switch (fault.kind) {
    case 'throttled':
      return throttled(project, fault)
    case 'too-large':
      return googleError(413, 'INVALID_ARGUMENT', 'The response is larger than what can be answered.')
    case 'not-yet-valid':
    case 'unauthenticated':
      return unauthenticated(
        'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
        'ACCESS_TOKEN_TYPE_UNSUPPORTED',
      )
    case 'expired':
      return unauthenticated(
        'Request had invalid authentication credentials: the access token has expired.',
        'ACCESS_TOKEN_EXPIRED',
      )
    case 'forbidden':
      return forbidden()
    case 'not-found':
      return googleError(404, 'NOT_FOUND', 'Requested entity was not found.')
    case 'server-error':
      return fault.status === 503
        ? googleError(503, 'UNAVAILABLE', 'The service is currently unavailable.')
        : googleError(fault.status, 'INTERNAL', 'Internal error encountered.')
  }
}
