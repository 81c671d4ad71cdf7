import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembleRun } from '../../../../src/main/semantics/assemble.ts'
import { mapSegments } from '../../../../src/main/stores/xray/map.ts'
import type { Span } from '../../../../src/main/semantics/span.ts'

const base = { trace_id: '1-5ee20a4a-bab71b6bbc0660dba2adab3e', start_time: 1591872073.754, end_time: 1591872073.802 }

function map(...documents: unknown[]) {
  return mapSegments(
    documents.map((document) => ({
      id: (document as { id?: string } | null)?.id ?? null,
      document: typeof document === 'string' ? document : JSON.stringify(document),
    })),
  )
}

function byName(spans: readonly Span[]): Record<string, Span> {
  return Object.fromEntries(spans.map((span) => [span.name, span]))
}

function sorted<T extends readonly unknown[]>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
}

function segment(id: string, more: object = {}) {
  return { ...base, id, name: `segment ${id}`, ...more }
}

describe('the tree of a trace', () => {
  const documents = [
    segment('aa', {
      name: 'front',
      subsegments: [{ id: 'ab', name: 'call', start_time: 1, end_time: 2, namespace: 'remote' }],
    }),
    { ...base, id: 'ba', name: 'back', parent_id: 'ab' },
    { ...base, id: 'bb', name: 'inner', parent_id: 'ba', type: 'subsegment' },
    { ...base, id: 'bc', name: 'deeper', parent_id: 'bb', type: 'subsegment' },
  ]

  it('joins nested subsegments, downstream segments and independent subsegments', () => {
    const { spans, notices } = map(...documents)
    expect(sorted(spans.map((span) => [span.spanId, span.parentSpanId, span.service]))).toEqual([
      ['aa', null, 'front'],
      ['ab', 'aa', 'front'],
      ['ba', 'ab', 'back'],
      ['bb', 'ba', 'back'],
      ['bc', 'bb', 'back'],
    ])
    expect(notices).toEqual([])
  })

  it('is the same in any order', () => {
    const facts = (spans: readonly Span[]) =>
      sorted(spans.map((span) => [span.spanId, span.parentSpanId, span.service, span.name]))
    fc.assert(
      fc.property(fc.shuffledSubarray(documents, { minLength: documents.length }), (shuffled) => {
        expect(facts(map(...shuffled).spans)).toEqual(facts(map(...documents).spans))
      }),
    )
  })

  it('reads nesting deeper than any call stack', () => {
    let text = '{"id":"s19999","name":"x","start_time":1,"end_time":2}'
    for (let i = 19_998; i >= 0; i--)
      text = `{"id":"s${i}","name":"x","start_time":1,"end_time":2,"subsegments":[${text}]}`
    expect(map(text).spans).toHaveLength(20_000)
  })

  it('a document in progress gives way to the complete one, in either order', () => {
    const going = { id: 'aa', name: 'front', start_time: 1, in_progress: true }
    const done = { id: 'aa', name: 'front', start_time: 1, end_time: 2 }
    for (const order of [
      [going, done],
      [done, going],
    ])
      expect(map(...order).spans.map((span) => [span.running, span.end])).toEqual([[false, 2_000_000]])
  })
})

describe('inferred segments', () => {
  const call = { id: 'ab', name: 'DynamoDB', start_time: 1, end_time: 2, namespace: 'aws' }
  const front = segment('aa', { subsegments: [call] })
  const inferred = {
    ...base,
    id: 'cc',
    name: 'DynamoDB',
    parent_id: 'ab',
    inferred: true,
    origin: 'AWS::DynamoDB::Table',
  }

  it('are folded into the subsegment that they mirror', () => {
    for (const order of [
      [front, inferred],
      [inferred, front],
    ]) {
      const { spans } = map(...order)
      expect(spans.map((span) => span.spanId).sort()).toEqual(['aa', 'ab'])
      const folded = spans.find((span) => span.spanId === 'ab')!
      expect(folded.inferred).toBe(false)
      expect(folded.attributes.entries().find(({ key }) => key === 'origin')).toEqual({
        key: 'origin',
        value: 'AWS::DynamoDB::Table',
        origin: 'inferred segment: origin',
      })
    }
  })

  it('hand their children on', () => {
    const queue = { ...inferred, subsegments: [{ id: 'cd', name: 'QueueTime', start_time: 1, end_time: 2 }] }
    const downstream = segment('dd', { parent_id: 'cc' })
    const { spans } = map(queue, downstream, front)
    expect(sorted(spans.map((span) => [span.spanId, span.parentSpanId]))).toEqual([
      ['aa', null],
      ['ab', 'aa'],
      ['cd', 'ab'],
      ['dd', 'ab'],
    ])
  })

  it('stay by themselves, marked, when what they mirror is not there', () => {
    expect(map(inferred).spans).toMatchObject([{ spanId: 'cc', inferred: true, parentSpanId: 'ab' }])
  })

  it('that point at each other are both kept', () => {
    const one = { ...inferred, id: 'x1', parent_id: 'x2', type: 'subsegment' }
    const two = { ...inferred, id: 'x2', parent_id: 'x1', type: 'subsegment' }
    expect(map(one, two).spans).toHaveLength(2)
  })

  it('tell of a failure that the caller did not see', () => {
    const { spans } = map(front, { ...inferred, fault: true })
    expect(spans.find((span) => span.spanId === 'ab')!.failure).toMatchObject({ origin: 'fault', throttled: false })
  })
})

describe('failures', () => {
  const failureOf = (more: object) => map(segment('aa', more)).spans[0]!.failure

  it('come from the exceptions of the cause, the first that says something', () => {
    expect(
      failureOf({
        fault: true,
        cause: {
          exceptions: [
            { id: 'e0' },
            {
              id: 'e1',
              type: 'ValueError',
              message: 'no',
              stack: [{ path: 'a.py', line: 3, label: 'run' }, {}],
              truncated: 2,
            },
          ],
        },
      }),
    ).toEqual({
      message: 'no',
      type: 'ValueError',
      stack: '    at run (a.py:3)\n    … 2 more',
      throttled: false,
      origin: 'cause.exceptions[1]',
    })
  })

  it('find the exception that a cause names by its id, wherever it lies', () => {
    const { spans } = map(
      segment('aa', { fault: true, cause: 'abcdefghijklmnop' }),
      segment('bb', { fault: true, cause: { exceptions: [{ id: 'abcdefghijklmnop', type: 'E', message: 'deep' }] } }),
    )
    expect(byName(spans)['segment aa']!.failure).toMatchObject({
      message: 'deep',
      type: 'E',
      origin: 'cause → cause.exceptions[0]',
    })
  })

  it.each([
    [
      { error: true, http: { response: { status: 404 } } },
      { message: 'HTTP 404', throttled: false, origin: 'error' },
    ],
    [{ throttle: true }, { throttled: true, origin: 'throttle', message: null }],
    [
      { error: true, throttle: true },
      { throttled: true, origin: 'throttle' },
    ],
    [
      { fault: true, cause: { message: 'broken' } },
      { message: 'broken', origin: 'cause.message' },
    ],
    [{ cause: { exceptions: [{ message: 'unflagged' }] } }, { message: 'unflagged' }],
  ])('%j', (more, expected) => {
    expect(failureOf(more)).toMatchObject(expected)
  })

  it.each([{}, { error: false, fault: false }, { fault: false, cause: { exceptions: [{ message: 'handled' }] } }])(
    'are none in %j',
    (more) => {
      expect(failureOf(more)).toBeNull()
    },
  )
})

describe('attributes', () => {
  const attributesOf = (more: object) => map(segment('aa', more)).spans[0]!.attributes

  it('come from metadata with dots and from annotations in either spelling', () => {
    const attributes = attributesOf({
      metadata: { default: { 'gen_ai.response.finish_reasons': ['stop'], 'gen_ai.usage.input_tokens': 12 } },
      annotations: { gen_ai_request_model: 'm', 'gen_ai.agent.name': 'a', gen_ai_usage_input_tokens: 99 },
    })
    expect(attributes.get('gen_ai.request.model')).toBe('m')
    expect(attributes.get('gen_ai.agent.name')).toBe('a')
    expect(attributes.get('gen_ai.response.finish_reasons')).toEqual(['stop'])
    expect(attributes.get('gen_ai.usage.input_tokens')).toBe(12)
    expect(attributes.find('gen_ai.request.model')!.origin).toBe('annotations["gen_ai_request_model"]')
    expect(attributes.hasPrefix('gen_ai.')).toBe(true)
  })

  it('keep the namespaces of metadata apart', () => {
    const attributes = attributesOf({
      metadata: { default: { key: 1 }, one: { key: 2 }, two: { key: 3, 'gen_ai.request.model': 'm' }, three: 'text' },
    })
    const entries = Object.fromEntries(attributes.entries().map(({ key, value }) => [key, value]))
    expect(entries).toMatchObject({ key: 1, 'one.key': 2, 'two.key': 3, 'gen_ai.request.model': 'm', three: 'text' })
    expect(attributes.find('gen_ai.request.model')!.origin).toBe('metadata.two["gen_ai.request.model"]')
  })

  it('of the resource answer under their own names', () => {
    const attributes = attributesOf({
      metadata: { default: { 'otel.resource.deployment.environment': 'prod', 'otel.resource.service.name': 'svc' } },
    })
    expect(attributes.get('deployment.environment')).toBe('prod')
    expect(attributes.entries().map(({ key }) => key)).toEqual(expect.arrayContaining(['service.name']))
  })

  it('give http, sql, aws and user the names of OpenTelemetry', () => {
    const attributes = attributesOf({
      http: {
        request: { method: 'POST', url: 'https://a/b', client_ip: '1.2.3.4' },
        response: { status: 200, content_length: '12' },
      },
      sql: { sanitized_query: 'SELECT 1', database_type: 'Postgres', database_version: '10' },
      aws: { region: 'us-east-2', operation: 'GetParameter', request_id: 'r', xray: { sdk: 'X-Ray for Go' } },
      user: 'u-1',
    })
    const entries = Object.fromEntries(attributes.entries().map(({ key, value }) => [key, value]))
    expect(entries).toMatchObject({
      'http.request.method': 'POST',
      'url.full': 'https://a/b',
      'client.address': '1.2.3.4',
      'http.response.status_code': 200,
      'http.response.body.size': '12',
      'db.statement': 'SELECT 1',
      'db.system': 'Postgres',
      'sql.database_version': '10',
      'cloud.region': 'us-east-2',
      'rpc.method': 'GetParameter',
      'aws.request_id': 'r',
      'aws.xray.sdk': 'X-Ray for Go',
      'enduser.id': 'u-1',
    })
    expect(attributes.get('user.id')).toBe('u-1')
    expect(attributes.find('url.full')!.origin).toBe('http.request.url')
    expect(attributes.layers.some((layer) => layer.values['url.full'] === 'https://a/b')).toBe(true)
  })
})

describe('the platform’s own signals', () => {
  it('an http block makes a nested subsegment a tool and leaves its segment what it is', async () => {
    const call = {
      id: 'bb',
      name: 'shop.example',
      start_time: 1.2,
      end_time: 1.3,
      http: { request: { method: 'GET' } },
    }
    const { spans } = map(segment('aa', { http: { request: { method: 'POST' } }, subsegments: [call] }))
    const run = await assembleRun({ platform: 'xray', nativeId: 'x', spans, complete: true, notices: [] })
    expect(['aa', 'bb'].map((id) => run.detail(id)!.type)).toEqual(['workflow', 'tool'])
  })

  it.each([
    [{ namespace: 'aws' }, { type: 'tool', rule: 'namespace "aws"' }, 'client'],
    [{ namespace: 'remote' }, { type: 'tool', rule: 'namespace "remote"' }, 'client'],
    [{ type: 'subsegment', http: { request: { method: 'GET' } } }, { type: 'tool', rule: 'http block' }, null],
    // A service's own entry: whom it was called by says nothing of what it is.
    [{ http: { request: { method: 'GET' } } }, null, 'server'],
    [{ parent_id: 'bb', http: { request: { method: 'GET' } } }, null, 'server'],
    [{ namespace: 'remote', http: { request: { method: 'GET' } } }, { type: 'tool' }, 'client'],
    // Nobody's own entry: its caller reports it.
    [{ inferred: true, http: { request: { method: 'GET' } } }, { type: 'tool', rule: 'http block' }, null],
    [{ namespace: 'other' }, null, null],
    [{}, null, null],
  ])('%j', (more, signal, kind) => {
    const [span] = map(segment('aa', more)).spans
    expect(span!.kind).toBe(kind)
    if (signal === null) expect(span!.signal).toBeNull()
    else expect(span!.signal).toMatchObject(signal)
  })
})

describe('OpenTelemetry documents of a retrieval', () => {
  it('are read as spans', () => {
    const { spans } = map({
      traceId: '5ee20a4abab71b6bbc0660dba2adab3e',
      spanId: 'a1',
      parentSpanId: 'a0',
      name: 'chat m',
      kind: 'CLIENT',
      startTimeUnixNano: '1591872073754000123',
      endTimeUnixNano: 1591872073802000000,
      attributes: { 'gen_ai.request.model': 'm' },
      resource: { attributes: { 'service.name': 'svc' } },
      status: { code: 'ERROR', message: 'bad' },
      events: [
        {
          name: 'exception',
          timeUnixNano: 1591872073801000000,
          attributes: { 'exception.type': 'E', 'exception.message': 'thrown' },
        },
      ],
    })
    expect(spans[0]).toMatchObject({
      spanId: 'a1',
      parentSpanId: 'a0',
      kind: 'client',
      service: 'svc',
      start: 1591872073754000,
      end: 1591872073802000,
      failure: { message: 'thrown', type: 'E' },
    })
    expect(spans[0]!.attributes.get('gen_ai.request.model')).toBe('m')
  })

  it('also with OTLP’s lists of attributes', () => {
    const { spans } = map({
      traceId: 't',
      spanId: 'a1',
      name: 'x',
      kind: 3,
      startTimeUnixNano: '1',
      attributes: [
        { key: 's', value: { stringValue: 'text' } },
        { key: 'i', value: { intValue: '9007199254740993' } },
        { key: 'l', value: { arrayValue: { values: [{ intValue: 1 }, { boolValue: true }] } } },
      ],
    })
    expect(Object.fromEntries(spans[0]!.attributes.entries().map(({ key, value }) => [key, value]))).toEqual({
      s: 'text',
      i: '9007199254740993',
      l: [1, true],
    })
  })
})

describe('whatever a document holds', () => {
  const fields = [
    'id',
    'name',
    'start_time',
    'end_time',
    'parent_id',
    'type',
    'namespace',
    'http',
    'aws',
    'sql',
    'user',
    'cause',
    'error',
    'fault',
    'throttle',
    'in_progress',
    'inferred',
    'metadata',
    'annotations',
    'subsegments',
    'links',
    'origin',
    'service',
    'spanId',
    'traceId',
    'startTimeUnixNano',
    'attributes',
    'resource',
    'events',
    'status',
  ] as const

  it('nothing is thrown and no other segment is lost', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), fc.jsonValue(), (field, value, inner) => {
        const strange = { ...segment('zz'), [field]: value, subsegments: [{ id: 'zy', name: 'y', [field]: inner }] }
        const { spans } = map(segment('aa'), strange, segment('bb', { parent_id: 'aa' }))
        expect(spans.map((span) => span.spanId)).toEqual(expect.arrayContaining(['aa', 'bb']))
        for (const span of spans) {
          expect(typeof span.spanId).toBe('string')
          expect(typeof span.name).toBe('string')
          expect(span.start === null || Number.isFinite(span.start)).toBe(true)
          span.attributes.entries()
          span.attributes.get('gen_ai.request.model')
          span.attributes.find('url.full')
          span.attributes.hasPrefix('gen_ai.')
          expect(Array.isArray(span.attributes.layers)).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('a document that is not readable costs itself and a notice', () => {
    const { spans, notices, unreadable } = map(segment('aa'), '{"id": "bb", ', '[]', 'null')
    expect(spans).toHaveLength(1)
    expect(unreadable).toBe(3)
    expect(notices).toMatchObject([{ code: 'unreadable', count: 3 }])
  })

  it('ids are the same each time, also where there were none', () => {
    const documents = [{ name: 'nameless', subsegments: [{ name: 'child' }, { id: 7, name: 'numbered' }] }]
    const ids = () => map(...documents).spans.map((span) => span.spanId)
    expect(ids()).toEqual(ids())
    expect(new Set(ids()).size).toBe(3)
  })
})
