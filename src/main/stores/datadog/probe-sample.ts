/** The newest trace of a Datadog source for its connection test; where there is none, what is probably wrong. */

import { type ErrorInfo, errorInfo, fix } from '../../../shared/errors.ts'
import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { DatadogSource } from '../../../shared/source.ts'
import {
  ageText,
  hint,
  lookbackText,
  mostFirst,
  nothingThere,
  type Outcome,
  shortLookback,
  unknownService,
  warned,
} from '../probe-hints.ts'
import type { StoreDeps } from '../store-deps.ts'
import { record, text } from './fields.ts'
import { mapSearchEvent } from './map.ts'
import { listQuery } from './query.ts'
import type { DatadogRequests } from './requests.ts'

/** Indexed spans are kept for 15 days. */
const retentionHours = 15 * 24
/** Spans that are looked through for the names of their services. */
const sampledSpans = 200

/** How old the newest span is, or what is probably wrong. Costs up to four searches more where there is none. */
export async function sampleOf(
  newest: JsonValue | null,
  source: DatadogSource,
  requests: DatadogRequests,
  deps: StoreDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  const now = deps.now()
  if (newest !== null) {
    const span = mapSearchEvent(record(newest), 0)
    const at = span.end ?? span.start
    const age = at === null ? 'at an unknown time' : `${ageText(at / 1000, now)} ago`
    return { state: 'passed', detail: `${span.name} (${span.service ?? 'no service'}), ${age}` }
  }
  const back = lookbackText(source.lookbackHours)
  const mistake = await hint(probableMistake(source, requests, now, signal))
  const looked = lookbackText(Math.max(retentionHours, source.lookbackHours))
  const retained = 'A search finds only spans that a retention filter keeps.'
  return warned(
    `No trace in the last ${back}.`,
    mistake ?? nothingThere('datadog', `site ${source.site}`, looked, retained),
  )
}

/** Older spans of the service, other services, older spans of anybody, or LLM Observability alone: the first that is found. */
async function probableMistake(
  source: DatadogSource,
  requests: DatadogRequests,
  now: number,
  signal: AbortSignal,
): Promise<ErrorInfo | null> {
  const { service, lookbackHours: hours } = source
  const within = (back: number) => ({ from: String(Math.floor(now - back * 3_600_000)), to: String(now), cursor: null })
  const newestOf = async (wanted: string | null) => {
    const ask = { query: listQuery(wanted, false), ...within(retentionHours), limit: 1 }
    const [event] = (await requests.searchSpans(ask, signal)).events
    if (event === undefined) return null
    const { start, end } = mapSearchEvent(record(event), 0)
    const at = end ?? start
    return at === null ? null : at / 1000
  }
  const older = await newestOf(service)
  if (older !== null) return shortLookback('datadog', { hours, newest: older, now, service })
  if (service !== null) {
    const ask = { query: listQuery(null, false), ...within(hours), limit: sampledSpans }
    const counts = new Map<string, number>()
    for (const event of (await requests.searchSpans(ask, signal)).events) {
      const name = text(record(record(event).attributes).service)
      if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    const known = mostFirst(counts)
    if (known.length > 0) return unknownService('datadog', service, known, hours)
  }
  const everybody = service === null ? null : await newestOf(null)
  if (everybody !== null) return shortLookback('datadog', { hours, newest: everybody, now, service: null })
  const prompts = await requests.searchLlmSpans({ query: '*', ...within(retentionHours), limit: 1 }, signal)
  return prompts.events.length > 0 ? promptsOnly(source) : null
}

/** dd-trace without an agent sends LLM Observability its spans, and APM none. */
function promptsOnly(source: DatadogSource): ErrorInfo {
  return errorInfo({
    code: 'NOT_FOUND',
    platform: 'datadog',
    message: `LLM Observability has spans in ${source.site}, and APM has none.`,
    cause:
      'The list is made of APM’s traces. In agentless mode (DD_LLMOBS_AGENTLESS_ENABLED) the tracer sends spans to LLM Observability alone.',
    fix: fix(
      'Run the Datadog Agent beside the service and leave agentless mode, so that APM gets the traces too.',
      null,
      'https://docs.datadoghq.com/llm_observability/setup/',
    ),
  })
}

/** Trace by id is not there: runs are made of what a search finds. */
export function byIdRefused(source: DatadogSource, status: number): ErrorInfo {
  return errorInfo({
    code: 'PERMISSION_DENIED',
    platform: 'datadog',
    message: `Reading a trace by its id is not available in ${source.site} (HTTP ${status}): runs show indexed spans only.`,
    cause: 'The call is in preview at Datadog, and needs apm_read for the application key.',
    fix: fix(
      'Give the application key’s owner apm_read, ask Datadog’s support for the preview, or let a retention filter keep the agent’s spans.',
    ),
    status,
  })
}
