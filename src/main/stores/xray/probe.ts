/** The connection test of an X-Ray source: settings, credentials, identity, reach, permissions, a sample. */

import type { GetTraceSummariesResult, TraceSummary } from '@aws-sdk/client-xray'
import { type ErrorInfo, TraceCraftError } from '../../../shared/errors.ts'
import { isPlainLoopback, settingsProblems, type XRaySource } from '../../../shared/source.ts'
import { formatDuration, formatLookback, fromMilliseconds, milliseconds } from '../../../shared/units.ts'
import type { AwsCredentialsUsed } from '../../credentials/aws.ts'
import { awsIdentity } from '../../credentials/aws-identity.ts'
import { abortError } from '../abort.ts'
import type { ProbeStage } from '../store.ts'
import { tasks, type XRayConnection } from './connection.ts'
import { filterExpression } from './filter.ts'
import { runSummaryOf } from './summary.ts'
import { type DestinationCheck, transactionSearchNotice } from './transaction-search.ts'
import { maxWindowMs } from './windows.ts'

type StageId = ProbeStage['id']
type Outcome = Pick<ProbeStage, 'state' | 'detail'>

const titles: Readonly<Record<StageId, string>> = {
  settings: 'Settings',
  credentials: 'AWS credentials',
  identity: 'Identity',
  reach: 'Reach X-Ray',
  permission: 'Permissions',
  sample: 'Newest traces',
}
const order: readonly StageId[] = ['settings', 'credentials', 'identity', 'reach', 'permission', 'sample']
/** What a failed list call says about the way to X-Ray; all other codes came from X-Ray itself. */
const unreached: ReadonlySet<ErrorInfo['code']> = new Set(['UNREACHABLE', 'TIMED_OUT', 'BAD_ANSWER', 'SERVER_ERROR'])
/** Pages that are looked through for a first row. */
const samplePages = 5
/** Well-formed and nobody's: asks for the permission where there is no trace to open. */
const nobodysTrace = '1-00000001-000000000000000000000000'

/** Yields each stage when it starts and again when it is done; after a failure the rest is skipped. Rejects for cancellation only. */
export async function* probeXRay(
  source: XRaySource,
  connection: XRayConnection,
  destination: DestinationCheck,
  now: () => number,
  signal: AbortSignal,
): AsyncGenerator<ProbeStage, void, undefined> {
  let listing: { summaries: TraceSummary[]; more: boolean } | null = null
  let refused: TraceCraftError | null = null
  const stages: Record<StageId, () => Promise<Outcome>> = {
    settings: async () => {
      const problem = settingsProblems(source)[0]
      filterExpression(source.service, false)
      return problem === undefined
        ? { state: 'passed', detail: `region ${source.region}, ${source.service ?? 'all services'}` }
        : { state: 'failed', detail: problem.problem }
    },
    credentials: async () => ({
      state: 'passed',
      detail: credentialsText(await unless(signal, connection.credentials.describe()), now()),
    }),
    identity: async () => {
      if (isPlainLoopback(source.endpoint)) return { state: 'skipped', detail: 'not asked for a loopback endpoint' }
      const identity = await connection.beside(
        {
          operation: 'GetCallerIdentity',
          doing: 'say who the credentials belong to',
          service: { title: 'AWS STS', prefix: 'sts' },
        },
        (inner) => awsIdentity(source.region, connection.credentials.provider, inner),
        signal,
      )
      return { state: 'passed', detail: `${identity.arn ?? 'unknown'} (account ${identity.account ?? 'unknown'})` }
    },
    reach: async () => {
      try {
        listing = await sample(source, connection, now(), signal)
      } catch (error) {
        if (!(error instanceof TraceCraftError) || unreached.has(error.info.code)) throw error
        if (error.info.code === 'CANCELLED') throw error
        refused = error
      }
      return { state: 'passed', detail: source.endpoint ?? `xray.${source.region}.amazonaws.com` }
    },
    permission: async () => {
      if (refused !== null) throw refused
      const id = listing?.summaries.find((summary) => typeof summary.Id === 'string')?.Id ?? nobodysTrace
      await connection.call(tasks.open, (client, inner) => client.batchGetTraces([id], inner), signal)
      const where = await destination.get(signal)
      const asked = 'xray:GetTraceSummaries and xray:BatchGetTraces are granted'
      return where === null
        ? {
            state: 'warned',
            detail: `${asked}; xray:GetTraceSegmentDestination is not, so Transaction Search cannot be noticed`,
          }
        : { state: 'passed', detail: asked }
    },
    sample: async () => sampleOutcome(source, listing ?? { summaries: [], more: false }, destination, now()),
  }
  let broken = false
  for (const id of order) {
    const title = titles[id]
    if (broken) {
      yield { id, title, state: 'skipped', detail: null, durationMs: null, error: null }
      continue
    }
    yield { id, title, state: 'running', detail: null, durationMs: null, error: null }
    const began = performance.now()
    const stage = await run(stages[id])
    yield { id, title, ...stage, durationMs: performance.now() - began }
    broken = stage.state === 'failed'
  }
}

async function run(stage: () => Promise<Outcome>): Promise<Pick<ProbeStage, 'state' | 'detail' | 'error'>> {
  try {
    return { ...(await stage()), error: null }
  } catch (error) {
    if (!(error instanceof TraceCraftError) || error.info.code === 'CANCELLED') throw error
    return { state: 'failed', detail: error.info.message, error: error.info }
  }
}

/** A wait that the signal ends; finding credentials takes none of its own. */
async function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let onAbort = () => {}
  const gone = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortError())
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, gone])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function sample(source: XRaySource, connection: XRayConnection, now: number, signal: AbortSignal) {
  const to = new Date(now)
  const from = new Date(now - Math.min(maxWindowMs, source.lookbackHours * 3.6e6))
  const filter = filterExpression(source.service, false)
  let nextToken: string | null = null
  for (let page = 0; ; page++) {
    const token: string | null = nextToken
    const answer: GetTraceSummariesResult = await connection.call(
      tasks.list,
      (client, inner) => client.getTraceSummaries({ from, to, filter, nextToken: token }, inner),
      signal,
    )
    const summaries = answer.TraceSummaries ?? []
    nextToken = answer.NextToken || null
    if (summaries.length > 0 || nextToken === null || page + 1 >= samplePages)
      return { summaries, more: nextToken !== null }
  }
}

function sampleOutcome(
  source: XRaySource,
  { summaries, more }: { summaries: TraceSummary[]; more: boolean },
  destination: DestinationCheck,
  now: number,
): Outcome {
  const span = formatLookback(milliseconds(Math.min(maxWindowMs, source.lookbackHours * 3.6e6)))
  const search = transactionSearchNotice(destination.known)
  const starts = summaries.map((one) => runSummaryOf(one)?.startTime ?? null).filter((at) => at !== null)
  const beside = search === null ? '' : ` ${search.message}`
  if (summaries.length === 0)
    return {
      state: 'warned',
      detail: `No traces in the last ${span}. Look further back, check the service’s exact name (it is case-sensitive), and check sampling.${beside}`,
    }
  const newest = starts.length === 0 ? null : Math.max(...starts)
  const age =
    newest === null ? '' : `, the newest ${formatDuration(fromMilliseconds(Math.max(0, now - newest / 1000)))} old`
  return {
    state: search === null ? 'passed' : 'warned',
    detail: `${summaries.length}${more ? ' or more' : ''} traces in the last ${span}${age}.${beside}`,
  }
}

function credentialsText(used: AwsCredentialsUsed, now: number): string {
  const account = used.accountId === null ? '' : `, account ${used.accountId}`
  const end = used.expiresAt === null ? '' : `, expires in ${formatDuration(fromMilliseconds(used.expiresAt - now))}`
  return `${used.source}${account}${end}`
}
