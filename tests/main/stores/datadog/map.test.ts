import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../../../src/shared/model/json-value.ts'
import {
  mapSearchEvent,
  mapSearchEvents,
  mapTraceSpan,
  mapTraceSpans,
} from '../../../../src/main/stores/datadog/map.ts'

const traceSpan = {
  duration: 1_500_499,
  endTime: '1763158400001500499',
  error: 0,
  meta: { 'gen_ai.request.model': 'gpt-5', 'span.kind': 'client', env: 'prod' },
  metrics: { 'gen_ai.usage.input_tokens': 12 },
  name: 'openai.request',
  parentID: 0,
  resource: 'createChatCompletion',
  service: 'agent',
  spanID: '17551449796724253880',
  startTime: '1763158400000000000',
  traceID: '939688716533284796',
  traceIDFull: '690001f0000000000d0a6f6c4c4c4c4c',
  type: 'llm',
}

describe('a span of a trace by id', () => {
  it('keeps ids, times and attributes with their places', () => {
    const span = mapTraceSpan(traceSpan, 0)
    expect(span).toMatchObject({
      spanId: '17551449796724253880',
      parentSpanId: null,
      name: 'createChatCompletion',
      service: 'agent',
      kind: 'client',
      start: 1763158400000000,
      end: 1763158400001500,
      signal: { type: 'llm', rule: 'type "llm"' },
      failure: null,
      http: null,
    })
    expect(span.attributes.find('gen_ai.usage.input_tokens')).toEqual({
      value: 12,
      origin: 'metrics["gen_ai.usage.input_tokens"]',
    })
    expect(span.attributes.get('operation_name')).toBe('openai.request')
    expect(span.raw).toBe(traceSpan)
  })

  it('takes the end from endTime where there is no duration, and leaves unknown times null', () => {
    const { duration: _gone, ...rest } = traceSpan
    expect(mapTraceSpan(rest, 0).end).toBe(1763158400001500)
    expect(mapTraceSpan({ ...rest, startTime: 0, endTime: null }, 0)).toMatchObject({ start: null, end: null })
  })

  it('is named by its operation where the resource says nothing', () => {
    expect(mapTraceSpan({ ...traceSpan, resource: '' }, 0).name).toBe('openai.request')
    expect(mapTraceSpan({ spanID: '1' }, 0).name).toBe('span')
  })

  it('that is restricted says so', () => {
    expect(mapTraceSpan({ ...traceSpan, restricted: true }, 0).remarks).toHaveLength(1)
  })

  it('with a value that the agent cut says so', () => {
    const cut = { ...traceSpan, meta: { 'gen_ai.input.messages': `${'x'.repeat(25_000)}...` } }
    expect(mapTraceSpan(cut, 0)).toMatchObject({
      cut: true,
      remarks: ['The Datadog agent cut a value at 25,000 bytes.'],
    })
    const whole = { ...traceSpan, meta: { 'gen_ai.input.messages': `${'x'.repeat(30_000)}...` } }
    expect(mapTraceSpan(whole, 0).cut).toBe(false)
  })

  it('has its events and exceptions', () => {
    const events =
      '[{"time_unix_nano":1763158400000500000,"name":"exception","attributes":{"exception.type":"E"}},{"name":"first token"},7]'
    const span = mapTraceSpan({ ...traceSpan, meta: { events } }, 0)
    expect(span.events).toEqual([
      { name: 'exception', time: 1763158400000500, attributes: { 'exception.type': 'E' }, isException: true },
      { name: 'first token', time: null, attributes: {}, isException: false },
    ])
    expect(mapTraceSpan({ ...traceSpan, meta: { events: '[{"name":' } }, 0).events).toEqual([])
  })
})

describe('the type of a span', () => {
  it.each([
    'web',
    'http',
    'db',
    'cache',
    'sql',
    'redis',
    'mongodb',
    'elasticsearch',
    'queue',
    'rpc',
    'grpc',
    'graphql',
    'memcached',
    'serverless',
    'worker',
  ])('%s stands for a tool', (type) => {
    expect(mapTraceSpan({ ...traceSpan, type }, 0).signal!.type).toBe('tool')
  })

  it('llm stands for a model, in any case; others for nothing', () => {
    expect(mapTraceSpan({ ...traceSpan, type: 'LLM' }, 0).signal!.type).toBe('llm')
    for (const type of ['custom', '', null, 7]) expect(mapTraceSpan({ ...traceSpan, type }, 0).signal).toBeNull()
  })
})

describe('a failure', () => {
  const failed = (more: Record<string, JsonValue>, meta: Record<string, JsonValue> = {}) =>
    mapTraceSpan({ ...traceSpan, ...more, meta }, 0).failure

  it('has its message, type and stack', () => {
    expect(failed({ error: 1 }, { 'error.message': 'boom', 'error.type': 'E', 'error.stack': 'at x' })).toEqual({
      message: 'boom',
      type: 'E',
      stack: 'at x',
      throttled: false,
      origin: 'meta["error.message"]',
    })
    expect(failed({ error: 1 }, { 'error.msg': 'old' })).toMatchObject({ message: 'old', origin: 'meta["error.msg"]' })
  })

  it('that is only marked has no words', () => {
    expect(failed({ error: 1 })).toEqual({ message: null, type: null, stack: null, throttled: false, origin: 'error' })
  })

  it('that was handled is none', () => {
    expect(failed({ error: 0 }, { 'error.message': 'caught' })).toBeNull()
  })

  it('of 429 is throttling, marked or not', () => {
    expect(failed({ error: 0 }, { 'http.status_code': '429' })).toMatchObject({ throttled: true, type: '429' })
    expect(failed({ error: 1 }, { 'http.status_code': '429', 'error.type': 'RateLimit' })).toMatchObject({
      throttled: true,
      type: 'RateLimit',
    })
  })

  it('of a search event is found by its status, or by error attributes where there is no status', () => {
    const event = (more: Record<string, JsonValue>) =>
      mapSearchEvent({ attributes: { custom: { error: { message: 'boom', type: 'E' } }, ...more } }, 0).failure
    expect(event({ status: 'error' })).toMatchObject({ message: 'boom', type: 'E', origin: 'custom["error.message"]' })
    expect(event({})).toMatchObject({ message: 'boom' })
    expect(event({ status: 'ok' })).toBeNull()
  })
})

describe('a search event', () => {
  it('answers from nested custom, then from the span itself, then from its tags', () => {
    const { attributes } = mapSearchEvent(
      {
        attributes: {
          custom: { gen_ai: { 'request.model': 'gpt-5' }, 'a.b': 1 },
          env: 'prod',
          tags: ['team:a', 'team:b', 'solo', 'url:http://x'],
        },
      },
      0,
    )
    expect(attributes.get('gen_ai.request.model')).toBe('gpt-5')
    expect(attributes.get('a.b')).toBe(1)
    expect(attributes.find('env')).toEqual({ value: 'prod', origin: 'span["env"]' })
    expect(attributes.get('tags.team')).toEqual(['a', 'b'])
    expect(attributes.get('tags.solo')).toBe(true)
    expect(attributes.get('tags.url')).toBe('http://x')
  })

  it('that was sent before its span ended is running', () => {
    const span = mapSearchEvent(
      {
        attributes: {
          custom: { _dd: { partial_version: 3 }, duration: 5_000_000 },
          start_timestamp: '2026-11-14T22:13:20.5Z',
          end_timestamp: '2026-11-14T22:13:20.505Z',
        },
      },
      0,
    )
    expect(span).toMatchObject({ running: true, end: null })
  })

  it('keeps its links', () => {
    const links =
      '[{"trace_id":"690001f0000000000d0a6f6c4c4c4c4c","span_id":17551449796724253880,"attributes":{"link.kind":"span-pointer"}}]'
    expect(mapSearchEvent({ attributes: { custom: { _dd: { span_links: links } } } }, 0).links).toEqual([
      { traceId: '690001f0000000000d0a6f6c4c4c4c4c', spanId: '17551449796724253880', kind: 'span-pointer' },
    ])
  })
})

describe('whatever a payload holds', () => {
  const anything = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>
  const oddly = (keys: readonly string[]) =>
    fc
      .dictionary(fc.constantFrom(...keys), anything)
      .map((odd): { [key: string]: JsonValue } => ({ ...traceSpan, ...odd }))

  it('every object becomes a span and nothing is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(anything, oddly(Object.keys(traceSpan))), { maxLength: 8 }), async (items) => {
        const objects = items.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one)).length
        for (const map of [mapTraceSpans, mapSearchEvents]) {
          const { spans, unreadable } = await map(items, () => {})
          expect(spans.length + unreadable).toBe(items.length)
          expect(spans).toHaveLength(objects)
          for (const span of spans) {
            expect(span.spanId).not.toBe('')
            for (const time of [span.start, span.end]) expect(time === null || Number.isFinite(time)).toBe(true)
            span.attributes.entries()
          }
        }
      }),
      { numRuns: 400 },
    )
  })

  it('every value of a search event may be odd', () => {
    const keys = [
      'custom',
      'attributes',
      'tags',
      'span_id',
      'parent_id',
      'trace_id',
      'service',
      'start_timestamp',
      'end_timestamp',
      'status',
      'error',
      'type',
      'resource_name',
      'operation_name',
    ]
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), anything), (attributes) => {
        const once = mapSearchEvent({ id: 'e', attributes }, 0)
        expect(mapSearchEvent({ id: 'e', attributes }, 0).spanId).toBe(once.spanId)
      }),
      { numRuns: 400 },
    )
  })
})
