/** The connection test of a Datadog source, stage by stage. */

import { TraceCraftError, errorInfo, type ErrorInfo, fix } from '../../../shared/errors.ts'
import type { JsonValue } from '../../../shared/model/json-value.ts'
import { datadogApiHost, type DatadogSource, settingsProblems } from '../../../shared/source.ts'
import { type DatadogKeys, describeDatadogKeys, resolveDatadogKeys } from '../../credentials/datadog.ts'
import { type Outcome, warned } from '../probe-hints.ts'
import type { StoreDeps } from '../store-deps.ts'
import type { ProbeStage } from '../store.ts'
import { record } from './fields.ts'
import { idText } from './ids.ts'
import { traceById } from './open-trace.ts'
import { byIdRefused, sampleOf } from './probe-sample.ts'
import { listQuery } from './query.ts'
import type { DatadogRequests } from './requests.ts'

type StageId = ProbeStage['id']

/**
 * Settings, keys in the environment and whose they are, the API key at this site, the two ways to read, and a sample. Stops at the first stage that fails; the rest are skipped. Throws
 * only when it is cancelled.
 */
export async function* probeDatadog(
  source: DatadogSource,
  deps: StoreDeps,
  requests: DatadogRequests,
  signal: AbortSignal,
): AsyncGenerator<ProbeStage, void, undefined> {
  let newest: JsonValue | null = null
  let keys: DatadogKeys | null = null
  const stages: [StageId, string, () => Outcome | Promise<Outcome>][] = [
    [
      'settings',
      'Settings',
      () => {
        const problem = settingsProblems(source)[0]
        return problem === undefined
          ? { state: 'passed', detail: `site ${source.site}, ${source.service ?? 'all services'}` }
          : { state: 'failed', detail: problem.problem }
      },
    ],
    [
      'credentials',
      'API key and application key',
      () => {
        keys = resolveDatadogKeys(source, deps.env)
        return keys.placeholder
          ? { state: 'skipped', detail: 'a plain-http loopback endpoint gets placeholder keys' }
          : { state: 'passed', detail: `${source.apiKeyEnv} and ${source.appKeyEnv} are set` }
      },
    ],
    [
      'identity',
      'Identity',
      () =>
        keys === null || keys.placeholder
          ? { state: 'skipped', detail: 'not asked for a loopback endpoint' }
          : { state: 'passed', detail: describeDatadogKeys(source, keys) },
    ],
    [
      'reach',
      `Reach ${source.endpoint ?? datadogApiHost(source.site) ?? source.site} and check the API key`,
      async () => {
        const valid = await requests.validate(signal).catch((error: unknown) => {
          throw error instanceof TraceCraftError && error.info.status === 403 ? wrongApiKey(source, error.info) : error
        })
        return valid
          ? { state: 'passed', detail: 'Datadog knows the API key at this site.' }
          : { state: 'warned', detail: 'Datadog answered, but did not call the API key valid.' }
      },
    ],
    [
      'permission',
      'Search spans',
      async () => {
        const now = deps.now()
        const { events } = await requests.searchSpans(
          {
            query: listQuery(source.service, false),
            from: String(Math.floor(now - source.lookbackHours * 3_600_000)),
            to: String(now),
            limit: 1,
            cursor: null,
          },
          signal,
        )
        newest = events[0] ?? null
        return { state: 'passed', detail: 'apm_read is granted' }
      },
    ],
    [
      'permission',
      'Read a trace by its id',
      async () => {
        const traceId = idText(record(record(newest).attributes).trace_id)
        if (traceId === null) return { state: 'skipped', detail: 'There is no trace yet to try it with.' }
        const trace = await traceById(requests, traceId, signal)
        return 'spans' in trace
          ? { state: 'passed', detail: 'A whole trace can be read.' }
          : warned('Runs show indexed spans only.', byIdRefused(source, trace.refused))
      },
    ],
    [
      'sample',
      source.service === null ? 'Newest trace' : `Newest trace of ${source.service}`,
      () => sampleOf(newest, source, requests, deps, signal),
    ],
  ]
  let failed = false
  for (const [id, title, work] of stages) {
    const stage = { id, title, detail: null, durationMs: null, error: null }
    if (failed) {
      yield { ...stage, state: 'skipped' }
      continue
    }
    yield { ...stage, state: 'running' }
    const begun = performance.now()
    try {
      const outcome = await work()
      failed = outcome.state === 'failed'
      yield { ...stage, ...outcome, error: outcome.error ?? null, durationMs: performance.now() - begun }
    } catch (error) {
      if (error instanceof TraceCraftError && error.info.code === 'CANCELLED') throw error
      failed = true
      yield { ...stage, state: 'failed', durationMs: performance.now() - begun, error: infoOf(error) }
    }
  }
}

/** /api/v1/validate looks at the API key alone, so its refusal is about that key and the site. */
function wrongApiKey(source: DatadogSource, info: ErrorInfo): TraceCraftError {
  return new TraceCraftError({
    ...info,
    code: 'CREDENTIALS_INVALID',
    message: `Datadog does not know the API key in ${source.apiKeyEnv} at site ${source.site}.`,
    cause: 'The key is wrong, was revoked, or belongs to another site.',
    fix: fix(
      `Check that ${source.apiKeyEnv} holds an API key of this organization, and that ${source.site} is its site.`,
      `export ${source.apiKeyEnv}=…`,
      'https://docs.datadoghq.com/account_management/api-app-keys/',
    ),
  })
}

function infoOf(error: unknown): ErrorInfo {
  if (error instanceof TraceCraftError) return error.info
  return errorInfo({ code: 'INTERNAL', platform: 'datadog', message: 'The connection test failed inside TraceCraft.' })
}
