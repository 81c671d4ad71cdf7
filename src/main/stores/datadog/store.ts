/** Datadog APM as a source of traces: spans search for the list, trace by id for an opened run, LLM Observability for its prompts. */

import { TraceCraftError } from '../../../shared/errors.ts'
import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import type { Query } from '../../../shared/query/parse.ts'
import type { DatadogSource } from '../../../shared/source.ts'
import { CursorTrail } from '../cursor-trail.ts'
import type { RequestBudget } from '../request-budget.ts'
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
import { traceIdForms, type TraceIdForms } from './ids.ts'
import { mapLlmSpans } from './map-llmobs.ts'
import {
  type ApmTrace,
  isLast,
  llmSpansOf,
  searchPageSize,
  traceById,
  traceBySearch,
  traceNotFound,
} from './open-trace.ts'
import { probeDatadog } from './probe.ts'
import { datadogNarrowing, searchTerms } from './narrow.ts'
import { listQuery, narrowedQuery, rowsQuery } from './query.ts'
import { DatadogRequests } from './requests.ts'
import { RunGrouping } from './summary.ts'

/** The first page is small so that the first rows are there soon; the others are as large as Datadog allows, because each costs one of 300 an hour. */
const firstPageSize = 100
/** Ids in one search: about 1,600 characters. */
const idsPerSearch = 50
/** More traces than this in one page whose roots would have to be asked for: the filter leaves so many that the whole list costs less. */
const mostRootless = 150

/** Opens a store. Makes no request and reads no key: missing keys are told at the first question. */
export function openDatadogStore(source: DatadogSource, deps: StoreDeps): TraceStore {
  return new DatadogTraceStore(source, deps)
}

/** What LLM Observability gave for one trace. */
interface LlmAnswer {
  readonly events: readonly JsonValue[]
  readonly notices: readonly Notice[]
  readonly characters: number
}

export class DatadogTraceStore extends ReadOnlyStore implements TraceStore {
  readonly className = 'DatadogTraceStore'
  readonly platform = 'datadog'
  readonly budget: RequestBudget
  readonly #source: DatadogSource
  readonly #deps: StoreDeps
  readonly #requests: DatadogRequests
  /** Set once Datadog refused trace by id for the whole account while search worked: it is not asked again for each run. */
  #byIdRefused: number | null = null
  #llmUnavailable = false

  constructor(source: DatadogSource, deps: StoreDeps) {
    super()
    this.#source = source
    this.#deps = deps
    this.#requests = new DatadogRequests(source, deps)
    this.budget = this.#requests.searchBudget
  }

  async *list(
    { window, errorsOnly, narrowed }: ListQuery,
    signal: AbortSignal,
  ): AsyncGenerator<RunPage, void, undefined> {
    const { service } = this.#source
    const listed = listQuery(service, errorsOnly)
    let terms = narrowed ? searchTerms(narrowed) : null
    const from = String(Math.floor(window.from / 1000))
    const to = String(Math.ceil(window.to / 1000))
    let grouping = new RunGrouping()
    let trail = new CursorTrail()
    // A root of another service, or one that did not fail, is not in the answer: there is nothing to wait for.
    const rootsCome = service === null && !errorsOnly
    for (let cursor: string | null = null, limit = firstPageSize; ; limit = searchPageSize) {
      const query: string = terms === null ? listed : narrowedQuery(listed, terms)
      const { events, next, timedOut } = await this.#requests.searchSpans({ query, from, to, limit, cursor }, signal)
      const unreadable = grouping.add(events)
      const going = isLast(events.length, limit, timedOut) ? null : trail.next(next, events.length - unreadable)
      const last = going === null
      if (terms !== null && grouping.rootless().length > mostRootless) {
        terms = null
        cursor = null
        grouping = grouping.anew()
        trail = new CursorTrail()
        continue
      }
      if (terms !== null) await this.#addRoots(grouping, listed, { from, to }, signal)
      const runs = grouping.take(last || terms !== null || !rootsCome)
      const notices = [...this.#listNotices(errorsOnly, unreadable, timedOut), ...trail.notices('Datadog')]
      yield { runs, notices }
      if (last) return
      cursor = going
    }
  }

  narrowing(filter: Query): readonly Query[] {
    return datadogNarrowing(filter)
  }

  /** A narrowed search finds a span of a trace, and not always the one that its row is drawn from: the others that a list would show are asked for by id. */
  async #addRoots(
    grouping: RunGrouping,
    listed: string,
    window: { readonly from: string; readonly to: string },
    signal: AbortSignal,
  ): Promise<void> {
    const ids = grouping.rootless()
    for (let at = 0; at < ids.length; at += idsPerSearch) {
      const query = rowsQuery(listed, ids.slice(at, at + idsPerSearch))
      const trail = new CursorTrail()
      for (let cursor: string | null = null; ;) {
        const ask = { query, ...window, limit: searchPageSize, cursor }
        const { events, next, timedOut } = await this.#requests.searchSpans(ask, signal)
        grouping.add(events)
        cursor = isLast(events.length, searchPageSize, timedOut) ? null : trail.next(next, events.length)
        if (cursor === null) break
      }
    }
  }

  #listNotices(errorsOnly: boolean, unreadable: number, timedOut: boolean): Notice[] {
    const notices: Notice[] = this.#requests.clock.notices()
    if (errorsOnly)
      notices.push(
        notice(
          'info',
          'Datadog finds failed spans, not failed runs: where the span that failed is not the root, the row has its name and start, and no duration.',
        ),
      )
    else if (this.#source.service !== null)
      notices.push(
        notice(
          'info',
          `Where the run began in another service, the row has the name and start of the part in ${this.#source.service}, and no duration.`,
        ),
      )
    if (timedOut) notices.push(notice('partial', 'Datadog gave up a search half-way: rows may be missing.'))
    if (unreadable > 0)
      notices.push(notice('unreadable', 'Spans without a readable trace id were left out of the list.', unreadable))
    return notices
  }

  async get(nativeId: string, hint: TraceHint, signal: AbortSignal): Promise<Trace> {
    const forms = traceIdForms(nativeId)
    if (forms === null) throw traceNotFound(nativeId, this.#source.site)
    // One failing ends the other: an error must not leave a request running.
    const stop = new AbortController()
    const both = AbortSignal.any([signal, stop.signal])
    let apm: ApmTrace
    let llm: LlmAnswer
    try {
      const reading = this.#readApm(nativeId, forms, hint, both)
      // LLM Observability knows the whole 128 bits only: of a 64-bit id, APM's answer has to tell them first.
      const whole = forms.full ?? reading.then(({ fullId }) => fullId)
      const asking = Promise.resolve(whole).then((full) => this.#readLlm({ low: forms.low, full }, hint, both))
      ;[apm, llm] = await Promise.all([reading, asking])
    } catch (error) {
      stop.abort()
      throw error
    }
    const known = mapLlmSpans(llm.events)
    const { spans, unreadable } = await apm.spans(known.layers)
    const ids = new Set(spans.map((span) => span.spanId))
    for (const span of known.spans) if (!ids.has(span.spanId)) spans.push(span)
    if (spans.length === 0) throw traceNotFound(nativeId, this.#source.site)
    const notices = [...apm.notices, ...llm.notices, ...this.#requests.clock.notices()]
    if (unreadable > 0) notices.push(notice('unreadable', 'Items that are no spans were left out.', unreadable))
    const complete = apm.complete && unreadable === 0
    return { platform: 'datadog', nativeId, spans, complete, notices, characters: apm.characters + llm.characters }
  }

  async #readApm(nativeId: string, forms: TraceIdForms, hint: TraceHint, signal: AbortSignal): Promise<ApmTrace> {
    let refused = this.#byIdRefused
    if (refused === null) {
      const answer = await traceById(this.#requests, nativeId, signal)
      if ('spans' in answer) return answer
      refused = answer.refused
    }
    const found = await traceBySearch(this.#requests, forms, hint, this.#deps.now(), refused, signal)
    if (found.count > 0 && (refused === 403 || refused === 410)) this.#byIdRefused = refused
    return found
  }

  /** Never fails a trace: without it the run is whole but for its prompts. */
  async #readLlm(forms: TraceIdForms, hint: TraceHint, signal: AbortSignal): Promise<LlmAnswer> {
    if (this.#llmUnavailable) return { events: [], notices: [], characters: 0 }
    try {
      const { items, characters } = await llmSpansOf(this.#requests, forms, hint, this.#deps.now(), signal)
      return { events: items, notices: [], characters }
    } catch (error) {
      if (!(error instanceof TraceCraftError) || error.info.code === 'CANCELLED') throw error
      const { status, message } = error.info
      if (status === 403 || status === 404 || status === 410) {
        this.#llmUnavailable = true
        return { events: [], notices: [], characters: 0 }
      }
      return {
        events: [],
        characters: 0,
        notices: [notice('partial', `Prompts and answers of LLM Observability are missing: ${message}`)],
      }
    }
  }

  probe(signal: AbortSignal): AsyncIterable<ProbeStage> {
    return probeDatadog(this.#source, this.#deps, this.#requests, signal)
  }

  invalidateCache(): void {
    this.#byIdRefused = null
    this.#llmUnavailable = false
    this.#requests.forgetClient()
  }

  woke(): void {
    this.#requests.cut()
  }

  close(): void {
    this.#requests.close()
  }
}
