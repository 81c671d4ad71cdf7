/** Whatever the SDK throws, in our own words. Most of X-Ray's refusals are one class and are told apart by name. */

import { type ErrorInfo, errorInfo, fix, TraceCraftError } from '../../../shared/errors.ts'
import { nearest } from '../../../shared/nearest.ts'
import { awsRegions } from '../../../shared/source.ts'
import { profileFlag } from '../../credentials/aws-errors.ts'
import { scrub } from '../../scrub.ts'
import { AnswerTooLarge, refusedAsTooLarge, tooLarge } from '../answer-limit.ts'
import { retryAfterMs } from '../request-loop.ts'

/** What was being done, for the sentence and for the permission that it needs. */
export interface XRayTask {
  /** The service's name of the call, which is the permission's name too. */
  readonly operation: string
  /** "list traces" */
  readonly doing: string
  /** The service that is asked; absent: X-Ray. */
  readonly service?: { readonly title: string; readonly prefix: string }
}

const xray = { title: 'X-Ray', prefix: 'xray' }

/** Where it was being done. */
export interface XRayPlace {
  readonly region: string
  readonly endpoint: string | null
  readonly profile: string | null
  /** The command that signs in again, where credentials are had by a sign-in. */
  readonly renewal: string | null
}

interface SdkError {
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string | undefined>> }
}

type Known = Pick<ErrorInfo, 'code' | 'message'> & Partial<ErrorInfo>

const expiredNames = new Set(['ExpiredTokenException', 'ExpiredToken', 'TokenRefreshRequired'])
const deniedNames = new Set(['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation'])
const invalidNames = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'AuthFailure',
])
/** All of them say that the time of the signature is off. */
const clockNames = new Set(['RequestTimeTooSkewed', 'RequestInTheFuture', 'RequestExpired'])
const throttledNames = new Set([
  'ThrottledException',
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
])
const lostCodes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset before the answer came',
  EPIPE: 'the connection was closed while the request was sent',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'the network cannot be reached',
  EAI_AGAIN: 'the name server did not answer',
  ENOTFOUND: 'there is no host of that name',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was closed before the answer was whole',
}

/** An SDK error as an ErrorInfo. Aborts and the loop's own timeouts are told apart before this is asked. */
export function explainXRay(error: unknown, task: XRayTask, place: XRayPlace): ErrorInfo {
  if (error instanceof TraceCraftError) return error.info
  if (error instanceof AnswerTooLarge) return tooLarge('xray', task.doing, error)
  const { name, message, code, $metadata, $response } = (error ?? {}) as SdkError
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? null
  const text = typeof message === 'string' ? message.replace(/\s*Deserialization error: to see the raw.*$/s, '') : ''
  const known = explainKnown(String(name), typeof code === 'string' ? code : null, status, text, task, place)
  return errorInfo({
    platform: 'xray',
    status,
    requestId: $metadata?.requestId ?? null,
    raw: text === '' ? null : scrub(`${String(name)}: ${text}`).slice(0, 2000),
    retryAfterMs:
      known.code === 'THROTTLED' || status === 503
        ? retryAfterMs(header($response?.headers, 'retry-after'), header($response?.headers, 'date'))
        : null,
    ...known,
  })
}

function explainKnown(
  name: string,
  code: string | null,
  status: number | null,
  text: string,
  task: XRayTask,
  place: XRayPlace,
): Known {
  const { region, profile } = place
  const { title } = task.service ?? xray
  const flag = profileFlag(profile)
  // The SDK calls a reset connection a TimeoutError; its code tells.
  if (code !== null && Object.hasOwn(lostCodes, code)) return unreachable(code, lostCodes[code]!, task, place)
  if (code !== null && /^EPROTO$|ERR_SSL_WRONG_VERSION|ERR_SSL_PACKET/.test(code)) return notTls(code, task, place)
  if (code !== null && /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/.test(code))
    return {
      code: 'UNREACHABLE',
      message: `The connection to ${title} in ${region} is not trusted.`,
      cause: `The certificate was refused (${code}): a proxy may stand in between.`,
      fix: fix('Name the proxy’s certificate in NODE_EXTRA_CA_CERTS.', 'export NODE_EXTRA_CA_CERTS=/path/to/ca.pem'),
    }
  if (name === 'TimeoutError' || code === 'ETIMEDOUT')
    return {
      code: 'TIMED_OUT',
      message: `${title} in ${region} did not answer in time.`,
      cause: `TraceCraft wanted to ${task.doing}.`,
      fix: fix('Check the network, or try again.'),
    }
  // The SDK's reader stumbles with a TypeError over a field of another type than it should have.
  const unread = status !== null && status < 300 && (name === 'TypeError' || name === 'RangeError')
  if (name === 'SyntaxError' || unread || (status !== null && status >= 300 && status < 400))
    return notXRays(status, task, place)
  if (expiredNames.has(name))
    return {
      code: 'CREDENTIALS_EXPIRED',
      message: 'The AWS credentials have expired.',
      cause: `${title} in ${region} refused to ${task.doing} with them.`,
      fix:
        place.renewal === null
          ? fix('Get fresh credentials where these came from, or sign in with SSO.', `aws sso login${flag}`)
          : fix('Sign in again.', place.renewal),
    }
  if (deniedNames.has(name)) return denied(task, region, flag)
  if (name === 'OptInRequired' || name === 'SubscriptionRequiredException')
    return {
      code: 'PERMISSION_DENIED',
      message: `The AWS account has not enabled ${title} or the region ${region}.`,
      cause: null,
      fix: fix(
        'Enable the region for the account, or choose another.',
        `aws account enable-region --region-name ${region}`,
      ),
    }
  if (invalidNames.has(name) || clockNames.has(name)) return invalid(name, text, task, region, flag)
  if (throttledNames.has(name) || status === 429)
    return {
      code: 'THROTTLED',
      message: `${title} in ${region} asks for fewer requests.`,
      cause: 'The account’s request quota of the region is used up; other tools of the account share it.',
      fix: fix('Wait a little. A longer cache time of the source asks less often.'),
    }
  if (text.includes('Region is missing'))
    return { code: 'SETTINGS', message: 'The source has no region.', fix: fix('Set its region, such as us-east-1.') }
  if (status !== null && status >= 500)
    return {
      code: 'SERVER_ERROR',
      message: `${title} in ${region} failed (HTTP ${status}).`,
      cause: 'The fault lies at AWS and usually passes.',
      fix: fix('Try again in a moment.', null, 'https://health.aws.amazon.com/health/status'),
    }
  if (status === 413)
    return { ...refusedAsTooLarge, message: `${title} in ${region} refused to ${task.doing}: it is too much at once.` }
  if (status === 401) return invalid(name, text, task, region, flag)
  if (status === 403) return denied(task, region, flag)
  if (status !== null && status >= 400)
    return {
      code: 'BAD_REQUEST',
      message: `${title} in ${region} refused to ${task.doing}.`,
      cause:
        text === '' || name === 'UnknownError'
          ? `It answered HTTP ${status}.`
          : `It says: ${scrub(text).slice(0, 300)}`,
      fix: place.endpoint === null ? null : fix(`Check that ${scrub(place.endpoint)} is an X-Ray endpoint.`),
    }
  return {
    code: 'INTERNAL',
    message: `TraceCraft failed to ${task.doing} in ${region}.`,
    cause: `The AWS SDK threw an unexpected ${name}${code === null ? '' : ` (${code})`}.`,
  }
}

/** An answer that X-Ray did not give: a page, JSON that ends early or has another shape, a redirect (which is not followed). */
export function notXRays(status: number | null, task: XRayTask, place: XRayPlace): Known {
  const { title } = task.service ?? xray
  const moved = status !== null && status >= 300 && status < 400
  return {
    code: 'BAD_ANSWER',
    message: `The answer to "${task.doing}" is not ${title}'s.`,
    cause: moved
      ? `It sends the request on to another address (HTTP ${status}), which is not followed: a proxy or a sign-in page may have answered.`
      : `It is not the JSON that ${title} sends${status === null ? '' : ` (HTTP ${status})`}: a proxy or a sign-in page may have answered, or the answer was cut.`,
    fix: fix(
      place.endpoint === null
        ? 'Check the network for a proxy or a sign-in page.'
        : `Check what answers at ${scrub(place.endpoint)}.`,
    ),
  }
}

function notTls(code: string, task: XRayTask, { region, endpoint }: XRayPlace): Known {
  return {
    code: 'UNREACHABLE',
    message: `${(task.service ?? xray).title} in ${region} cannot be reached by https.`,
    cause: `What answers there does not speak TLS (${code}).`,
    fix: fix(
      endpoint === null
        ? 'Check the network for a proxy or a sign-in page.'
        : `Check the scheme and the port of ${scrub(endpoint)}.`,
    ),
  }
}

function unreachable(code: string, words: string, task: XRayTask, { region, endpoint }: XRayPlace): Known {
  const { title, prefix } = task.service ?? xray
  if (code === 'ENOTFOUND' && endpoint === null && !(awsRegions as readonly string[]).includes(region)) {
    const near = nearest(region, awsRegions)
    return {
      code: 'UNREACHABLE',
      message: `There is no ${title} at ${prefix}.${region}.amazonaws.com.`,
      cause: `"${region}" may not be a region${near === null ? '' : `; did you mean ${near}?`}`,
      fix: fix(near === null ? 'Set the source’s region, such as us-east-1.' : `Set the source’s region to ${near}.`),
    }
  }
  return {
    code: 'UNREACHABLE',
    message: `${title} in ${region} cannot be reached.`,
    cause: `For ${endpoint === null ? `${prefix}.${region}.amazonaws.com` : scrub(endpoint)}, ${words} (${code}).`,
    fix: fix(
      endpoint === null
        ? 'Check the network, VPN or proxy, and try again.'
        : 'Check that something answers at the endpoint.',
    ),
  }
}

function denied(task: XRayTask, region: string, flag: string): Known {
  const { title, prefix } = task.service ?? xray
  return {
    code: 'PERMISSION_DENIED',
    message: `${title} refused to ${task.doing} in ${region}.`,
    cause: `The identity lacks the permission ${prefix}:${task.operation}.`,
    fix: fix(
      `Ask for ${prefix}:${task.operation}${prefix === 'xray' ? ' (the policy AWSXrayReadOnlyAccess has it)' : ''}. This shows which identity is used:`,
      `aws sts get-caller-identity${flag}`,
      'https://docs.aws.amazon.com/xray/latest/devguide/security_iam_service-with-iam.html',
    ),
  }
}

function invalid(name: string, text: string, task: XRayTask, region: string, flag: string): Known {
  const clock = clockNames.has(name) || /signature (?:expired|not yet current)|not yet current|clock/i.test(text)
  return {
    code: 'CREDENTIALS_INVALID',
    message: `${task.service?.title ?? xray.title} in ${region} does not accept the AWS credentials.`,
    cause: clock
      ? 'The signature’s time is off: the clock of this machine may be wrong.'
      : name === 'UnrecognizedClientException' || name === 'InvalidClientTokenId'
        ? `The access key is not known there: it may have been deleted, belong to another partition, or the region ${region} may not be enabled.`
        : `It refused to ${task.doing} (${name}): the secret key or the session token is wrong.`,
    fix: clock
      ? fix('Set the clock of this machine.')
      : fix('Check which identity the credentials give.', `aws sts get-caller-identity${flag}`),
  }
}

function header(headers: Readonly<Record<string, string | undefined>> | undefined, name: string): string | null {
  if (headers === undefined) return null
  for (const key of Object.keys(headers)) if (key.toLowerCase() === name) return headers[key] ?? null
  return null
}
