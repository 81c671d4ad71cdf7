import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeSpan } from '../../src/demo/azuremonitor/encode.ts'
import { runQuery } from '../../src/demo/azuremonitor/kql/run.ts'
import { parseQuery } from '../../src/demo/azuremonitor/kql/parse.ts'
import {
  azureMonitorPlatform,
  demoComponentId,
  demoForbiddenWorkspaceId,
  demoWorkspaceId,
} from '../../src/demo/azuremonitor/platform.ts'
import { QueryQuota } from '../../src/demo/azuremonitor/quota.ts'
import { tableColumns, type TableName } from '../../src/demo/azuremonitor/tables.ts'
import { type PlatformServer, startPlatformServer } from '../../src/demo/http/server.ts'
import type { DemoSpan, DemoTrace, TrafficSource } from '../../src/demo/traffic/demo-trace.ts'

const at = Date.UTC(2026, 10, 22, 12) * 1000

function span(given: Partial<DemoSpan>): DemoSpan {
  return {
    spanId: '00000000000000a1',
    parentSpanId: null,
    name: 'span',
    kind: 'internal',
    service: 'agent',
    start: at,
    end: at + 1500,
    status: 'ok',
    statusMessage: null,
    attributes: {},
    events: [],
    resource: {},
    lost: false,
    ...given,
  }
}

function trace(spans: DemoSpan[], traceId = '0'.repeat(31) + '1'): DemoTrace {
  return { traceId, scenario: 'x', platforms: ['azuremonitor'], start: at, spans, partOf: null, cut: false }
}

function rowsOf(given: DemoSpan): { table: TableName; row: Record<string, unknown> }[] {
  return encodeSpan(trace([given]), given).map(({ table, row }) => ({
    table,
    row: Object.fromEntries(tableColumns[table].map(({ name }, i) => [name, row[i]])),
  }))
}

describe('the encoder', () => {
  it.each([
    ['server', 'AppRequests'],
    ['consumer', 'AppRequests'],
    ['client', 'AppDependencies'],
    ['producer', 'AppDependencies'],
    ['internal', 'AppDependencies'],
  ] as const)('writes a %s span to %s', (kind, table) => {
    expect(rowsOf(span({ kind })).map((row) => row.table)).toEqual([table])
  })

  it('writes every value as text, or numbers apart where the service uses the Collector', () => {
    const attributes = { 'gen_ai.usage.input_tokens': 12, 'gen_ai.response.finish_reasons': ['stop'], flag: true }
    const shapes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((service) => {
      const { Properties, Measurements } = rowsOf(span({ service, attributes }))[0]!.row
      const bag = (typeof Properties === 'string' ? JSON.parse(Properties) : Properties) as Record<string, unknown>
      for (const value of Object.values(bag)) expect(typeof value).toBe('string')
      expect(bag['gen_ai.response.finish_reasons']).toBe('["stop"]')
      const tokens = (Measurements as Record<string, unknown> | null)?.['gen_ai.usage.input_tokens']
      expect(tokens ?? Number(bag['gen_ai.usage.input_tokens'])).toBe(12)
      return `${typeof Properties}${tokens === undefined ? '' : ' and Measurements'}`
    })
    expect(new Set(shapes)).toEqual(new Set(['object', 'string', 'object and Measurements']))
  })

  it('moves http and database attributes into columns', () => {
    const [http] = rowsOf(
      span({
        kind: 'client',
        attributes: { 'url.full': 'https://x/y', 'http.response.status_code': 503, 'server.address': 'x' },
      }),
    )
    expect(http!.row).toMatchObject({ DependencyType: 'HTTP', Data: 'https://x/y', Target: 'x', ResultCode: '503' })
    const [sql] = rowsOf(
      span({ kind: 'client', attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'select 1' } }),
    )
    expect(sql!.row).toMatchObject({ DependencyType: 'postgresql', Data: 'select 1' })
  })

  it('writes exception events and other events as rows of their own, without an id', () => {
    const rows = rowsOf(
      span({
        status: 'error',
        events: [
          { name: 'exception', at, attributes: { 'exception.type': 'E', 'exception.message': 'm' } },
          { name: 'note', at, attributes: {} },
        ],
      }),
    )
    expect(rows.map((row) => row.table)).toEqual(['AppDependencies', 'AppExceptions', 'AppTraces'])
    expect(rows[1]!.row).toMatchObject({ ExceptionType: 'E', OuterMessage: 'm', ParentId: rows[0]!.row.Id })
    expect(rows[2]!.row).toMatchObject({ Message: 'note', ParentId: rows[0]!.row.Id })
    expect(rows[1]!.row).not.toHaveProperty('Id')
  })

  it('has nothing of a span that is lost or has not ended', () => {
    expect(rowsOf(span({ lost: true }))).toEqual([])
    expect(rowsOf(span({ end: null }))).toEqual([])
  })

  it('writes classic ids and roots that name their operation in some traces', () => {
    const root = span({})
    const roots = Array.from({ length: 60 }, (_, i) => {
      const id = i.toString(16).padStart(32, '0')
      const row = encodeSpan(trace([root], id), root)[0]!.row
      const cell = (name: string) => row[tableColumns.AppDependencies.findIndex((column) => column.name === name)]
      return { id, own: String(cell('Id')), parent: String(cell('ParentId')) }
    })
    expect(roots.some(({ id, own }) => own === `|${id}.${root.spanId}.`)).toBe(true)
    expect(roots.some(({ own }) => own === root.spanId)).toBe(true)
    expect(roots.some(({ id, parent }) => parent === id)).toBe(true)
    expect(roots.some(({ parent }) => parent === '')).toBe(true)
  })
})

describe('the query engine', () => {
  const table = {
    columns: [
      { name: 'Name', type: 'string' as const },
      { name: 'Size', type: 'long' as const },
      { name: 'Bag', type: 'dynamic' as const },
    ],
    rows: [
      ['a', 3, { 'x.y': '1' }],
      ['b', null, '{"x.y":"2"}'],
      ['a', 5, null],
    ],
  }
  const run = async (text: string) =>
    (await runQuery(parseQuery(text), (name) => (name === 'T' ? table : undefined))).rows

  it.each([
    ['T | where Size > 3 | project Name', [['a']]],
    ['T | where Name in~ ("A") | summarize Sum=sum(Size), Rows=count() by Name', [['a', 8, 2]]],
    ['T | project X=tostring(Bag["x.y"])', [['1'], [''], ['']]],
    ['T | project X=tostring(parse_json(tostring(Bag))["x.y"])', [['1'], ['2'], ['']]],
    ['T | order by Size desc | take 1 | project Size', [[5]]],
    [
      'T | summarize arg_max(Size, *) by Name | project Name, Size | order by Name asc',
      [
        ['a', 5],
        ['b', null],
      ],
    ],
    ['let Big = T | where Size >= 5 | project Name; T | where Name in (Big) | summarize count()', [[2]]],
    ['union isfuzzy=true T, Missing | summarize N=countif(isnotnull(Size))', [[2]]],
    ['T | project X=column_ifexists("Missing", "none") | distinct X', [['none']]],
    [
      'T | take 1 | project D=format_datetime(datetime(2026-01-02T03:04:05.0670000Z) + 1d, "yyyy-MM-dd HH:mm:ss.fffffff")',
      [['2026-01-03 03:04:05.0670000']],
    ],
  ])('runs %s', async (text, rows) => {
    expect(await run(text)).toEqual(rows)
  })

  it.each([
    'T | mv-expand Bag',
    'T | where Missing == 1',
    'T | where unknown_function(Name) == ""',
    'T | where Name == "open',
    'T | where Name == "a"; T',
    'Missing | take 1',
    'T | extend X = Name + 1',
    'T where Name',
    '',
  ])('refuses %j', async (text) => {
    await expect(Promise.resolve().then(() => run(text))).rejects.toThrow(expect.objectContaining({ name: 'KqlError' }))
  })
})

describe('the API', () => {
  let server: PlatformServer

  beforeAll(async () => {
    const traces = [trace([span({})])]
    const traffic: TrafficSource = { now: () => at / 1000, traces: () => traces, trace: () => traces[0] }
    server = await startPlatformServer(azureMonitorPlatform(traffic))
  })
  afterAll(() => server.close())

  async function post(path: string, body: unknown, headers: Record<string, string> = { authorization: 'Bearer x' }) {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    return {
      status: response.status,
      text,
      body: text === '' ? null : (JSON.parse(text) as { error: Record<string, unknown> }),
    }
  }
  const path = `/v1/workspaces/${demoWorkspaceId}/query`

  it('answers with tables of columns and rows', async () => {
    const { status, body } = await post(path, { query: 'AppDependencies | project TimeGenerated, Name, DurationMs' })
    expect(status).toBe(200)
    expect(body).toEqual({
      tables: [
        {
          name: 'PrimaryResult',
          columns: [
            { name: 'TimeGenerated', type: 'datetime' },
            { name: 'Name', type: 'string' },
            { name: 'DurationMs', type: 'real' },
          ],
          rows: [['2026-11-22T12:00:00.0000000Z', 'span', 1.5]],
        },
      ],
    })
  })

  it('honours the timespan of the request', async () => {
    const query = 'AppDependencies | summarize N=count() by Name'
    const { body } = await post(path, { query, timespan: '2026-11-21T00:00:00Z/2026-11-22T00:00:00Z' })
    expect(body).toMatchObject({ tables: [{ rows: [] }] })
  })

  it('has the classic names over the component', async () => {
    const { body } = await post(`/v1${demoComponentId}/query`, { query: 'dependencies | project itemType, success' })
    expect(body).toMatchObject({ tables: [{ rows: [['dependency', 'True']] }] })
  })

  it.each([
    ['no token', path, { query: 'AppTraces' }, {}, 401, 'AuthorizationRequiredError'],
    [
      'another workspace',
      '/v1/workspaces/11111111-1111-4111-8111-111111111111/query',
      { query: 'AppTraces' },
      null,
      404,
      'PathNotFoundError',
    ],
    [
      'a workspace without the role',
      `/v1/workspaces/${demoForbiddenWorkspaceId}/query`,
      { query: 'AppTraces' },
      null,
      403,
      'InsufficientAccessError',
    ],
    [
      'an unknown resource',
      '/v1/subscriptions/a/resourceGroups/b/providers/microsoft.insights/components/c/query',
      { query: 'x' },
      null,
      404,
      'PathNotFoundError',
    ],
    ['a query it does not know', path, { query: 'AppTraces | evaluate pivot(X)' }, null, 400, 'BadArgumentError'],
    ['no query', path, {}, null, 400, 'BadArgumentError'],
  ])('refuses %s', async (_name, where, body, headers, status, code) => {
    const answer = await post(where, body, headers ?? undefined)
    expect(answer.status).toBe(status)
    expect(answer.body!.error.code).toBe(code)
  })

  it('nests the reason of a refused query', async () => {
    const { body } = await post(path, { query: 'AppTraces |' })
    expect(body!.error).toMatchObject({
      innererror: { code: 'SyntaxError', innererror: { code: 'SYN0002', line: 1 } },
    })
  })

  it('cuts at the record limit that the query sets, and says why', async () => {
    const { body } = await post(path, { query: 'set truncationmaxrecords=0; AppDependencies' })
    expect(body).toMatchObject({
      tables: [{ rows: [] }],
      error: {
        code: 'PartialError',
        details: [{ innererror: { severityName: 'Error', message: expect.stringContaining('0 records') } }],
      },
    })
  })

  it('has read calls only', () => {
    const platform = azureMonitorPlatform({ now: () => 0, traces: () => [], trace: () => undefined })
    const request = { query: new URLSearchParams(), headers: {}, body: '', partial: false }
    expect(platform.operationOf({ ...request, method: 'POST', path })).toEqual({ name: 'Query', read: true })
    expect(platform.operationOf({ ...request, method: 'DELETE', path })).toBeNull()
    expect(platform.operationOf({ ...request, method: 'POST', path: '/v1/workspaces/x/purge' })).toBeNull()
  })
})

describe('the quota', () => {
  it('lets 200 requests pass in 30 seconds and says when the next may come', () => {
    const quota = new QueryQuota()
    for (let i = 0; i < 200; i++) expect(quota.take(1000 + i)).toBe(0)
    expect(quota.take(2000)).toBe(29)
    expect(quota.take(31_001)).toBe(0)
  })
})
