/**
 * What can be read of whatever Google's client threw, without trusting any of it. GaxiosError comes in two copies with different versions and is named "Error",
 * so it is told by its shape.
 */

/** Google's form of an error (AIP-193), as far as it was there. */
export interface GoogleErrorBody {
  readonly status: string | null
  readonly message: string | null
  /** `reason` of the ErrorInfo detail: SERVICE_DISABLED, RATE_LIMIT_EXCEEDED, … */
  readonly reason: string | null
  readonly activationUrl: string | null
  /** Seconds of the RetryInfo detail, as the header of that name has them; null when there is none. */
  readonly retryDelay: string | null
}

/** OAuth's form of an error: what token endpoints send. */
export interface OAuthErrorBody {
  readonly error: string
  readonly subtype: string | null
  readonly description: string | null
}

/** A failure of the client, taken apart. */
export interface ThrownAnswer {
  /** HTTP status; null when there was no answer. */
  readonly status: number | null
  /** Node's code of a connection failure, or null. */
  readonly networkCode: string | null
  readonly retryAfter: string | null
  /** The answer's own Date, which a Retry-After of that form is held against. */
  readonly date: string | null
  /** node-fetch stopped reading at the limit of bytes. */
  readonly tooLarge: boolean
  /** The body did not decompress. */
  readonly broken: boolean
  readonly google: GoogleErrorBody | null
  readonly oauth: OAuthErrorBody | null
  /** The body as text, unscrubbed: for scrub() only. */
  readonly bodyText: string | null
  readonly message: string
}

/** Takes an error of googleapis-common, gaxios or google-auth-library apart. Never throws. */
export function readThrown(error: unknown): ThrownAnswer {
  const response = recordOf(field(error, 'response'))
  const data = field(response, 'data')
  const status = numberOf(field(response, 'status')) ?? numberOf(field(error, 'status'))
  return {
    status: status !== null && status >= 100 ? status : null,
    networkCode: textOf(field(error, 'code')) ?? textOf(field(field(error, 'cause'), 'code')),
    retryAfter: headerOf(field(response, 'headers'), 'retry-after'),
    date: headerOf(field(response, 'headers'), 'date'),
    tooLarge: fetchType(error) === 'max-size',
    broken: (textOf(field(error, 'code')) ?? textOf(field(field(error, 'cause'), 'code')) ?? '').startsWith('Z_'),
    google: googleBody(data),
    oauth: oauthBody(data),
    bodyText: bodyText(data),
    message: textOf(field(error, 'message')) ?? '',
  }
}

function googleBody(data: unknown): GoogleErrorBody | null {
  const error = recordOf(field(data, 'error'))
  if (error === null) return null
  const details = field(error, 'details')
  const infos = (Array.isArray(details) ? (details as unknown[]) : []).filter((detail) =>
    textOf(field(detail, 'reason')),
  )
  const legacy = field(error, 'errors')
  const reason = textOf(field(infos[0], 'reason')) ?? textOf(field(Array.isArray(legacy) ? legacy[0] : null, 'reason'))
  const activationUrl = textOf(field(field(infos[0], 'metadata'), 'activationUrl'))
  return {
    status: textOf(error.status),
    message: textOf(error.message),
    reason,
    activationUrl: activationUrl?.startsWith('https://') ? activationUrl : null,
    retryDelay: retryDelay(Array.isArray(details) ? (details as unknown[]) : []),
  }
}

/** google.rpc.RetryInfo writes a Duration: `12s`, `0.5s`. */
function retryDelay(details: readonly unknown[]): string | null {
  for (const detail of details) {
    const match = /^(\d+(?:\.\d+)?)s$/.exec(textOf(field(detail, 'retryDelay')) ?? '')
    if (match) return match[1]!
  }
  return null
}

/** The `type` of node-fetch's own error, wherever it stands in the chain. */
function fetchType(error: unknown): string | null {
  let at = error
  for (let depth = 0; depth < 4 && at !== undefined; depth++, at = field(at, 'cause')) {
    const type = textOf(field(at, 'type'))
    if (type !== null) return type
  }
  return null
}

function oauthBody(data: unknown): OAuthErrorBody | null {
  const error = textOf(field(data, 'error'))
  if (error === null) return null
  return { error, subtype: textOf(field(data, 'error_subtype')), description: textOf(field(data, 'error_description')) }
}

function bodyText(data: unknown): string | null {
  if (typeof data === 'string') return data === '' ? null : data
  if (recordOf(data) === null) return null
  try {
    return JSON.stringify(data)
  } catch {
    return null
  }
}

function headerOf(headers: unknown, name: string): string | null {
  // The client's Headers are node-fetch's own class, not the global one.
  const get = field(headers, 'get')
  const value: unknown = typeof get === 'function' ? get.call(headers, name) : field(headers, name)
  return textOf(value)
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function recordOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
