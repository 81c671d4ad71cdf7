/** The answers of the query API: tables, and errors in its nested form. (Microsoft's pages on response format and errors of the Log Analytics API.) */

import { randomUUID } from 'node:crypto'
import type { DemoAnswer, DemoErrorFault } from '../http/handler.ts'
import { retryAfterHeader } from '../http/retry-after-header.ts'
import type { Table } from './kql/table.ts'
import type { KqlError } from './kql/error.ts'
import { isoOf } from './kql/functions.ts'

/** Tables as the wire has them: times as ISO text, dynamics as JSON text. */
export function tableAnswer(table: Table, partial: string | null): DemoAnswer {
  const rows = table.rows.map((row) =>
    row.map((value, i) => {
      const { type } = table.columns[i]!
      if (value === null || value === undefined) return null
      if (type === 'datetime' && typeof value === 'number') return isoOf(value)
      return type === 'dynamic' && typeof value === 'object' ? JSON.stringify(value) : value
    }),
  )
  return {
    status: 200,
    headers: requestHeaders(),
    body: {
      tables: [{ name: 'PrimaryResult', columns: table.columns.map(({ name, type }) => ({ name, type })), rows }],
      ...(partial === null ? {} : { error: partialError(partial) }),
    },
  }
}

function partialError(reason: string) {
  return {
    code: 'PartialError',
    message: 'There were some errors when processing your query.',
    details: [
      {
        code: 'EngineError',
        message: 'Something went wrong processing your query on the server.',
        innererror: { code: '-2133196797', message: reason, severity: 2, severityName: 'Error' },
      },
    ],
  }
}

/** A workspace that never received a row. */
export function emptyAnswer(): DemoAnswer {
  return { status: 204, headers: requestHeaders(), body: '' }
}

/** 400 for a query that the engine refuses. */
export function badQuery(error: KqlError): DemoAnswer {
  const place = error.line === null ? {} : { line: error.line, pos: error.column, token: '' }
  return errorAnswer(400, 'BadArgumentError', 'The request had some invalid properties', {
    code: error.kind,
    message: error.kind === 'SyntaxError' ? 'A recognition error occurred in the query.' : 'A semantic error occurred.',
    innererror: { code: error.code, message: error.message, ...place },
  })
}

/** 400 for a body that is not a query. */
export function badBody(message: string): DemoAnswer {
  return errorAnswer(400, 'BadArgumentError', 'The request had some invalid properties', {
    code: 'InvalidPropertyValue',
    message,
  })
}

export function notFound(message = 'The requested path does not exist'): DemoAnswer {
  return errorAnswer(404, 'PathNotFoundError', message)
}

export function forbidden(): DemoAnswer {
  return errorAnswer(
    403,
    'InsufficientAccessError',
    'The provided credentials have insufficient access to perform the requested operation',
  )
}

export function unauthenticated(): DemoAnswer {
  return errorAnswer(401, 'AuthorizationRequiredError', 'Valid authentication was not provided')
}

export function throttled(retryAfter: number | null): DemoAnswer {
  const answer = errorAnswer(429, 'ThrottledError', 'Rate limit of 200 per 30 seconds exceeded.')
  return retryAfter === null ? answer : { ...answer, headers: { ...answer.headers, 'Retry-After': String(retryAfter) } }
}

function withRetryAfter({ retryAfter, form }: DemoErrorFault & { kind: 'throttled' }): DemoAnswer {
  const answer = throttled(null)
  return { ...answer, headers: { ...answer.headers, ...retryAfterHeader(retryAfter, form) } }
}

/** Too many queries at once: told in the body, and in a header of Azure's own that counts milliseconds. */
function queueIsFull(retryAfter: number | null): DemoAnswer {
  const answer = errorAnswer(429, 'ThrottledError', 'The query was throttled: too many concurrent queries.', {
    code: 'TooManyConcurrentQueries',
    message: 'There are more than 5 concurrent queries of this user.',
  })
  const wait: Record<string, string> = retryAfter === null ? {} : { 'x-ms-retry-after-ms': String(retryAfter * 1000) }
  return { ...answer, headers: { ...answer.headers, ...wait } }
}

/** The platform's own form of a scripted fault. */
export function faultAnswer(fault: DemoErrorFault): DemoAnswer {
  switch (fault.kind) {
    case 'throttled':
      return fault.form === 'own' ? queueIsFull(fault.retryAfter) : withRetryAfter(fault)
    case 'not-yet-valid':
      return errorAnswer(401, 'InvalidTokenError', 'The provided authentication is not valid for this resource', {
        code: 'SignatureVerificationFailed',
        message: 'IDX10222: Lifetime validation failed. The token is not yet valid.',
      })
    case 'too-large':
      return errorAnswer(413, 'ResponsePayloadTooLarge', 'The response is larger than what can be answered.')
    case 'unauthenticated':
      return unauthenticated()
    case 'expired':
      return errorAnswer(401, 'InvalidTokenError', 'The provided authentication is not valid for this resource', {
        code: 'SignatureVerificationFailed',
        message: 'The token has expired.',
      })
    case 'forbidden':
      return forbidden()
    case 'not-found':
      return notFound()
    case 'server-error':
      return fault.status === 504
        ? errorAnswer(504, 'GatewayTimeout', 'Gateway timeout')
        : errorAnswer(fault.status, 'InternalServerError', 'An internal server error occurred')
  }
}

function errorAnswer(status: number, code: string, message: string, innererror?: object): DemoAnswer {
  return {
    status,
    headers: requestHeaders(),
    body: { error: { message, code, correlationId: randomUUID(), ...(innererror ? { innererror } : {}) } },
  }
}

function requestHeaders(): Record<string, string> {
  return { 'content-type': 'application/json; charset=utf-8', 'x-ms-request-id': randomUUID() }
}
