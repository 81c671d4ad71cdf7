import { afterEach, describe, expect, it } from 'vitest'
import { type PlatformServer, startPlatformServer } from '../../../../src/demo/http/server.ts'
import { createTraffic, type Traffic } from '../../../../src/demo/traffic/traffic.ts'
import { spansOf, xrayTraceId } from '../../../../src/demo/xray/encode.ts'
import { xrayPlatform, type XRayPlatformOptions } from '../../../../src/demo/xray/platform.ts'
import { CachedStore } from '../../../../src/main/stores/cached-store.ts'
import type { ListQuery, ProbeStage, RunPage } from '../../../../src/main/stores/store.ts'
import type { XRayTuning } from '../../../../src/main/stores/xray/connection.ts'
import { openXRayStore, type XRayTraceStore } from '../../../../src/main/stores/xray/store.ts'
import { type ErrorInfo, TraceCraftError } from '../../../../src/shared/errors.ts'
import type { XRaySource } from '../../../../src/shared/source.ts'
import { microseconds } from '../../../../src/shared/units.ts'

const now = 1.79e12
const hour = 3_600_000
const never = () => new AbortController().signal
const anyTime = { startedAt: null }

interface Rig {
  readonly traffic: Traffic
  readonly server: PlatformServer
  readonly store: XRayTraceStore
  readonly operations: () => (string | null)[]
}

const open: Rig[] = []
afterEach(async () => {
  for (const { store, server } of open.splice(0)) {
    store.close()
    await server.close()
  }
})

async function rig(
  options: XRayPlatformOptions = {},
  source: Partial<XRaySource> = {},
  tuning: XRayTuning = {},
): Promise<Rig> {
  const traffic = createTraffic({ ratePerMinute: 0, now: () => now, backlogMs: 72 * hour })
  const server = await startPlatformServer(xrayPlatform(traffic, options))
  const store = openXRayStore(
    {
      type: 'xray',
      name: 'test',
      color: null,
      region: 'us-east-1',
      profile: null,
      service: null,
      lookbackHours: 1,
      cacheTtlSeconds: 60,
      endpoint: server.url,
      ...source,
    },
    { env: {}, now: () => now },
    { pollMs: 5, ...tuning },
  )
  const made = { traffic, server, store, operations: () => server.requests.map((one) => one.operation) }
  open.push(made)
  return made
}

function query(hours: number, errorsOnly = false): ListQuery {
  return { window: { from: microseconds((now - hours * hour) * 1000), to: microseconds(now * 1000) }, errorsOnly }
}

async function pagesOf(store: XRayTraceStore, ask: ListQuery): Promise<RunPage[]> {
  const pages: RunPage[] = []
  for await (const page of store.list(ask, never())) pages.push(page)
  return pages
}

async function failureOf(work: Promise<unknown>): Promise<ErrorInfo> {
  try {
    await work
  } catch (error) {
    if (error instanceof TraceCraftError) return error.info
    throw error
  }
  throw new Error('It did not fail.')
}

function bodies(server: PlatformServer, operation: string): Record<string, unknown>[] {
  return server.requests
    .filter((one) => one.operation === operation)
    .map((one) => JSON.parse(one.body) as Record<string, unknown>)
}

describe('a list of runs', () => {
  it('gives the first rows after one call, and never opens a trace', async () => {
    const { traffic, store, operations } = await rig()
    traffic.emit('support')
    const pages = store.list(query(1), never())[Symbol.asyncIterator]()
    const first = (await pages.next()).value as RunPage
    expect(first.runs).toHaveLength(1)
    expect(operations()).toEqual(['GetTraceSummaries'])
    while (!(await pages.next()).done);
    expect(operations()).toEqual(['GetTraceSummaries', 'GetTraceSegmentDestination'])
  })

  it('says what the summary knows and leaves the rest open', async () => {
    const { traffic, store } = await rig()
    const trace = traffic.emit('support')
    const [run] = (await pagesOf(store, query(1)))[0]!.runs
    expect(run).toMatchObject({
      cloudProvider: 'aws',
      cloudTraceId: xrayTraceId(trace.traceId),
      status: 'ok',
      serviceName: 'shop-support',
      error: null,
      errorCount: null,
      stepCount: null,
      totalTokens: null,
      environment: trace.spans[0]!.resource['deployment.environment.name'],
    })
    expect(run!.startTime).toBe(Math.round(trace.start / 1000) * 1000)
    expect(run!.models!.length).toBeGreaterThan(0)
    expect(run!.agentName).toBe(run!.name)
    expect(run!.sessionId).toMatch(/^conv_/)
  })

  it('asks in windows of at most 6 hours, the newest first, each run once', async () => {
    const { traffic, store, server } = await rig()
    const expected = [1, 5.9, 6, 11, 17.5].map((hours) =>
      xrayTraceId(traffic.emit('streaming', { at: now - hours * hour }).traceId),
    )
    const runs = (await pagesOf(store, query(18))).flatMap((page) => page.runs)
    expect(runs.map((run) => run.cloudTraceId)).toEqual(expected)
    const asked = bodies(server, 'GetTraceSummaries') as { StartTime: number; EndTime: number; TimeRangeType: string }[]
    expect(asked).toHaveLength(3)
    for (const { StartTime, EndTime, TimeRangeType } of asked) {
      expect(EndTime - StartTime).toBeLessThanOrEqual(6 * 3600)
      expect(TimeRangeType).toBe('TraceId')
    }
    expect(asked.map((one) => one.EndTime)).toEqual(asked.map((one) => one.EndTime).sort((a, b) => b - a))
  })

  it('follows tokens through empty pages', async () => {
    const { traffic, store } = await rig({ pageSize: 3 })
    for (let i = 0; i < 20; i++) traffic.emit('streaming', { at: now - (i + 1) * 60_000 })
    const pages = await pagesOf(store, query(1))
    expect(pages.some((page) => page.runs.length === 0)).toBe(true)
    const starts = pages.flatMap((page) => page.runs).map((run) => run.startTime)
    expect(starts).toHaveLength(20)
    expect(starts).toEqual([...starts].sort((a, b) => b! - a!))
  })

  it('asks the platform for the service and for failed runs', async () => {
    const { traffic, store, server } = await rig({}, { service: 'quote-desk' })
    traffic.emit('failing-tool')
    traffic.emit('support')
    expect((await pagesOf(store, query(1)))[0]!.runs.map((run) => run.serviceName)).toEqual(['quote-desk'])
    expect((await pagesOf(store, query(1, true)))[0]!.runs).toHaveLength(1)
    expect(bodies(server, 'GetTraceSummaries').map((one) => one.FilterExpression)).toEqual([
      'service("quote-desk")',
      'service("quote-desk") AND (service() { fault } OR service() { error } OR service() { throttle })',
    ])
  })

  it('refuses a service name that could break out of the filter, before any request', async () => {
    const { store, server } = await rig({}, { service: 'a") OR service("b' })
    expect(await failureOf(pagesOf(store, query(1)))).toMatchObject({ code: 'SETTINGS' })
    expect(server.requests).toHaveLength(0)
  })

  it('marks a run that has not ended as running, without an end, and says so', async () => {
    const { traffic, store } = await rig()
    traffic.emit('running')
    const [page] = await pagesOf(store, query(2))
    expect(page!.runs[0]).toMatchObject({ status: 'running', endTime: null, durationMs: null })
    expect(page!.notices).toMatchObject([{ code: 'running', count: 1 }])
  })

  it('marks a run that X-Ray itself calls partial as running', async () => {
    const { traffic, store, server } = await rig()
    traffic.emit('rag')
    server.addFault({ kind: 'partial', operation: 'GetTraceSummaries' })
    const [page] = await pagesOf(store, query(1))
    expect(page!.runs[0]!.status).toBe('running')
    expect(page!.notices.map((one) => one.code)).toEqual(['running'])
  })

  it('is empty, and no failure, where there is nothing', async () => {
    const { store } = await rig()
    expect((await pagesOf(store, query(1))).flatMap((page) => page.runs)).toEqual([])
  })
})

describe('an opened trace', () => {
  it('is whole in every scenario: each span once, parents and times as they were', async () => {
    const { traffic, store } = await rig()
    for (const name of traffic.scenarioNames) {
      if (name === 'cut-short') continue
      const emitted = traffic.emit(name)
      const seen = traffic.trace('xray', emitted.traceId)!
      const trace = await store.get(xrayTraceId(emitted.traceId), anyTime, never())
      expect(trace.complete, name).toBe(true)
      expect(trace.notices, name).toEqual([])
      const expected = new Map(spansOf(seen).map((span) => [span.spanId, span]))
      expect(trace.spans.length, name).toBe(expected.size)
      for (const span of trace.spans) {
        const sent = expected.get(span.spanId)!
        expect([span.parentSpanId, span.start, span.end], `${name} ${sent.name}`).toEqual([
          sent.parentSpanId,
          sent.start,
          sent.end,
        ])
        // Below a span that was lost nobody says whose the subsegments are.
        expect(name === 'orphaned' ? [sent.service, null] : [sent.service]).toContain(span.service)
        for (const key of [
          'gen_ai.request.model',
          'gen_ai.usage.input_tokens',
          'gen_ai.tool.name',
          'gen_ai.agent.name',
        ])
          expect(span.attributes.get(key), `${name} ${key}`).toEqual(sent.attributes[key])
        expect(span.failure !== null, `${name} ${sent.name}`).toBe(
          sent.status === 'error' || Number(sent.attributes['http.response.status_code'] ?? 0) >= 400,
        )
        expect(span.running).toBe(sent.end === null)
      }
    }
  })

  it('can be asked for by its W3C id', async () => {
    const { traffic, store } = await rig()
    const { traceId } = traffic.emit('rag')
    expect((await store.get(traceId, anyTime, never())).nativeId).toBe(xrayTraceId(traceId))
  })

  it('that X-Ray cut short says so', async () => {
    const { traffic, store } = await rig()
    const trace = await store.get(xrayTraceId(traffic.emit('cut-short').traceId), anyTime, never())
    expect(trace.complete).toBe(false)
    expect(trace.notices.map((one) => one.code)).toEqual(['truncated'])
  })

  it('is asked for once more when X-Ray left it out, and is whole then', async () => {
    const { traffic, store, server, operations } = await rig()
    const emitted = traffic.emit('support')
    server.addFault({ kind: 'partial', operation: 'BatchGetTraces' })
    const trace = await store.get(xrayTraceId(emitted.traceId), anyTime, never())
    expect(operations()).toEqual(['BatchGetTraces', 'BatchGetTraces'])
    expect(trace).toMatchObject({ complete: true, notices: [] })
    expect(trace.spans).toHaveLength(emitted.spans.length)
  })

  it('that X-Ray keeps leaving out is shown in part', async () => {
    const { traffic, store, server } = await rig()
    server.addFault({ kind: 'partial', operation: 'BatchGetTraces', times: Infinity })
    const trace = await store.get(xrayTraceId(traffic.emit('support').traceId), anyTime, never())
    expect(trace.complete).toBe(false)
    expect(trace.spans.length).toBeGreaterThan(0)
    expect(trace.notices.map((one) => one.code)).toContain('partial')
  })

  it('that nobody has is NOT_FOUND with the reasons', async () => {
    const { store } = await rig()
    const info = await failureOf(store.get('1-5759e988-bd862e3fe1be46a994272793', anyTime, never()))
    expect(info.code).toBe('NOT_FOUND')
    expect(info.cause).toMatch(/not sampled.*30 days/)
  })

  it('with an id of another form is NOT_FOUND without a request', async () => {
    const { store, server } = await rig()
    expect((await failureOf(store.get('not an id', anyTime, never()))).code).toBe('NOT_FOUND')
    expect(server.requests).toHaveLength(0)
  })
})

describe('under Transaction Search', () => {
  it('the list says which share it knows', async () => {
    const { traffic, store } = await rig({ transactionSearch: { oneIn: 4 } })
    for (let i = 0; i < 12; i++) traffic.emit('streaming')
    const pages = await pagesOf(store, query(1))
    const notices = pages.flatMap((page) => page.notices)
    expect(notices).toHaveLength(1)
    expect(notices[0]).toMatchObject({ code: 'transaction-search', message: expect.stringContaining('25 %') as string })
    expect((await pagesOf(store, query(1)))[0]!.notices.map((one) => one.code)).toEqual(['transaction-search'])
  })

  it('is looked for once a store, and not again when it may not be known', async () => {
    const { traffic, store, server, operations } = await rig()
    traffic.emit('streaming')
    server.addFault({ kind: 'forbidden', operation: 'GetTraceSegmentDestination' })
    await pagesOf(store, query(1))
    await pagesOf(store, query(1))
    expect(operations().filter((one) => one === 'GetTraceSegmentDestination')).toHaveLength(1)
  })

  it('a trace is retrieved whole, over several pages', async () => {
    const { traffic, store, operations } = await rig({ transactionSearch: { oneIn: 100 } })
    const emitted = traffic.emit('huge')
    const trace = await store.get(xrayTraceId(emitted.traceId), anyTime, never())
    expect(trace.complete).toBe(true)
    expect(trace.spans).toHaveLength(emitted.spans.length)
    expect(operations().filter((one) => one === 'StartTraceRetrieval')).toHaveLength(1)
    expect(operations()).not.toContain('CancelTraceRetrieval')
  })

  it('a trace that it does not have is NOT_FOUND', async () => {
    const { store } = await rig({ transactionSearch: { oneIn: 100 } })
    const info = await failureOf(store.get('1-6ab13b7c-bd862e3fe1be46a994272793', anyTime, never()))
    expect(info.code).toBe('NOT_FOUND')
  })

  it('a retrieval is cancelled at X-Ray when the reader leaves', async () => {
    const { traffic, store, server, operations } = await rig({ transactionSearch: { oneIn: 100 } }, {}, { pollMs: 50 })
    const { traceId } = traffic.emit('rag')
    const abort = new AbortController()
    const opened = failureOf(store.get(xrayTraceId(traceId), anyTime, abort.signal))
    await until(() => operations().includes('ListRetrievedTraces'))
    abort.abort()
    expect((await opened).code).toBe('CANCELLED')
    await until(() => server.requests.some((one) => one.operation === 'CancelTraceRetrieval' && one.status === 200))
  })
})

describe('failures', () => {
  const cases = [
    [{ kind: 'unauthenticated' }, 'CREDENTIALS_INVALID', 1],
    [{ kind: 'expired' }, 'CREDENTIALS_EXPIRED', 1],
    [{ kind: 'forbidden' }, 'PERMISSION_DENIED', 1],
    [{ kind: 'throttled', retryAfter: 3600 }, 'THROTTLED', 1],
    [{ kind: 'throttled', retryAfter: null }, 'THROTTLED', 2],
    [{ kind: 'server-error', status: 500 }, 'SERVER_ERROR', 2],
    [{ kind: 'html', status: 200 }, 'BAD_ANSWER', 2],
    [{ kind: 'html', status: 503 }, 'BAD_ANSWER', 2],
    [{ kind: 'truncated' }, 'BAD_ANSWER', 2],
    [{ kind: 'reset' }, 'UNREACHABLE', 2],
    [{ kind: 'stall' }, 'TIMED_OUT', 2],
  ] as const

  it.each(cases)('%j is told as %s after %i attempts', async (fault, code, attempts) => {
    const { traffic, store, server } = await rig({}, {}, { maxAttempts: 2, timeoutMs: 1000 })
    traffic.emit('rag')
    server.addFault({ ...fault, times: Infinity })
    const info = await failureOf(pagesOf(store, query(1)))
    expect(info).toMatchObject({ code, platform: 'xray' })
    expect(info.fix).not.toBeNull()
    expect(server.requests).toHaveLength(attempts)
    if (fault.kind === 'throttled' && fault.retryAfter !== null) expect(info.retryAfterMs).toBe(3_600_000)
  })

  it('a refusal names the permission that is missing', async () => {
    const { store, server } = await rig()
    server.addFault({ kind: 'forbidden', times: Infinity })
    const listed = await failureOf(pagesOf(store, query(1)))
    expect(listed.cause).toContain('xray:GetTraceSummaries')
    expect(listed.requestId).not.toBeNull()
    const opened = await failureOf(store.get('1-5759e988-bd862e3fe1be46a994272793', anyTime, never()))
    expect(opened.cause).toContain('xray:BatchGetTraces')
  })

  it.each([
    [{ kind: 'throttled', retryAfter: 0 }],
    [{ kind: 'throttled', retryAfter: null }],
    [{ kind: 'server-error', status: 503 }],
    [{ kind: 'html', status: 502 }],
    [{ kind: 'truncated' }],
    [{ kind: 'reset' }],
  ] as const)('%j once is mended by a second attempt', async (fault) => {
    const { traffic, store, server, operations } = await rig()
    traffic.emit('rag')
    server.addFault(fault)
    expect((await pagesOf(store, query(1)))[0]!.runs).toHaveLength(1)
    expect(operations().slice(0, 2)).toEqual(['GetTraceSummaries', 'GetTraceSummaries'])
  })

  it('nothing listening is UNREACHABLE', async () => {
    const { store, server } = await rig({}, {}, { maxAttempts: 1 })
    await server.close()
    expect(await failureOf(pagesOf(store, query(1)))).toMatchObject({ code: 'UNREACHABLE' })
  })

  it('leaving ends the request at the platform', async () => {
    const { store, server } = await rig()
    server.addFault({ kind: 'stall' })
    const abort = new AbortController()
    const listed = failureOf(store.list(query(1), abort.signal).next())
    await until(() => server.requests.length === 1)
    abort.abort()
    expect((await listed).code).toBe('CANCELLED')
    await until(() => server.requests[0]!.aborted)
  })

  it('a failure is forgotten: the next list is right', async () => {
    const { traffic, store, server } = await rig()
    traffic.emit('rag')
    server.addFault({ kind: 'expired' })
    expect((await failureOf(pagesOf(store, query(1)))).code).toBe('CREDENTIALS_EXPIRED')
    expect((await pagesOf(store, query(1)))[0]!.runs).toHaveLength(1)
  })
})

describe('credentials', () => {
  const noFiles = { AWS_CONFIG_FILE: '/nonexistent/config', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials' }
  const source = {
    type: 'xray',
    name: 'test',
    color: null,
    region: 'us-east-1',
    profile: null,
    service: null,
    lookbackHours: 1,
    cacheTtlSeconds: 60,
    // Nothing listens there, and nothing gets so far.
    endpoint: 'https://127.0.0.1:9',
  } as const

  it('that are missing are told as such, with the way out, before any request', async () => {
    const store = openXRayStore(source, { env: noFiles, now: () => now })
    const info = await failureOf(pagesOf(store, query(1)))
    expect(info).toMatchObject({ code: 'CREDENTIALS_MISSING', fix: { command: 'aws configure sso' } })
    store.close()
  })

  it('of a profile that does not exist name it, in a list and in a connection test', async () => {
    const store = openXRayStore({ ...source, profile: 'nope' }, { env: noFiles, now: () => now })
    expect(await failureOf(pagesOf(store, query(1)))).toMatchObject({
      code: 'CREDENTIALS_MISSING',
      message: 'There is no AWS profile "nope".',
    })
    const stages: string[] = []
    for await (const { id, state } of store.probe(never())) if (state !== 'running') stages.push(`${id} ${state}`)
    expect(stages.slice(0, 3)).toEqual(['settings passed', 'credentials failed', 'identity skipped'])
    store.close()
  })
})

describe('a connection test', () => {
  async function stagesOf(store: XRayTraceStore): Promise<ProbeStage[]> {
    const stages: ProbeStage[] = []
    for await (const stage of store.probe(never())) if (stage.state !== 'running') stages.push(stage)
    return stages
  }

  it('passes stage by stage and counts the newest traces', async () => {
    const { traffic, store } = await rig()
    traffic.emit('rag')
    traffic.emit('support')
    const stages = await stagesOf(store)
    expect(stages.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'settings passed',
      'credentials passed',
      'identity skipped',
      'reach passed',
      'permission passed',
      'permission passed',
      'permission passed',
      'sample passed',
    ])
    expect(stages.slice(4, 7).map(({ title, detail }) => `${title}: ${detail}`)).toEqual([
      'List traces: xray:GetTraceSummaries is granted',
      'Open a trace: xray:BatchGetTraces is granted',
      'See where spans are kept: xray:GetTraceSegmentDestination is granted: in X-Ray itself',
    ])
    expect(stages.at(-1)!.detail).toMatch(/^2 traces in the last 1h, the newest .* old\.$/)
  })

  it('names the stage that fails and skips the rest', async () => {
    const { store, server } = await rig()
    server.addFault({ kind: 'forbidden', operation: 'BatchGetTraces', times: Infinity })
    const stages = await stagesOf(store)
    expect(stages.map((one) => one.state)).toEqual([
      'passed',
      'passed',
      'skipped',
      'passed',
      'passed',
      'failed',
      'skipped',
      'skipped',
    ])
    expect(stages[5]).toMatchObject({ title: 'Open a trace' })
    expect(stages[5]!.error?.cause).toContain('xray:BatchGetTraces')
  })

  it('warns where there is nothing at all, with what to check', async () => {
    const { store } = await rig({}, { service: 'shop' })
    expect((await stagesOf(store)).at(-1)).toMatchObject({
      state: 'warned',
      detail: 'No traces in the last 1h.',
      error: {
        code: 'NOT_FOUND',
        message: 'No trace in region us-east-1 in the last 1d.',
        fix: { text: expect.stringMatching(/exporter sends to region us-east-1.*sampling/) as string },
      },
    })
  })

  it('finds a service that is written in another case, and one that is nearly right', async () => {
    for (const [service, cause] of [
      ['Quote-Desk', 'Service names are compared with regard to upper and lower case.'],
      ['qoute-desk', null],
    ] as const) {
      const { traffic, store } = await rig({}, { service })
      traffic.emit('failing-tool')
      expect((await stagesOf(store)).at(-1)).toMatchObject({
        state: 'warned',
        error: {
          code: 'SETTINGS',
          message: `There is no service "${service}" in the last 1h; there is "quote-desk".`,
          cause,
          fix: { text: 'Set the service to "quote-desk", or leave it empty for all services.' },
        },
      })
    }
  })

  it('names the services that are there where none resembles the one that is set', async () => {
    const { traffic, store } = await rig({}, { service: 'zzz' })
    traffic.emit('failing-tool')
    const { error } = (await stagesOf(store)).at(-1)!
    expect(error!.message).toMatch(/^There is no service "zzz" in the last 1h; there is (".+", )*"quote-desk"/)
  })

  it('finds traces that are older than the look-back, and says how long it has to be', async () => {
    const { traffic, store } = await rig({}, { service: 'quote-desk' })
    traffic.emit('failing-tool', { at: now - 8.5 * hour })
    expect((await stagesOf(store)).at(-1)).toMatchObject({
      state: 'warned',
      error: {
        code: 'SETTINGS',
        message: 'No trace of "quote-desk" in the last 1h; the newest is 8 h 30 m old.',
        fix: { text: expect.stringContaining('Set the look-back to 12h') as string },
      },
    })
  })

  it('looks through the whole look-back, not only its last hours', async () => {
    const { traffic, store } = await rig({}, { lookbackHours: 48 })
    traffic.emit('failing-tool', { at: now - 40 * hour })
    expect((await stagesOf(store)).at(-1)).toMatchObject({
      state: 'passed',
      detail: '1 trace in the last 2d, the newest 40 h 00 m old.',
    })
  })

  it('finds another region that has traces, by the profiles and by what is common', async () => {
    const { traffic, store, server } = await rig({ region: 'us-west-2' })
    for (let i = 0; i < 3; i++) traffic.emit('streaming')
    expect((await stagesOf(store)).at(-1)).toMatchObject({
      state: 'warned',
      error: {
        code: 'SETTINGS',
        message: 'None in us-east-1, 3 in us-west-2.',
        fix: { text: 'Set the region to us-west-2 (xray://us-west-2/ in the URL, xray_region in the config).' },
      },
    })
    expect(server.requests.every((one) => one.read)).toBe(true)
  })

  it('does not fail for what it asks beyond the test', async () => {
    const { traffic, store, server } = await rig({ region: 'us-west-2' })
    traffic.emit('streaming')
    let last: ProbeStage | null = null
    for await (const stage of store.probe(never())) {
      if (stage.id === 'sample' && stage.state === 'running')
        server.addFault({ kind: 'forbidden', operation: 'GetTraceSummaries', times: Infinity })
      last = stage
    }
    expect(last).toMatchObject({ state: 'warned', error: { code: 'NOT_FOUND' } })
  })

  it('warns of Transaction Search, with the way to index more', async () => {
    const { traffic, store } = await rig({ transactionSearch: { oneIn: 1 } })
    traffic.emit('rag')
    const sample = (await stagesOf(store)).at(-1)!
    expect(sample).toMatchObject({
      state: 'warned',
      detail: expect.stringMatching(/^1 trace in/) as string,
      error: {
        message: expect.stringContaining('Transaction Search is on') as string,
        fix: { command: expect.stringContaining('aws xray update-indexing-rule') as string },
      },
    })
  })
})

describe('read-only', () => {
  it('save and delete reject in the words of the reference', async () => {
    const { store } = await rig()
    await expect(store.save()).rejects.toThrow('XRayTraceStore is read-only')
    await expect(store.delete()).rejects.toThrow('XRayTraceStore is read-only')
  })

  it('the record of a session holds read calls only, signed with placeholders', async () => {
    const { traffic, store, server } = await rig({ transactionSearch: { oneIn: 1 } })
    const { traceId } = traffic.emit('rag')
    await pagesOf(store, query(12))
    await store.get(xrayTraceId(traceId), anyTime, never())
    for await (const stage of store.probe(never())) expect(stage.state).not.toBe('failed')
    expect(server.requests.length).toBeGreaterThan(5)
    expect(server.requests.filter((one) => !one.read)).toEqual([])
    expect(store.budget.state().used).toBe(server.requests.length)
  })
})

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It did not come about.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

it('ends a request that is under way when the store is closed, as when its settings are edited', async () => {
  const { store, server, traffic } = await rig()
  server.addFault({ kind: 'stall', operation: 'BatchGetTraces' })
  const cached = new CachedStore(store, 60_000)
  const reading = cached.get(traffic.emit('support').traceId, anyTime, never())
  const asked = () => server.requests.filter((one) => one.operation === 'BatchGetTraces')
  await expect.poll(() => asked().length).toBe(1)
  cached.close()
  await expect(reading).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
  await expect.poll(() => asked()).toMatchObject([{ aborted: true }])
})
