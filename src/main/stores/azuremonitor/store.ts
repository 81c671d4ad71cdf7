/** Traces of agents in Azure Monitor: a Log Analytics workspace, or an Application Insights resource. */

import { type ErrorInfo, errorInfo, failure, fix } from '../../../shared/errors.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import type { Query } from '../../../shared/query/parse.ts'
import { type AzureMonitorSource, isPlainLoopback, settingsProblems } from '../../../shared/source.ts'
import { type Microseconds, microseconds } from '../../../shared/units.ts'
import { type AzureCredential, openAzureCredential } from '../../credentials/azure.ts'
import { answerLimits } from '../answer-limit.ts'
import { Connections } from '../connections.ts'
import { RequestBudget } from '../request-budget.ts'
import { request, type RequestContext, requestDefaults } from '../request-loop.ts'
import { ServerClock } from '../server-clock.ts'
import type { StoreDeps } from '../store-deps.ts'
import {
  type ListQuery,
  type ProbeStage,
  ReadOnlyStore,
  type RunPage,
  type Trace,
  type TraceHint,
  type TraceStore,
} from '../store.ts'
import type { LogsAnswer } from './answer.ts'
import { type LogsClient, openLogsClient } from './client.ts'
import { explainLogsError, type Place } from './explain.ts'
import { type ListCursor, listQuery, runQuery, type TimeRange } from './kql.ts'
import { type MappedRun, mapRun } from './map.ts'
import { azureNarrowing, runCondition } from './narrow.ts'
import { probeStages } from './probe.ts'
import { type LogsSchema, schemaOf } from './schema.ts'
import { retained, runReach, timeSlices, widened } from './slices.ts'
import { summariesOf } from './summary.ts'

/** Documented: 200 requests in 30 seconds for each user or client address. */
const limit = { units: 200, windowMs: 30_000 }
/** The platform's own limit is three minutes unless asked for more; a list that takes longer than this needs a shorter window. */
const serverTimeoutSeconds = 90
/** Runs of one query of a list. */
const pageSize = 250
/** Rows of one opened run; the platform gives at most 500,000. */
const maxRows = 200_000
/** A run with rows this close to the edge of the range that was read may go on outside it. */
const edgeMicros = 15 * 60 * 1_000_000

/** Makes the store of a source; no request is made and no SDK loaded until something is asked. Throws SETTINGS when the workspace is missing or a setting is wrong. */
export function openAzureMonitorStore(
  source: AzureMonitorSource,
  deps: StoreDeps,
  requests: Partial<RequestContext> = {},
): TraceStore {
  const workspaceId = (source.workspaceId || deps.env.AZURE_MONITOR_WORKSPACE_ID?.trim() || '').toLowerCase()
  const complete: AzureMonitorSource = { ...source, workspaceId }
  const problem = settingsProblems(complete)[0]
  if (problem) throw settingsFailure(problem.problem)
  if (workspaceId === '' && source.resourceId === null)
    throw settingsFailure(
      'No workspace is given: neither a workspace id, nor a resource id, nor AZURE_MONITOR_WORKSPACE_ID.',
    )
  return new AzureMonitorTraceStore(complete, deps, requests)
}

function settingsFailure(problem: string) {
  return failure({
    platform: 'azuremonitor',
    code: 'SETTINGS',
    message: `The Azure Monitor source cannot be used: ${problem}`,
    fix: fix(
      'Give the workspace id (Azure portal → Log Analytics workspace → Overview → Workspace ID).',
      'export AZURE_MONITOR_WORKSPACE_ID=<workspace id>',
    ),
  })
}

/** Reads a Log Analytics workspace or an Application Insights resource. Made by openAzureMonitorStore. */
export class AzureMonitorTraceStore extends ReadOnlyStore implements TraceStore {
  readonly className = 'AzureMonitorTraceStore'
  readonly platform = 'azuremonitor' as const
  readonly budget: RequestBudget
  readonly source: AzureMonitorSource
  readonly schema: LogsSchema
  readonly #deps: StoreDeps
  readonly #context: RequestContext
  readonly #clock = new ServerClock('azuremonitor')
  readonly #connections = new Connections()
  #client: Promise<LogsClient> | null = null
  #credential: AzureCredential | null = null

  constructor(source: AzureMonitorSource, deps: StoreDeps, requests: Partial<RequestContext>) {
    super()
    this.source = source
    this.schema = schemaOf(source.resourceId)
    this.#deps = deps
    const given = { ...deps.requests, ...requests }
    // The limit is a user's; all sources sign in as the same one.
    const ledger = deps.ledgers?.of('azuremonitor', source.endpoint)
    this.budget = new RequestBudget(limit, given.clock?.now, given.clock?.sleep, ledger)
    this.#context = {
      ...requestDefaults,
      timeoutMs: (serverTimeoutSeconds + 10) * 1000,
      budget: this.budget,
      timedOut,
      overBudget,
      ...given,
    }
  }

  async *list(query: ListQuery, signal: AbortSignal): AsyncGenerator<RunPage, void, undefined> {
    const seen = new Set<string>()
    const slices = timeSlices(query.window)
    for (const [index, slice] of slices.entries()) {
      let after: ListCursor | null = null
      do {
        const reach = widened(slice, runReach)
        const kql = listQuery(this.schema, {
          slice,
          reach,
          service: this.source.service,
          errorsOnly: query.errorsOnly,
          narrowed: query.narrowed ? runCondition(this.schema, query.narrowed) : null,
          take: pageSize,
          after,
        })
        const answer = await this.query(kql, reach, 'list runs', signal)
        const page = summariesOf(answer.table, query.errorsOnly, this.now())
        const oldest = index === slices.length - 1
        const runs = page.runs.filter((run) => {
          // A run that began before this slice comes with the slice of its start.
          if (seen.has(run.cloudTraceId) || (!oldest && run.startTime !== null && run.startTime < slice.from))
            return false
          seen.add(run.cloudTraceId)
          return true
        })
        const more: boolean = page.rowCount >= pageSize && page.last !== null && !same(page.last, after)
        after = more ? page.last : null
        const partial = partialNotices(answer, 'runs of this window')
        yield { runs, notices: [...page.notices, ...partial, ...this.#clock.notices()] }
      } while (after !== null)
    }
  }

  narrowing(filter: Query): readonly Query[] {
    return azureNarrowing(this.schema, filter)
  }

  async get(nativeId: string, hint: TraceHint, signal: AbortSignal): Promise<Trace> {
    const wide = retained(this.now())
    const near = hint.startedAt === null ? null : widened({ from: hint.startedAt, to: hint.startedAt }, runReach)
    let found = near ? await this.#read(nativeId, near, signal) : null
    if (found === null || near === null || found.mapped.spans.length === 0 || touchesEdge(found.mapped, near)) {
      const again = await this.#read(nativeId, near ? around(wide, near) : wide, signal)
      found = again
    }
    const { mapped, answer } = found
    if (mapped.spans.length === 0) throw this.#notFound(nativeId)
    const truncated = answer.table.rows.length >= maxRows
    return {
      platform: 'azuremonitor',
      nativeId,
      spans: mapped.spans,
      complete: answer.partial === null && !truncated,
      notices: [
        ...mapped.notices,
        ...partialNotices(answer, 'rows of this run'),
        ...this.#clock.notices(),
        ...(truncated
          ? [notice('truncated', `Only the first ${maxRows.toLocaleString('en')} rows of this run were read.`, null)]
          : []),
      ],
      characters: answer.characters,
    }
  }

  async #read(
    nativeId: string,
    range: TimeRange,
    signal: AbortSignal,
  ): Promise<{ mapped: MappedRun; answer: LogsAnswer }> {
    const answer = await this.query(runQuery(this.schema, nativeId, range, maxRows), range, 'open the run', signal)
    return { mapped: await mapRun(answer.table, nativeId), answer }
  }

  probe(signal: AbortSignal): AsyncIterable<ProbeStage> {
    return probeStages(this, this.source, signal)
  }

  /** Forgets the client and the credential, so that a new sign-in counts. */
  invalidateCache(): void {
    this.#client = null
    this.#credential = null
  }

  woke(): void {
    this.#connections.cut()
  }

  close(): void {
    this.invalidateCache()
    this.#connections.close()
  }

  now(): Microseconds {
    return microseconds(this.#deps.now() * 1000)
  }

  /** The chain that signs in; null for a plain-http loopback endpoint, which never receives a token. */
  credential(): AzureCredential | null {
    if (isPlainLoopback(this.source.endpoint)) return null
    return (this.#credential ??= openAzureCredential(this.#deps.env))
  }

  /** Where we ask and as whom, for error texts. */
  place(): Place {
    const { workspaceId, resourceId } = this.source
    return { workspaceId, resourceId, principal: this.#credential?.signIn?.principal ?? null }
  }

  /** One query through the request loop. The range bounds the query a second time, at the platform's own timespan. */
  query(kql: string, range: TimeRange, doing: string, signal: AbortSignal): Promise<LogsAnswer> {
    return request(
      {
        attempt: async (attemptSignal) => {
          const client = await (this.#client ??= this.#open())
          const { workspaceId, resourceId } = this.source
          return resourceId === null
            ? client.queryWorkspace(workspaceId, kql, range, attemptSignal)
            : client.queryResource(resourceId, kql, range, attemptSignal)
        },
        explain: (error) => explainLogsError(error, doing, this.place()),
      },
      this.#context,
      signal,
    )
  }

  #open(): Promise<LogsClient> {
    const opening = openLogsClient({
      endpoint: this.source.endpoint,
      credential: () => Promise.resolve(this.credential()!),
      serverTimeoutSeconds,
      maxAnswerBytes: this.#deps.requests?.runBytes ?? answerLimits.runBytes,
      onDate: (date, age) => this.#clock.observe(date, age),
      connections: this.#connections,
    })
    opening.catch(() => {
      if (this.#client === opening) this.#client = null
    })
    return opening
  }

  #notFound(nativeId: string) {
    return failure({
      platform: 'azuremonitor',
      code: 'NOT_FOUND',
      message: `Azure Monitor has no rows of operation ${nativeId} in the last 90 days.`,
      cause:
        'It may be older than the retention, sampled out, in another workspace, or not there yet: new rows take a few minutes.',
      fix: fix('Check the workspace, or try again in a few minutes.'),
    })
  }
}

function same(one: ListCursor, other: ListCursor | null): boolean {
  return other !== null && one.first === other.first && one.operationId === other.operationId
}

function touchesEdge(mapped: MappedRun, range: TimeRange): boolean {
  return (
    (mapped.earliest !== null && mapped.earliest < range.from + edgeMicros) ||
    (mapped.latest !== null && mapped.latest > range.to - edgeMicros)
  )
}

/** The retained range, stretched where the hint lies outside it. */
function around(wide: TimeRange, near: TimeRange): TimeRange {
  return {
    from: microseconds(Math.min(wide.from, near.from)),
    to: microseconds(Math.max(wide.to, near.to)),
  }
}

function partialNotices(answer: LogsAnswer, what: string): Notice[] {
  if (answer.partial === null) return []
  return [notice('partial', `Azure Monitor gave only a part of the ${what}: ${answer.partial.reason}`)]
}

function timedOut(timeoutMs: number): ErrorInfo {
  return errorInfo({
    platform: 'azuremonitor',
    code: 'TIMED_OUT',
    message: `Azure Monitor gave no answer in ${Math.round(timeoutMs / 1000)} seconds.`,
    fix: fix('Choose a shorter look-back, or name a service.'),
  })
}

function overBudget(waitMs: number): ErrorInfo {
  return errorInfo({
    platform: 'azuremonitor',
    code: 'THROTTLED',
    message: 'The requests that Azure Monitor allows in 30 seconds are used up.',
    fix: fix('Wait a little. A longer cache time of the source asks less often.'),
    retryAfterMs: waitMs,
  })
}
