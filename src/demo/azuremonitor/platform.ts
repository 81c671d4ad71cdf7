/** The Log Analytics query API of the demo. It understands the KQL that this app sends, runs it over the traffic, and refuses the rest as the platform would. */

import type { DemoAnswer, DemoPlatform, DemoRequest } from '../http/handler.ts'
import type { TrafficSource } from '../traffic/demo-trace.ts'
import {
  badBody,
  badQuery,
  emptyAnswer,
  faultAnswer,
  forbidden,
  notFound,
  tableAnswer,
  throttled,
  unauthenticated,
} from './answers.ts'
import type { Table } from './kql/table.ts'
import { KqlError } from './kql/error.ts'
import { microsOf, parseQuery } from './kql/parse.ts'
import { runQuery } from './kql/run.ts'
import { QueryQuota } from './quota.ts'
import { type Reach, workspaceTables } from './workspace.ts'

/** The workspace that the demo holds. */
export const demoWorkspaceId = '00000000-0000-4000-8000-000000000000'
/** A workspace that exists and may not be read. */
export const demoForbiddenWorkspaceId = '00000000-0000-4000-8000-000000000403'
/** The Application Insights resource that sends to the workspace. */
export const demoComponentId =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/demo/providers/microsoft.insights/components/agents'

const workspacePath = /^\/v1\/workspaces\/([^/]+)\/query$/
const resourcePath = /^\/v1(\/subscriptions\/.+)\/query$/i
/** What the API gives at most in one answer. */
const maxRecords = 500_000

type Place = { readonly kind: 'workspace'; readonly id: string } | { readonly kind: 'resource'; readonly id: string }

/** The demo's Azure Monitor over a stream of traffic. */
export function azureMonitorPlatform(traffic: TrafficSource): DemoPlatform {
  const quota = new QueryQuota()

  async function answer(request: DemoRequest): Promise<DemoAnswer> {
    if (!/^Bearer\s+\S+/i.test(request.headers.authorization ?? '')) return unauthenticated()
    const place = placeOf(request.path)
    if (!place) return notFound()
    const refused = refusal(place)
    if (refused) return refused
    const wait = quota.take()
    if (wait > 0) return throttled(wait)
    // The API answers a body of another type with nothing at all.
    if (!/json/i.test(request.headers['content-type'] ?? '')) return { status: 200, headers: {}, body: '' }
    const asked = bodyOf(request.body)
    if (typeof asked === 'string') return badBody(asked)
    if (traffic.traces('azuremonitor').length === 0) return emptyAnswer()
    try {
      const query = parseQuery(asked.query)
      const classic = place.kind === 'resource' && /\/microsoft\.insights\/components\//i.test(place.id)
      const table = await runQuery(query, await workspaceTables(traffic, query, asked.reach, classic))
      const limit = query.settings.truncationmaxrecords ?? maxRecords
      return limited(table, limit, request.partial, traffic)
    } catch (error) {
      if (error instanceof KqlError) return badQuery(error)
      throw error
    }
  }

  return {
    platform: 'azuremonitor',
    operationOf: (request) =>
      request.method === 'POST' && placeOf(request.path) ? { name: 'Query', read: true } : null,
    answer,
    errorAnswer: faultAnswer,
    rowPaths: [['tables', 0, 'rows']],
  }
}

function placeOf(path: string): Place | null {
  const decoded = decodedPath(path)
  const workspace = workspacePath.exec(decoded)
  if (workspace) return { kind: 'workspace', id: workspace[1]!.toLowerCase() }
  const resource = resourcePath.exec(decoded)
  return resource ? { kind: 'resource', id: resource[1]! } : null
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function refusal({ kind, id }: Place): DemoAnswer | null {
  if (kind === 'resource') {
    const known = id.toLowerCase() === demoComponentId.toLowerCase()
    return known ? null : notFound('The resource does not exist')
  }
  if (id === demoForbiddenWorkspaceId) return forbidden()
  return id === demoWorkspaceId ? null : notFound('The requested workspace does not exist')
}

function bodyOf(text: string): { query: string; reach: Reach } | string {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return 'The body is not JSON'
  }
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return 'The property query is missing'
  const timespan = 'timespan' in body ? body.timespan : null
  if (timespan === null || timespan === '') return { query: body.query, reach: { from: -Infinity, to: Infinity } }
  const [from, to] = (typeof timespan === 'string' ? timespan : '').split('/').map(microsOf)
  return from === null || from === undefined || to === null || to === undefined
    ? 'The timespan is not two instants'
    : { query: body.query, reach: { from, to } }
}

/** Cuts what the record limit, a fault, or a run that the platform lost a part of asks to be cut, and says why. */
function limited(table: Table, limit: number, partial: boolean, traffic: TrafficSource): DemoAnswer {
  if (table.rows.length > limit) return cutTo(table, limit, limit)
  const kept = Math.max(1, Math.floor(table.rows.length * 0.6))
  if (partial || holdsCutRun(table, traffic)) return cutTo(table, kept, kept)
  return tableAnswer(table, null)
}

function cutTo(table: Table, rows: number, limit: number): DemoAnswer {
  const cut = { columns: table.columns, rows: table.rows.slice(0, rows) }
  return tableAnswer(cut, `The results of this query exceed the set limit of ${limit} records.`)
}

/** An opened run, that is: rows with span ids of one operation. */
function holdsCutRun(table: Table, traffic: TrafficSource): boolean {
  const operation = table.columns.findIndex(({ name }) => name === 'OperationId' || name === 'operation_Id')
  const opened = table.columns.some(({ name }) => name === 'Id' || name === 'id')
  const id = opened && operation !== -1 ? table.rows[0]?.[operation] : undefined
  return typeof id === 'string' && traffic.trace('azuremonitor', id)?.cut === true
}
