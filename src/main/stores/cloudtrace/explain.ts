/** Failures of Cloud Trace in plain words, with the way out. Nothing of the thrown error itself leaves this file: it can hold a refresh token. */

import { type ErrorInfo, errorInfo, fix } from '../../../shared/errors.ts'
import type { GoogleCredentialType } from '../../credentials/google.ts'
import { AnswerTooLarge, refusedAsTooLarge, tooLarge } from '../answer-limit.ts'
import { retryAfterMs } from '../request-loop.ts'
import { explainSignIn } from './explain-sign-in.ts'
import { readThrown, type ThrownAnswer } from './google-answer.ts'
import { scrub } from './scrub.ts'

/** What was being done when it failed. */
export interface CloudTraceCall {
  readonly what: 'list' | 'get' | 'sign-in'
  readonly project: string
  /** The trace that was asked for, with `get`. */
  readonly traceId: string | null
  /** Where requests go. */
  readonly host: string
  /** Who asks, for the command that grants a role; null when it is not known. */
  readonly serviceAccount: string | null
  /** What kind of credentials is used; null when it is not known. */
  readonly credentialType: GoogleCredentialType | null
  /** The largest answer that is read. */
  readonly maxAnswerBytes: number
}

/** Google keeps traces for 30 days. */
const retentionDays = 30

/** Reads whatever Google's client threw. Aborts and timeouts never come here: the request loop tells them apart itself. */
export function explainCloudTrace(error: unknown, call: CloudTraceCall): ErrorInfo {
  const thrown = readThrown(error)
  if (thrown.tooLarge) return tooLarge('cloudtrace', deed(call), new AnswerTooLarge(call.maxAnswerBytes))
  if (thrown.broken) return { ...badAnswer(null, call), status: null }
  const common = {
    platform: 'cloudtrace' as const,
    status: thrown.status,
    raw: thrown.bodyText === null ? null : scrub(thrown.bodyText),
  }
  const own = explainSignIn(thrown, call) ?? explainAnswer(thrown, call) ?? explainConnection(thrown, call)
  return errorInfo({ ...common, ...(own ?? unexplained(thrown, call)) })
}

/** An answer with status 200 that is not Cloud Trace's: a captive portal's page, JSON that ends in the middle. */
export function badAnswer(data: unknown, call: CloudTraceCall): ErrorInfo {
  const page = typeof data === 'string' && /^\s*</.test(data)
  return errorInfo({
    code: 'BAD_ANSWER',
    platform: 'cloudtrace',
    message: `What answered in place of Cloud Trace is not Cloud Trace (${call.host}).`,
    cause: page
      ? 'A web page came back: a proxy or a sign-in page of the network.'
      : 'The answer is not the JSON of Cloud Trace, or not the whole of it.',
    fix: fix(
      page
        ? 'Sign in to the network or its proxy, then try again.'
        : 'Try again; if it stays, look at the proxy in between.',
    ),
    status: 200,
    raw: typeof data === 'string' ? scrub(data) : null,
  })
}

type Words = Pick<ErrorInfo, 'code' | 'message'> & Partial<ErrorInfo>

function explainAnswer(thrown: ThrownAnswer, call: CloudTraceCall): Words | null {
  const { status, google } = thrown
  if (status === null) return null
  const cause = google?.message ? scrub(google.message) : null
  if (status === 429 || google?.reason === 'RATE_LIMIT_EXCEEDED' || google?.reason === 'rateLimitExceeded')
    return {
      code: 'THROTTLED',
      message: `The read quota of Cloud Trace in ${call.project} is spent.`,
      cause: 'A project may spend 300 units a minute; a list costs 25, an opened trace 1.',
      fix: fix('Wait for the minute to pass, or give the source a longer cache time.'),
      retryAfterMs: retryAfterMs(thrown.retryAfter, thrown.date) ?? retryAfterMs(google?.retryDelay),
    }
  if (status >= 500)
    return {
      code: 'SERVER_ERROR',
      message: `Cloud Trace failed to ${deed(call)} (HTTP ${status}).`,
      cause,
      fix: fix('This is on Google’s side. Try again in a moment.', null, 'https://status.cloud.google.com/'),
      retryAfterMs: retryAfterMs(thrown.retryAfter, thrown.date),
    }
  if (status === 413)
    return { ...refusedAsTooLarge, message: `Cloud Trace refused to ${deed(call)}: it is too much at once.` }
  // Below 500, an answer that is not in Google's form came from something in between.
  if (google === null)
    return {
      ...wordsOf(badAnswer(thrown.bodyText, call)),
      cause:
        status >= 300 && status < 400
          ? `It sends the request on to another address (HTTP ${status}), which is not followed, because the token would go with it.`
          : `Something in between answered HTTP ${status}.`,
    }
  if (status === 404)
    return call.what === 'get'
      ? wordsOf(notFound(call.traceId ?? '', call.project))
      : {
          code: 'NOT_FOUND',
          message: `There is no project ${call.project} at Cloud Trace.`,
          cause,
          fix: fix('Check the project id (not its name or number).'),
        }
  return {
    code: 'BAD_REQUEST',
    message: `Cloud Trace refused to ${deed(call)} in ${call.project}.`,
    cause,
    fix: fix('Check the service and the look-back of the source, and that its endpoint is one of Cloud Trace.'),
  }
}

/** The words for a trace that the project does not have. */
export function notFound(traceId: string, project: string): ErrorInfo {
  return errorInfo({
    code: 'NOT_FOUND',
    platform: 'cloudtrace',
    message: `Trace ${traceId} is not in ${project}.`,
    cause: /^[0-9a-f]{32}$/i.test(traceId)
      ? `It was never received or sampled there, or is older than the ${retentionDays} days that Cloud Trace keeps.`
      : 'An id of Cloud Trace has 32 hex digits.',
    fix: fix('Check the id and the project.'),
  })
}

function wordsOf({ code, message, cause, fix }: ErrorInfo): Words {
  return { code, message, cause, fix }
}

const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/

function explainConnection(thrown: ThrownAnswer, call: CloudTraceCall): Words | null {
  const code = thrown.networkCode
  if (thrown.status !== null || code === null || !/^(E[A-Z_]{3,}|CERT_|SELF_SIGNED|UNABLE_|DEPTH_|UND_)/.test(code))
    return null
  if (/^ERR_(?:OSSL|CRYPTO|INVALID)/.test(code)) return null
  const message = `${call.host} cannot be reached.`
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return {
      code: 'UNREACHABLE',
      message: `${call.host} cannot be reached by https.`,
      cause: `What answers there does not speak TLS (${code}).`,
      fix: fix('Check the scheme and the port of the endpoint, and the network for a proxy.'),
    }
  if (certificateCodes.test(code))
    return {
      code: 'UNREACHABLE',
      message,
      cause: `Its certificate is not trusted (${code}); a proxy that reads TLS does this.`,
      fix: fix('Set NODE_EXTRA_CA_CERTS to the file with your company’s root certificate.'),
    }
  const causes: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'Nothing listens there (connection refused).',
    ENOTFOUND: 'The name could not be resolved.',
    EAI_AGAIN: 'The name could not be resolved for the moment.',
    ECONNRESET: 'The connection was reset.',
    ETIMEDOUT: 'The connection timed out.',
    EHOSTUNREACH: 'There is no route to it.',
    ENETUNREACH: 'There is no network.',
    ERR_STREAM_PREMATURE_CLOSE: 'The connection was closed before the answer was whole.',
  }
  return {
    code: 'UNREACHABLE',
    message,
    cause: causes[code] ?? `The connection failed (${code}).`,
    fix: fix('Check the network, the VPN and HTTPS_PROXY.'),
  }
}

function unexplained(thrown: ThrownAnswer, call: CloudTraceCall): Words {
  return {
    code: 'INTERNAL',
    message: `The request to ${deed(call)} in ${call.project} could not be made.`,
    cause: thrown.networkCode === null ? null : `Google’s client stopped with ${scrub(thrown.networkCode)}.`,
  }
}

/** `list traces`, `read trace …`, `sign in`. */
function deed(call: CloudTraceCall): string {
  if (call.what === 'list') return 'list traces'
  return call.what === 'get' ? `read trace ${call.traceId ?? ''}`.trim() : 'sign in'
}
