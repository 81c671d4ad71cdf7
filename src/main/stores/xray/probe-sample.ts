/** The newest traces of an X-Ray source for its connection test; where there are none, where they may be instead. */

import type { GetTraceSummariesResult, TraceSummary } from '@aws-sdk/client-xray'
import { type ErrorInfo, errorInfo, fix } from '../../../shared/errors.ts'
import { isPlainLoopback, type XRaySource } from '../../../shared/source.ts'
import { microseconds } from '../../../shared/units.ts'
import { listAwsProfiles } from '../../credentials/aws-profiles.ts'
import { abortError } from '../abort.ts'
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
import { tasks, XRayConnection } from './connection.ts'
import { filterExpression } from './filter.ts'
import { arrayOf, textOf } from './map-json.ts'
import { runSummaryOf } from './summary.ts'
import { type DestinationCheck, transactionSearchNotice } from './transaction-search.ts'
import { windowsOf } from './windows.ts'

/** Summaries of the newest window that has any. */
export interface Sample {
  readonly summaries: readonly TraceSummary[]
  /** There are more in that window. */
  readonly more: boolean
}

export const nothing: Sample = { summaries: [], more: false }

/** Pages that are looked through for a first row. */
const samplePages = 5
/** A test looks no further back than this, in hours: further windows cost a call each. */
const furthestHours = 24
/** Other regions that are asked, and for how long. */
const mostRegions = 6
const regionsTimeoutMs = 5000

/** Where most accounts have what they have. */
const commonRegions = [
  'us-east-1',
  'us-west-2',
  'eu-west-1',
  'eu-central-1',
  'ap-southeast-1',
  'us-east-2',
  'ap-northeast-1',
]

const hoursAgo = (now: number, hours: number) => microseconds((now - hours * 3.6e6) * 1000)

/** The newest window of the last `hours` that holds a trace of the service, asked 6 hours at a time, newest first. */
export async function newestOf(
  connection: XRayConnection,
  ask: { service: string | null; fromHours?: number; hours: number; now: number },
  signal: AbortSignal,
): Promise<Sample> {
  const window = { from: hoursAgo(ask.now, ask.hours), to: hoursAgo(ask.now, ask.fromHours ?? 0) }
  const filter = filterExpression(ask.service, false)
  for (const { from, to } of windowsOf(window)) {
    let nextToken: string | null = null
    for (let page = 0; page < samplePages; page++) {
      const token: string | null = nextToken
      const answer: GetTraceSummariesResult = await connection.call(
        tasks.list,
        (client, inner) => client.getTraceSummaries({ from, to, filter, nextToken: token }, inner),
        signal,
      )
      const summaries = answer.TraceSummaries ?? []
      nextToken = answer.NextToken || null
      if (summaries.length > 0) return { summaries, more: nextToken !== null }
      if (nextToken === null) break
    }
  }
  return nothing
}

/** What the sample says: how many and how old, or what is probably wrong. */
export async function sampleOutcome(
  source: XRaySource,
  connection: XRayConnection,
  sample: Sample,
  destination: DestinationCheck,
  deps: StoreDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  const now = deps.now()
  const back = lookbackText(source.lookbackHours)
  const search = transactionSearchNotice(destination.known)
  const { summaries, more } = sample
  if (summaries.length > 0) {
    const newest = newestStart(sample)
    const age = newest === null ? '' : `, the newest ${ageText(newest, now)} old`
    const detail = `${countText(summaries.length, more)} in the last ${back}${age}.`
    return search === null ? { state: 'passed', detail } : warned(detail, indexedOnly(search.message))
  }
  const none = `No traces in the last ${back}.`
  const mistake = await hint(probableMistake(source, connection, deps, signal))
  if (mistake !== null) return warned(none, mistake)
  if (search !== null) return warned(none, indexedOnly(search.message))
  const { service, lookbackHours } = source
  const looked = lookbackText(Math.max(furthestHours, lookbackHours))
  const unsure = service === null ? null : `The exact name of the service may be another than "${service}".`
  return warned(none, nothingThere('xray', `region ${source.region}`, looked, unsure))
}

/** Older traces, another service, another region: the first that is found. */
async function probableMistake(
  source: XRaySource,
  connection: XRayConnection,
  deps: StoreDeps,
  signal: AbortSignal,
): Promise<ErrorInfo | null> {
  const now = deps.now()
  const { service, lookbackHours: hours } = source
  if (hours < furthestHours) {
    const ask = { service, fromHours: hours, hours: furthestHours, now }
    const newest = newestStart(await newestOf(connection, ask, signal))
    if (newest !== null) return shortLookback('xray', { hours, newest, now, service })
  }
  if (service !== null) {
    const known = servicesOf(await newestOf(connection, { service: null, hours, now }, signal))
    if (known.length > 0) return unknownService('xray', service, known, hours)
  }
  return otherRegions(source, deps, signal)
}

function newestStart({ summaries }: Sample): number | null {
  const starts = summaries.map((one) => runSummaryOf(one)?.startTime ?? null).filter((at) => at !== null)
  return starts.length === 0 ? null : Math.max(...starts) / 1000
}

/** Names of the services in a sample, those of the most traces first. */
function servicesOf({ summaries }: Sample): string[] {
  const counts = new Map<string, number>()
  for (const summary of summaries)
    for (const service of arrayOf(summary.ServiceIds)) {
      const name = textOf((service as { Name?: unknown } | null)?.Name)
      if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  return mostFirst(counts)
}

function indexedOnly(message: string): ErrorInfo {
  return errorInfo({
    code: 'NOT_FOUND',
    platform: 'xray',
    message,
    cause: 'With Transaction Search, spans go to CloudWatch Logs, and X-Ray indexes a share of the traces.',
    fix: fix(
      'Raise the share (CloudWatch console → Settings → X-Ray traces → Trace indexing), or open traces by their id.',
      'aws xray update-indexing-rule --name Default --rule "Probabilistic={DesiredSamplingPercentage=100}"',
    ),
  })
}

/** The regions of the user's profiles and some where most accounts have theirs, asked side by side for a short time. Null where none of them has a trace, or none may be asked. */
async function otherRegions(source: XRaySource, deps: StoreDeps, signal: AbortSignal): Promise<ErrorInfo | null> {
  // A private endpoint belongs to one region; on loopback, the region that a request is signed for decides.
  if (source.endpoint !== null && !isPlainLoopback(source.endpoint)) return null
  const own = await listAwsProfiles(deps.env)
  const wanted = [
    ...own.map(({ region }) => region),
    deps.env.AWS_REGION,
    deps.env.AWS_DEFAULT_REGION,
    ...commonRegions,
  ]
  const regions = [...new Set(wanted)]
    .filter((one): one is string => !!one && one !== source.region)
    .slice(0, mostRegions)
  const limited = AbortSignal.any([signal, AbortSignal.timeout(regionsTimeoutMs)])
  const asked = await Promise.allSettled(regions.map((region) => countIn({ ...source, region }, deps, limited)))
  if (signal.aborted) throw abortError()
  const found = asked
    .flatMap((one, index) =>
      one.status === 'fulfilled' && one.value.count > 0 ? [{ ...one.value, region: regions[index]! }] : [],
    )
    .sort((a, b) => b.count - a.count)
  const [best] = found
  if (best === undefined) return null
  const counts = found.slice(0, 3).map(({ count, more, region }) => `${count}${more ? ' or more' : ''} in ${region}`)
  return errorInfo({
    code: 'SETTINGS',
    platform: 'xray',
    message: `None in ${source.region}, ${counts.join(', ')}.`,
    cause: 'X-Ray keeps the traces of each region apart.',
    fix: fix(`Set the region to ${best.region} (xray://${best.region}/ in the URL, xray_region in the config).`),
  })
}

async function countIn(
  source: XRaySource,
  deps: StoreDeps,
  signal: AbortSignal,
): Promise<{ count: number; more: boolean }> {
  const connection = new XRayConnection(source, deps, { timeoutMs: regionsTimeoutMs, maxAttempts: 1 })
  try {
    const { service } = source
    const sample = await newestOf(
      connection,
      { service, hours: Math.min(6, source.lookbackHours), now: deps.now() },
      signal,
    )
    return { count: sample.summaries.length, more: sample.more }
  } finally {
    connection.close()
  }
}
