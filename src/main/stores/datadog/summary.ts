/** Rows of the list from the spans that a search gives: grouped by trace, one row each. Pure. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { RunStatus, RunSummary } from '../../../shared/model/agent-run.ts'
import { runIdOf } from '../../../shared/trace-id.ts'
import { type Microseconds, toMilliseconds, microseconds } from '../../../shared/units.ts'
import type { Span } from '../../semantics/span.ts'
import { isRecord, record, text } from './fields.ts'
import { idText, joinTraceId, traceIdForms } from './ids.ts'
import { mapSearchEvent } from './map.ts'

interface SeenTrace {
  readonly nativeId: string
  readonly root: Span | null
  /** Spans other than the root, in the order in which they came. */
  readonly others: readonly Span[]
}

/** How much further back a listing looks for a root before a row is given without it: what a callee may end after its caller. */
const patience = 60_000_000

/**
 * Collects the spans of a listing, which come newest first by their end: a root ends after the spans that it waits for, so it comes before them. A row is
 * handed out once; spans of the same trace that come later are dropped, so that rows which are on screen never change or move.
 */
export class RunGrouping {
  readonly #waiting = new Map<string, SeenTrace>()
  readonly #given = new Set<string>()
  #oldest: Microseconds | null = null
  #index = 0

  /** Takes the events of one page. Returns how many could not be read as spans of a trace. */
  add(events: readonly JsonValue[]): number {
    let unreadable = 0
    for (const event of events) {
      const own = record(record(event).attributes)
      const traceId = idText(own.trace_id)
      if (!isRecord(event) || traceId === null) {
        unreadable++
        continue
      }
      const span = mapSearchEvent(event, this.#index++)
      const at = span.end ?? span.start
      if (at !== null && (this.#oldest === null || at < this.#oldest)) this.#oldest = at
      const key = traceIdForms(traceId)?.low ?? traceId
      if (this.#given.has(key)) continue
      this.#waiting.set(key, merge(this.#waiting.get(key), traceId, span))
    }
    return unreadable
  }

  /**
   * The rows that are ready, newest first: those whose root was seen, those whose root is not to be expected any more, and with `all` the rest.
   */
  take(all: boolean): RunSummary[] {
    const rows: RunSummary[] = []
    for (const [key, seen] of this.#waiting) {
      if (!all && seen.root === null && !this.#isOverdue(seen)) continue
      this.#waiting.delete(key)
      this.#given.add(key)
      rows.push(summaryOf(seen))
    }
    return rows.sort((a, b) => (b.startTime ?? -Infinity) - (a.startTime ?? -Infinity))
  }

  /** The traces that wait for a row and whose root was not seen, as decimals of 64 bits. */
  rootless(): string[] {
    return [...this.#waiting].flatMap(([key, seen]) => (seen.root === null && /^\d+$/.test(key) ? [key] : []))
  }

  /** For a search from the start: only what was given is remembered, so that it is not given again. */
  anew(): RunGrouping {
    const next = new RunGrouping()
    for (const key of this.#given) next.#given.add(key)
    return next
  }

  #isOverdue({ others }: SeenTrace): boolean {
    const newest = Math.max(...others.map((span) => span.end ?? span.start ?? -Infinity))
    return this.#oldest !== null && newest - this.#oldest > patience
  }
}

function merge(seen: SeenTrace | undefined, traceId: string, span: Span): SeenTrace {
  const forms = traceIdForms(traceId)
  const full = (forms && (joinTraceId(span.attributes.get('_dd.p.tid'), forms.low) ?? forms.full)) ?? null
  const nativeId = full ?? seen?.nativeId ?? traceId
  if (!seen)
    return span.parentSpanId === null ? { nativeId, root: span, others: [] } : { nativeId, root: null, others: [span] }
  if (span.parentSpanId === null && seen.root === null) return { nativeId, root: span, others: seen.others }
  return { nativeId, root: seen.root, others: [...seen.others, span] }
}

function summaryOf({ nativeId, root, others }: SeenTrace): RunSummary {
  const entry = root ?? earliest(others)
  const failed = root ? root : (others.find((span) => span.failure !== null) ?? entry)
  const agentName = text(entry.attributes.get('gen_ai.agent.name'))
  const start = entry.start
  // Without the root nothing is known of the run's end: the duration of one service's part would be a wrong fact.
  const end = root?.end ?? null
  return {
    id: runIdOf('datadog', nativeId),
    cloudProvider: 'datadog',
    cloudTraceId: nativeId,
    name: (isAgent(entry) ? agentName : null) ?? entry.name,
    status: statusOf(root, failed),
    startTime: start,
    endTime: end,
    durationMs: start !== null && end !== null ? toMilliseconds(microseconds(end - start)) : null,
    error: failed.failure ? (failed.failure.message ?? failed.failure.type) : null,
    errorCount: null,
    stepCount: null,
    totalTokens: null,
    models: null,
    agentName,
    sessionId: firstText(entry, ['gen_ai.conversation.id', 'session.id']),
    serviceName: entry.service,
    environment: firstText(entry, ['deployment.environment.name', 'deployment.environment', 'env']),
  }
}

function statusOf(root: Span | null, failed: Span): RunStatus {
  if (failed.failure !== null) return 'error'
  if (root === null) return 'unknown'
  return root.running ? 'running' : 'ok'
}

const agentOperations: ReadonlySet<unknown> = new Set(['invoke_agent', 'create_agent', 'agent'])

function isAgent(span: Span): boolean {
  return agentOperations.has(span.attributes.get('gen_ai.operation.name')) || /^invoke_agent\b/.test(span.name)
}

function firstText(span: Span, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = text(span.attributes.get(key))
    if (value !== null) return value
  }
  return null
}

function earliest(spans: readonly Span[]): Span {
  return spans.reduce((first, span) => ((span.start ?? Infinity) < (first.start ?? Infinity) ? span : first))
}
