/** Whatever the SDK threw, in our own words. Nothing of an SDK error but its codes and its scrubbed text leaves this file. */

import { type ErrorInfo, errorInfo, type Fix, fix, TraceCraftError } from '../../../shared/errors.ts'
import { AnswerTooLarge, refusedAsTooLarge, tooLarge } from '../answer-limit.ts'
import { retryAfterMs } from '../request-loop.ts'
import { BadAnswer } from './answer.ts'
import { isRecord, type Place, roleFix, scrub, workspaceFix } from './explain-place.ts'

export type { Place } from './explain-place.ts'

const notReached: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed before the answer was whole.',
  ENOTFOUND: 'The host name is not known: is this machine online, and the endpoint right?',
  EAI_AGAIN: 'The host name could not be looked up: is this machine online?',
  EHOSTUNREACH: 'The host cannot be reached from here.',
  ENETUNREACH: 'The network cannot be reached from here.',
  ETIMEDOUT: 'The connection was not answered.',
  EPIPE: 'The connection was closed while the question was sent.',
  ERR_STREAM_PREMATURE_CLOSE: 'The connection was closed before the answer was whole.',
}

/** Reads an error of a query into an ErrorInfo. `doing` completes "Azure Monitor could not …". */
export function explainLogsError(error: unknown, doing: string, place: Place): ErrorInfo {
  if (error instanceof TraceCraftError) return error.info
  const common = { platform: 'azuremonitor' as const }
  if (error instanceof AnswerTooLarge) return tooLarge('azuremonitor', doing, error)
  if (error instanceof BadAnswer) return notAzure(error.message, doing)
  const facts = factsOf(error)
  if (facts.status === null) return withoutStatus(facts, doing)
  // Every refusal of the API itself is JSON with an `error`: a page with a status comes from something in between.
  if (facts.isPage && facts.status < 500) return { ...notAzure(facts.raw, doing), status: facts.status }
  return {
    ...errorInfo({
      ...common,
      ...byStatus(facts, doing, place),
      status: facts.status,
      requestId: facts.requestId,
      raw: scrub(facts.raw),
    }),
    retryAfterMs: facts.retryAfterMs,
  }
}

function notAzure(raw: string, doing: string): ErrorInfo {
  return errorInfo({
    platform: 'azuremonitor',
    code: 'BAD_ANSWER',
    message: `What came back when we tried to ${doing} is not an answer of Azure Monitor.`,
    cause: 'A proxy or a sign-in page on the way may have answered in its place, or the answer was cut.',
    fix: fix('Check the network for a proxy or a sign-in page, and the endpoint of the source where it has one.'),
    raw: scrub(raw),
  })
}

interface Facts {
  readonly status: number | null
  readonly code: string | null
  readonly innerCodes: readonly string[]
  readonly message: string
  readonly raw: string
  readonly requestId: string | null
  readonly retryAfterMs: number | null
  /** The body is a web page. */
  readonly isPage: boolean
}

function factsOf(error: unknown): Facts {
  const given = isRecord(error) ? error : {}
  const response = isRecord(given.response) ? given.response : {}
  const headers = response.headers as { get?: (name: string) => string | undefined } | undefined
  const header = (name: string) => (typeof headers?.get === 'function' ? (headers.get(name) ?? null) : null)
  const text = typeof response.bodyAsText === 'string' ? response.bodyAsText : ''
  const innerCodes: string[] = []
  const messages: string[] = []
  const walk = (node: unknown, depth: number) => {
    if (!isRecord(node) || depth > 8) return
    if (typeof node.code === 'string') innerCodes.push(node.code)
    if (typeof node.message === 'string') messages.push(node.message)
    walk(node.innererror ?? node.innerError, depth + 1)
  }
  walk(bodyError(text), 0)
  const status = typeof given.statusCode === 'number' ? given.statusCode : null
  return {
    status,
    code: typeof given.code === 'string' ? given.code : (innerCodes[0] ?? null),
    innerCodes,
    message: messages.join(' ') || (error instanceof Error ? error.message : ''),
    raw: text || (error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error'),
    requestId: header('x-ms-request-id') ?? header('request-id'),
    retryAfterMs: status === 429 || status === 503 ? waitOf(header) : null,
    isPage: /^\s*</.test(text),
  }
}

/** Azure writes milliseconds into headers of its own beside the standard one. */
function waitOf(header: (name: string) => string | null): number | null {
  const ms = header('retry-after-ms') ?? header('x-ms-retry-after-ms')
  if (ms !== null && /^\d+$/.test(ms)) return retryAfterMs(String(Number(ms) / 1000))
  return retryAfterMs(header('retry-after'), header('date'))
}

function bodyError(text: string): unknown {
  try {
    const body = JSON.parse(text) as unknown
    return isRecord(body) ? body.error : null
  } catch {
    return null
  }
}

const tlsFault = /certificate|self.signed|CERT_|SELF_SIGNED|UNABLE_TO|ERR_TLS|hostname\/IP/i

function withoutStatus(facts: Facts, doing: string): ErrorInfo {
  const unreachable = (cause: string | null, way: Fix) =>
    errorInfo({
      platform: 'azuremonitor',
      code: 'UNREACHABLE',
      message: `Azure Monitor could not be reached to ${doing}.`,
      cause,
      fix: way,
      raw: scrub(facts.raw),
    })
  if (tlsFault.test(`${facts.code ?? ''} ${facts.message}`))
    return unreachable(
      `The certificate was refused (${facts.code ?? 'TLS'}): a proxy may stand in between.`,
      fix('Name the proxy’s certificate in NODE_EXTRA_CA_CERTS.', 'export NODE_EXTRA_CA_CERTS=/path/to/ca.pem'),
    )
  if (facts.code === 'EPROTO' || facts.code?.startsWith('ERR_SSL'))
    return unreachable(
      `What answers there does not speak TLS (${facts.code}).`,
      fix('Check the scheme and the port of the endpoint, and the network for a proxy.'),
    )
  const why = notReached[facts.code ?? '']
  if (why !== undefined || facts.code === 'REQUEST_SEND_ERROR' || /socket hang up|network|aborted/i.test(facts.message))
    return unreachable(why ?? 'The connection broke.', fix('Check the network, VPN or proxy, and try again.'))
  if (facts.code === 'PARSE_ERROR' || /JSON|deserializ/i.test(facts.message)) return notAzure(facts.raw, doing)
  return errorInfo({
    platform: 'azuremonitor',
    code: 'INTERNAL',
    message: `Azure Monitor could not be asked to ${doing}.`,
    cause: facts.code,
    raw: scrub(facts.raw),
  })
}

type Reading = Pick<ErrorInfo, 'code' | 'message' | 'cause' | 'fix'>

function byStatus(facts: Facts, doing: string, place: Place): Reading {
  const { status, code, innerCodes, message } = facts
  const has = (...names: string[]) => names.some((name) => code === name || innerCodes.includes(name))
  if (has('InvalidAuthenticationTokenAudience', 'InvalidTokenAudience'))
    return {
      code: 'CREDENTIALS_INVALID',
      message: 'Azure Monitor refused the token: it was made for another cloud.',
      cause: 'The endpoint and the sign-in belong to different Azure clouds (public, government, China).',
      fix: fix('Sign in to the cloud that the endpoint belongs to.', 'az cloud list --output table'),
    }
  if (status === 401) return unauthenticated(message)
  if (status === 403) return forbidden(place)
  if (status === 404)
    return {
      code: 'NOT_FOUND',
      message: `Azure Monitor knows no ${place.resourceId === null ? 'workspace' : 'resource'} ${place.resourceId ?? place.workspaceId}.`,
      cause: 'The id is not right, it was deleted, or it is in another cloud than the one that was asked.',
      fix: workspaceFix(place),
    }
  if (status === 429)
    return {
      code: 'THROTTLED',
      message: 'Azure Monitor asks us to slow down.',
      cause: 'Log Analytics allows 200 requests in 30 seconds and 5 queries at once for each user.',
      fix: fix('Wait a little. A longer cache time of the source asks less often.'),
    }
  if (status === 413)
    return { ...refusedAsTooLarge, message: `Azure Monitor refused to ${doing}: it is too much at once.` }
  if (status === 504 || has('GatewayTimeout'))
    return {
      code: 'SERVER_ERROR',
      message: `Azure Monitor took too long to ${doing}.`,
      cause: 'The query ran into the time limit of the platform.',
      fix: fix('Choose a shorter look-back, or name a service.'),
    }
  if (status !== null && status >= 500)
    return {
      code: 'SERVER_ERROR',
      message: `Azure Monitor failed to ${doing} (HTTP ${status}).`,
      cause: 'The fault lies at Azure and usually passes.',
      fix: fix('Try again in a moment.', null, 'https://status.azure.com/'),
    }
  if (/failed to resolve (all )?(table|scalar|.*union)|could not be resolved|isfuzzy/i.test(message))
    return {
      code: 'NOT_FOUND',
      message: `${place.resourceId === null ? 'The workspace' : 'The resource'} has no Application Insights tables.`,
      cause: 'AppRequests and AppDependencies come with an Application Insights resource that sends to this workspace.',
      fix: workspaceFix(place),
    }
  return {
    code: 'BAD_REQUEST',
    message: `Azure Monitor refused to ${doing}${status === null ? '' : ` (HTTP ${status})`}.`,
    cause: code,
    fix: fix('Check the service and the look-back of the source; the platform’s own words say what it did not take.'),
  }
}

function unauthenticated(message: string): Reading {
  if (/not (?:yet )?valid yet|not yet valid|IDX10222|nbf/i.test(message))
    return {
      code: 'CREDENTIALS_INVALID',
      message: 'Azure Monitor refused the sign-in because of its time.',
      cause: 'The token is not valid yet: the clock of this machine may be wrong.',
      fix: fix('Set the clock of this machine, then sign in again.', 'az login'),
    }
  return /expired/i.test(message)
    ? {
        code: 'CREDENTIALS_EXPIRED',
        message: 'The Azure sign-in has expired.',
        cause: 'Azure Monitor refused the token as too old.',
        fix: fix('Sign in again.', 'az login'),
      }
    : {
        code: 'CREDENTIALS_INVALID',
        message: 'Azure Monitor refused the sign-in.',
        cause: 'The token was not accepted.',
        fix: fix('Sign in again, to the tenant that the workspace belongs to.', 'az login'),
      }
}

function forbidden(place: Place): Reading {
  const who = place.principal === null ? 'The signed-in identity' : place.principal
  return {
    code: 'PERMISSION_DENIED',
    message: `${who} may not read ${place.resourceId === null ? 'this workspace' : 'this resource'}.`,
    cause:
      'The role "Log Analytics Reader" is missing. A role that was given just now can take up to 60 minutes to work.',
    fix: roleFix(place),
  }
}
