import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { datadogPlatform, type DatadogAccount } from '../../src/demo/datadog/platform.ts'
import { type PlatformServer, startPlatformServer } from '../../src/demo/http/server.ts'
import { createTraffic } from '../../src/demo/traffic/traffic.ts'
import { fixedTraffic, now, spanId, trace, traceId } from '../main/stores/datadog/support.ts'

let server: PlatformServer
const keys = { 'DD-API-KEY': 'a', 'DD-APPLICATION-KEY': 'b' }

const shop = trace(traceId(1), 60, [
  { name: 'POST /ask', kind: 'server', takes: 4000, attributes: { 'http.request.method': 'POST' } },
  {
    name: 'chat gpt-5',
    parent: 'POST /ask',
    spanId: 'f39346993ad9e4b8',
    takes: 3000.123,
    status: 'error',
    statusMessage: 'overloaded',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.response.finish_reasons': ['stop'],
    },
  },
  { name: 'still open', parent: 'POST /ask', end: null },
  { name: 'lost on the way', parent: 'POST /ask', lost: true },
])

async function start(account?: DatadogAccount): Promise<void> {
  await server?.close()
  server = await startPlatformServer(datadogPlatform(fixedTraffic([shop]), account))
}

beforeEach(() => start())
afterEach(() => server.close())

function search(attributes: object, headers: Record<string, string> = keys, type = 'search_request') {
  return fetch(`${server.url}/api/v2/spans/events/search`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ data: { type, attributes } }),
  })
}

const window = { from: String(now - 3_600_000), to: String(now) }

interface Found {
  readonly data: { readonly attributes: Record<string, unknown> }[]
  readonly meta?: { readonly page: { readonly after: string } }
}

describe('the demo’s spans search', () => {
  it('prints events as Datadog does', async () => {
    const answer = await search({ filter: { query: '@gen_ai.operation.name:chat', ...window } })
    expect(answer.headers.get('content-type')).toBe('application/vnd.api+json')
    const { data } = (await answer.json()) as Found
    expect(data).toHaveLength(1)
    expect(data[0]!.attributes).toMatchObject({
      span_id: '17551449796724253880',
      parent_id: BigInt(`0x${spanId('POST /ask')}`).toString(),
      trace_id: BigInt(`0x${traceId(1).slice(16)}`).toString(),
      status: 'error',
      start_timestamp: '2026-11-14T22:12:20Z',
      end_timestamp: '2026-11-14T22:12:23Z',
      custom: {
        duration: 3_000_123_000,
        gen_ai: { operation: { name: 'chat' }, usage: { input_tokens: 7 }, response: { finish_reasons: '["stop"]' } },
        span: { kind: 'internal' },
        error: { message: 'overloaded' },
      },
    })
  })

  it('holds neither spans that have not ended nor those that were lost', async () => {
    const { data } = (await (await search({ filter: { query: '*', ...window }, page: { limit: 100 } })).json()) as Found
    expect(data.map((one) => one.attributes.resource_name)).toEqual(['POST /ask', 'chat gpt-5'])
  })

  it('pages newest first by the end of the span, up to an empty page without meta', async () => {
    const first = (await (await search({ filter: { ...window }, page: { limit: 2 } })).json()) as Found
    expect(first.data.map((one) => one.attributes.resource_name)).toEqual(['POST /ask', 'chat gpt-5'])
    const next = await search({ filter: { ...window }, page: { limit: 2, cursor: first.meta!.page.after } })
    expect(await next.json()).toEqual({ data: [] })
    const oldest = (await (
      await search({ filter: { ...window }, sort: 'timestamp', page: { limit: 1 } })
    ).json()) as Found
    expect(oldest.data[0]!.attributes.resource_name).toBe('chat gpt-5')
  })

  it.each([
    ['status:error', 1],
    ['service:shop @_top_level:1', 1],
    ['service:sho*', 2],
    ['service:shop -status:error', 1],
    ['(status:error OR @_top_level:1) AND env:prod', 2],
    [String.raw`resource_name:POST\ \/ask`, 1],
    ['service:nobody', 0],
    ['@duration:>=0 @duration:<1', 0],
    ['@duration:>99999999999999', 0],
    [String.raw`service:*\>1*`, 0],
  ])('answers %s', async (query, count) => {
    const { data } = (await (await search({ filter: { query, ...window } })).json()) as Found
    expect(data).toHaveLength(count)
  })

  it.each([
    [{ filter: { query: 'shop', ...window } }, 400, 'full text search'],
    [{ filter: { query: 'nosuch:1', ...window } }, 400, 'unknown field'],
    [{ filter: { query: '@duration:[1 TO 2]', ...window } }, 400, 'not supported'],
    [{ filter: { query: 'service:a=b', ...window } }, 400, 'not supported'],
    [{ filter: { query: '(status:error', ...window } }, 400, 'not closed'],
    [{ filter: window, page: { limit: 1001 } }, 400, "'page.limit'"],
    [{ filter: window, page: { cursor: 'x' } }, 400, "'page.cursor'"],
    [{ filter: window, sort: 'duration' }, 400, "'sort'"],
    [{ filter: window, group: 1 }, 400, 'group'],
    [{ filter: { from: 'now', to: 'now-15m' } }, 422, "'from' should be anterior to 'to'"],
    [{ filter: { from: 'yesterday' } }, 400, 'not a date'],
  ])('refuses what it does not understand: %j', async (attributes, status, words) => {
    const answer = await search(attributes)
    expect(answer.status).toBe(status)
    const { errors } = (await answer.json()) as { errors: { title: string; detail: string }[] }
    expect(errors[0]!.title).toBe('Generic Error')
    expect(errors[0]!.detail).toContain(words)
  })

  it('allows 300 an hour and says what is left', async () => {
    const first = await search({ filter: window })
    expect(first.headers.get('x-ratelimit-limit')).toBe('300')
    expect(first.headers.get('x-ratelimit-remaining')).toBe('299')
    for (let n = 0; n < 299; n++) await (await search({ filter: window })).text()
    const last = await search({ filter: window })
    expect(last.status).toBe(429)
    expect(last.headers.get('x-ratelimit-reset')).toBe('3600')
  })
})

describe('the demo’s trace by id', () => {
  const get = (id: string) => fetch(`${server.url}/api/v2/trace/${id}`, { headers: keys })

  it('prints ids and times as numbers with all their digits, and leaves out internal keys', async () => {
    const text = await (await get(traceId(1))).text()
    expect(text).toContain('"spanID":17551449796724253880,')
    expect(text).toContain(`"startTime":${(now - 60_000) * 1000}000,`)
    expect(text).toContain('"parentID":0,')
    expect(text).not.toContain('_dd.p.tid')
    expect(JSON.parse(text)).toMatchObject({
      data: { id: traceId(1), type: 'trace', attributes: { is_truncated: false } },
    })
  })

  it('knows 404 and a bad id', async () => {
    expect((await get(traceId(2))).status).toBe(404)
    expect((await get('nothing')).status).toBe(400)
  })

  it('allows 60 a minute', async () => {
    for (let n = 0; n < 60; n++) await (await get(traceId(1))).text()
    const last = await get(traceId(1))
    expect(last.status).toBe(429)
    expect(last.headers.get('x-ratelimit-period')).toBe('60')
  })
})

describe('the demo’s keys', () => {
  it('are both asked for, and refused as Datadog refuses them', async () => {
    for (const headers of [{}, { 'DD-API-KEY': 'a' }, { 'DD-APPLICATION-KEY': 'b' }] as Record<string, string>[]) {
      const answer = await search({ filter: window }, headers)
      expect([answer.status, await answer.text()]).toEqual([401, '{"errors":["Unauthorized"]}'])
    }
    await start({ apiKey: 'a', appKey: 'right' })
    const answer = await search({ filter: window })
    expect([answer.status, await answer.text()]).toEqual([403, '{"errors":["Forbidden"]}'])
  })

  it('are checked one at a time by validate', async () => {
    await start({ apiKey: 'a', appKey: 'right' })
    const validate = (headers: Record<string, string>) => fetch(`${server.url}/api/v1/validate`, { headers })
    expect(await (await validate({ 'DD-API-KEY': 'a' })).json()).toEqual({ valid: true })
    expect((await validate({ 'DD-API-KEY': 'b' })).status).toBe(403)
  })
})

it('anything else is no operation of it', async () => {
  const answer = await fetch(`${server.url}/api/v2/spans/events/search`, { method: 'DELETE', headers: keys })
  expect([answer.status, await answer.text()]).toEqual([404, '{"errors":["Not Found"]}'])
})

it('takes in all that the generator makes', async () => {
  const traffic = createTraffic({ now: () => now, ratePerMinute: 1 })
  const demo = await startPlatformServer(datadogPlatform(traffic))
  try {
    const answer = await fetch(`${demo.url}/api/v2/spans/events/search`, {
      method: 'POST',
      headers: keys,
      body: JSON.stringify({
        data: {
          type: 'search_request',
          attributes: { filter: { query: '@_top_level:1', ...window }, page: { limit: 1000 } },
        },
      }),
    })
    const { data } = (await answer.json()) as Found
    expect(new Set(data.map((one) => one.attributes.trace_id)).size).toBeGreaterThan(20)
  } finally {
    await demo.close()
  }
})
