/** The connection test of an X-Ray source: settings, credentials, identity, reach, permissions one by one, a sample. */

import { type ErrorInfo, errorInfo, fix, TraceCraftError } from '../../../shared/errors.ts'
import { isPlainLoopback, settingsProblems, type XRaySource } from '../../../shared/source.ts'
import { formatDuration, fromMilliseconds } from '../../../shared/units.ts'
import type { AwsCredentialsUsed } from '../../credentials/aws.ts'
import { awsIdentity } from '../../credentials/aws-identity.ts'
import { unlessAborted } from '../abort.ts'
import { type Outcome, warned } from '../probe-hints.ts'
import type { ProbeStage } from '../store.ts'
import type { StoreDeps } from '../store-deps.ts'
import { tasks, type XRayConnection } from './connection.ts'
import { filterExpression } from './filter.ts'
import { newestOf, nothing, type Sample, sampleOutcome } from './probe-sample.ts'
import type { DestinationCheck } from './transaction-search.ts'

type StageId = ProbeStage['id']

/** What a failed list call says about the way to X-Ray; all other codes came from X-Ray itself. */
const unreached: ReadonlySet<ErrorInfo['code']> = new Set(['UNREACHABLE', 'TIMED_OUT', 'BAD_ANSWER', 'SERVER_ERROR'])
/** Well-formed and nobody's: asks for the permission where there is no trace to open. */
const nobodysTrace = '1-00000001-000000000000000000000000'

/** Yields each stage when it starts and again when it is done; after a failure the rest is skipped. Rejects for cancellation only. */
export async function* probeXRay(
  source: XRaySource,
  connection: XRayConnection,
  destination: DestinationCheck,
  deps: StoreDeps,
  signal: AbortSignal,
): AsyncGenerator<ProbeStage, void, undefined> {
  let sample: Sample = nothing
  let refused: TraceCraftError | null = null
  const stages: readonly (readonly [StageId, string, () => Promise<Outcome>])[] = [
    [
      'settings',
      'Settings',
      async () => {
        const problem = settingsProblems(source)[0]
        filterExpression(source.service, false)
        return problem === undefined
          ? { state: 'passed', detail: `region ${source.region}, ${source.service ?? 'all services'}` }
          : { state: 'failed', detail: problem.problem }
      },
    ],
    [
      'credentials',
      'AWS credentials',
      async () => ({
        state: 'passed',
        detail: credentialsText(await unlessAborted(signal, connection.credentials.describe()), deps.now()),
      }),
    ],
    [
      'identity',
      'Identity',
      async () => {
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
    ],
    [
      'reach',
      'Reach X-Ray',
      async () => {
        try {
          const { service, lookbackHours: hours } = source
          sample = await newestOf(connection, { service, hours, now: deps.now() }, signal)
        } catch (error) {
          if (!(error instanceof TraceCraftError) || unreached.has(error.info.code)) throw error
          if (error.info.code === 'CANCELLED') throw error
          refused = error
        }
        return { state: 'passed', detail: source.endpoint ?? `xray.${source.region}.amazonaws.com` }
      },
    ],
    [
      'permission',
      'List traces',
      async () => {
        if (refused !== null) throw refused
        return { state: 'passed', detail: 'xray:GetTraceSummaries is granted' }
      },
    ],
    [
      'permission',
      'Open a trace',
      async () => {
        const id = sample.summaries.find((summary) => typeof summary.Id === 'string')?.Id ?? nobodysTrace
        await connection.call(tasks.open, (client, inner) => client.batchGetTraces([id], inner), signal)
        return { state: 'passed', detail: 'xray:BatchGetTraces is granted' }
      },
    ],
    [
      'permission',
      'See where spans are kept',
      async () => {
        const where = await destination.get(signal)
        if (where === null)
          return warned('xray:GetTraceSegmentDestination is not granted', {
            ...unseenDestination,
            message: `Transaction Search cannot be noticed in ${source.region}.`,
          })
        const search = where.transactionSearch ? 'Transaction Search is on' : 'in X-Ray itself'
        return { state: 'passed', detail: `xray:GetTraceSegmentDestination is granted: ${search}` }
      },
    ],
    ['sample', 'Newest traces', () => sampleOutcome(source, connection, sample, destination, deps, signal)],
  ]
  let broken = false
  for (const [id, title, work] of stages) {
    if (broken) {
      yield { id, title, state: 'skipped', detail: null, durationMs: null, error: null }
      continue
    }
    yield { id, title, state: 'running', detail: null, durationMs: null, error: null }
    const began = performance.now()
    const stage = await run(work)
    yield { id, title, ...stage, durationMs: performance.now() - began }
    broken = stage.state === 'failed'
  }
}

const unseenDestination = errorInfo({
  code: 'PERMISSION_DENIED',
  platform: 'xray',
  message: '',
  cause:
    'With Transaction Search on, the list knows a share of the traces only; without this permission the app cannot say so.',
  fix: fix('Allow xray:GetTraceSegmentDestination and xray:GetIndexingRules for this identity.'),
})

async function run(stage: () => Promise<Outcome>): Promise<Pick<ProbeStage, 'state' | 'detail' | 'error'>> {
  try {
    return { error: null, ...(await stage()) }
  } catch (error) {
    if (!(error instanceof TraceCraftError) || error.info.code === 'CANCELLED') throw error
    return { state: 'failed', detail: error.info.message, error: error.info }
  }
}

function credentialsText(used: AwsCredentialsUsed, now: number): string {
  const account = used.accountId === null ? '' : `, account ${used.accountId}`
  const end = used.expiresAt === null ? '' : `, expires in ${formatDuration(fromMilliseconds(used.expiresAt - now))}`
  return `${used.source}${account}${end}`
}
