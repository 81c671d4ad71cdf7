import { describe, expect, it, vi } from 'vitest'
import { assembleRun } from '../../../src/main/semantics/assemble.ts'
import { searchRun } from '../../../src/main/service/search-run.ts'
import type { Span } from '../../../src/main/semantics/span.ts'
import type { RunSearchEvent } from '../../../src/shared/contract.ts'
import { type SearchPlace, searchPlaces } from '../../../src/shared/search-place.ts'
import { LazySpan } from '../../../src/main/semantics/lazy-span.ts'
import { mapSegments } from '../../../src/main/stores/xray/map.ts'
import { agentSpans, runTraceId, span, traceOf } from '../../support/agent-spans.ts'

async function search(spans: readonly Span[], text: string, signal = new AbortController().signal) {
  const assembled = await assembleRun(traceOf(spans))
  const events: RunSearchEvent[] = []
  for await (const event of searchRun(assembled, 7, text, signal)) events.push(event)
  const hits = events.flatMap((event) =>
    event.kind === 'hits' ? event.steps.map((step, at) => [step, searchPlaces[event.places[at]!]!] as const) : [],
  )
  return {
    events,
    found: hits.map(([step, place]): [string, SearchPlace] => [
      assembled.outline.spanIds[step]!.replace(/^0+/, ''),
      place,
    ]),
  }
}

const one = (values: Record<string, unknown>, rest: Partial<Span> = {}) => [
  span({ spanId: '1', name: 'step', ms: 1, values, ...rest }),
]
const messages = (content: string) => JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }])

describe('the search over a run', () => {
  it('finds names, models and services without regard to case', async () => {
    expect((await search(agentSpans(), 'MODEL-B')).found).toEqual([['5', 'name']])
    expect((await search(agentSpans(), 'Search_Orders')).found).toEqual([
      ['2', 'output'],
      ['3', 'name'],
      ['5', 'input'],
    ])
    expect((await search(one({}, { service: 'Billing' }), 'billing')).found).toEqual([['1', 'name']])
  })

  it('finds what only a prompt, only an answer, only a result and only an error says, each in its place', async () => {
    expect((await search(agentSpans(), 'order **4471**')).found).toEqual([
      ['2', 'input'],
      ['5', 'input'],
    ])
    expect((await search(agentSpans(), 'it is late')).found).toEqual([['5', 'output']])
    expect((await search(agentSpans(), 'upstream refused')).found).toEqual([['4', 'error']])
    expect((await search(one({ 'gen_ai.tool.call.result': '{"eta":"Tuesday noon"}' }), 'tuesday')).found).toEqual([
      ['1', 'output'],
    ])
  })

  it('finds attributes, numbers too, and events', async () => {
    expect((await search(agentSpans(), '1200')).found).toEqual([['2', 'attribute']])
    const event = { name: 'cache miss', time: null, attributes: { key: 'orders/4471' }, isException: false }
    const spans = one({ 'http.route': '/orders/:id' }, { events: [event] })
    expect((await search(spans, '/Orders/:id')).found).toEqual([['1', 'attribute']])
    expect((await search(spans, 'orders/4471')).found).toEqual([['1', 'event']])
    expect((await search(spans, 'Cache Miss')).found).toEqual([['1', 'event']])
  })

  it('takes a text with a dot or an underscore for a key too, a plain word only for a value', async () => {
    const spans = one({ 'gen_ai.request.temperature': 0.2 })
    expect((await search(spans, 'request.temperature')).found).toEqual([['1', 'attribute']])
    expect((await search(spans, 'temperature')).found).toEqual([])
  })

  it('gives the first hit by itself and at once, the others together', async () => {
    const spans = ['1', '2', '3', '4'].map((spanId) =>
      span({ spanId, name: 'step', ms: 1, values: { fruit: 'apple' } }),
    )
    const { events } = await search(spans, 'apple')
    expect(events.map((event) => (event.kind === 'hits' ? event.steps.length : event.kind))).toEqual([1, 3, 'end'])
  })

  it('finds the same when it is asked again', async () => {
    const assembled = await assembleRun(traceOf(agentSpans()))
    const ask = async (text: string) => {
      const events: RunSearchEvent[] = []
      for await (const event of searchRun(assembled, 7, text, new AbortController().signal)) events.push(event)
      return events
    }
    for (const text of ['order **4471**', 'upstream refused', '1200', 'gen_ai.request', 'nowhere'])
      expect(await ask(text)).toEqual(await ask(text))
  })

  it('gives each step once, with the first of its places', async () => {
    const spans = one(
      { 'input.value': 'apple', 'output.value': 'apple', fruit: 'apple' },
      { failure: { message: 'apple', type: null, stack: null, throttled: false, origin: 'fault' } },
    )
    expect((await search(spans, 'apple')).found).toEqual([['1', 'input']])
  })

  it('does not find the grammar of messages, nor the letter of an escape, but the keys of arguments', async () => {
    const spans = one({ 'gen_ai.input.messages': messages('first\nname') })
    for (const word of ['role', 'content', 'parts', 'text', 'nname'])
      expect((await search(spans, word)).found).toEqual([])
    expect((await search(spans, 'name')).found).toEqual([['1', 'input']])
    const call = one({ 'gen_ai.tool.call.arguments': '{"order_number": 7}' })
    expect((await search(call, 'order_number')).found).toEqual([['1', 'input']])
  })

  it('finds texts that JSON writes with escapes, once and twice quoted', async () => {
    const escapedUnicode = '[{"role":"user","content":"Caf\\u00e9 \\u4f60\\u597d <b>"}]'
    const twice = JSON.stringify([{ role: 'user', content: JSON.stringify({ said: 'a "quoted" word' }) }])
    for (const [value, text] of [
      [escapedUnicode, 'CAFÉ'],
      [escapedUnicode, '你好'],
      [messages('say "hello" <now>'), '"hello" <NOW>'],
      [twice, '"quoted" word'],
      [messages('path C:\\temp'), 'c:\\temp'],
    ] as const)
      expect((await search(one({ 'gen_ai.input.messages': value }), text)).found, text).toEqual([['1', 'input']])
    expect((await search(one({ 'gen_ai.input.messages': twice }), '"absent" word')).found).toEqual([])
  })

  it('does not find what stands in base64', async () => {
    const image = `${'iVBORw0KGgo'.repeat(60)}needle${'AAAA'.repeat(40)}`
    expect((await search(one({ image }), 'needle')).found).toEqual([])
    expect((await search(one({ image: `data:image/png;base64,${image}" and a needle` }), 'needle')).found).toEqual([
      ['1', 'attribute'],
    ])
  })

  it('searches nested attributes by their paths, however deep', async () => {
    let deep: Record<string, unknown> = { end: 'bottom' }
    for (let i = 0; i < 20_000; i++) deep = { deep }
    const values = { meta: { input: { value: 'the question' } }, deep, list: [{ note: 'inside a list' }] }
    const { attributes } = span({ spanId: 'x', name: 'x', values })
    const nested = {
      ...attributes,
      layers: [{ ...attributes.layers[0]!, spelling: 'nested' as const }],
    }
    const spans = one({}, {})
    spans[0] = { ...spans[0]!, attributes: Object.assign(Object.create(attributes) as typeof attributes, nested) }
    const assembled = { spans }
    expect((await search(assembled.spans, 'the question')).found).toEqual([['1', 'input']])
    expect((await search(assembled.spans, 'bottom')).found).toEqual([['1', 'attribute']])
    expect((await search(assembled.spans, 'inside a list')).found).toEqual([['1', 'attribute']])
  })

  it('gives hits in ascending order while it goes on, and lets the thread breathe', async () => {
    const text = 'lorem ipsum '.repeat(400)
    const spans = Array.from({ length: 4000 }, (_, i) =>
      span({
        spanId: String(i),
        name: 's',
        at: i,
        ms: 1,
        values: { 'input.value': `${text}${i % 2 ? 'Needle' : ''}${i}` },
      }),
    )
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const { events, found } = await search(spans, 'needle')
    clearInterval(timer)
    const steps = events.flatMap((event) => (event.kind === 'hits' ? event.steps : []))
    expect(steps).toEqual(Array.from({ length: 2000 }, (_, i) => i * 2 + 1))
    expect(found).toHaveLength(2000)
    expect(turns).toBeGreaterThan(0)
    expect(events.at(-1)).toEqual({ kind: 'end', searched: 4000, fetchedAt: 7 })
  })

  it('ends without a word when it is cancelled', async () => {
    const stop = new AbortController()
    stop.abort()
    const spans = Array.from({ length: 3000 }, (_, i) =>
      span({ spanId: String(i), name: 's', at: i, ms: 1, values: { note: `x${'y '.repeat(3000)}` } }),
    )
    expect((await search(spans, 'nowhere', stop.signal)).events).toEqual([])
  })

  it('finds nothing for a blank text', async () => {
    expect((await search(agentSpans(), '   ')).events).toEqual([{ kind: 'end', searched: 7, fetchedAt: 7 }])
  })

  it('parses only what can hold the text, and finds the same there', async () => {
    const document = {
      id: '00000000000000d1',
      trace_id: runTraceId,
      name: 'desk',
      start_time: 1_700_000_000,
      end_time: 1_700_000_001,
      metadata: {
        default: { 'gen_ai.tool.call.result': '{"eta":"Caf\u00e9 \\"noon\\""}' },
        own: { deep: { number: 4471 } },
      },
      subsegments: [
        {
          id: '00000000000000d2',
          name: 'inner',
          start_time: 1_700_000_000,
          end_time: 1_700_000_001,
          annotations: { city: 'Bonn' },
          http: { request: { method: 'GET', url: 'https://example.com/' } },
        },
      ],
    }
    const { spans } = mapSegments([{ id: null, document: JSON.stringify(document).replace('é', '\\u00e9') }])
    const asked = vi.spyOn(LazySpan.prototype, 'attributes', 'get')
    const find = async (text: string) => (await search(spans, text)).found
    const parsed = async (text: string) => {
      // The names and models were read when the run was assembled.
      const assembled = await assembleRun(traceOf(spans))
      asked.mockClear()
      for await (const _ of searchRun(assembled, 0, text, new AbortController().signal));
      return asked.mock.calls.length > 0
    }
    expect(await find('CAFÉ')).toEqual([['d1', 'output']])
    expect(await find('"noon"')).toEqual([['d1', 'output']])
    expect(await find('4471')).toEqual([['d1', 'attribute']])
    expect(await find('bonn')).toEqual([['d2', 'attribute']])
    expect(await find('own.deep.number')).toEqual([['d1', 'attribute']])
    // The platform has other words for this key.
    expect(await find('http.request.method')).toEqual([['d2', 'attribute']])
    expect(await parsed('bonn')).toBe(true)
    expect(await parsed('Cologne')).toBe(false)
    expect(await parsed('gen_ai.nothing.there')).toBe(false)
    asked.mockRestore()
  })
})
