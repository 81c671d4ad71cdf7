/** What Datadog's failures mean, in our words. */

import { type ErrorInfo, errorInfo, fix } from '../../../shared/errors.ts'
import { datadogApiHost, type DatadogSource } from '../../../shared/source.ts'
import { scrub } from '../../scrub.ts'
import { AnswerTooLarge, refusedAsTooLarge, tooLarge } from '../answer-limit.ts'
import { retryAfterMs } from '../request-loop.ts'
import { DatadogHttpError, type RawAnswer } from './client.ts'

/** Reads whatever a call of the client rejected with. `doing` completes "Datadog refused …": `to search spans in eu1`. */
export type Explain = (error: unknown, doing: string) => ErrorInfo

/** The explainer of one source: it knows the variables and the site that its sentences name. */
export function explainer(source: DatadogSource): Explain {
  return (error, doing) => {
    if (error instanceof DatadogHttpError) return explainAnswer(source, error.answer, doing)
    if (error instanceof AnswerTooLarge) return tooLarge('datadog', doing.replace(/^to /, ''), error)
    return explainNetwork(source, error, doing)
  }
}

const hintLength = 2000

function explainAnswer(source: DatadogSource, answer: RawAnswer, doing: string): ErrorInfo {
  const { status, headers, text } = answer
  const base = {
    platform: 'datadog' as const,
    status,
    requestId: headers['dd-request-id'] ?? headers['x-request-id'] ?? null,
    raw: scrub(text).slice(0, hintLength) || null,
  }
  const words = errorWords(text)
  if (isPage(answer)) return notDatadog(source, answer, doing)
  if (status === 401 || status === 403) return { ...refusal(source, status, words, doing), ...base }
  if (status === 429) {
    const wait = resetMs(headers)
    return errorInfo({
      ...base,
      code: 'THROTTLED',
      message: `Datadog allows no more requests ${doing} right now.`,
      cause: limitWords(headers),
      fix: fix(
        'Wait for the limit to reset, or raise the cache time of the source. Spans search is limited to 300 requests an hour for the whole organization.',
      ),
      retryAfterMs: wait,
    })
  }
  if (status >= 500)
    return errorInfo({
      ...base,
      code: 'SERVER_ERROR',
      message: `Datadog failed ${doing} (HTTP ${status}).`,
      cause: words,
      fix: fix(
        'Try again; status.datadoghq.com says whether Datadog has an incident.',
        null,
        'https://status.datadoghq.com',
      ),
      retryAfterMs: status === 503 ? resetMs(headers) : null,
    })
  if (status === 413)
    return errorInfo({ ...base, ...refusedAsTooLarge, message: `Datadog refused ${doing}: it is too much at once.` })
  if (status === 404 || status === 410)
    return errorInfo({
      ...base,
      code: 'NOT_FOUND',
      message: `Datadog did not find what was asked ${doing}.`,
      cause: words,
      fix: fix(`Check that ${source.site} is your Datadog site, and the endpoint of the source where it has one.`),
    })
  if (status >= 300 && status < 400) return notDatadog(source, answer, doing)
  return errorInfo({
    ...base,
    code: 'BAD_REQUEST',
    message: `Datadog did not accept the request ${doing} (HTTP ${status}).`,
    cause: words,
    fix: fix('Check the service and the look-back of the source; Datadog’s words above say what it did not take.'),
  })
}

/**
 * 401 and 403. Datadog answers `{"errors":["Forbidden"]}` to a wrong API key, to a wrong application key, to keys of another site and to a missing
 * permission alike, so all of them are said.
 */
function refusal(source: DatadogSource, status: number, words: string | null, doing: string): ErrorInfo {
  const site = `${source.site} (${datadogApiHost(source.site) ?? source.endpoint})`
  const keys = `${source.apiKeyEnv} and ${source.appKeyEnv}`
  if (status === 401)
    return errorInfo({
      code: 'CREDENTIALS_INVALID',
      message: `Datadog does not know these keys (asked ${doing}).`,
      cause: `The API key or the application key is wrong, was revoked, or belongs to another site than ${site}.`,
      fix: fix(
        `Check that ${keys} hold keys of this organization and site, and that they are exported in the shell that starts TraceCraft.`,
        `export ${source.apiKeyEnv}=…\nexport ${source.appKeyEnv}=…`,
      ),
    })
  const aboutPermission = words !== null && /permission|scope|not authorized|apm_read/i.test(words)
  return errorInfo({
    code: 'PERMISSION_DENIED',
    message: `Datadog refused ${doing}.`,
    cause: aboutPermission
      ? words
      : `Datadog does not say which key it refused. The API key (${source.apiKeyEnv}) or the application key (${source.appKeyEnv}) is wrong, they belong to another site than ${site}, or the application key lacks the permission apm_read.`,
    fix: fix(
      aboutPermission
        ? `Give the owner of ${source.appKeyEnv} the permission apm_read; an application key with scopes needs the scope apm_read too.`
        : `Check that both keys are from site ${source.site}, that ${source.appKeyEnv} is an application key and not a second API key, and that its owner and its scopes have apm_read.`,
      null,
      'https://docs.datadoghq.com/account_management/api-app-keys/',
    ),
  })
}

/** An answer of something that is not Datadog: a proxy's page, a redirect to a sign-in, JSON that ends in the middle. */
export function notDatadog(source: DatadogSource, answer: RawAnswer, doing: string): ErrorInfo {
  const host = source.endpoint ?? datadogApiHost(source.site) ?? source.site
  const redirect = answer.status >= 300 && answer.status < 400
  return errorInfo({
    code: 'BAD_ANSWER',
    platform: 'datadog',
    message: `The answer ${doing} is not Datadog's.`,
    cause: isPage(answer)
      ? `${host} answered with a web page (HTTP ${answer.status}). A proxy, a VPN or a sign-in page stands between, or the site is not an API host.`
      : redirect
        ? `${host} sent the request on to another address (HTTP ${answer.status}), which is not followed, because the keys would go with it.`
        : 'The answer ended early or is not JSON.',
    fix: fix(`Check the site (${source.site}) and what stands between this machine and ${host}, then try again.`),
    status: answer.status,
    raw: scrub(answer.text).slice(0, hintLength) || null,
  })
}

function isPage({ headers, text }: RawAnswer): boolean {
  return /html/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)/i.test(text)
}

const certificateCodes = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS)/

function explainNetwork(source: DatadogSource, error: unknown, doing: string): ErrorInfo {
  const code = networkCode(error)
  const host = source.endpoint ?? datadogApiHost(source.site) ?? source.site
  if (code !== null && code.startsWith('Z_'))
    return errorInfo({
      code: 'BAD_ANSWER',
      platform: 'datadog',
      message: `The answer ${doing} is not Datadog's.`,
      cause: `It does not decompress (${code}).`,
      fix: fix(`Check what stands between this machine and ${host}, then try again.`),
    })
  if (code !== null && (code === 'EPROTO' || code.startsWith('ERR_SSL')))
    return errorInfo({
      code: 'UNREACHABLE',
      platform: 'datadog',
      message: `${host} cannot be reached by https.`,
      cause: `What answers there does not speak TLS (${code}).`,
      fix: fix('Check the scheme and the port of the endpoint, and the network for a proxy.'),
      raw: code,
    })
  if (code === null)
    return errorInfo({
      code: 'INTERNAL',
      platform: 'datadog',
      message: `Asking Datadog ${doing} failed inside TraceCraft.`,
      cause: error instanceof Error ? scrub(error.message).slice(0, hintLength) : null,
    })
  return errorInfo({
    code: 'UNREACHABLE',
    platform: 'datadog',
    message: `${host} cannot be reached.`,
    cause: certificateCodes.test(code)
      ? `Its certificate was not accepted (${code}).`
      : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? `The name was not found (${code}).`
        : `The connection failed ${doing} (${code}).`,
    fix: certificateCodes.test(code)
      ? fix(
          'Where a company proxy re-signs traffic, give Node its certificate authority and start TraceCraft again.',
          'export NODE_EXTRA_CA_CERTS=/path/to/company-ca.pem',
        )
      : fix(`Check the network and that ${source.site} is your Datadog site.`),
    raw: code,
  })
}

/** The error code of a failed connection, from fetch's error or any of its causes; null when it was no failure of the network. */
function networkCode(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    const { code } = at as NodeJS.ErrnoException
    if (typeof code === 'string' && code !== 'ERR_INVALID_ARG_TYPE') return code
    const inner = (at as AggregateError).errors?.[0] as NodeJS.ErrnoException | undefined
    if (typeof inner?.code === 'string') return inner.code
  }
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message) ? 'NETWORK' : null
}

/** When the limit resets, from `x-ratelimit-reset` (seconds; may be 3600) or Retry-After; null when neither says. */
export function resetMs(headers: Readonly<Record<string, string>>): number | null {
  return retryAfterMs(headers['x-ratelimit-reset']) ?? retryAfterMs(headers['retry-after'], headers.date)
}

function limitWords(headers: Readonly<Record<string, string>>): string | null {
  const limit = headers['x-ratelimit-limit']
  const period = headers['x-ratelimit-period']
  if (!limit || !period || !/^\d+$/.test(limit) || !/^\d+$/.test(period)) return null
  return `The organization's limit is ${limit} requests in ${period} seconds${headers['x-ratelimit-name'] ? ` (${headers['x-ratelimit-name']})` : ''}.`
}

/** The words of `{"errors":["…"]}` and `{"errors":[{"title","detail"}]}`; null when there are none worth showing. */
function errorWords(text: string): string | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const errors = (parsed as { errors?: unknown } | null)?.errors
  if (!Array.isArray(errors)) return null
  const words = errors.flatMap((one: unknown) => {
    if (typeof one === 'string') return [one]
    const { title, detail } = (one ?? {}) as { title?: unknown; detail?: unknown }
    return [detail ?? title].filter((word): word is string => typeof word === 'string')
  })
  return words.length > 0 ? scrub(words.join(' ')).slice(0, hintLength) : null
}
