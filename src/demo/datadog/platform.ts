/** Datadog on loopback: spans search, trace by id, LLM Observability and the key check, with the real limits and forms of refusal. */

import type { DemoAnswer, DemoErrorFault, DemoPlatform, DemoRequest } from '../http/handler.ts'
import { retryAfterHeader } from '../http/retry-after-header.ts'
import type { DemoTrace, TrafficSource } from '../traffic/demo-trace.ts'
import { type HeldSpan, spansHeld } from './encode.ts'
import { isLlmField, isLlmSpan, llmEventJson, llmFieldsOf } from './llm-events.ts'
import { RateLimit } from './rate-limit.ts'
import { parseQuery, QueryError } from './search-query.ts'
import { pageOf, readSearch, RefusedRequest } from './search-request.ts'
import { eventId, fieldsOf, isReserved, spanEvent } from './span-events.ts'
import { traceJson } from './trace-json.ts'

/** What may differ between accounts. */
export interface DatadogAccount {
  /** The only keys that are accepted; absent: any. */
  readonly apiKey?: string
  readonly appKey?: string
  /** Trace by id is in preview: an account may not have it. Default true. */
  readonly traceById?: boolean
  /** Default true. */
  readonly llmObservability?: boolean
  /** False: the tracers run in agentless mode, and only LLM Observability receives spans. Default true. */
  readonly apm?: boolean
}

const operations: readonly (readonly [method: string, path: RegExp, name: string])[] = [
  ['POST', /^\/api\/v2\/spans\/events\/search$/, 'ListSpans'],
  ['GET', /^\/api\/v2\/trace\/([^/]+)$/, 'GetTraceByID'],
  ['POST', /^\/api\/v2\/llm-obs\/v1\/spans\/events\/search$/, 'SearchLLMObsSpans'],
  ['GET', /^\/api\/v1\/validate$/, 'Validate'],
]

/** Longer than any run: a trace that began earlier cannot have a span that ends in the window. */
const longestRunMicros = 3_600_000_000

/** The demo's Datadog, over the traffic. */
export function datadogPlatform(traffic: TrafficSource, account: DatadogAccount = {}): DemoPlatform {
  const limits = {
    ListSpans: new RateLimit('spans_search', 300, 3600),
    GetTraceByID: new RateLimit('trace_by_id', 60, 60),
    SearchLLMObsSpans: new RateLimit('llm_obs_search', 300, 60),
  }

  function answer(request: DemoRequest): DemoAnswer {
    const name = operationName(request)
    const refused = refusedKeys(request, name, account)
    if (refused) return refused
    if (name === 'Validate') return json(200, { valid: true })
    const limit = limits[name as keyof typeof limits]
    const now = traffic.now()
    if (!limit.take(now)) return tooMany(limit.headers(now))
    const answered = answerOf(request, name)
    return { ...answered, headers: { ...answered.headers, ...limit.headers(now) } }
  }

  function answerOf(request: DemoRequest, name: string): DemoAnswer {
    try {
      if (name === 'ListSpans') return searchSpans(request)
      if (name === 'GetTraceByID') return account.traceById === false ? forbidden() : traceOf(request)
      return account.llmObservability === false ? errors(404, ['Not Found']) : searchLlm(request)
    } catch (error) {
      if (error instanceof RefusedRequest) return refusal(error.status, error.message)
      if (error instanceof QueryError) return refusal(400, `invalid_argument(invalid query: ${error.message})`)
      throw error
    }
  }

  function searchSpans(request: DemoRequest): DemoAnswer {
    const search = readSearch(request.body, 'search_request', traffic.now())
    const matches = parseQuery(search.query, isReserved)
    const kept = account.apm === false ? [] : spansBetween(search.from, search.to)
    const found = kept.filter((span) => span.indexed && matches(fieldsOf(span)))
    const { items, cursor } = pageOf(found, search, (span) => ({ at: span.end, id: eventId(span) }))
    const shown = request.partial ? items.slice(0, Math.ceil(items.length / 2)) : items
    return json(200, {
      data: shown.map(spanEvent),
      // The empty page at the end has no meta at all.
      ...(cursor !== null && {
        meta: { elapsed: 41, status: request.partial ? 'timeout' : 'done', page: { after: cursor } },
      }),
    })
  }

  function searchLlm(request: DemoRequest): DemoAnswer {
    const search = readSearch(request.body, 'spans', traffic.now())
    const matches = parseQuery(search.query, isLlmField)
    const found = spansBetween(search.from, search.to).filter((span) => isLlmSpan(span) && matches(llmFieldsOf(span)))
    const { items, cursor } = pageOf(found, search, (span) => ({ at: span.start, id: span.spanId }))
    const meta = JSON.stringify({ elapsed: 17, status: 'done', page: { after: cursor ?? undefined } })
    return text(200, `{"data":[${items.map(llmEventJson).join(',')}],"meta":${meta}}`)
  }

  function spansBetween(from: number, to: number): HeldSpan[] {
    const spans: HeldSpan[] = []
    for (const trace of traffic.traces('datadog')) {
      if (trace.start > to || trace.start < from - longestRunMicros) continue
      // A span is found by when it ended, as the cursors of real answers show.
      for (const span of spansHeld(trace)) if (span.end >= from && span.end < to) spans.push(span)
    }
    return spans
  }

  function traceOf(request: DemoRequest): DemoAnswer {
    const id = decodeURIComponent(request.path.split('/').at(-1)!)
    const trace = find(id)
    const spans = trace ? spansHeld(trace) : []
    if (!trace || spans.length === 0) return errorObjects(404, 'Not Found', `trace ${id.slice(0, 60)} was not found`)
    const cut = trace.cut || request.partial
    return text(200, traceJson(trace.traceId, cut ? spans.slice(0, Math.ceil(spans.length / 2)) : spans, cut))
  }

  function find(id: string): DemoTrace | undefined {
    if (/^[0-9a-f]{32}$/i.test(id)) return traffic.trace('datadog', id.toLowerCase())
    if (!/^\d{1,39}$/.test(id)) throw new RefusedRequest(400, `invalid_argument(invalid trace id)`)
    const value = BigInt(id)
    const low = value % (1n << 64n)
    return traffic
      .traces('datadog')
      .find(({ traceId }) => BigInt(`0x${traceId}`) === value || BigInt(`0x${traceId.slice(16)}`) === low)
  }

  return {
    platform: 'datadog',
    operationOf(request) {
      const name = operationName(request)
      return name === '' ? null : { name, read: true }
    },
    answer,
    errorAnswer,
    rowPaths: [['data'], ['data', 'attributes', 'spans']],
    cursorPath: ['meta', 'page', 'after'],
  }
}

function operationName(request: DemoRequest): string {
  const found = operations.find(([method, path]) => method === request.method && path.test(request.path))
  return found ? found[2] : ''
}

/** 401 without a key, 403 with a wrong one. The key check looks at the API key alone. */
function refusedKeys({ headers }: DemoRequest, name: string, account: DatadogAccount): DemoAnswer | null {
  const api = headers['dd-api-key']
  const app = headers['dd-application-key']
  if (name === 'Validate') return api && (account.apiKey ?? api) === api ? null : forbidden()
  if (!api || !app) return errors(401, ['Unauthorized'])
  return (account.apiKey ?? api) === api && (account.appKey ?? app) === app ? null : forbidden()
}

function errorAnswer(fault: DemoErrorFault): DemoAnswer {
  switch (fault.kind) {
    case 'throttled':
      return tooMany(throttleHeaders(fault))
    case 'too-large':
      return errors(413, ['Payload too large'])
    case 'not-yet-valid':
    case 'unauthenticated':
    case 'expired':
      return errors(401, ['Unauthorized'])
    case 'forbidden':
      return forbidden()
    case 'not-found':
      return errors(404, ['Not Found'])
    case 'server-error':
      return errors(fault.status, ['Internal Server Error'])
  }
}

/** Datadog's own headers are those of its rate limit; Retry-After comes from what stands before it. */
function throttleHeaders({ retryAfter, form }: DemoErrorFault & { kind: 'throttled' }): Record<string, string> {
  if (retryAfter === null) return {}
  if (form === 'seconds' || form === 'date') return retryAfterHeader(retryAfter, form)
  const reset = { 'x-ratelimit-reset': String(retryAfter) }
  if (form === undefined) return reset
  return {
    ...reset,
    'x-ratelimit-limit': '300',
    'x-ratelimit-period': '3600',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-name': 'spans_search',
  }
}

function tooMany(headers: Record<string, string>): DemoAnswer {
  const answer = errors(429, ['Rate limit exceeded'])
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

function forbidden(): DemoAnswer {
  return errors(403, ['Forbidden'])
}

/** Spans search refuses a request in JSON:API's form of an error. */
function refusal(status: number, detail: string): DemoAnswer {
  return json(status, { errors: [{ title: 'Generic Error', detail }] })
}

function errorObjects(status: number, title: string, detail: string): DemoAnswer {
  return json(status, { errors: [{ status: String(status), title, detail }] })
}

function errors(status: number, words: readonly string[]): DemoAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: { errors: words } }
}

function json(status: number, body: unknown): DemoAnswer {
  return { status, headers: { 'content-type': 'application/vnd.api+json' }, body }
}

function text(status: number, body: string): DemoAnswer {
  return { status, headers: { 'content-type': 'application/vnd.api+json' }, body }
}
