/** The runs of a window, page by page. */

import type { RunSummary } from '../../../shared/model/agent-run.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import { formatInstant } from '../../../shared/units.ts'
import { CursorTrail } from '../cursor-trail.ts'
import type { ListQuery, RunPage, TimeWindow } from '../store.ts'
import { labelsToTry, type ServiceLabel, serviceTerm } from './filter.ts'
import { mapTrace } from './map.ts'
import { latencyTerm } from './narrow.ts'
import type { CloudTraceRequests, JsonObject } from './requests.ts'
import { summaryOfRoot, summaryWithoutRoot } from './summary.ts'

/** Traces asked for in one call. A call costs the same however many it brings; more of them make the first rows late. */
export const pageSize = 200
/** Traces without a root that are opened per page to have something to show of them; one quota unit each. */
const maxOpenedPerPage = 20
const opensAtOnce = 4

/** Remembers in which label the service was last found. */
export interface ServiceMemory {
  label: ServiceLabel | null
}

/** Lists runs newest first. A service is looked for label by label until one finds traces. */
export async function* listRuns(
  requests: CloudTraceRequests,
  service: string | null,
  memory: ServiceMemory,
  query: ListQuery,
  signal: AbortSignal,
): AsyncGenerator<ListedPage, void, undefined> {
  const latency = query.narrowed ? latencyTerm(query.narrowed) : null
  if (service === null) {
    yield* runsOf(requests, latency, query, [], signal)
    return
  }
  // A narrowed list may be empty although the label is right: the one that is known is not doubted then.
  const labels = latency !== null && memory.label !== null ? [memory.label] : labelsToTry(memory.label)
  for (const label of labels) {
    let found = latency !== null && memory.label === label
    const filter = [serviceTerm(label, service), ...(latency === null ? [] : [latency])].join(' ')
    for await (const page of runsOf(requests, filter, query, [serviceNotice(label)], signal)) {
      if (page.traces === 0 && !found) continue
      found = true
      // What a narrowed list finds first need not be the label that most spans have.
      if (latency === null) memory.label = label
      yield page
    }
    if (found) return
  }
  yield {
    traces: 0,
    more: false,
    runs: [],
    notices: [
      notice(
        'info',
        `No span${latency === null ? '' : ' of the runs that the filter asks for'} names the service "${service}" in ${labels.join(', ')}. Names are case-sensitive.`,
      ),
    ],
  }
}

/** A page, and what the platform said about it. */
export interface ListedPage extends RunPage {
  /** Traces that the platform gave, before anything was filtered here. */
  readonly traces: number
  /** There is a next page. */
  readonly more: boolean
}

async function* runsOf(
  requests: CloudTraceRequests,
  filter: string | null,
  query: ListQuery,
  standing: readonly Notice[],
  signal: AbortSignal,
): AsyncGenerator<ListedPage, void, undefined> {
  let pageToken: string | null = null
  const seen = new Set<string>()
  const trail = new CursorTrail()
  for (;;) {
    const answer: JsonObject = await requests.list(
      {
        view: 'ROOTSPAN',
        pageSize,
        orderBy: 'start desc',
        ...bounds(query.window),
        ...(filter === null ? {} : { filter }),
        ...(pageToken === null ? {} : { pageToken }),
      },
      signal,
    )
    const traces = Array.isArray(answer.traces) ? (answer.traces as unknown[]) : []
    const token = answer.nextPageToken
    const known = seen.size
    const page = await pageOf(requests, traces, seen, query, standing, signal)
    const next = trail.next(typeof token === 'string' && token !== '' ? token : null, seen.size - known)
    const notices = [...page.notices, ...requests.clock.notices(), ...trail.notices('Cloud Trace')]
    yield { runs: page.runs, notices, traces: traces.length, more: next !== null }
    if (next === null) return
    pageToken = next
  }
}

async function pageOf(
  requests: CloudTraceRequests,
  traces: readonly unknown[],
  seen: Set<string>,
  query: ListQuery,
  standing: readonly Notice[],
  signal: AbortSignal,
): Promise<RunPage> {
  const notices = [...standing]
  const rows: RunSummary[] = []
  const rootless: string[] = []
  let unreadable = 0
  for (const trace of traces) {
    const id = traceIdOf(trace)
    if (id === null) unreadable++
    if (id === null || seen.has(id)) continue
    seen.add(id)
    const spans = mapTrace(trace)
    const root = spans.find((span) => span.parentSpanId === null) ?? null
    if (root) rows.push(summaryOfRoot(id, root))
    else rootless.push(id)
  }
  if (unreadable > 0)
    notices.push(notice('unreadable', 'Traces without a readable id were left out of the list.', unreadable))
  if (rootless.length > 0) {
    rows.push(...(await openRootless(requests, rootless, signal)))
    notices.push(
      notice(
        'partial',
        'Runs whose root span has not arrived (they are still going, or it was lost) are shown by their earliest span.',
        rootless.length,
      ),
    )
  }
  if (query.errorsOnly)
    notices.push(
      notice(
        'filtered-here',
        'Cloud Trace cannot be asked for failed runs: they were picked out here by their root span. A failure further down that the root does not show is not among them.',
      ),
    )
  const runs = rows
    .filter((run) => run.startTime === null || run.startTime < query.window.to)
    .filter((run) => !query.errorsOnly || run.status === 'error')
    .sort((a, b) => (b.startTime ?? -Infinity) - (a.startTime ?? -Infinity))
  return { runs, notices }
}

/** Opens traces that came without a root, a few at a time; beyond a page's allowance, and where opening fails, the id alone is the row. */
async function openRootless(
  requests: CloudTraceRequests,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<RunSummary[]> {
  const rows = ids.map((id) => summaryOfRoot(id, null))
  const opened = Math.min(ids.length, maxOpenedPerPage)
  let next = 0
  const work = async () => {
    for (let at = next++; at < opened; at = next++) {
      const id = ids[at]!
      try {
        const spans = mapTrace(await requests.get(id, signal))
        const root = spans.find((span) => span.parentSpanId === null)
        // It may have arrived between the two requests.
        rows[at] = root ? summaryOfRoot(id, root) : summaryWithoutRoot(id, spans)
      } catch (error) {
        if (signal.aborted) throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(opensAtOnce, opened) }, work))
  return rows
}

function traceIdOf(trace: unknown): string | null {
  const id = typeof trace === 'object' && trace !== null ? (trace as JsonObject).traceId : null
  return typeof id === 'string' && id !== '' ? id : null
}

function bounds(window: TimeWindow): { startTime: string; endTime: string } {
  return { startTime: formatInstant(window.from), endTime: formatInstant(window.to) }
}

function serviceNotice(label: ServiceLabel): Notice {
  return notice(
    'info',
    `The service was looked for in the label ${label}. Cloud Trace can be asked for one label at a time: spans that name their service in another one are not found.`,
  )
}
