import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoRequest } from '../../src/demo/http/handler.ts'
import { createTraffic } from '../../src/demo/traffic/traffic.ts'
import { encodeTrace, maxDocumentBytes, spansOf, xrayTraceId } from '../../src/demo/xray/encode.ts'
import { xrayPlatform, type XRayPlatformOptions } from '../../src/demo/xray/platform.ts'

const now = 1.79e12
const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/xray/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`

interface AnswerBody {
  readonly Message: string
  readonly TraceSummaries: { readonly Id: string }[]
  readonly NextToken?: string
  readonly Destination: string
  readonly RetrievalToken: string
  readonly RetrievalStatus: string
  readonly Traces: { readonly Spans: unknown[] }[]
}

function demo(options: XRayPlatformOptions = {}) {
  const traffic = createTraffic({ ratePerMinute: 0, now: () => now })
  const platform = xrayPlatform(traffic, options)
  const ask = async (path: string, body: unknown, change: Partial<DemoRequest> = {}) => {
    const request: DemoRequest = {
      method: 'POST',
      path,
      query: new URLSearchParams(),
      headers: { authorization },
      body: JSON.stringify(body),
      partial: false,
      ...change,
    }
    const answer = await platform.answer(request)
    return {
      status: answer.status,
      error: answer.headers['x-amzn-errortype'] ?? null,
      body: answer.body as AnswerBody,
    }
  }
  const window = { StartTime: now / 1000 - 3600, EndTime: now / 1000 }
  return { traffic, platform, ask, window }
}

describe('segment documents of the demo', () => {
  const { traffic } = demo()

  it('hold every span that reached X-Ray once, whatever the scenario, and none is over 64 kB', () => {
    for (const name of traffic.scenarioNames) {
      const trace = traffic.emit(name)
      const documents = encodeTrace(trace)
      const ids: string[] = []
      for (const { text } of documents) {
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxDocumentBytes)
        const stack = [JSON.parse(text) as { id: string; inferred?: boolean; subsegments?: [] }]
        for (let next = stack.pop(); next; next = stack.pop()) {
          if (!next.inferred) ids.push(next.id)
          stack.push(...(next.subsegments ?? []))
        }
      }
      expect(ids.sort(), name).toEqual(
        spansOf(trace)
          .map((span) => span.spanId)
          .sort(),
      )
    }
  })

  it('come nested for some traces and with parent_id for others', () => {
    const texts = Array.from({ length: 8 }, () => encodeTrace(traffic.emit('support')))
    const nested = texts.map((documents) => documents.some(({ text }) => text.includes('"subsegments"')))
    expect(new Set(nested)).toEqual(new Set([true, false]))
  })

  it('spell annotation keys with dots for some services and with underscores for others', () => {
    const text = traffic.scenarioNames.map((name) => encodeTrace(traffic.emit(name)).map((one) => one.text)).flat()
    expect(text.some((one) => one.includes('"annotations":{"gen_ai.operation.name"'))).toBe(true)
    expect(text.some((one) => one.includes('"annotations":{"gen_ai_operation_name"'))).toBe(true)
  })
})

describe('limits of the demo', () => {
  const { traffic, ask, window, platform } = demo({ pageSize: 2 })
  const ids: string[] = []
  beforeAll(() => {
    for (let i = 0; i < 7; i++) ids.push(xrayTraceId(traffic.emit(i === 3 ? 'failing-tool' : 'rag').traceId))
  })

  it('refuse a window over 6 hours in the service’s words', async () => {
    const { status, error, body } = await ask('/TraceSummaries', {
      StartTime: now / 1000 - 21_601,
      EndTime: now / 1000,
    })
    expect([status, error, body.Message]).toEqual([
      400,
      'InvalidRequestException',
      'Time range cannot be longer than 6 hours',
    ])
  })

  it('refuse six ids, a NextToken, a repeated id and an id of another form', async () => {
    const messages = [
      { TraceIds: ids.slice(0, 6) },
      { TraceIds: ids.slice(0, 1), NextToken: 'x' },
      { TraceIds: [ids[0], ids[0]] },
      { TraceIds: ['abc'] },
    ].map(async (body) => (await ask('/Traces', body)).body.Message)
    expect(await Promise.all(messages)).toEqual([
      'Exceeding maximum query size: 5',
      'NextToken is currently not supported',
      'Containing duplicate trace ids',
      'Invalid trace id "abc": incorrect id format',
    ])
  })

  it('page by token, newest first, sometimes with an empty page, and refuse a token of another question', async () => {
    const seen: string[] = []
    const sizes: number[] = []
    let token: string | undefined
    do {
      const { body } = await ask('/TraceSummaries', { ...window, NextToken: token })
      sizes.push(body.TraceSummaries.length)
      seen.push(...body.TraceSummaries.map((one) => one.Id))
      token = body.NextToken
    } while (token !== undefined)
    expect(new Set(seen)).toEqual(new Set(ids))
    expect(seen).toHaveLength(ids.length)
    expect(sizes).toContain(0)
    const { body } = await ask('/TraceSummaries', window)
    const other = await ask('/TraceSummaries', { ...window, FilterExpression: 'fault', NextToken: body.NextToken })
    expect(other.error).toBe('InvalidRequestException')
  })

  it('understand the filters that the app sends and refuse what they do not', async () => {
    const count = async (FilterExpression: string) => {
      let found = 0
      let token: string | undefined
      do {
        const { body } = await ask('/TraceSummaries', { ...window, FilterExpression, NextToken: token })
        found += body.TraceSummaries.length
        token = body.NextToken
      } while (token !== undefined)
      return found
    }
    expect(await count('service("knowledge-assistant")')).toBe(6)
    expect(await count('service("KNOWLEDGE-assistant")')).toBe(0)
    expect(await count('service() { fault } OR service() { error }')).toBe(1)
    expect(await count('service("knowledge-assistant") AND (service() { fault } OR service() { error })')).toBe(0)
    expect(await count('duration >= 0')).toBe(7)
    expect(await count('!(duration > 0.001 AND responsetime > 0.001)')).toBe(0)
    expect(await count('partial')).toBe(0)
    for (const wrong of [
      'duration > "5"',
      'duration 5',
      'duration >',
      'service("a',
      'fault fault',
      'service("a") { nonsense }',
    ])
      expect((await ask('/TraceSummaries', { ...window, FilterExpression: wrong })).error).toBe(
        'InvalidRequestException',
      )
  })

  it('refuse a request without a signature, or signed for another service or no region', async () => {
    const error = async (header: string | undefined) =>
      (await ask('/TraceSummaries', window, { headers: { authorization: header } })).error
    expect(await error(undefined)).toBe('MissingAuthenticationTokenException')
    expect(await error(authorization.replace('/xray/', '/logs/'))).toBe('InvalidSignatureException')
    expect(await error(authorization.replace('us-east-1', 'nowhere'))).toBe('InvalidSignatureException')
  })

  it('throttle above the quota', async () => {
    const { ask: asked, window: time } = demo({ quota: { requests: 2, windowMs: 60_000 } })
    const statuses = [await asked('/TraceSummaries', time), await asked('/TraceSummaries', time)]
    const third = await asked('/TraceSummaries', time)
    expect([...statuses.map((one) => one.status), third.status, third.error]).toEqual([
      200,
      200,
      429,
      'ThrottledException',
    ])
  })

  it('name writes as writes and refuse them', async () => {
    const request = { method: 'POST', path: '/TraceSegments' } as DemoRequest
    expect(platform.operationOf(request)).toEqual({ name: 'PutTraceSegments', read: false })
    expect((await ask('/TraceSegments', {})).status).toBe(403)
  })
})

describe('Transaction Search in the demo', () => {
  const { traffic, ask, window } = demo({ transactionSearch: { oneIn: 4 } })
  const ids: string[] = []
  beforeAll(() => {
    for (let i = 0; i < 40; i++) ids.push(xrayTraceId(traffic.emit('streaming').traceId))
  })
  afterAll(() => expect(ids).toHaveLength(40))

  it('lists about one in so many and finds nothing by id', async () => {
    const { body } = await ask('/TraceSummaries', window)
    expect(body.TraceSummaries.length).toBeGreaterThan(2)
    expect(body.TraceSummaries.length).toBeLessThan(25)
    expect((await ask('/Traces', { TraceIds: ids.slice(0, 5) })).body).toEqual({ Traces: [], UnprocessedTraceIds: [] })
    expect((await ask('/GetTraceSegmentDestination', {})).body.Destination).toBe('CloudWatchLogs')
  })

  it('retrieves any trace: scheduled, running, complete; cancelled when told', async () => {
    const start = async () => (await ask('/StartTraceRetrieval', { ...window, TraceIds: [ids[0]] })).body.RetrievalToken
    const token = await start()
    const look = async (RetrievalToken: string) => (await ask('/ListRetrievedTraces', { RetrievalToken })).body
    expect((await look(token)).RetrievalStatus).toBe('SCHEDULED')
    expect((await look(token)).RetrievalStatus).toBe('RUNNING')
    const complete = await look(token)
    expect(complete.RetrievalStatus).toBe('COMPLETE')
    expect(complete.Traces[0]!.Spans.length).toBeGreaterThan(0)
    const other = await start()
    await ask('/CancelTraceRetrieval', { RetrievalToken: other })
    expect((await look(other)).RetrievalStatus).toBe('CANCELLED')
    expect((await ask('/ListRetrievedTraces', { RetrievalToken: 'x' })).error).toBe('ResourceNotFoundException')
  })
})
