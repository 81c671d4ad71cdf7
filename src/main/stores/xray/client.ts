/** X-Ray's SDK behind the few read calls that this app makes. There is no way to write through it. */

import type {
  BatchGetTracesResult,
  GetIndexingRulesResult,
  GetTraceSegmentDestinationResult,
  GetTraceSummariesResult,
  ListRetrievedTracesResult,
} from '@aws-sdk/client-xray'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import type { AwsKeys } from '../../credentials/aws.ts'
import { countingStream } from '../answer-limit.ts'
import type { Connections } from '../connections.ts'

/** What a page of summaries is asked with. */
export interface SummariesQuestion {
  readonly from: Date
  readonly to: Date
  readonly filter: string | null
  readonly nextToken: string | null
}

/** The read calls, by their names at the service. Each makes one attempt and passes on what the SDK throws. */
export interface XRayReadClient {
  getTraceSummaries(question: SummariesQuestion, signal: AbortSignal): Promise<GetTraceSummariesResult>
  /** At most 5 ids: the service refuses six, and refuses a NextToken, so there is none. */
  batchGetTraces(ids: readonly string[], signal: AbortSignal): Promise<BatchGetTracesResult>
  getTraceSegmentDestination(signal: AbortSignal): Promise<GetTraceSegmentDestinationResult>
  getIndexingRules(signal: AbortSignal): Promise<GetIndexingRulesResult>
  /** The token of the retrieval; undefined when the service gave none. */
  startTraceRetrieval(
    question: { readonly ids: readonly string[]; readonly from: Date; readonly to: Date },
    signal: AbortSignal,
  ): Promise<string | undefined>
  listRetrievedTraces(token: string, nextToken: string | null, signal: AbortSignal): Promise<ListRetrievedTracesResult>
  cancelTraceRetrieval(token: string, signal: AbortSignal): Promise<void>
}

export interface XRayClientSettings {
  readonly region: string
  /** A base URL in place of the region's own, or null. */
  readonly endpoint: string | null
  readonly credentials: () => Promise<AwsKeys>
  readonly connections: Connections
  /** The largest answer that is read. */
  readonly maxAnswerBytes: number
  /** Told of each answer's headers, whatever its status. */
  readonly onHeaders: (headers: Readonly<Record<string, string | undefined>>) => void
}

/** The real client. The SDK is loaded here, when the first request of a source needs it. */
export async function openXRayClient(settings: XRayClientSettings): Promise<XRayReadClient> {
  const sdk = await import('@aws-sdk/client-xray')
  const client = new sdk.XRayClient({
    region: settings.region,
    credentials: settings.credentials,
    ...(settings.endpoint === null ? {} : { endpoint: settings.endpoint }),
    // AWS_ENDPOINT_URL and its like must not send a source elsewhere than its settings say.
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    // The one retry loop is ours. Naming these keeps the SDK from looking for them in files, and from probing the metadata address.
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    // A little longer than the loop's own limit, which tells a timeout from a lost connection.
    requestHandler: {
      connectionTimeout: 10_000,
      requestTimeout: 45_000,
      throwOnRequestTimeout: true,
      httpAgent: settings.connections.http,
      httpsAgent: settings.connections.https,
    },
  })
  // Nearest to the wire: what the SDK reads of an answer has been counted.
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const response = result.response as { headers?: Record<string, string>; body?: Readable }
      settings.onHeaders(response.headers ?? {})
      // An error of either stream reaches the SDK through the counting one.
      if (response.body) response.body = pipeline(response.body, countingStream(settings.maxAnswerBytes), () => {})
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'countAnswerBytes' },
  )
  const options = (signal: AbortSignal) => ({ abortSignal: signal })
  return {
    getTraceSummaries: async ({ from, to, filter, nextToken }, signal) => {
      const answer = await client.send(
        new sdk.GetTraceSummariesCommand({
          StartTime: from,
          EndTime: to,
          // By start: every trace then falls into exactly one window. By update or by segment end it could fall into several, and a run would be listed away from its time.
          TimeRangeType: 'TraceId',
          ...(filter === null ? {} : { FilterExpression: filter }),
          ...(nextToken === null ? {} : { NextToken: nextToken }),
        }),
        options(signal),
      )
      return expectFields(answer, isSummaries(answer))
    },
    batchGetTraces: async (ids, signal) => {
      const answer = await client.send(new sdk.BatchGetTracesCommand({ TraceIds: [...ids] }), options(signal))
      return expectFields(answer, isTraces(answer))
    },
    getTraceSegmentDestination: (signal) => client.send(new sdk.GetTraceSegmentDestinationCommand({}), options(signal)),
    getIndexingRules: (signal) => client.send(new sdk.GetIndexingRulesCommand({}), options(signal)),
    startTraceRetrieval: async ({ ids, from, to }, signal) => {
      const command = new sdk.StartTraceRetrievalCommand({ TraceIds: [...ids], StartTime: from, EndTime: to })
      return (await client.send(command, options(signal))).RetrievalToken
    },
    listRetrievedTraces: (token, nextToken, signal) =>
      client.send(
        new sdk.ListRetrievedTracesCommand({
          RetrievalToken: token,
          TraceFormat: 'XRAY',
          ...(nextToken === null ? {} : { NextToken: nextToken }),
        }),
        options(signal),
      ),
    cancelTraceRetrieval: async (token, signal) => {
      await client.send(new sdk.CancelTraceRetrievalCommand({ RetrievalToken: token }), options(signal))
    },
  }
}

/** The SDK takes any JSON for an answer: what has none of its fields is somebody else's, and neither an empty list nor a trace that is gone. */
function expectFields<T extends { $metadata: unknown }>(answer: T, has: boolean): T {
  if (has) return answer
  throw Object.assign(new SyntaxError('The answer has not the fields of X-Ray.'), { $metadata: answer.$metadata })
}

/** X-Ray always says what it looked at. */
function isSummaries({
  TraceSummaries: rows,
  ApproximateTime: at,
  TracesProcessedCount: count,
}: GetTraceSummariesResult) {
  if (rows === undefined) return at !== undefined || count !== undefined
  return Array.isArray(rows) && (rows.length === 0 || rows.some((row) => typeof row.Id === 'string'))
}

function isTraces({ Traces: traces, UnprocessedTraceIds: left }: BatchGetTracesResult): boolean {
  if (traces === undefined) return left !== undefined
  return (
    Array.isArray(traces) && traces.every(({ Segments: segments }) => segments === undefined || isSegments(segments))
  )
}

function isSegments(segments: readonly { readonly Document?: string | undefined }[]): boolean {
  return (
    Array.isArray(segments) &&
    (segments.length === 0 || segments.some(({ Document: text }) => typeof text === 'string'))
  )
}
