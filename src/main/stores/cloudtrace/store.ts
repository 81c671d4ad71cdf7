/** Google Cloud Trace as a store: ListTraces for the rows, GetTrace for an opened run (v1, the only API that can read). */

import { failure, fix, TraceCraftError } from '../../../shared/errors.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import type { Query } from '../../../shared/query/parse.ts'
import { type CloudTraceSource, settingsProblems } from '../../../shared/source.ts'
import type { Span } from '../../semantics/span.ts'
import { breather } from '../../breathe.ts'
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
import { notFound } from './explain.ts'
import { listRuns, type ServiceMemory } from './listing.ts'
import { rawSpans, SpanMapper, spanLimit } from './map.ts'
import { cloudTraceNarrowing } from './narrow.ts'
import { probeCloudTrace } from './probe.ts'
import { CloudTraceRequests, type JsonObject } from './requests.ts'

/**
 * Opens a Cloud Trace source. No request is made and no SDK loaded before the first question. Throws SETTINGS when the source cannot be opened, also when
 * neither it nor GOOGLE_CLOUD_PROJECT (or GCLOUD_PROJECT) names a project.
 */
export function openCloudTraceStore(source: CloudTraceSource, deps: StoreDeps): TraceStore {
  const project = source.project || deps.env.GOOGLE_CLOUD_PROJECT || deps.env.GCLOUD_PROJECT || ''
  if (project === '')
    throw failure({
      code: 'SETTINGS',
      platform: 'cloudtrace',
      message: 'No Google Cloud project is given.',
      cause: 'The source names none, and GOOGLE_CLOUD_PROJECT is not set.',
      fix: fix('Name it in the source (cloudtrace://my-project/, cloudtrace_project_id), or set GOOGLE_CLOUD_PROJECT.'),
    })
  const problem = settingsProblems({ ...source, project })[0]
  if (problem)
    throw failure({
      code: 'SETTINGS',
      platform: 'cloudtrace',
      message: 'The source cannot be opened.',
      cause: `${problem.problem}.`,
    })
  return new CloudTraceTraceStore(source, project, deps)
}

class CloudTraceTraceStore extends ReadOnlyStore implements TraceStore {
  readonly className = 'CloudTraceTraceStore'
  readonly platform = 'cloudtrace'
  readonly #source: CloudTraceSource
  readonly #deps: StoreDeps
  readonly #requests: CloudTraceRequests
  readonly #memory: ServiceMemory = { label: null }

  constructor(source: CloudTraceSource, project: string, deps: StoreDeps) {
    super()
    this.#source = source
    this.#deps = deps
    this.#requests = new CloudTraceRequests(source, project, deps)
  }

  get budget() {
    return this.#requests.budget
  }

  list(query: ListQuery, signal: AbortSignal): AsyncIterable<RunPage> {
    return listRuns(this.#requests, this.#source.service, this.#memory, query, signal)
  }

  narrowing(filter: Query): readonly Query[] {
    return cloudTraceNarrowing(filter)
  }

  async get(nativeId: string, _hint: TraceHint, signal: AbortSignal): Promise<Trace> {
    const id = nativeId.trim().toLowerCase()
    if (!/^[0-9a-f]{32}$/.test(id)) throw new TraceCraftError(notFound(nativeId, this.#requests.project))
    const answer = await this.#requests.get(id, signal)
    const spans = await mapAll(answer)
    const cut = spans.length >= spanLimit
    return {
      platform: 'cloudtrace',
      nativeId: id,
      spans,
      complete: !cut && Array.isArray(answer.spans),
      notices: [...noticesOf(answer, spans, cut), ...this.#requests.clock.notices()],
      characters: spans.reduce((sum, span) => sum + labelCharacters(span), 0),
    }
  }

  probe(signal: AbortSignal): AsyncIterable<ProbeStage> {
    return probeCloudTrace(this.#source, this.#requests, this.#deps, signal)
  }

  invalidateCache(): void {
    this.#requests.forget()
    this.#memory.label = null
  }

  woke(): void {
    this.#requests.cut()
  }

  close(): void {
    this.#requests.close()
  }
}

async function mapAll(trace: JsonObject): Promise<Span[]> {
  const breathe = breather()
  const mapper = new SpanMapper()
  const spans: Span[] = []
  for (const [index, raw] of rawSpans(trace).entries()) {
    spans.push(mapper.span(raw, index))
    // An await costs more than mapping a span: only where there is something to wait for.
    const pause = breathe()
    if (pause) await pause
  }
  return spans
}

/** The client parses answers itself: what the labels hold is nearly all of one. */
function labelCharacters({ raw }: Span): number {
  const labels = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw.labels : null
  let sum = 0
  for (const value of Object.values(labels ?? {})) if (typeof value === 'string') sum += value.length
  return sum
}

function noticesOf(trace: JsonObject, spans: readonly Span[], cut: boolean): Notice[] {
  const notices: Notice[] = []
  if (cut)
    notices.push(
      notice(
        'truncated',
        `Possibly cut: Cloud Trace gives at most ${spanLimit.toLocaleString('en-US')} spans of a trace, and this one has that many.`,
        spans.length,
      ),
    )
  if (!Array.isArray(trace.spans)) notices.push(notice('unreadable', 'The answer holds no list of spans.'))
  if (spans.length > 0 && !cut && spans.every((span) => span.parentSpanId !== null))
    notices.push(
      notice(
        'partial',
        'The root span has not arrived: a span is sent when it ends, so this run is still going, or its root was lost.',
      ),
    )
  const unreadable = spans.filter(
    (span) => span.spanId.startsWith('unreadable-') || span.parentSpanId === 'unreadable',
  ).length
  if (unreadable > 0)
    notices.push(
      notice(
        'unreadable',
        'The ids of these spans could not be read; their place in the tree is not known.',
        unreadable,
      ),
    )
  return notices
}
