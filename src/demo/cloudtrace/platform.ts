/** Google Cloud Trace v1 on loopback: ListTraces and GetTrace over the demo's traffic, with Google's errors, page sizes, quota units and the 1,000 spans of a trace. */

import type { DemoAnswer, DemoPlatform, DemoRequest } from '../http/handler.ts'
import type { TrafficSource } from '../traffic/demo-trace.ts'
import { faultAnswer, forbidden, googleError, quotaExceeded, serviceDisabled, unauthenticated } from './errors.ts'
import { FilterError } from './filter.ts'
import { ArgumentError, listTraces, maxSpans, storedSpans } from './listing.ts'
import { ReadQuota } from './quota.ts'

/** The project that the demo's traces are in. */
export const demoProject = 'demo-project'
/** A project whose owner never switched the API on. */
export const disabledProject = 'tracecraft-disabled'

const tracesPath = /^\/v1\/projects\/([^/]+)\/traces(?:\/([^/]+))?$/

export interface CloudTraceOptions {
  /** Traces of a page at most, whatever is asked for: the API allows itself shorter pages. */
  readonly mostPerPage?: number
}

/** Cloud Trace over the given traffic. Each platform object has a read quota of its own. */
export function cloudTracePlatform(traffic: TrafficSource, options: CloudTraceOptions = {}): DemoPlatform {
  const quota = new ReadQuota(() => traffic.now())

  return {
    platform: 'cloudtrace',

    operationOf({ method, path }) {
      const match = tracesPath.exec(path)
      if (!match) return null
      if (method === 'GET') return { name: match[2] === undefined ? 'ListTraces' : 'GetTrace', read: true }
      return method === 'PATCH' && match[2] === undefined ? { name: 'PatchTraces', read: false } : null
    },

    answer(request) {
      const match = tracesPath.exec(request.path)
      if (!match) return googleError(404, 'NOT_FOUND', 'Method not found.')
      const project = decodeURIComponent(match[1]!)
      return refusal(request, project) ?? read(request, project, match[2])
    },

    errorAnswer: (fault) => faultAnswer(fault, demoProject),
    rowPaths: [['traces'], ['spans']],
    cursorPath: ['nextPageToken'],
  }

  function read(request: DemoRequest, project: string, traceId: string | undefined): DemoAnswer {
    if (!quota.spend(traceId === undefined ? 'ListTraces' : 'GetTrace')) return quotaExceeded(project)
    return traceId === undefined ? list(request, project) : get(request, project, decodeURIComponent(traceId))
  }

  function list(request: DemoRequest, project: string): DemoAnswer {
    try {
      return ok(listTraces(traffic, project, request.query, request.partial, options.mostPerPage))
    } catch (error) {
      if (error instanceof ArgumentError || error instanceof FilterError)
        return googleError(400, 'INVALID_ARGUMENT', error.message)
      throw error
    }
  }

  function get(request: DemoRequest, projectId: string, traceId: string): DemoAnswer {
    if (!/^[0-9a-f]{32}$/i.test(traceId)) return googleError(400, 'INVALID_ARGUMENT', `Invalid trace ID: ${traceId}`)
    const trace = traffic.trace('cloudtrace', traceId.toLowerCase())
    const spans = trace ? storedSpans(trace) : []
    if (!trace || spans.length === 0) return googleError(404, 'NOT_FOUND', 'Requested entity was not found.')
    // Late arrival is Cloud Trace's own way of being partial: the root ends last and is sent last.
    const arrived = request.partial ? spans.filter((span) => span.parentSpanId !== undefined) : spans
    return ok({ projectId, traceId: trace.traceId, spans: arrived.slice(0, maxSpans) })
  }
}

function ok(body: unknown): DemoAnswer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=UTF-8' }, body }
}

/** Why a request is turned away before it is looked at, or null. */
function refusal(request: DemoRequest, project: string): DemoAnswer | null {
  const authorization = request.headers.authorization
  if (authorization === undefined)
    return unauthenticated(
      'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
      'CREDENTIALS_MISSING',
    )
  if (!/^Bearer \S+$/i.test(authorization))
    return unauthenticated('Request had invalid authentication credentials.', 'ACCESS_TOKEN_TYPE_UNSUPPORTED')
  if (project === disabledProject) return serviceDisabled(project)
  if (project !== demoProject || request.method !== 'GET') return forbidden()
  return null
}
