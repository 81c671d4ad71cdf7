import { describe, expect, it } from 'vitest'
import type { LogsTable } from '../../../../src/main/stores/azuremonitor/answer.ts'
import { mapRun } from '../../../../src/main/stores/azuremonitor/map.ts'
import { microseconds, parseInstant } from '../../../../src/shared/units.ts'

const operation = '0123456789abcdef0123456789abcdef'

/** Rows as the query API gives them, written as objects. */
function table(...rows: Record<string, unknown>[]): LogsTable {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return {
    columns: names.map((name) => ({ name, type: 'string' })),
    rows: rows.map((row) => names.map((name) => row[name] ?? null)),
  }
}

const dependency = {
  TimeGenerated: '2026-11-22T10:00:00.1234567Z',
  Type: 'AppDependencies',
  Id: '00f067aa0ba902b7',
  ParentId: '00f067aa0ba902b6',
  OperationId: operation,
  Name: 'chat gpt-5',
  DependencyType: 'GenAI | openai',
  Success: true,
  ResultCode: '0',
  DurationMs: 12.3456,
  AppRoleName: 'agent',
}

async function one(row: Record<string, unknown>) {
  const { spans } = await mapRun(table(row), operation)
  expect(spans).toHaveLength(1)
  return spans[0]!
}

describe('times', () => {
  it('start at the row’s time, to the microsecond, and end after the duration', async () => {
    const span = await one(dependency)
    expect(span.start).toBe(parseInstant('2026-11-22T10:00:00.123456Z'))
    expect(span.end).toBe(span.start! + 12346)
  })

  it.each([
    ['a null time', { TimeGenerated: null }, null, null],
    ['a time that is none', { TimeGenerated: 'soon' }, null, null],
    ['a null duration', { DurationMs: null }, 'kept', null],
    ['a negative duration', { DurationMs: -5 }, 'kept', null],
    ['a duration that is none', { DurationMs: 'NaN' }, 'kept', null],
  ])('with %s stay unknown, never 1970 and never now', async (_name, changes, start, end) => {
    const span = await one({ ...dependency, ...changes })
    expect(span.start).toBe(start === null ? null : parseInstant(dependency.TimeGenerated))
    expect(span.end).toBe(end)
  })

  it('read a duration that is written as text', async () => {
    const span = await one({ ...dependency, DurationMs: '250.5' })
    expect(span.end).toBe(span.start! + 250_500)
  })
})

describe('attributes', () => {
  const bag = { 'gen_ai.request.model': 'gpt-5', 'gen_ai.usage.input_tokens': '12' }

  it.each([
    ['an object', bag],
    ['JSON text', JSON.stringify(bag)],
    ['JSON text within JSON text', JSON.stringify(JSON.stringify(bag))],
  ])('come from Properties as %s', async (_name, Properties) => {
    const { attributes } = await one({ ...dependency, Properties })
    expect(attributes.find('gen_ai.request.model')).toEqual({
      value: 'gpt-5',
      origin: 'Properties["gen_ai.request.model"]',
    })
    expect(attributes.get('gen_ai.usage.input_tokens')).toBe('12')
  })

  it('come from Measurements where Properties has none', async () => {
    const Measurements = { 'gen_ai.usage.input_tokens': 99, 'gen_ai.usage.output_tokens': 7 }
    const { attributes } = await one({ ...dependency, Properties: bag, Measurements: JSON.stringify(Measurements) })
    expect(attributes.get('gen_ai.usage.input_tokens')).toBe('12')
    expect(attributes.find('gen_ai.usage.output_tokens')).toEqual({
      value: 7,
      origin: 'Measurements["gen_ai.usage.output_tokens"]',
    })
  })

  it.each(['not json', '[1,2]', '17', '{"cut":"in the mid', 'null'])(
    'that are %s are kept whole and remarked on, and the span lives',
    async (Properties) => {
      const span = await one({ ...dependency, Properties })
      expect(span.attributes.get('Properties')).toBe(Properties)
      expect(span.remarks).toEqual(['Properties is not an object and could not be read'])
    },
  )

  it('include what exporters moved into columns, under their own names', async () => {
    const http = await one({
      ...dependency,
      DependencyType: 'HTTP',
      Name: 'GET /v1',
      Data: 'https://x/v1',
      Target: 'x',
      ResultCode: '503',
    })
    expect(http.attributes.get('url.full')).toBe('https://x/v1')
    expect(http.attributes.get('http.response.status_code')).toBe(503)
    expect(http.http).toEqual({ request: { method: 'GET', url: 'https://x/v1' }, response: { status_code: 503 } })
    const sql = await one({ ...dependency, DependencyType: 'postgresql', Data: 'select 1', Target: 'db | main' })
    expect(sql.attributes.get('db.query.text')).toBe('select 1')
    expect(sql.attributes.get('db.system.name')).toBe('postgresql')
    expect(sql.http).toBeNull()
    expect((await one(dependency)).attributes.get('gen_ai.provider.name')).toBe('openai')
  })

  it('that the exporter cut are marked', async () => {
    const span = await one({ ...dependency, Properties: { 'input.value': 'x'.repeat(8192), short: 'y' } })
    expect(span.cut).toBe(true)
    expect(span.remarks).toEqual(['input.value was cut at the exporter’s limit'.replace('’', "'")])
    expect((await one({ ...dependency, Properties: { 'input.value': 'x' } })).cut).toBe(false)
  })

  it('give the links of a span', async () => {
    const links = JSON.stringify([{ operation_Id: 'ab', id: 'cd' }, { id: 'no trace' }, 5])
    const span = await one({ ...dependency, Properties: { '_MS.links': links } })
    expect(span.links).toEqual([{ traceId: 'ab', spanId: 'cd', kind: null }])
    expect((await one({ ...dependency, Properties: { '_MS.links': '[{' } })).links).toEqual([])
  })
})

describe('kinds and signals', () => {
  it.each([
    ['AppRequests', {}, 'server', 'agent', 'AppRequests row'],
    ['AppDependencies', { DependencyType: 'HTTP' }, 'client', 'tool', 'AppDependencies row'],
    ['AppDependencies', { DependencyType: 'InProc | Microsoft.X' }, 'internal', 'tool', 'AppDependencies row'],
    ['AppDependencies', { DependencyType: 'Queue Message | kafka' }, 'producer', 'tool', 'AppDependencies row'],
    ['AppDependencies', { DependencyType: 'GenAI | openai' }, null, 'tool', 'AppDependencies row'],
  ])('%s %j is %s and means %s', async (Type, changes, kind, type, rule) => {
    const span = await one({ ...dependency, DependencyType: null, Type, ...changes })
    expect(span.kind).toBe(kind)
    expect(span.signal).toEqual({ type, rule, origin: 'Type' })
  })

  it('are read from the classic names too', async () => {
    const { spans } = await mapRun(
      table(
        {
          timestamp: '2026-11-22 10:00:00.0000000',
          itemType: 'request',
          id: 'aaaaaaaaaaaaaaaa',
          operation_ParentId: operation,
          operation_Id: operation,
          name: 'POST /run',
          success: 'False',
          resultCode: '500',
          duration: 5,
          cloud_RoleName: 'web',
          customDimensions: '{"gen_ai.agent.name":"x"}',
        },
        {
          timestamp: '2026-11-22 10:00:00.0010000',
          itemType: 'exception',
          operation_ParentId: 'aaaaaaaaaaaaaaaa',
          operation_Id: operation,
          type: 'KeyError',
          outerMessage: 'no key',
        },
      ),
      operation,
    )
    expect(spans).toHaveLength(1)
    expect(spans[0]).toMatchObject({
      parentSpanId: null,
      service: 'web',
      signal: { type: 'agent' },
      failure: { type: 'KeyError', message: 'no key' },
    })
    expect(spans[0]!.attributes.get('gen_ai.agent.name')).toBe('x')
  })
})

describe('parents', () => {
  it.each([
    ['empty', ''],
    ['null', null],
    ['the operation', operation],
    ['the operation in capitals', operation.toUpperCase()],
    ['the operation as a classic id', `|${operation}.`],
    ['the row itself', dependency.Id],
  ])('that are %s make a root', async (_name, ParentId) => {
    expect((await one({ ...dependency, ParentId })).parentSpanId).toBeNull()
  })

  it('that are not there stay named', async () => {
    expect((await one(dependency)).parentSpanId).toBe(dependency.ParentId)
  })

  it('are found under hierarchical ids', async () => {
    const { spans } = await mapRun(
      table(
        { ...dependency, Type: 'AppRequests', Id: '|op.1901.', ParentId: '' },
        { ...dependency, Id: '|op.1901.1.', ParentId: '|op.1901.' },
      ),
      operation,
    )
    expect(spans.map((span) => [span.spanId, span.parentSpanId])).toEqual([
      ['|op.1901.', null],
      ['|op.1901.1.', '|op.1901.'],
    ])
  })

  it('are found where a classic SDK and OpenTelemetry spell one id in two ways', async () => {
    const { spans } = await mapRun(
      table(
        { ...dependency, Id: `|${operation}.aaaaaaaaaaaaaaaa.`, ParentId: '' },
        { ...dependency, Id: 'bbbbbbbbbbbbbbbb', ParentId: 'aaaaaaaaaaaaaaaa' },
        { ...dependency, Id: `|${operation}.cccccccccccccccc.`, ParentId: `|${operation}.bbbbbbbbbbbbbbbb.` },
      ),
      operation,
    )
    expect(spans.map((span) => span.parentSpanId)).toEqual([
      null,
      `|${operation}.aaaaaaaaaaaaaaaa.`,
      'bbbbbbbbbbbbbbbb',
    ])
  })
})

describe('failures', () => {
  it.each([false, 'False', 'false', 0, '0'])('are told by Success = %j', async (Success) => {
    expect((await one({ ...dependency, Success })).failure).not.toBeNull()
  })

  it.each([true, 'True', 'true', 1, '1', null, '', 'perhaps'])('are not told by Success = %j', async (Success) => {
    expect((await one({ ...dependency, Success })).failure).toBeNull()
  })

  it('say the result code where nothing better is known', async () => {
    expect((await one({ ...dependency, Success: false, ResultCode: '503' })).failure).toMatchObject({
      message: 'HTTP 503',
      type: '503',
      origin: 'ResultCode',
    })
    expect((await one({ ...dependency, Success: false, ResultCode: '2' })).failure).toMatchObject({ message: null })
  })

  it('leave error attributes to be read as such', async () => {
    const Properties = { 'error.type': 'timeout' }
    expect((await one({ ...dependency, Success: false, ResultCode: '503', Properties })).failure).toMatchObject({
      message: null,
      type: null,
    })
  })

  it('count a 429 as one, also where Success says otherwise', async () => {
    expect((await one({ ...dependency, ResultCode: '429' })).failure).toMatchObject({
      throttled: true,
      message: 'HTTP 429',
    })
  })
})

describe('exceptions and messages', () => {
  const exception = {
    TimeGenerated: '2026-11-22T10:00:00.1300000Z',
    Type: 'AppExceptions',
    ParentId: dependency.Id,
    OperationId: operation,
    ExceptionType: 'openai.RateLimitError',
    OuterMessage: 'slow down',
    Details: JSON.stringify([
      { type: 'X', message: 'm', parsedStack: [{ method: 'call', fileName: 'a.py', line: 3 }, { method: 'main' }] },
    ]),
    AppRoleName: 'agent',
  }
  const message = {
    ...exception,
    Type: 'AppTraces',
    ExceptionType: null,
    OuterMessage: null,
    Details: null,
    Message: 'first token',
  }

  it('belong to their span: the exception says why it failed', async () => {
    const { spans } = await mapRun(table({ ...dependency, Success: false }, exception, message), operation)
    expect(spans).toHaveLength(1)
    expect(spans[0]!.failure).toEqual({
      type: 'openai.RateLimitError',
      message: 'slow down',
      stack: 'at call (a.py:3)\n    at main',
      throttled: true,
      origin: 'AppExceptions.OuterMessage',
    })
    expect(spans[0]!.events.map((event) => event.name)).toEqual(['exception', 'first token'])
    expect(spans[0]!.events[0]!.attributes).toMatchObject({ 'exception.type': 'openai.RateLimitError' })
  })

  it('do not make a span fail that says it succeeded', async () => {
    const { spans } = await mapRun(table(dependency, exception), operation)
    expect(spans[0]!.failure).toBeNull()
    expect(spans[0]!.events).toHaveLength(1)
  })

  it('become a span of type error where their own is not there', async () => {
    const { spans } = await mapRun(table({ ...exception, ParentId: 'ffffffffffffffff' }), operation)
    expect(spans).toEqual([
      expect.objectContaining({
        parentSpanId: 'ffffffffffffffff',
        name: 'openai.RateLimitError',
        signal: { type: 'error', rule: 'AppExceptions row', origin: 'Type' },
        failure: expect.objectContaining({ message: 'slow down' }),
      }),
    ])
  })

  it('without a span are shown on the root, and a run of messages alone is still a run', async () => {
    const stray = { ...message, ParentId: 'ffffffffffffffff' }
    const { spans, notices } = await mapRun(table({ ...dependency, ParentId: '' }, stray), operation)
    expect(spans[0]!.events.map((event) => event.name)).toEqual(['first token'])
    expect(notices).toEqual([expect.objectContaining({ code: 'info', count: 1 })])
    const alone = await mapRun(table(stray, stray), operation)
    expect(alone.spans.map((span) => span.name)).toEqual(['first token', 'first token'])
    expect(new Set(alone.spans.map((span) => span.spanId)).size).toBe(2)
  })
})

describe('whole runs', () => {
  it('leave out rows of other operations', async () => {
    const { spans } = await mapRun(table(dependency, { ...dependency, Id: 'x', OperationId: 'another' }), operation)
    expect(spans).toHaveLength(1)
  })

  it('say that sampling is on', async () => {
    const { notices } = await mapRun(table({ ...dependency, ItemCount: 10 }), operation)
    expect(notices).toEqual([expect.objectContaining({ code: 'sampled', count: 9 })])
  })

  it('give rows without ids the same ids in any order', async () => {
    const rows = [1, 2, 3].map((n) => ({ ...dependency, Id: null, Name: `n${n}` }))
    const idsOf = async (given: Record<string, unknown>[]) =>
      new Map((await mapRun(table(...given), operation)).spans.map((span) => [span.name, span.spanId]))
    expect(await idsOf(rows.toReversed())).toEqual(await idsOf(rows).then((ids) => new Map([...ids].reverse())))
  })

  it('keep the row as the platform had it, empty cells left out', async () => {
    const span = await one({ ...dependency, Properties: '{"a":"1"}', Target: '' })
    expect(span.raw).toEqual({ ...dependency, Properties: { a: '1' } })
  })

  it('survive anything in any cell', async () => {
    const odd: unknown[] = [
      null,
      '',
      0,
      -1,
      1e308,
      true,
      'x',
      '{',
      '[]',
      [],
      [[]],
      {},
      { a: { b: [1] } },
      '\u0000',
      '__proto__',
    ]
    const base = {
      ...dependency,
      Properties: {},
      Measurements: {},
      Details: '[]',
      OuterMessage: 'm',
      ItemCount: 1,
      Url: 'u',
      Message: 'm',
    }
    for (const Type of ['AppRequests', 'AppDependencies', 'AppExceptions', 'AppTraces', 'Other', null])
      for (const key of Object.keys(base))
        for (const value of odd) {
          const { spans } = await mapRun(table({ ...base, Type, [key]: value }), null)
          expect(spans, `${Type} ${key} ${JSON.stringify(value)}`).toHaveLength(1)
          const span = spans[0]!
          expect(() => [
            span.attributes.entries(),
            span.raw,
            span.links,
            span.http,
            span.remarks,
            span.cut,
          ]).not.toThrow()
          for (const event of span.events) expect(() => event.attributes).not.toThrow()
          for (const time of [span.start, span.end]) if (time !== null) expect(time).toBeGreaterThan(microseconds(1e15))
        }
  })
})
