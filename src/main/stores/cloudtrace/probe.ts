/** The connection test of a Cloud Trace source, stage by stage. */

import { type ErrorInfo, errorInfo, TraceCraftError } from '../../../shared/errors.ts'
import { microseconds } from '../../../shared/units.ts'
import { describeGoogleIdentity } from '../../credentials/google-identity.ts'
import type { CloudTraceSource } from '../../../shared/source.ts'
import { abortError } from '../abort.ts'
import type { Outcome } from '../probe-hints.ts'
import type { StoreDeps } from '../store-deps.ts'
import type { ProbeStage, RunPage } from '../store.ts'
import { listRuns } from './listing.ts'
import { sampleOf } from './probe-sample.ts'
import type { CloudTraceRequests } from './requests.ts'

type StageId = ProbeStage['id']

const titles = {
  settings: 'Settings',
  credentials: 'Google credentials',
  identity: 'Identity',
  reach: 'Connection',
  permission: 'Permission to read traces',
  sample: 'Newest trace',
} as const satisfies Record<StageId, string>

/** Codes that say that no answer of Cloud Trace itself arrived. */
const outOfReach: ReadonlySet<ErrorInfo['code']> = new Set([
  'UNREACHABLE',
  'TIMED_OUT',
  'BAD_ANSWER',
  'SERVER_ERROR',
  'INTERNAL',
])

/** Runs the stages; stops at the first that fails and marks the rest as skipped. Throws only CANCELLED. Costs one list, or a few where a service is looked for. */
export async function* probeCloudTrace(
  source: CloudTraceSource,
  requests: CloudTraceRequests,
  deps: StoreDeps,
  signal: AbortSignal,
): AsyncGenerator<ProbeStage, void, undefined> {
  const done: StageId[] = []
  let failed = false

  async function* stage(id: StageId, work: () => Promise<Outcome>): AsyncGenerator<ProbeStage, void, undefined> {
    if (failed) return
    const base = { id, title: titles[id], detail: null, durationMs: null, error: null }
    const started = performance.now()
    yield { ...base, state: 'running' }
    done.push(id)
    try {
      yield { ...base, ...(await work()), durationMs: performance.now() - started }
    } catch (error) {
      if (signal.aborted) throw abortError()
      failed = true
      yield { ...base, state: 'failed', durationMs: performance.now() - started, error: infoOf(error) }
    }
  }

  yield* stage('settings', async () => ({ state: 'passed', detail: `project ${requests.project}` }))
  yield* stage('credentials', async () => {
    if (requests.usesPlaceholder)
      return { state: 'skipped', detail: `${requests.host} is plain http on this machine and gets a placeholder token` }
    const credentials = await requests.credentials()
    await requests.signIn(signal)
    return { state: 'passed', detail: credentials?.origin ?? null }
  })
  yield* stage('identity', async () => {
    const credentials = await requests.credentials()
    if (credentials === null) return { state: 'skipped', detail: `no identity; project ${requests.project}` }
    const billed = credentials.quotaProject
    const quota = billed !== null && billed !== requests.project ? `, quota project ${billed}` : ''
    return {
      state: 'passed',
      detail: `${await describeGoogleIdentity(credentials, deps.env)}; project ${requests.project}${quota}`,
    }
  })

  // One list answers for three stages: that Cloud Trace is there, that it may be read, and what it holds.
  let page: RunPage | null = null
  let more = false
  let refusal: unknown = null
  yield* stage('reach', async () => {
    try {
      ;[page, more] = await firstPage(source, requests, deps, signal)
    } catch (error) {
      if (!(error instanceof TraceCraftError) || outOfReach.has(error.info.code)) throw error
      refusal = error
    }
    return { state: 'passed', detail: `${requests.host} answers` }
  })
  yield* stage('permission', async () => {
    if (refusal !== null) throw refusal
    return { state: 'passed', detail: `may list traces of ${requests.project}` }
  })
  yield* stage('sample', async () => sampleOf(page, more, source, requests, deps, signal))

  for (const id of Object.keys(titles) as StageId[])
    if (!done.includes(id))
      yield { id, title: titles[id], state: 'skipped', detail: null, durationMs: null, error: null }
}

async function firstPage(
  source: CloudTraceSource,
  requests: CloudTraceRequests,
  deps: StoreDeps,
  signal: AbortSignal,
): Promise<[page: RunPage | null, more: boolean]> {
  const now = deps.now()
  const window = { from: microseconds((now - source.lookbackHours * 3.6e6) * 1000), to: microseconds(now * 1000) }
  const pages = listRuns(requests, source.service, { label: null }, { window, errorsOnly: false }, signal)
  try {
    const first = await pages.next()
    return first.done ? [null, false] : [first.value, first.value.more]
  } finally {
    await pages.return()
  }
}

function infoOf(error: unknown): ErrorInfo {
  if (error instanceof TraceCraftError) return error.info
  return errorInfo({ code: 'INTERNAL', platform: 'cloudtrace', message: 'The connection test stopped unexpectedly.' })
}
