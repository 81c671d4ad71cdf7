/**
 * The one file that knows @azure/monitor-query: an interface of the two read calls that we use. Loaded when the first query is made.
 *
 * The SDK gives us what a client of this API needs (addresses, tokens and their renewal, challenges, proxies, cancellation). It does not get to read the rows: its
 * deserializer takes every text cell apart into one object entry a character, makes Dates of times (no 100 ns ticks, null becomes 1970) and drops the reason of a partial
 * answer. So the HTTP client that it is given hands it an empty table in place of the answer's text and keeps the text for us.
 */

import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import { type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflate } from 'node:zlib'
import { isPlainLoopback } from '../../../shared/source.ts'
import type { Microseconds } from '../../../shared/units.ts'
import { countingStream } from '../answer-limit.ts'
import type { Connections } from '../connections.ts'
import { BadAnswer, type LogsAnswer, noRows, readAnswer } from './answer.ts'
import type { TimeRange } from './kql.ts'

/** What getToken of @azure/core-auth promises, as far as we use it. */
export interface TokenSource {
  getToken(
    scopes: string | string[],
    options?: { abortSignal?: unknown; claims?: string; tenantId?: string },
  ): Promise<{ token: string; expiresOnTimestamp: number }>
}

/** The read calls of the Log Analytics query API. Both reject with what the SDK threw, or with a BadAnswer. */
export interface LogsClient {
  queryWorkspace(workspaceId: string, kql: string, range: TimeRange, signal: AbortSignal): Promise<LogsAnswer>
  queryResource(resourceId: string, kql: string, range: TimeRange, signal: AbortSignal): Promise<LogsAnswer>
}

export interface LogsClientSettings {
  /** Null: the public cloud. */
  readonly endpoint: string | null
  /** Never asked for a plain-http loopback endpoint. */
  readonly credential: () => Promise<TokenSource>
  /** How long the platform itself may work on a query. At most 600. */
  readonly serverTimeoutSeconds: number
  /** The largest answer that is read: the same calls bring lists and runs. */
  readonly maxAnswerBytes: number
  /** The `Date` and `Age` of each answer. */
  readonly onDate: (date: string | undefined, age: string | undefined) => void
  readonly connections: Connections
}

/** The hosts of the query API and the audience of a token for each (KnownMonitorLogsQueryAudience of the SDK). */
const audiences: readonly { readonly host: RegExp; readonly audience: string }[] = [
  { host: /\.(azure\.us|loganalytics\.us)$/i, audience: 'https://api.loganalytics.us' },
  { host: /\.azure\.cn$/i, audience: 'https://api.loganalytics.azure.cn' },
]
const publicAudience = 'https://api.loganalytics.io'

/** The audience that a token must have for an endpoint. */
export function audienceOf(endpoint: string | null): string {
  if (endpoint === null) return publicAudience
  const { hostname } = new URL(endpoint)
  return audiences.find(({ host }) => host.test(hostname))?.audience ?? publicAudience
}

/** Loads the SDK and makes a client. */
export async function openLogsClient(settings: LogsClientSettings): Promise<LogsClient> {
  const [{ LogsQueryClient }, { createDefaultHttpClient }] = await Promise.all([
    import('@azure/monitor-query'),
    import('@azure/core-rest-pipeline'),
  ])
  const plain = isPlainLoopback(settings.endpoint)
  const texts = new WeakMap<PipelineResponse, string>()
  const sdk = new LogsQueryClient(plain ? placeholder() : await settings.credential(), {
    ...(settings.endpoint === null ? {} : { endpoint: settings.endpoint.replace(/^http:/i, 'https:') }),
    audience: audienceOf(settings.endpoint),
    retryOptions: { maxRetries: 0 },
    httpClient: keepingText(createDefaultHttpClient(), texts, plain, settings),
  })
  const options = (signal: AbortSignal, onAnswer: (text: string) => void) => ({
    abortSignal: signal,
    serverTimeoutInSeconds: settings.serverTimeoutSeconds,
    // The operation options of the SDK pass this on; its published type leaves it out.
    onResponse: (raw: object) => onAnswer(texts.get(raw as PipelineResponse) ?? ''),
  })
  const ask = async (call: (given: ReturnType<typeof options>) => Promise<unknown>, signal: AbortSignal) => {
    let text = ''
    await call(options(signal, (answer) => (text = answer)))
    return readAnswer(text, signal)
  }
  return {
    queryWorkspace: (workspaceId, kql, range, signal) =>
      ask((given) => sdk.queryWorkspace(workspaceId, kql, timespan(range), given), signal),
    queryResource: (resourceId, kql, range, signal) =>
      ask((given) => sdk.queryResource(resourceId, kql, timespan(range), given), signal),
  }
}

/** The SDK says a timespan in whole milliseconds: rounded outwards, as the query itself names the exact bounds. */
function timespan(range: TimeRange): { startTime: Date; endTime: Date } {
  const ms = (at: Microseconds, round: (value: number) => number) => new Date(round(at / 1000))
  return { startTime: ms(range.from, Math.floor), endTime: ms(range.to, Math.ceil) }
}

/** A plain-http loopback endpoint never sees a real token: the SDK refuses tokens over http, and no chain is asked. */
function placeholder(): TokenSource {
  return { getToken: () => Promise.resolve({ token: 'loopback', expiresOnTimestamp: Date.now() + 3_600_000 }) }
}

const emptyTable = '{"tables":[]}'

function keepingText(
  inner: HttpClient,
  texts: WeakMap<PipelineResponse, string>,
  plain: boolean,
  { maxAnswerBytes, onDate, connections }: Pick<LogsClientSettings, 'maxAnswerBytes' | 'onDate' | 'connections'>,
): HttpClient {
  return {
    async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
      if (plain) {
        request.url = request.url.replace(/^https:/i, 'http:')
        request.allowInsecureConnection = true
      }
      // A proxy of the environment has its own.
      request.agent ??= connections.agentFor(new URL(request.url))
      // The SDK's client would read any answer to its end, and a compressed one that breaks off for ever: it is read here.
      const headers = request.headers.toJSON({ preserveCase: true })
      request.headers.delete('Accept-Encoding')
      request.requestOverrides = {
        ...request.requestOverrides,
        headers: { ...headers, 'Accept-Encoding': 'gzip,deflate' },
      }
      request.streamResponseStatusCodes = new Set([Number.POSITIVE_INFINITY])
      const response = await inner.sendRequest(request)
      onDate(response.headers.get('date'), response.headers.get('age'))
      const text = await textOf(response, maxAnswerBytes)
      // Nowhere else: the token would go along.
      if (response.status >= 300 && response.status < 400)
        throw new BadAnswer(
          `HTTP ${response.status}: the request is sent on to another address, which is not followed.`,
        )
      const { readableStreamBody: _read, ...rest } = response
      // 204: a workspace that never had a row.
      if (response.status !== 200 && response.status !== 204) return { ...rest, bodyAsText: text }
      const kept: PipelineResponse = { ...rest, status: 200, bodyAsText: emptyTable }
      kept.headers.set('content-type', 'application/json')
      texts.set(kept, response.status === 204 ? noRows : text)
      return kept
    },
  }
}

/** Rejects with AnswerTooLarge, with BadAnswer for what does not decompress, and with the connection's own error. */
async function textOf(response: PipelineResponse, maxAnswerBytes: number): Promise<string> {
  const body = response.readableStreamBody as Readable | undefined
  if (!body) return response.bodyAsText ?? ''
  const coding = response.headers.get('content-encoding')
  const chunks: Buffer[] = []
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(chunk)
  }
  const counted = countingStream(maxAnswerBytes)
  try {
    if (coding === 'gzip') await pipeline(body, createGunzip(), counted, collect)
    else if (coding === 'deflate') await pipeline(body, createInflate(), counted, collect)
    else await pipeline(body, counted, collect)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_'))
      throw new BadAnswer(`The answer does not decompress (${coding}).`)
    throw error
  }
  return Buffer.concat(chunks).toString('utf8')
}
