/**
 * Datadog's client behind the four read calls that are used. Each answers with the raw text: the client's own deserialiser rounds uint64 ids and loses
 * headers, so its documented response-processor argument takes both from it. Nothing here writes: there is no other call to make.
 */

import type { DatadogKeys } from '../../credentials/datadog.ts'
import { type AnswerLimits, answerLimits } from '../answer-limit.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { Connections } from '../connections.ts'
import type * as sdkModule from './sdk.ts'

/** One page of a search. Wire names, which are the same in both spellings of the client. */
export interface SearchRequest {
  readonly query: string
  /** Epoch milliseconds as text, ISO time or date math (`now-15d`). */
  readonly from: string
  readonly to: string
  readonly limit: number
  readonly cursor: string | null
}

/** A successful answer, unread. Header names are lower-case. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Any answer that is not 2xx. */
export class DatadogHttpError extends Error {
  override readonly name = 'DatadogHttpError'
  readonly answer: RawAnswer

  constructor(answer: RawAnswer) {
    super(`HTTP ${answer.status}`)
    this.answer = answer
  }
}

/** The read calls of Datadog that this app makes. Each rejects with DatadogHttpError, or with the connection's own error when there is no answer. */
export interface DatadogClient {
  /** POST /api/v2/spans/events/search, newest first by the end of the span. 300 requests an hour. */
  searchSpans(request: SearchRequest, signal: AbortSignal): Promise<RawAnswer>
  /** GET /api/v2/trace/{id}: 32 hex digits or a decimal. 60 requests a minute. In preview at Datadog. */
  getTrace(traceId: string, signal: AbortSignal): Promise<RawAnswer>
  /** POST /api/v2/llm-obs/v1/spans/events/search. In preview at Datadog. */
  searchLlmSpans(request: SearchRequest, signal: AbortSignal): Promise<RawAnswer>
  /** GET /api/v1/validate: is the API key one of this site's? Says nothing of the application key. */
  validate(signal: AbortSignal): Promise<RawAnswer>
}

type Sdk = typeof sdkModule

/** A client for one API host (`https://api.datadoghq.eu`). The package is loaded at the first call. */
export function createDatadogClient(
  baseUrl: string,
  keys: DatadogKeys,
  limits: AnswerLimits = answerLimits,
  connections: Connections = new Connections(),
): DatadogClient {
  let loading: Promise<Sdk> | null = null
  const sdk = () => (loading ??= loadSdk())

  const configuration = async (signal: AbortSignal, limitBytes: number = limits.pageBytes) => {
    const { createConfiguration, BaseServerConfiguration } = await sdk()
    const made = createConfiguration({
      baseServer: new BaseServerConfiguration(baseUrl.replace(/\/+$/, ''), {}),
      // Given outright: left out, the client takes whatever DD_API_KEY and DD_APP_KEY of the process hold.
      authMethods: { apiKeyAuth: keys.apiKey, appKeyAuth: keys.appKey },
      httpConfig: { signal },
      enableRetry: false,
      fetch: (url: string, init: object) => boundedFetch(url, init, connections, limitBytes) as Promise<Response>,
    })
    made.unstableOperations['v2.getTraceByID'] = true
    made.unstableOperations['v2.searchLLMObsSpans'] = true
    return made
  }

  return {
    async searchSpans(request, signal) {
      const { SpansApi } = await sdk()
      const api = new SpansApi(await configuration(signal), undefined, { listSpans: readRaw } as never)
      return raw(
        api.listSpans({
          body: {
            data: {
              type: 'search_request',
              attributes: {
                filter: { query: request.query, from: request.from, to: request.to },
                page: pageOf(request),
                sort: '-timestamp',
              },
            },
          },
        }),
      )
    },
    async getTrace(traceId, signal) {
      const { APMTraceApi } = await sdk()
      const api = new APMTraceApi(await configuration(signal, limits.runBytes), undefined, {
        getTraceByID: readRaw,
      } as never)
      return raw(api.getTraceByID({ traceId }))
    },
    async searchLlmSpans(request, signal) {
      const { AgentObservabilityApi } = await sdk()
      const processor = { searchLLMObsSpans: readRaw } as never
      const api = new AgentObservabilityApi(await configuration(signal), undefined, processor)
      return raw(
        api.searchLLMObsSpans({
          body: {
            data: {
              type: 'spans',
              attributes: {
                filter: { query: request.query, from: request.from, to: request.to },
                page: pageOf(request),
              },
            },
          },
        }),
      )
    },
    async validate(signal) {
      const { AuthenticationApi } = await sdk()
      const api = new AuthenticationApi(await configuration(signal), undefined, { validate: readRaw } as never)
      return raw(api.validate())
    },
  }
}

async function loadSdk(): Promise<Sdk> {
  const sdk = await import('./sdk.ts')
  // The client prints failed requests and "unstable operation" warnings to the console; both are told here in our own words.
  sdk.logger.setLevel('silent', false)
  return sdk
}

function pageOf({ limit, cursor }: SearchRequest): { limit: number; cursor?: string } {
  return cursor === null ? { limit } : { limit, cursor }
}

interface ResponseContext {
  readonly httpStatusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: { text(): Promise<string> }
}

async function readRaw(response: ResponseContext): Promise<RawAnswer> {
  return { status: response.httpStatusCode, headers: response.headers, text: await response.body.text() }
}

/** The client's types still speak of its own models; what comes is what `readRaw` made. */
async function raw(call: Promise<unknown>): Promise<RawAnswer> {
  const answer = (await call) as RawAnswer
  if (answer.status < 200 || answer.status > 299) throw new DatadogHttpError(answer)
  return answer
}
