import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import type { PlatformServer } from '../../../../src/demo/http/server.ts'
import type { DemoTrace } from '../../../../src/demo/traffic/demo-trace.ts'
import { openCloudTraceStore } from '../../../../src/main/stores/cloudtrace/store.ts'
import type { ProbeStage, TraceStore } from '../../../../src/main/stores/store.ts'
import { demoSpan, demoTrace, failureOf, never, noon, sourceAt, startDemo, storeAt } from './fixture.ts'

let server: PlatformServer

async function demo(...traces: DemoTrace[]): Promise<void> {
  ;({ server } = await startDemo(traces))
}

afterEach(() => server?.close())

/** Every stage as it ended. */
async function stagesOf(store: TraceStore, signal = never): Promise<ProbeStage[]> {
  const stages: ProbeStage[] = []
  for await (const stage of store.probe(signal)) if (stage.state !== 'running') stages.push(stage)
  return stages
}

const states = (stages: ProbeStage[]) => stages.map((stage) => [stage.id, stage.state])
const single = (agoMs: number) => demoTrace(agoMs, (start) => [demoSpan({ start })])

it('goes stage by stage to a sample, for the price of one list', async () => {
  await demo(single(240_000), single(300_000))
  const stages = await stagesOf(storeAt(server.url))
  expect(states(stages)).toEqual([
    ['settings', 'passed'],
    ['credentials', 'skipped'],
    ['identity', 'skipped'],
    ['reach', 'passed'],
    ['permission', 'passed'],
    ['sample', 'passed'],
  ])
  expect(stages.at(-1)?.detail).toBe('2 traces in the last 1h, the newest 4 m 00 s old')
  expect(server.requests).toHaveLength(1)
})

const sampleOf = async (given: Parameters<typeof storeAt>[1]) => (await stagesOf(storeAt(server.url, given))).at(-1)

it('nothing at all is a warning with advice, not a failure', async () => {
  await demo()
  expect(await sampleOf({ service: 'nobody' })).toMatchObject({
    id: 'sample',
    state: 'warned',
    detail: 'no trace of nobody in the last 1h',
    error: {
      code: 'NOT_FOUND',
      message: 'No trace in project demo-project in the last 30d.',
      fix: { text: expect.stringMatching(/exporter sends to project demo-project.*sampling/) as string },
    },
  })
})

it('finds a service that is written in another case, and names those that are there', async () => {
  await demo(single(240_000))
  expect(await sampleOf({ service: 'Support-Agent' })).toMatchObject({
    state: 'warned',
    error: {
      code: 'SETTINGS',
      message: 'There is no service "Support-Agent" in the last 1h; there is "support-agent".',
      fix: { text: 'Set the service to "support-agent", or leave it empty for all services.' },
    },
  })
  expect((await sampleOf({ service: 'zzz' }))!.error!.fix!.text).toMatch(/^Set the service to one of those/)
})

it('finds traces that are older than the look-back, with a service and without', async () => {
  await demo(single(10_800_000))
  for (const service of [null, 'support-agent'])
    expect(await sampleOf({ service })).toMatchObject({
      state: 'warned',
      error: {
        message: `No trace${service === null ? '' : ' of "support-agent"'} in the last 1h; the newest is 3 h 00 m old.`,
        fix: { text: expect.stringContaining('Set the look-back to 6h') as string },
      },
    })
})

it('does not fail for what it asks beyond the test', async () => {
  await demo()
  server.addFault({ kind: 'slow', ms: 0, times: 1 })
  server.addFault({ kind: 'forbidden', times: Infinity })
  expect(await sampleOf({})).toMatchObject({ state: 'warned', error: { code: 'NOT_FOUND' } })
})

it('tells a refusal from a platform that is not there', async () => {
  await demo()
  server.addFault({ kind: 'forbidden' })
  const refused = await stagesOf(storeAt(server.url))
  expect(states(refused).slice(3)).toEqual([
    ['reach', 'passed'],
    ['permission', 'failed'],
    ['sample', 'skipped'],
  ])
  expect(refused[4]?.error?.code).toBe('PERMISSION_DENIED')

  const { url } = server
  await server.close()
  const gone = await stagesOf(storeAt(url))
  expect(states(gone).slice(3)).toEqual([
    ['reach', 'failed'],
    ['permission', 'skipped'],
    ['sample', 'skipped'],
  ])
  expect(gone[3]?.error?.code).toBe('UNREACHABLE')
})

it('without credentials stops there, makes no request and says how to sign in', async () => {
  const home = await mkdtemp(join(tmpdir(), 'cloudtrace-probe-'))
  try {
    const store = openCloudTraceStore(sourceAt(null), { env: { HOME: home }, now: () => noon })
    const stages = await stagesOf(store)
    expect(states(stages)).toEqual([
      ['settings', 'passed'],
      ['credentials', 'failed'],
      ['identity', 'skipped'],
      ['reach', 'skipped'],
      ['permission', 'skipped'],
      ['sample', 'skipped'],
    ])
    expect(stages[1]?.error).toMatchObject({
      code: 'CREDENTIALS_MISSING',
      fix: { command: 'gcloud auth application-default login' },
    })
  } finally {
    await rm(home, { recursive: true })
  }
})

it('looks for credentials again after a failure, so that signing in helps at once', async () => {
  const home = await mkdtemp(join(tmpdir(), 'cloudtrace-probe-'))
  try {
    const key = join(home, 'key.json')
    const env = { GOOGLE_APPLICATION_CREDENTIALS: key, HOME: home }
    const store = openCloudTraceStore(sourceAt(null), { env, now: () => noon })
    const get = () => failureOf(store.get('a'.repeat(32), { startedAt: null }, never))
    expect((await get()).code).toBe('CREDENTIALS_MISSING')
    await writeFile(key, 'not JSON')
    expect((await get()).code).toBe('CREDENTIALS_INVALID')
  } finally {
    await rm(home, { recursive: true })
  }
})

it('ends at once when it is cancelled', async () => {
  await demo()
  server.addFault({ kind: 'stall' })
  const abort = new AbortController()
  const stages = failureOf(stagesOf(storeAt(server.url), abort.signal))
  await vi.waitFor(() => expect(server.requests).toHaveLength(1))
  abort.abort()
  expect(await stages).toMatchObject({ code: 'CANCELLED' })
  await vi.waitFor(() => expect(server.requests[0]!.aborted).toBe(true))
})
