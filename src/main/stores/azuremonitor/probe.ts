/** The connection test: settings → credentials → identity → reach → permission → sample. */

import { type ErrorInfo, errorInfo, TraceCraftError } from '../../../shared/errors.ts'
import type { AzureMonitorSource } from '../../../shared/source.ts'
import { formatDuration, type Microseconds, microseconds } from '../../../shared/units.ts'
import type { AzureCredential } from '../../credentials/azure.ts'
import { abortError } from '../abort.ts'
import type { Outcome } from '../probe-hints.ts'
import type { ProbeStage } from '../store.ts'
import type { LogsAnswer } from './answer.ts'
import { audienceOf } from './client.ts'
import { permissionQuery, type TimeRange } from './kql.ts'
import { sampleOf } from './probe-sample.ts'
import type { LogsSchema } from './schema.ts'

/** What a test needs of the store. */
export interface Probed {
  readonly schema: LogsSchema
  now(): Microseconds
  credential(): AzureCredential | null
  query(kql: string, range: TimeRange, doing: string, signal: AbortSignal): Promise<LogsAnswer>
}

const titles = {
  settings: 'Settings',
  credentials: 'Credentials',
  identity: 'Identity',
  reach: 'Reach Azure Monitor',
  permission: 'Permission to read logs',
  sample: 'Sample query',
} as const satisfies Record<ProbeStage['id'], string>

/** The platform did not answer at all; anything else that it says shows that it was reached. */
const notReached: ReadonlySet<string> = new Set(['UNREACHABLE', 'TIMED_OUT', 'BAD_ANSWER', 'SERVER_ERROR'])

/** Yields each stage when it starts and when it is done. A failed stage skips those that need it. Throws only CANCELLED. */
export async function* probeStages(
  store: Probed,
  source: AzureMonitorSource,
  signal: AbortSignal,
): AsyncGenerator<ProbeStage, void, undefined> {
  const place =
    source.resourceId === null ? `workspace ${source.workspaceId}` : `resource ${source.resourceId.split('/').at(-1)}`
  yield* stage('settings', async () => ({ state: 'passed', detail: place }))

  const credential = store.credential()
  let failed = false
  if (credential === null) {
    const detail = 'a plain-http loopback endpoint never receives a token'
    yield done('credentials', { state: 'skipped', detail }, null)
    yield done('identity', { state: 'skipped', detail }, null)
  } else {
    let outcome: Outcome | undefined
    for await (const step of stage(
      'credentials',
      async () => {
        const signIn = await credential.identify(`${audienceOf(source.endpoint)}/.default`, signal)
        const left = signIn.expiresAt === null ? null : microseconds(signIn.expiresAt * 1000 - store.now())
        return {
          state: 'passed',
          detail: `${signIn.member}${left === null ? '' : `, token for ${formatDuration(left)}`}`,
        }
      },
      signal,
    )) {
      if (step.state !== 'running') outcome = { state: step.state, detail: step.detail }
      yield step
    }
    failed = outcome?.state === 'failed'
    if (failed) yield done('identity', { state: 'skipped', detail: null }, null)
    else yield done('identity', identityOutcome(credential), 0)
  }
  if (failed) {
    for (const id of ['reach', 'permission', 'sample'] as const)
      yield done(id, { state: 'skipped', detail: null }, null)
    return
  }
  yield* questions(store, source, signal)
}

async function* questions(store: Probed, source: AzureMonitorSource, signal: AbortSignal) {
  const now = store.now()
  const window = {
    from: microseconds(now - source.lookbackHours * 3.6e9),
    to: microseconds(now + 60_000_000),
  }
  yield running('reach')
  const since = performance.now()
  let refused: ErrorInfo | null = null
  try {
    await store.query(permissionQuery(store.schema, window), window, 'read logs', signal)
  } catch (error) {
    refused = infoOf(error, signal)
  }
  const took = performance.now() - since
  if (refused !== null && notReached.has(refused.code)) {
    yield done('reach', { state: 'failed', detail: null, error: refused }, took)
    yield done('permission', { state: 'skipped', detail: null }, null)
    yield done('sample', { state: 'skipped', detail: null }, null)
    return
  }
  yield done('reach', { state: 'passed', detail: new URL(source.endpoint ?? 'https://api.loganalytics.io').host }, took)
  if (refused !== null) {
    yield done('permission', { state: 'failed', detail: null, error: refused }, took)
    yield done('sample', { state: 'skipped', detail: null }, null)
    return
  }
  yield done('permission', { state: 'passed', detail: 'may read (Log Analytics Reader or more)' }, took)
  yield* stage('sample', () => sampleOf(store, source, window, signal), signal)
}

function identityOutcome(credential: AzureCredential): Outcome {
  const { signIn } = credential
  if (signIn === null || signIn.principal === null)
    return { state: 'warned', detail: 'the token does not say who it belongs to' }
  const who = signIn.kind === 'app' ? `app ${signIn.principal}` : signIn.principal
  return { state: 'passed', detail: signIn.tenantId === null ? who : `${who}, tenant ${signIn.tenantId}` }
}

async function* stage(
  id: ProbeStage['id'],
  work: () => Promise<Outcome>,
  signal?: AbortSignal,
): AsyncGenerator<ProbeStage, void, undefined> {
  yield running(id)
  const since = performance.now()
  let outcome: Outcome
  try {
    outcome = await work()
  } catch (error) {
    outcome = { state: 'failed', detail: null, error: infoOf(error, signal) }
  }
  yield done(id, outcome, performance.now() - since)
}

function infoOf(error: unknown, signal: AbortSignal | undefined): ErrorInfo {
  if (signal?.aborted) throw abortError()
  if (error instanceof TraceCraftError) return error.info
  return errorInfo({ platform: 'azuremonitor', code: 'INTERNAL', message: 'The test itself failed.' })
}

function running(id: ProbeStage['id']): ProbeStage {
  return { id, title: titles[id], state: 'running', detail: null, durationMs: null, error: null }
}

function done(id: ProbeStage['id'], outcome: Outcome, durationMs: number | null): ProbeStage {
  return {
    id,
    title: titles[id],
    state: outcome.state,
    detail: outcome.detail,
    durationMs,
    error: outcome.error ?? null,
  }
}
