/** Runs from AWS X-Ray: listed from summaries alone, opened by BatchGetTraces or, under Transaction Search, by a retrieval. */

import type { GetTraceSummariesResult } from '@aws-sdk/client-xray'
import { failure, fix } from '../../../shared/errors.ts'
import type { RunSummary } from '../../../shared/model/agent-run.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import type { Query } from '../../../shared/query/parse.ts'
import type { XRaySource } from '../../../shared/source.ts'
import { toNative } from '../../../shared/trace-id.ts'
import { breather } from '../../breathe.ts'
import type { RequestBudget } from '../request-budget.ts'
import {
  type ListQuery,
  type ProbeStage,
  ReadOnlyStore,
  type RunPage,
  type Trace,
  type TraceHint,
  type TraceStore,
} from '../store.ts'
import type { StoreDeps } from '../store-deps.ts'
import { TraceBatches } from './batches.ts'
import { CursorTrail } from '../cursor-trail.ts'
import { tasks, XRayConnection, type XRayTuning } from './connection.ts'
import { filterExpression } from './filter.ts'
import { SegmentCollector, type SegmentEntry } from './map.ts'
import { expressionOf, xrayNarrowing } from './narrow.ts'
import { probeXRay } from './probe.ts'
import { retrievalRange, retrieveTrace } from './retrieval.ts'
import { newestFirst, runSummaryOf } from './summary.ts'
import { DestinationCheck, transactionSearchNotice } from './transaction-search.ts'
import { windowsOf } from './windows.ts'

/** The store of an X-Ray source. Nothing is loaded or asked before the first request. */
export function openXRayStore(source: XRaySource, deps: StoreDeps, tuning: XRayTuning = {}): XRayTraceStore {
  return new XRayTraceStore(source, deps, tuning)
}

const traceIdPattern = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/

/** What was read of a trace before it is mapped. */
interface Documents {
  readonly segments: readonly SegmentEntry[]
  readonly notices: readonly Notice[]
  readonly complete: boolean
}

export class XRayTraceStore extends ReadOnlyStore implements TraceStore {
  readonly className = 'XRayTraceStore'
  readonly platform = 'xray'
  readonly #source: XRaySource
  readonly #deps: StoreDeps
  readonly #pollMs: number
  readonly #connection: XRayConnection
  readonly #destination: DestinationCheck
  readonly #batches: TraceBatches

  constructor(source: XRaySource, deps: StoreDeps, tuning: XRayTuning = {}) {
    super()
    this.#source = source
    this.#deps = deps
    this.#pollMs = tuning.pollMs ?? 500
    this.#connection = new XRayConnection(source, deps, tuning)
    this.#destination = new DestinationCheck(this.#connection)
    this.#batches = new TraceBatches(this.#connection)
  }

  get budget(): RequestBudget {
    return this.#connection.budget
  }

  async *list(query: ListQuery, signal: AbortSignal): AsyncGenerator<RunPage, void, undefined> {
    const narrowed = query.narrowed ? expressionOf(query.narrowed) : null
    const filter = filterExpression(this.#source.service, query.errorsOnly, narrowed)
    const seen = new Set<string>()
    let running = 0
    let unreadable = 0
    let first = true
    const trail = new CursorTrail()
    for (const { from, to } of windowsOf(query.window)) {
      let nextToken: string | null = null
      do {
        const token: string | null = nextToken
        const answer: GetTraceSummariesResult = await this.#connection.call(
          tasks.list,
          (client, inner) => client.getTraceSummaries({ from, to, filter, nextToken: token }, inner),
          signal,
        )
        const runs: RunSummary[] = []
        for (const summary of answer.TraceSummaries ?? []) {
          const run = runSummaryOf(summary)
          if (run === null) unreadable++
          // Windows share their edges and ids hold whole seconds: a run at an edge comes twice.
          if (run === null || seen.has(run.cloudTraceId)) continue
          seen.add(run.cloudTraceId)
          if (run.status === 'running') running++
          runs.push(run)
        }
        nextToken = trail.next(answer.NextToken || null, runs.length)
        const notices = [...this.#listNotices(running, unreadable), ...trail.notices('X-Ray')]
        yield { runs: runs.sort(newestFirst), notices }
        // Asked when a second page is wanted, so that the first rows cost one call.
        if (first && this.#destination.known === undefined) await this.#destination.get(signal)
        first = false
      } while (nextToken !== null)
    }
    const search = transactionSearchNotice(this.#destination.known)
    if (search !== null) yield { runs: [], notices: [search] }
  }

  narrowing(filter: Query): readonly Query[] {
    return xrayNarrowing(filter)
  }

  #listNotices(running: number, unreadable: number): Notice[] {
    const notices: Notice[] = this.#connection.clock.notices()
    const search = transactionSearchNotice(this.#destination.known)
    if (search !== null) notices.push(search)
    if (running > 0)
      notices.push(
        notice('running', 'Some runs have not ended, or X-Ray has not received all of their segments yet.', running),
      )
    if (unreadable > 0)
      notices.push(notice('unreadable', 'Traces without a readable id were left out of the list.', unreadable))
    return notices
  }

  async get(nativeId: string, hint: TraceHint, signal: AbortSignal): Promise<Trace> {
    const id = toNative('xray', nativeId)
    if (!traceIdPattern.test(id)) throw notAnId(nativeId)
    const documents = await this.#documents(id, hint, signal)
    const collector = new SegmentCollector()
    const breathe = breather()
    for (const segment of documents.segments) {
      collector.add(segment)
      const pause = breathe()
      if (pause) await pause
    }
    const steps = collector.finishing()
    let step = steps.next()
    for (; step.done !== true; step = steps.next()) await breathe()
    const { spans, notices, unreadable } = step.value
    if (spans.length === 0) throw this.#connection.notXRays(tasks.open)
    return {
      platform: 'xray',
      nativeId: id,
      spans,
      complete: documents.complete && unreadable === 0,
      notices: [...documents.notices, ...notices],
      characters: documents.segments.reduce((sum, { document }) => sum + (document?.length ?? 0), 0),
    }
  }

  async #documents(id: string, hint: TraceHint, signal: AbortSignal): Promise<Documents> {
    const indexed = await this.#batch(id, signal)
    if (indexed.segments.length > 0) return indexed
    const destination = await this.#destination.get(signal)
    if (!destination?.transactionSearch) throw this.#notFound(id, destination === null)
    const range = retrievalRange(id, hint.startedAt, this.#deps.now())
    const retrieved = await retrieveTrace(this.#connection, id, range, this.#pollMs, signal)
    if (retrieved.segments.length === 0) throw this.#notFound(id, false)
    const notices = retrieved.cut
      ? [notice('truncated', 'The retrieval has more spans of this trace than were read.')]
      : []
    return { segments: retrieved.segments, notices, complete: !retrieved.cut }
  }

  /** BatchGetTraces, shared with the other traces that are asked for at this moment. */
  async #batch(id: string, signal: AbortSignal): Promise<Documents> {
    const { segments, cut, unprocessed } = await this.#batches.get(id, signal)
    const notices: Notice[] = this.#connection.clock.notices()
    if (cut)
      notices.push(
        notice('truncated', 'The trace is larger than X-Ray’s limit; the segments beyond it are not in this view.'),
      )
    if (unprocessed && segments.length > 0)
      notices.push(notice('partial', 'X-Ray did not process the whole trace; some segments may be missing.'))
    return { segments, notices, complete: !cut && !unprocessed }
  }

  #notFound(id: string, destinationUnknown: boolean) {
    const { region } = this.#source
    return failure({
      code: 'NOT_FOUND',
      platform: 'xray',
      message: `X-Ray in ${region} does not have the trace ${id}.`,
      cause: `It was not sampled, is older than the 30 days that X-Ray keeps, belongs to another region or account${
        destinationUnknown
          ? ', or is kept by Transaction Search, which this identity may not ask about (xray:GetTraceSegmentDestination)'
          : ''
      }.`,
      fix: fix('Check the region, and the sampling rules of the service.', null),
    })
  }

  probe(signal: AbortSignal): AsyncGenerator<ProbeStage, void, undefined> {
    return probeXRay(this.#source, this.#connection, this.#destination, this.#deps, signal)
  }

  invalidateCache(): void {
    this.#destination.forget()
    this.#connection.renew()
  }

  woke(): void {
    this.#connection.cut()
  }

  close(): void {
    this.#connection.close()
  }
}

function notAnId(text: string) {
  return failure({
    code: 'NOT_FOUND',
    platform: 'xray',
    message: `"${text.slice(0, 100)}" is not the id of a trace in X-Ray.`,
    cause: 'X-Ray’s ids look like 1-5759e988-bd862e3fe1be46a994272793; the same as 32 hex digits is accepted too.',
    fix: fix('Paste the id from the list, from X-Ray’s console or from a traceparent header.'),
  })
}
