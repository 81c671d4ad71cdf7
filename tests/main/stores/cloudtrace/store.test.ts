import { afterEach, describe, expect, it } from 'vitest'
import type { PlatformServer } from '../../../../src/demo/http/server.ts'
import type { DemoTrace } from '../../../../src/demo/traffic/demo-trace.ts'
import { demoProject } from '../../../../src/demo/cloudtrace/platform.ts'
import { startPlatformServer } from '../../../../src/demo/http/server.ts'
import { openCloudTraceStore } from '../../../../src/main/stores/cloudtrace/store.ts'
import type { RunPage } from '../../../../src/main/stores/store.ts'
import { microseconds } from '../../../../src/shared/units.ts'
import {
  answering,
  classicService,
  demoSpan,
  demoTrace,
  failureOf,
  type FixedTraffic,
  lastHour,
  never,
  noon,
  otlpService,
  pagesOf,
  sourceAt,
  startDemo,
  storeAt,
} from './fixture.ts'

let server: PlatformServer
let traffic: FixedTraffic

async function demo(...traces: DemoTrace[]): Promise<void> {
  ;({ server, traffic } = await startDemo(traces))
}

/** A server that gives this JSON text to every request. */
async function serving(json: string): Promise<void> {
  server = await startPlatformServer(
    answering(() => ({ status: 200, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: json })),
  )
}

afterEach(() => server?.close())

const runsOf = (pages: RunPage[]) => pages.flatMap((page) => page.runs)
const noticesOf = (pages: RunPage[]) => pages.flatMap((page) => page.notices)
const operations = () => server.requests.map((request) => request.operation)
const single = (agoMs: number, given: object = {}) => demoTrace(agoMs, (start) => [demoSpan({ start, ...given })])

describe('the list', () => {
  it('shows each trace by its root span, newest first', async () => {
    await demo(
      single(60_000, { name: 'older' }),
      demoTrace(1000, (start) => {
        const root = demoSpan({
          start,
          name: 'POST /chat',
          end: start + 2_500_000,
          status: 'error',
          statusMessage: 'the tool failed',
          attributes: {
            'gen_ai.operation.name': 'invoke_agent',
            'gen_ai.agent.name': 'Support Agent',
            'gen_ai.conversation.id': 'c-1',
          },
          resource: { 'deployment.environment.name': 'prod' },
        })
        return [root, demoSpan({ start, parentSpanId: root.spanId })]
      }),
    )
    const runs = runsOf(await pagesOf(storeAt(server.url)))
    expect(runs.map((run) => run.name)).toEqual(['Support Agent', 'older'])
    expect(runs[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      cloudProvider: 'gcp',
      cloudTraceId: traffic.held[1]!.traceId,
      name: 'Support Agent',
      status: 'error',
      startTime: (noon - 1000) * 1000,
      endTime: (noon - 1000) * 1000 + 2_500_000,
      durationMs: 2500,
      error: 'the tool failed',
      errorCount: null,
      stepCount: null,
      totalTokens: null,
      models: null,
      agentName: 'Support Agent',
      sessionId: 'c-1',
      serviceName: otlpService,
      environment: 'prod',
    })
    expect(runs[1]).toMatchObject({ status: 'ok', error: null, agentName: null, environment: null })
    expect(operations()).toEqual(['ListTraces'])
  })

  it('asks for ROOTSPAN, newest first, within the window', async () => {
    const seen: URLSearchParams[] = []
    server = await startPlatformServer(
      answering((request) => {
        seen.push(request.query)
        return { status: 200, headers: {}, body: {} }
      }),
    )
    expect(runsOf(await pagesOf(storeAt(server.url)))).toEqual([])
    expect(Object.fromEntries(seen[0]!)).toEqual({
      view: 'ROOTSPAN',
      orderBy: 'start desc',
      pageSize: '200',
      startTime: '2026-11-22T11:00:00.000000Z',
      endTime: '2026-11-22T12:00:00.000000Z',
    })
  })

  it('pulls a page only when it is asked for', async () => {
    await demo(...Array.from({ length: 450 }, (_, i) => single(i + 1)))
    const pages = storeAt(server.url).list(lastHour, never)[Symbol.asyncIterator]()
    expect((await pages.next()).value.runs).toHaveLength(200)
    expect(operations()).toHaveLength(1)
    expect((await pages.next()).value.runs).toHaveLength(200)
    expect((await pages.next()).value.runs).toHaveLength(50)
    expect((await pages.next()).done).toBe(true)
    expect(operations()).toHaveLength(3)
  })

  it('follows short pages and empty pages to the end', async () => {
    await demo(...Array.from({ length: 150 }, (_, i) => single(i + 1)))
    server.addFault({ kind: 'partial' })
    const pages = await pagesOf(storeAt(server.url))
    expect(pages.map((page) => page.runs.length)).toEqual([100, 50])
    await server.close()
    const answers = [
      { nextPageToken: 'a' },
      { traces: [], nextPageToken: 'b' },
      { traces: [{ traceId: 'a'.repeat(32), spans: [] }] },
    ]
    server = await startPlatformServer(
      answering((request) =>
        request.path.endsWith('/traces')
          ? { status: 200, headers: {}, body: answers.shift() }
          : { status: 200, headers: {}, body: { spans: [] } },
      ),
    )
    expect(runsOf(await pagesOf(storeAt(server.url))).map((run) => run.cloudTraceId)).toEqual(['a'.repeat(32)])
  })

  it('does not run in circles when a token leads back to itself', async () => {
    await serving(JSON.stringify({ traces: [], nextPageToken: 'again' }))
    expect(await pagesOf(storeAt(server.url))).toHaveLength(2)
  })

  it('shows a run whose root has not arrived by its earliest span, and says so', async () => {
    await demo(
      demoTrace(30_000, (start) => {
        const root = demoSpan({ start, end: null, name: 'never ends' })
        return [
          root,
          demoSpan({ start: start + 5_000, parentSpanId: root.spanId, name: 'later' }),
          demoSpan({ start: start + 1_000, parentSpanId: root.spanId, name: 'chat gpt-4o' }),
        ]
      }),
      single(1000, { name: 'whole' }),
    )
    const pages = await pagesOf(storeAt(server.url))
    expect(runsOf(pages).map((run) => [run.name, run.status, run.endTime !== null])).toEqual([
      ['whole', 'ok', true],
      ['chat gpt-4o', 'unknown', false],
    ])
    expect(noticesOf(pages)).toMatchObject([{ code: 'partial', count: 1 }])
    expect(operations()).toEqual(['ListTraces', 'GetTrace'])
  })

  it('keeps failed runs only when asked, and says that it did so here', async () => {
    await demo(single(1000, { name: 'good' }), single(2000, { name: 'bad', status: 'error' }))
    const pages = await pagesOf(storeAt(server.url), { ...lastHour, errorsOnly: true })
    expect(runsOf(pages).map((run) => run.name)).toEqual(['bad'])
    expect(noticesOf(pages).map((one) => one.code)).toEqual(['filtered-here'])
  })

  it('leaves out a run that starts at the end of the window, which is exclusive', async () => {
    await demo(single(1000, { name: 'inside' }), single(0, { name: 'outside' }))
    expect(runsOf(await pagesOf(storeAt(server.url))).map((run) => run.name)).toEqual(['inside'])
  })

  it('counts traces that it cannot name and survives anything in the others', async () => {
    await serving(
      JSON.stringify({ traces: [null, 3, { spans: [] }, { traceId: 'b'.repeat(32), spans: [{ name: 5 }] }] }),
    )
    const pages = await pagesOf(storeAt(server.url))
    expect(runsOf(pages)).toMatchObject([{ cloudTraceId: 'b'.repeat(32), startTime: null, name: '(unnamed span)' }])
    expect(noticesOf(pages)).toMatchObject([{ code: 'unreadable', count: 3 }])
  })
})

describe('the service filter', () => {
  it('finds whole traces that touch the service anywhere', async () => {
    await demo(
      demoTrace(1000, (start) => {
        const root = demoSpan({ start, name: 'gateway', service: 'gateway' })
        return [root, demoSpan({ start, parentSpanId: root.spanId, service: otlpService })]
      }),
      single(2000, { service: 'another' }),
    )
    const pages = await pagesOf(storeAt(server.url, { service: otlpService }))
    expect(runsOf(pages).map((run) => run.name)).toEqual(['gateway'])
    expect(noticesOf(pages)).toMatchObject([{ code: 'info', message: expect.stringContaining('service.name') }])
    expect(operations()).toEqual(['ListTraces'])
  })

  it('tries the labels of other exporters in turn, and the one that found something first the next time', async () => {
    await demo(single(1000, { service: classicService, name: 'classic' }))
    const store = storeAt(server.url, { service: classicService })
    const pages = await pagesOf(store)
    expect(runsOf(pages)).toMatchObject([{ name: 'classic', serviceName: classicService }])
    expect(noticesOf(pages)[0]?.message).toContain('g.co/r/generic_task/job')
    expect(operations()).toHaveLength(2)
    await pagesOf(store)
    expect(operations()).toHaveLength(3)
  })

  it('says which labels were asked when nothing names the service', async () => {
    await demo(single(1000))
    const pages = await pagesOf(storeAt(server.url, { service: 'Support-Agent' }))
    expect(runsOf(pages)).toEqual([])
    expect(noticesOf(pages)[0]?.message).toContain('Support-Agent')
  })

  it('quotes the name: no character of it can end the term', async () => {
    const service = 'a" +root:"b\\" c:d'
    await demo(single(1000, { service, name: 'odd' }), single(2000))
    expect(runsOf(await pagesOf(storeAt(server.url, { service }))).map((run) => run.name)).toEqual(['odd'])
    expect(server.requests.every((request) => request.status === 200)).toBe(true)
  })
})

describe('an opened trace', () => {
  it('has every span, ids exact and parents right', async () => {
    await demo(
      demoTrace(1000, (start) => [
        demoSpan({ start, spanId: 'ffffffffffffffff', kind: 'server' }),
        demoSpan({ start, spanId: '8000000000000001', parentSpanId: 'ffffffffffffffff', kind: 'client' }),
      ]),
    )
    const { traceId } = traffic.held[0]!
    const trace = await storeAt(server.url).get(` ${traceId.toUpperCase()} `, { startedAt: null }, never)
    expect(trace).toMatchObject({ platform: 'cloudtrace', nativeId: traceId, complete: true, notices: [] })
    expect(trace.spans.map((span) => [span.spanId, span.parentSpanId, span.signal?.type])).toEqual([
      ['ffffffffffffffff', null, 'agent'],
      ['8000000000000001', 'ffffffffffffffff', 'tool'],
    ])
    expect(trace.spans[0]!.raw).toMatchObject({ spanId: '18446744073709551615' })
  })

  it.each([
    [999, true],
    [1000, false],
    [1500, false],
  ])('of %i spans: whole = %s', async (count, complete) => {
    await demo(demoTrace(1000, (start) => Array.from({ length: count }, () => demoSpan({ start }))))
    const trace = await storeAt(server.url).get(traffic.held[0]!.traceId, { startedAt: null }, never)
    expect(trace.complete).toBe(complete)
    expect(trace.notices.map((one) => one.code)).toEqual(complete ? [] : ['truncated'])
    expect(trace.spans).toHaveLength(Math.min(count, 1000))
  })

  it('whose root has not arrived says so', async () => {
    await demo(
      demoTrace(1000, (start) => {
        const root = demoSpan({ start, end: null })
        return [root, demoSpan({ start, parentSpanId: root.spanId })]
      }),
    )
    const trace = await storeAt(server.url).get(traffic.held[0]!.traceId, { startedAt: null }, never)
    expect(trace.spans).toHaveLength(1)
    expect(trace.notices).toMatchObject([{ code: 'partial' }])
  })

  it('does not round an id that comes as a JSON number: it says that it is not known', async () => {
    await serving(
      `{"spans":[{"spanId":18446744073709551615,"name":"a"},{"spanId":"2","parentSpanId":17551449796724253880}]}`,
    )
    const trace = await storeAt(server.url).get('a'.repeat(32), { startedAt: null }, never)
    expect(trace.spans).toHaveLength(2)
    expect(trace.notices).toMatchObject([{ code: 'unreadable', count: 2 }])
  })

  it('an answer without spans is not whole', async () => {
    await serving('{"traceId":"x"}')
    const trace = await storeAt(server.url).get('a'.repeat(32), { startedAt: null }, never)
    expect(trace).toMatchObject({ spans: [], complete: false, notices: [{ code: 'unreadable' }] })
  })

  it('that nobody sent is not found; an id that cannot be one costs no request', async () => {
    await demo()
    const store = storeAt(server.url)
    expect(await failureOf(store.get('a'.repeat(32), { startedAt: null }, never))).toMatchObject({
      code: 'NOT_FOUND',
      status: 404,
    })
    expect(await failureOf(store.get('../../x', { startedAt: null }, never))).toMatchObject({ code: 'NOT_FOUND' })
    expect(operations()).toEqual(['GetTrace'])
  })
})

describe('quota', () => {
  it('counts 25 units for a list and 1 for a trace of 300 in a minute', async () => {
    await demo(single(1000))
    const store = storeAt(server.url)
    await pagesOf(store)
    await store.get(traffic.held[0]!.traceId, { startedAt: null }, never)
    expect(store.budget?.state()).toMatchObject({ used: 26, limit: { units: 300, windowMs: 60_000 } })
    expect(store.budget?.requestCount).toBe(2)
  })

  it('slows down by itself before the platform refuses', async () => {
    await demo(single(1000))
    const store = storeAt(server.url)
    for (let i = 0; i < 12; i++) await pagesOf(store)
    const refused = await failureOf(pagesOf(store))
    expect(refused.code).toBe('THROTTLED')
    expect(refused.retryAfterMs).toBeGreaterThan(0)
    expect(server.requests.map((request) => request.status)).toEqual(Array.from({ length: 12 }, () => 200))
  })
})

describe('settings', () => {
  it.each([['GOOGLE_CLOUD_PROJECT'], ['GCLOUD_PROJECT']])('an empty project is taken from %s', async (name) => {
    await demo(single(1000))
    const pages = await pagesOf(storeAt(server.url, { project: '' }, { [name]: demoProject }))
    expect(runsOf(pages)).toHaveLength(1)
  })

  it('without any project the source does not open, and says what to set', () => {
    expect(() => openCloudTraceStore(sourceAt(null, { project: '' }), { env: {}, now: () => noon })).toThrow(
      expect.objectContaining({
        info: expect.objectContaining({
          code: 'SETTINGS',
          fix: expect.objectContaining({ text: expect.stringContaining('GOOGLE_CLOUD_PROJECT') }),
        }),
      }),
    )
  })

  it('a project from the environment is checked too', () => {
    expect(() =>
      openCloudTraceStore(sourceAt(null, { project: '' }), {
        env: { GOOGLE_CLOUD_PROJECT: 'No Project' },
        now: () => noon,
      }),
    ).toThrow(expect.objectContaining({ info: expect.objectContaining({ code: 'SETTINGS' }) }))
  })
})

it('is read-only', async () => {
  const store = storeAt('http://127.0.0.1:9')
  await expect(store.save()).rejects.toThrow('CloudTraceTraceStore is read-only')
  await expect(store.delete()).rejects.toThrow('CloudTraceTraceStore is read-only')
})

it('sends read calls only, with the placeholder token and never a real one to a loopback endpoint', async () => {
  const tokens = new Set<string | undefined>()
  await demo(single(1000))
  const plain = await startPlatformServer(
    answering((request) => {
      tokens.add(request.headers.authorization)
      return { status: 200, headers: {}, body: {} }
    }),
  )
  try {
    // A credentials file that does not exist would fail at once if it were looked for.
    const env = { GOOGLE_APPLICATION_CREDENTIALS: '/nowhere/key.json' }
    await pagesOf(storeAt(plain.url, {}, env))
    expect([...tokens]).toEqual(['Bearer placeholder-for-a-loopback-endpoint'])
  } finally {
    await plain.close()
  }
  const store = storeAt(server.url)
  await pagesOf(store)
  await store.get(traffic.held[0]!.traceId, { startedAt: null }, never)
  for await (const stage of store.probe(never)) expect(stage.state).not.toBe('failed')
  expect(server.requests.map((request) => [request.method, request.read])).toEqual(
    server.requests.map(() => ['GET', true]),
  )
})

it('never asks a loopback endpoint through a proxy', async () => {
  await demo(single(1000))
  const before = process.env.HTTPS_PROXY
  process.env.HTTPS_PROXY = 'http://127.0.0.1:9'
  try {
    expect(runsOf(await pagesOf(storeAt(server.url)))).toHaveLength(1)
  } finally {
    if (before === undefined) delete process.env.HTTPS_PROXY
    else process.env.HTTPS_PROXY = before
  }
})

it('a window far back finds what is there', async () => {
  await demo(single(7_200_000, { name: 'two hours ago' }))
  const window = { from: microseconds((noon - 10_800_000) * 1000), to: microseconds((noon - 3_600_000) * 1000) }
  expect(runsOf(await pagesOf(storeAt(server.url), { window, errorsOnly: false }))).toHaveLength(1)
  expect(runsOf(await pagesOf(storeAt(server.url)))).toEqual([])
})
