/** AWS X-Ray's read API over demo traffic: the operations and limits that a reader meets. */

import type { DemoAnswer, DemoPlatform, DemoRequest } from '../http/handler.ts'
import type { TrafficSource } from '../traffic/demo-trace.ts'
import { FilterError, type Filter, parseFilter } from './filter.ts'
import { hash } from './hash.ts'
import { type IndexEntry, indexEntryOf } from './index-entry.ts'
import { Retrievals } from './retrievals.ts'
import { faultAnswer, invalid, ok, refusal, throttled } from './wire.ts'

export interface XRayPlatformOptions {
  /** Transaction Search is on and one trace in so many is indexed; absent: it is off. */
  readonly transactionSearch?: { readonly oneIn: number }
  /** Requests in any so many milliseconds; default 100 a second. */
  readonly quota?: { readonly requests: number; readonly windowMs: number }
  /** Traces that one page of summaries looks at; default 100. With a filter, a page may so come out empty and have a token. */
  readonly pageSize?: number
  /** The one region that holds the traces; in every other there are none. Absent: whatever region a request is signed for. */
  readonly region?: string
}

const operations: Readonly<Record<string, string>> = {
  '/TraceSummaries': 'GetTraceSummaries',
  '/Traces': 'BatchGetTraces',
  '/GetTraceSegmentDestination': 'GetTraceSegmentDestination',
  '/GetIndexingRules': 'GetIndexingRules',
  '/StartTraceRetrieval': 'StartTraceRetrieval',
  '/ListRetrievedTraces': 'ListRetrievedTraces',
  '/CancelTraceRetrieval': 'CancelTraceRetrieval',
}
/** The writes that the API has: refused, so that a record of requests shows them. */
const writes: Readonly<Record<string, string>> = {
  '/TraceSegments': 'PutTraceSegments',
  '/UpdateTraceSegmentDestination': 'UpdateTraceSegmentDestination',
  '/UpdateIndexingRule': 'UpdateIndexingRule',
  '/CreateGroup': 'CreateGroup',
  '/DeleteGroup': 'DeleteGroup',
}
const sixHours = 6 * 3600
const traceIdPattern = /^1-[0-9a-fA-F]{8}-[0-9a-fA-F]{24}$/
const scopePattern =
  /^AWS4-HMAC-SHA256 Credential=[^/\s]+\/\d{8}\/([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\/xray\/aws4_request, ?SignedHeaders=[\w;-]+, ?Signature=[0-9a-f]{64}$/

/** The X-Ray of a demo. Its traces, ids and pages follow from the traffic alone. */
export function xrayPlatform(traffic: TrafficSource, options: XRayPlatformOptions = {}): DemoPlatform {
  const quota = options.quota ?? { requests: 100, windowMs: 1000 }
  const pageSize = options.pageSize ?? 100
  const oneIn = options.transactionSearch?.oneIn ?? 1
  const retrievals = new Retrievals()
  let recent: number[] = []

  function overQuota(): boolean {
    const now = performance.now()
    recent = recent.filter((at) => at > now - quota.windowMs)
    recent.push(now)
    return recent.length > quota.requests
  }

  function find(id: string): IndexEntry | null {
    const trace = traffic.trace('xray', id.slice(2).replace('-', '').toLowerCase())
    const entry = trace === undefined ? null : indexEntryOf(trace)
    return entry?.empty === true ? null : entry
  }

  function summaries(body: Body, partial: boolean, region: string | null): DemoAnswer {
    const { StartTime: from, EndTime: to, FilterExpression: expression, NextToken: token } = body
    if (typeof from !== 'number' || typeof to !== 'number') return invalid('StartTime and EndTime are required')
    if (to < from) return invalid('End time must be after start time')
    if (to - from > sixHours) return invalid('Time range cannot be longer than 6 hours')
    const filter = filterOf(expression)
    if (filter instanceof FilterError) return invalid(`Invalid filter expression: ${filter.message}`)
    const question = hash(JSON.stringify([from, to, expression ?? null])).toString(36)
    const page = token === undefined ? { at: 0, empty: false } : readToken(token, question)
    if (page === null) return invalid('NextToken is invalid')
    const traces = (options.region !== undefined && options.region !== region ? [] : traffic.traces('xray')).filter(
      (trace) => trace.start >= from * 1e6 && trace.start <= to * 1e6 && hash(trace.traceId) % oneIn === 0,
    )
    const after = (at: number, empty: boolean) =>
      at < traces.length
        ? { NextToken: Buffer.from(JSON.stringify({ at, empty, question })).toString('base64url') }
        : {}
    // The service scans: a page can come back empty and still have more behind it.
    const scanned = page.empty ? [] : traces.slice(page.at, page.at + pageSize)
    const next = page.at + scanned.length
    const found = scanned.map(indexEntryOf).filter((entry) => !entry.empty && filter(entry))
    return ok({
      TraceSummaries: found.map(({ summary }, i) => (partial && i === 0 ? { ...summary, IsPartial: true } : summary)),
      ApproximateTime: traffic.now() / 1000,
      TracesProcessedCount: scanned.length,
      ...after(next, !page.empty && Math.floor(next / pageSize) % 3 === 1),
    })
  }

  function batch(body: Body, partial: boolean): DemoAnswer {
    const ids = body.TraceIds
    if (!Array.isArray(ids) || ids.length === 0) return invalid('TraceIds is required')
    if (body.NextToken !== undefined) return invalid('NextToken is currently not supported')
    if (ids.length > 5) return invalid('Exceeding maximum query size: 5')
    const wrong: unknown = ids.find((id) => typeof id !== 'string' || !traceIdPattern.test(id))
    if (wrong !== undefined) return invalid(`Invalid trace id ${JSON.stringify(wrong)}: incorrect id format`)
    if (new Set(ids).size < ids.length) return invalid('Containing duplicate trace ids')
    const found = options.transactionSearch ? [] : (ids as string[]).flatMap((id) => find(id) ?? [])
    return ok({
      Traces: found.map((entry) => {
        const limitExceeded = traffic.trace('xray', entry.id.slice(2).replace('-', ''))?.cut === true
        const share = limitExceeded ? 0.7 : partial ? 0.5 : 1
        const sent = entry.segments.slice(0, Math.max(1, Math.floor(entry.segments.length * share)))
        return {
          Id: entry.id,
          Duration: entry.summary.Duration,
          LimitExceeded: limitExceeded,
          Segments: sent.map(({ id, text }) => ({ Id: id, Document: text })),
        }
      }),
      UnprocessedTraceIds: partial ? found.map((entry) => entry.id) : [],
    })
  }

  function startRetrieval(body: Body): DemoAnswer {
    const { TraceIds: ids, StartTime: from, EndTime: to } = body
    if (!Array.isArray(ids) || ids.length === 0) return invalid('TraceIds is required')
    if (ids.length > 100) return invalid('Exceeding maximum query size: 100')
    if (typeof from !== 'number' || typeof to !== 'number' || to < from)
      return invalid('StartTime and EndTime are required')
    if (!options.transactionSearch) return invalid('Transaction Search is not enabled')
    const found = ids.flatMap((id) => find(String(id)) ?? [])
    return retrievals.start(found.filter(({ start }) => start >= from && start <= to))
  }

  return {
    platform: 'xray',
    operationOf(request) {
      if (request.method !== 'POST') return null
      const write = writes[request.path]
      if (write !== undefined) return { name: write, read: false }
      const name = operations[request.path]
      return name === undefined ? null : { name, read: true }
    },
    answer(request) {
      const unsigned = signatureProblem(request)
      if (unsigned) return unsigned
      if (overQuota()) return throttled(null)
      const body = readBody(request)
      if (body === null) return refusal(400, 'SerializationException', 'The body is not a JSON object.')
      switch (operations[request.path]) {
        case 'GetTraceSummaries':
          return summaries(body, request.partial, regionOf(request))
        case 'BatchGetTraces':
          return batch(body, request.partial)
        case 'GetTraceSegmentDestination':
          return ok({ Destination: options.transactionSearch ? 'CloudWatchLogs' : 'XRay', Status: 'ACTIVE' })
        case 'GetIndexingRules':
          return ok({ IndexingRules: [indexingRule(oneIn)] })
        case 'StartTraceRetrieval':
          return startRetrieval(body)
        case 'ListRetrievedTraces':
          return retrievals.list(body.RetrievalToken, body.NextToken)
        case 'CancelTraceRetrieval':
          return retrievals.cancel(body.RetrievalToken)
        default:
          return refusal(403, 'AccessDeniedException', 'The demo takes no writes.')
      }
    },
    errorAnswer: faultAnswer,
    rowPaths: [['TraceSummaries'], ['Traces', 0, 'Segments']],
    cursorPath: ['NextToken'],
  }
}

type Body = Readonly<Record<string, unknown>>

function readBody(request: DemoRequest): Body | null {
  try {
    const body: unknown = request.body === '' ? {} : JSON.parse(request.body)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : null
  } catch {
    return null
  }
}

/** A request must be signed with Signature Version 4 for X-Ray in a region; the signature itself is not checked, as the demo knows no secret. */
function signatureProblem(request: DemoRequest): DemoAnswer | null {
  const header = request.headers.authorization
  if (header === undefined) return refusal(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
  if (!scopePattern.test(header))
    return refusal(403, 'InvalidSignatureException', 'Credential should be scoped to a valid region and to xray.')
  return clockProblem(request)
}

/** A signature holds for five minutes before and after its time, by the service's clock. */
function clockProblem({ headers, clockAheadMs = 0 }: DemoRequest): DemoAnswer | null {
  const signed = headers['x-amz-date'] ?? ''
  const at = Date.parse(signed.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  const now = Date.now() + clockAheadMs
  if (clockAheadMs === 0 || Math.abs(at - now) <= 5 * 60_000) return null
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const words =
    at < now ? 'Signature expired: %s is now earlier than %t' : 'Signature not yet current: %s is still later than %t'
  return refusal(403, 'InvalidSignatureException', words.replace('%s', signed).replace('%t', stamp))
}

function regionOf(request: DemoRequest): string | null {
  return scopePattern.exec(request.headers.authorization ?? '')?.[1] ?? null
}

function filterOf(expression: unknown): Filter | FilterError {
  if (expression === undefined) return () => true
  try {
    return parseFilter(typeof expression === 'string' ? expression : JSON.stringify(expression))
  } catch (error) {
    if (error instanceof FilterError) return error
    throw error
  }
}

function readToken(token: unknown, question: string): { at: number; empty: boolean } | null {
  try {
    const page = JSON.parse(Buffer.from(String(token), 'base64url').toString()) as Record<string, unknown>
    if (page.question !== question || !Number.isInteger(page.at)) return null
    return { at: page.at as number, empty: page.empty === true }
  } catch {
    return null
  }
}

function indexingRule(oneIn: number) {
  const percent = 100 / oneIn
  return {
    Name: 'Default',
    ModifiedAt: 1_760_000_000,
    Rule: { Probabilistic: { DesiredSamplingPercentage: percent, ActualSamplingPercentage: percent } },
  }
}
