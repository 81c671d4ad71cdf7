import { afterEach, describe, expect, it } from 'vitest'
import { cutToBytes, decimalId, encodeSpan, instant } from '../../src/demo/cloudtrace/encode.ts'
import { FilterError, parseFilter } from '../../src/demo/cloudtrace/filter.ts'
import { demoProject, disabledProject } from '../../src/demo/cloudtrace/platform.ts'
import type { PlatformServer } from '../../src/demo/http/server.ts'
import type { DemoTrace } from '../../src/demo/traffic/demo-trace.ts'
import {
  classicService,
  demoSpan,
  demoTrace,
  type FixedTraffic,
  noon,
  otlpService,
  startDemo,
} from '../main/stores/cloudtrace/fixture.ts'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    traces?: { traceId: string; projectId: string; spans?: { name: string; spanId: string }[] }[]
    spans?: { spanId: string; parentSpanId?: string; labels: Record<string, string> }[]
    nextPageToken?: string
    error?: {
      code: number
      status: string
      message: string
      details?: { reason: string; metadata: Record<string, string> }[]
    }
  }
}

let server: PlatformServer
let traffic: FixedTraffic

async function demo(...traces: DemoTrace[]): Promise<void> {
  ;({ server, traffic } = await startDemo(traces))
}

afterEach(() => server?.close())

async function ask(path: string, token: string | null = 'any', method = 'GET'): Promise<Answer> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${server.url}${path}`, { method, headers })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] }
}

const list = (query: Record<string, string> = {}) =>
  ask(`/v1/projects/${demoProject}/traces?${new URLSearchParams(query)}`)
const names = (answer: Answer) => answer.body.traces?.map((trace) => trace.spans?.[0]?.name)

const oneSpan = (agoMs: number, name: string, given: Parameters<typeof demoSpan>[0] | object = {}) =>
  demoTrace(agoMs, (start) => [demoSpan({ start, name, ...given })])

describe('who may ask', () => {
  it('turns a request without a bearer token away in Google’s form', async () => {
    await demo()
    const answer = await ask(`/v1/projects/${demoProject}/traces`, null)
    expect(answer.status).toBe(401)
    expect(answer.body.error).toMatchObject({ code: 401, status: 'UNAUTHENTICATED' })
  })

  it('says no more than "no permission" for another project', async () => {
    await demo()
    expect((await ask('/v1/projects/other-project/traces')).body.error).toMatchObject({
      code: 403,
      status: 'PERMISSION_DENIED',
    })
  })

  it('names the page that switches the API on', async () => {
    await demo()
    const { body } = await ask(`/v1/projects/${disabledProject}/traces`)
    expect(body.error?.details?.[0]).toMatchObject({ reason: 'SERVICE_DISABLED' })
    expect(body.error?.details?.[0]?.metadata.activationUrl).toContain(disabledProject)
  })

  it('knows the write call as a write and does not carry it out', async () => {
    await demo()
    expect((await ask(`/v1/projects/${demoProject}/traces`, 'any', 'PATCH')).status).toBe(403)
    expect(server.requests.at(-1)).toMatchObject({ operation: 'PatchTraces', read: false })
  })
})

describe('ListTraces', () => {
  it('shows ids alone, roots, or whole traces, as the view asks', async () => {
    await demo(
      demoTrace(1000, (start) => {
        const root = demoSpan({ start, name: 'root' })
        return [root, demoSpan({ start: start + 1, parentSpanId: root.spanId, name: 'child' })]
      }),
    )
    expect((await list()).body.traces?.[0]).not.toHaveProperty('spans')
    expect((await list({ view: 'ROOTSPAN' })).body.traces?.[0]?.spans).toHaveLength(1)
    expect((await list({ view: 'COMPLETE' })).body.traces?.[0]?.spans).toHaveLength(2)
    expect((await list({ view: 'EVERYTHING' })).body.error?.status).toBe('INVALID_ARGUMENT')
  })

  it('gives a trace without its root as an id alone', async () => {
    await demo(
      demoTrace(1000, (start) => {
        const root = demoSpan({ start, end: null })
        return [root, demoSpan({ start: start + 1, parentSpanId: root.spanId })]
      }),
    )
    expect((await list({ view: 'ROOTSPAN' })).body.traces).toEqual([
      { projectId: demoProject, traceId: traffic.held[0]!.traceId },
    ])
  })

  it('pages newest first, and a token stays right when new traces come in between', async () => {
    await demo(...[5, 1, 4, 2, 3].map((ago) => oneSpan(ago * 1000, `ago ${ago}`)))
    const query = { view: 'ROOTSPAN', pageSize: '2', orderBy: 'start desc' }
    const first = await list(query)
    traffic.held.push(oneSpan(100, 'newcomer'))
    const second = await list({ ...query, pageToken: first.body.nextPageToken! })
    const third = await list({ ...query, pageToken: second.body.nextPageToken! })
    expect([first, second, third].map(names)).toEqual([['ago 1', 'ago 2'], ['ago 3', 'ago 4'], ['ago 5']])
    expect(third.body.nextPageToken).toBeUndefined()
  })

  it('refuses a page token of another question, a page of more than 1,000 and an order it does not have', async () => {
    await demo(oneSpan(1000, 'a'), oneSpan(2000, 'b'))
    const { body } = await list({ pageSize: '1' })
    expect((await list({ pageSize: '1', filter: 'root:a', pageToken: body.nextPageToken! })).status).toBe(400)
    expect((await list({ pageSize: '1001' })).status).toBe(400)
    expect((await list({ orderBy: 'colour' })).status).toBe(400)
    expect((await list({ startTime: 'yesterday' })).status).toBe(400)
  })

  it('keeps to the window', async () => {
    await demo(oneSpan(1000, 'new'), oneSpan(60_000, 'old'))
    const found = await list({
      view: 'ROOTSPAN',
      startTime: new Date(noon - 30_000).toISOString(),
      endTime: new Date(noon).toISOString(),
    })
    expect(names(found)).toEqual(['new'])
  })

  it('finds whole traces by a label of any of their spans', async () => {
    await demo(
      demoTrace(1000, (start) => {
        const root = demoSpan({ start, name: 'touches it below' })
        return [root, demoSpan({ start, parentSpanId: root.spanId, service: 'the "quoted\\" one' })]
      }),
      oneSpan(2000, 'does not'),
    )
    expect(names(await list({ view: 'ROOTSPAN', filter: '+service.name:"the \\"quoted\\\\\\" one"' }))).toEqual([
      'touches it below',
    ])
  })

  it('refuses a filter that it does not understand', async () => {
    await demo()
    expect((await list({ filter: 'service.name = "x" OR y' })).body.error?.status).toBe('INVALID_ARGUMENT')
  })
})

describe('GetTrace', () => {
  it('gives at most 1,000 spans and does not say that there were more', async () => {
    await demo(demoTrace(1000, (start) => Array.from({ length: 1001 }, () => demoSpan({ start }))))
    const { body } = await ask(`/v1/projects/${demoProject}/traces/${traffic.held[0]!.traceId}`)
    expect(body.spans).toHaveLength(1000)
    expect(body).not.toHaveProperty('nextPageToken')
  })

  it('does not know a trace that nobody sent, nor an id that is none', async () => {
    await demo()
    expect((await ask(`/v1/projects/${demoProject}/traces/${'a'.repeat(32)}`)).body.error?.status).toBe('NOT_FOUND')
    expect((await ask(`/v1/projects/${demoProject}/traces/xyz`)).body.error?.status).toBe('INVALID_ARGUMENT')
  })
})

it('spends 25 units for a list and 1 for a trace of 300 in a minute', async () => {
  await demo(oneSpan(1000, 'a'))
  const trace = `/v1/projects/${demoProject}/traces/${traffic.held[0]!.traceId}`
  for (let i = 0; i < 11; i++) expect((await list()).status).toBe(200)
  for (let i = 0; i < 25; i++) expect((await ask(trace)).status).toBe(200)
  const refused = await ask(trace)
  expect(refused.status).toBe(429)
  expect(refused.body.error?.status).toBe('RESOURCE_EXHAUSTED')
  expect(refused.headers.get('retry-after')).toBeNull()
  traffic.clock += 60_000
  expect((await list()).status).toBe(200)
})

describe('what exporters make of a span', () => {
  const start = noon * 1000 + 123_456

  it('prints ids beyond 2^63 as decimal texts and times with nanoseconds', () => {
    const wire = encodeSpan(demoSpan({ start, spanId: 'ffffffffffffffff', parentSpanId: '8000000000000001' }))
    expect(wire).toMatchObject({
      spanId: '18446744073709551615',
      parentSpanId: '9223372036854775809',
      startTime: '2026-11-22T12:00:00.123456000Z',
    })
    expect(decimalId('0000000000000001')).toBe('1')
    expect(instant(start)).toBe('2026-11-22T12:00:00.123456000Z')
  })

  it('rounds numbers, drops arrays, cuts at 256 bytes and renames HTTP with the classic exporter', () => {
    const wire = encodeSpan(
      demoSpan({
        start,
        service: classicService,
        kind: 'client',
        status: 'error',
        attributes: {
          'gen_ai.request.temperature': 0.7,
          'gen_ai.response.finish_reasons': ['stop'],
          'gen_ai.input.messages': `[{"role":"user","parts":[{"type":"text","content":"${'é'.repeat(300)}"}]}]`,
          'http.request.method': 'POST',
        },
        resource: { 'deployment.environment.name': 'prod' },
      }),
    )!
    expect(wire.kind).toBe('RPC_CLIENT')
    expect(wire.labels).toMatchObject({
      'gen_ai.request.temperature': '1',
      '/http/method': 'POST',
      'g.co/r/generic_task/job': classicService,
      'g.co/status/code': '2',
    })
    expect(wire.labels).not.toHaveProperty('gen_ai.response.finish_reasons')
    expect(wire.labels).not.toHaveProperty('deployment.environment.name')
    expect(Buffer.byteLength(wire.labels['gen_ai.input.messages']!)).toBeLessThanOrEqual(256)
    expect(wire.labels['gen_ai.input.messages']).not.toContain('\ufffd')
  })

  it('keeps arrays as JSON text, long values and the resource with OTLP ingestion', () => {
    const wire = encodeSpan(
      demoSpan({
        start,
        service: otlpService,
        attributes: { 'gen_ai.response.finish_reasons': ['stop'], long: 'x'.repeat(5000) },
        resource: { 'deployment.environment.name': 'prod' },
      }),
    )!
    expect(wire.labels).toMatchObject({
      'gen_ai.response.finish_reasons': '["stop"]',
      'service.name': otlpService,
      'deployment.environment.name': 'prod',
    })
    expect(wire.labels.long).toHaveLength(5000)
  })

  it('does not have a span that was lost or has not ended', () => {
    expect(encodeSpan(demoSpan({ start, lost: true }))).toBeNull()
    expect(encodeSpan(demoSpan({ start, end: null }))).toBeNull()
  })

  it('never cuts within a character', () => {
    expect(cutToBytes('aé', 2)).toBe('a')
    expect(cutToBytes('😀😀', 7)).toBe('😀')
    expect(cutToBytes('abc', 3)).toBe('abc')
  })
})

describe('the filter grammar', () => {
  const root = encodeSpan(demoSpan({ start: 0, end: 2_000_000, name: '/main', attributes: { a: 'one two' } }))!
  const child = encodeSpan(demoSpan({ start: 0, name: '/sub', attributes: { b: '1' } }))!
  const trace = { root, spans: [root, child], latencyNanos: 2e9 }
  const holds = (filter: string) => parseFilter(filter)(trace)

  it.each([
    ['', true],
    ['root:/ma', true],
    ['+root:/ma', false],
    ['/ma', true],
    ['span:/su', true],
    ['+span:/sub', true],
    ['latency:2s', true],
    ['latency:2001', false],
    ['label:b', true],
    ['label:c', false],
    ['+a:"one two"', true],
    ['^b:1', false],
    ['+^a:"one two" root:/', true],
    ['b:1 c:1', false],
  ])('%s', (filter, expected) => expect(holds(filter)).toBe(expected))

  it.each(['a:', 'a:"open', '"x"y', '+x', 'a = b', 'latency:soon'])('refuses %s', (filter) =>
    expect(() => parseFilter(filter)).toThrow(FilterError),
  )
})
