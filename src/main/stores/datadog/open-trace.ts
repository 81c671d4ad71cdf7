/** Reads one trace: by id where Datadog allows it, else its indexed spans; and what LLM Observability knows of it. */

import { TraceCraftError, failure, fix } from '../../../shared/errors.ts'
import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import { breather } from '../../breathe.ts'
import { CursorTrail } from '../cursor-trail.ts'
import type { TraceHint } from '../store.ts'
import { record, text } from './fields.ts'
import { type MappedSpans, mapSearchEvents } from './map.ts'
import { type ExtraLayers, TraceMapper } from './map-trace.ts'
import type { TraceIdForms } from './ids.ts'
import type { DatadogRequests, SearchPage } from './requests.ts'
import { traceQuery } from './query.ts'

/** What APM gave of a trace. */
export interface ApmTrace {
  /** How many items it gave, spans or not. */
  readonly count: number
  /** The spans, with what LLM Observability knows of them. */
  spans(extras: ExtraLayers): Promise<MappedSpans>
  /** All 128 bits of the trace's id as 32 hex digits, where the answer tells; null where it does not. */
  readonly fullId: string | null
  readonly complete: boolean
  readonly notices: readonly Notice[]
  /** Of the answers. */
  readonly characters: number
}

/** Items of several pages. */
export interface Pages {
  readonly items: readonly JsonValue[]
  /** Of the answers. */
  readonly characters: number
  /** Pages beyond those that are read exist. */
  readonly more: boolean
}

/** Largest page of a search. */
export const searchPageSize = 1000
/** Pages of one trace that are read at most: each costs one of 300 requests an hour. */
const maxPages = 10

/** Statuses that say "not by id" without saying that the trace cannot be searched: preview off, no permission, not found, too large. */
const byIdRefusals: ReadonlySet<number> = new Set([400, 403, 404, 410, 413])

/** The trace by id as Datadog holds it, or why it cannot be read that way (the status of the refusal). */
export async function traceById(
  requests: DatadogRequests,
  nativeId: string,
  signal: AbortSignal,
): Promise<ApmTrace | { readonly refused: number; readonly error: TraceCraftError | null }> {
  try {
    const { taker, items, truncated, characters } = await requests.getTrace(nativeId, () => new TraceMapper(), signal)
    if (items.count === 0) return { refused: 404, error: null }
    taker.heldBy(items)
    const notices = truncated
      ? [
          notice(
            'truncated',
            'Datadog cut this trace short because it is larger than what it answers with. Spans are missing.',
          ),
        ]
      : []
    return {
      count: items.count,
      spans: (extras) => taker.withExtras(extras, breather()),
      fullId: text(record(items.item(0)).traceIDFull),
      complete: !truncated,
      notices,
      characters,
    }
  } catch (error) {
    // A page with such a status is not Datadog's word.
    const said = error instanceof TraceCraftError && error.info.code !== 'BAD_ANSWER' ? error.info.status : null
    if (error instanceof TraceCraftError && said !== null && byIdRefusals.has(said)) return { refused: said, error }
    // Larger than what is read at once: page by page it may still be had, as far as it is indexed.
    if (error instanceof TraceCraftError && error.info.code === 'TOO_LARGE') return { refused: 413, error }
    throw error
  }
}

/** The indexed spans of the trace. Never complete: Datadog indexes only what its retention filters keep. */
export async function traceBySearch(
  requests: DatadogRequests,
  forms: TraceIdForms,
  hint: TraceHint,
  now: number,
  refused: number,
  signal: AbortSignal,
): Promise<ApmTrace> {
  const ask = (cursor: string | null) => requests.searchSpans(searchOf(forms, hint, now, cursor), signal)
  const { items, characters, more } = await readPages(ask)
  const notices = [
    notice(
      'indexed-only',
      `Indexed spans only: ${refusalWords(refused)} Spans that no retention filter kept are missing.`,
    ),
  ]
  if (more)
    notices.push(
      notice('truncated', `Only the newest ${items.length} indexed spans of this trace were read.`, items.length),
    )
  return {
    count: items.length,
    spans: (extras) => mapSearchEvents(items, breather(), extras),
    fullId: null,
    complete: false,
    notices,
    characters,
  }
}

/** LLM Observability's spans of the trace. */
export async function llmSpansOf(
  requests: DatadogRequests,
  forms: TraceIdForms,
  hint: TraceHint,
  now: number,
  signal: AbortSignal,
): Promise<Pages> {
  return readPages((cursor) => requests.searchLlmSpans(searchOf(forms, hint, now, cursor), signal))
}

/**
 * A short page that Datadog calls done is the last one, although it carries a cursor to an empty page: asking for that one would cost a request. A page may
 * also be short because the search timed out.
 */
export function isLast(found: number, limit: number, timedOut: boolean): boolean {
  return found < limit && !timedOut
}

async function readPages(ask: (cursor: string | null) => Promise<SearchPage>): Promise<Pages> {
  const items: JsonValue[] = []
  let characters = 0
  let cursor: string | null = null
  const trail = new CursorTrail()
  for (let page = 0; page < maxPages; page++) {
    const answer = await ask(cursor)
    for (const event of answer.events) items.push(event)
    characters += answer.characters
    const last = answer.next === null || isLast(answer.events.length, searchPageSize, answer.timedOut)
    if (last) return { items, characters, more: false }
    cursor = trail.next(answer.next, answer.events.length)
    if (cursor === null) return { items, characters, more: true }
  }
  return { items, characters, more: true }
}

function searchOf(forms: TraceIdForms, hint: TraceHint, now: number, cursor: string | null) {
  const query = traceQuery(forms.full ? [forms.low, forms.full] : [forms.low])
  // An hour before the start that the list knew, because a row may have been drawn without its root.
  const from = hint.startedAt === null ? 'now-15d' : String(Math.floor(hint.startedAt / 1000) - 3_600_000)
  return { query, from, to: String(now + 60_000), limit: searchPageSize, cursor }
}

function refusalWords(status: number): string {
  switch (status) {
    case 403:
      return 'Datadog did not allow reading this trace by its id.'
    case 413:
      return 'the trace is too large for Datadog to answer whole.'
    case 404:
      return 'Datadog does not hold the whole trace (any more).'
    default:
      return 'reading a trace by its id is not available here.'
  }
}

/** Neither way found a span. */
export function traceNotFound(nativeId: string, site: string): TraceCraftError {
  return failure({
    code: 'NOT_FOUND',
    platform: 'datadog',
    message: `Datadog has no trace ${nativeId} in ${site}.`,
    cause:
      'It is neither in live storage nor among the indexed spans: the id is of another site or organization, no retention filter kept it, or it is older than 15 days.',
    fix: fix(
      'Check the site and the id; in Datadog, Trace Explorer with the query trace_id:<id> shows whether it is there.',
    ),
  })
}
