/** The newest trace of a Cloud Trace source for its connection test; where there is none, what is probably wrong. */

import { type ErrorInfo } from '../../../shared/errors.ts'
import type { CloudTraceSource } from '../../../shared/source.ts'
import { formatInstant, microseconds } from '../../../shared/units.ts'
import {
  ageText,
  countText,
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
import type { RunPage } from '../store.ts'
import { labelsToTry, serviceTerm } from './filter.ts'
import { mapTrace } from './map.ts'
import type { CloudTraceRequests } from './requests.ts'

/** Google keeps traces for 30 days. */
const retentionHours = 30 * 24
/** Whole traces that are looked through for the names of their services. */
const sampledTraces = 25

/** What the newest page says: how many and how old, or what is probably wrong. Costs two lists more where there is nothing, three with a service. */
export async function sampleOf(
  page: RunPage | null,
  more: boolean,
  source: CloudTraceSource,
  requests: CloudTraceRequests,
  deps: StoreDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  const back = lookbackText(source.lookbackHours)
  const runs = page?.runs ?? []
  if (runs.length > 0) {
    const newest = runs.find((run) => run.startTime !== null)?.startTime ?? null
    const count = `${countText(runs.length, more)} in the last ${back}`
    const age = newest === null ? '' : `, the newest ${ageText(newest / 1000, deps.now())} old`
    return { state: 'passed', detail: `${count}${age}` }
  }
  const { service } = source
  const none = `no trace${service === null ? '' : ` of ${service}`} in the last ${back}`
  const mistake = await hint(probableMistake(source, requests, deps, signal))
  const where = `project ${requests.project}`
  return warned(none, mistake ?? nothingThere('cloudtrace', where, lookbackText(retentionHours)))
}

/** Older traces of the service, then other services, then older traces of anybody: the first that is found. */
async function probableMistake(
  source: CloudTraceSource,
  requests: CloudTraceRequests,
  deps: StoreDeps,
  signal: AbortSignal,
): Promise<ErrorInfo | null> {
  const now = deps.now()
  const { service, lookbackHours: hours } = source
  const ask = async (back: number, pageSize: number, view: 'ROOTSPAN' | 'COMPLETE', filter: string | null) => {
    const window = {
      startTime: formatInstant(microseconds((now - back * 3.6e6) * 1000)),
      endTime: formatInstant(microseconds(now * 1000)),
    }
    const orderBy = 'start desc'
    const answer = await requests.list(
      { view, pageSize, orderBy, ...window, ...(filter === null ? {} : { filter }) },
      signal,
    )
    return Array.isArray(answer.traces) ? answer.traces.map(mapTrace) : []
  }
  const newestOf = async (filter: string | null) => {
    const [spans] = await ask(retentionHours, 1, 'ROOTSPAN', filter)
    const starts = (spans ?? []).map(({ start }) => start).filter((at) => at !== null)
    return starts.length === 0 ? null : Math.min(...starts) / 1000
  }
  if (service !== null) {
    const older = await newestOf(serviceTerm(labelsToTry(null)[0]!, service))
    if (older !== null) return shortLookback('cloudtrace', { hours, newest: older, now, service })
    const counts = new Map<string, number>()
    for (const spans of await ask(hours, sampledTraces, 'COMPLETE', null))
      for (const name of new Set(spans.map((span) => span.service)))
        if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
    const known = mostFirst(counts)
    if (known.length > 0) return unknownService('cloudtrace', service, known, hours)
  }
  const older = await newestOf(null)
  return older === null ? null : shortLookback('cloudtrace', { hours, newest: older, now, service: null })
}
