import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mapSegments } from '../../../../src/main/stores/xray/map.ts'
import type { Span } from '../../../../src/main/semantics/span.ts'

const folder = join(import.meta.dirname, '../../../../../shared/realdata/xray')
const absent = !existsSync(folder)
if (absent) console.warn(`Recorded X-Ray payloads are not at ${folder}: their tests are skipped.`)

interface Recorded {
  readonly Segments: readonly { readonly Id: string; readonly Document: unknown }[]
}

function mapRecorded({ Segments }: Recorded) {
  return mapSegments(Segments.map(({ Id, Document }) => ({ id: Id, document: JSON.stringify(Document) })))
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}

function only(name: string): Span {
  const { spans } = mapSegments([{ id: null, document: readFileSync(join(folder, 'otel-contrib', name), 'utf8') }])
  expect(spans).toHaveLength(1)
  return spans[0]!
}

describe.skipIf(absent)('recorded traces', () => {
  const recorded = absent
    ? ({} as Record<string, Recorded>)
    : (read('grafana-xray-datasource-transform-test.json') as Record<string, Recorded>)

  it('a failing DynamoDB call is one step, not two', () => {
    const { spans, notices } = mapRecorded(recorded.awsResponse!)
    expect(notices).toEqual([])
    expect(spans.map((span) => [span.spanId, span.parentSpanId, span.name, span.service])).toEqual([
      ['eebec87ce4dd8225', null, 'myfrontend-dev', 'myfrontend-dev'],
      ['4ab39ad12cff04b5', 'eebec87ce4dd8225', 'DynamoDB', 'myfrontend-dev'],
    ])
    const call = spans[1]!
    expect(call.start).toBe(1591872073754000)
    expect(call.end).toBe(1591872073801000)
    expect(call.signal).toMatchObject({ type: 'tool', rule: 'namespace "aws"' })
    expect(call.failure).toMatchObject({
      type: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      throttled: false,
    })
    expect(call.failure!.stack).toContain('aws_p.js:66')
    expect(call.events).toHaveLength(2)
    expect(call.attributes.get('cloud.region')).toBe('us-east-2')
    expect(spans[0]!.attributes.get('theme')).toBe('flatly')
    expect(spans[0]!.failure).toBeNull()
  })

  it('a shop with a downstream service and SQL is one tree of five steps', () => {
    const { spans } = mapRecorded(recorded.awsResponseWithSql!)
    expect(
      spans.map((span) => [span.spanId.slice(0, 8), span.parentSpanId?.slice(0, 8) ?? null, span.service]),
    ).toEqual(
      expect.arrayContaining([
        ['fakeid11', null, 'PetSite'],
        ['fakeid22', 'fakeid11', 'PetSite'],
        ['fakeid33', 'fakeid11', 'PetSite'],
        ['fakeid44', 'fakeid22', 'payforadoption'],
        ['fakeid55', 'fakeid44', 'payforadoption'],
      ]),
    )
    expect(spans).toHaveLength(5)
    const query = spans.find((span) => span.spanId.startsWith('fakeid55'))!
    expect(query.attributes.get('db.statement')).toBe('INSERT INTO transactions_history SELECT * FROM transactions')
    const called = spans.find((span) => span.spanId.startsWith('fakeid22'))!
    expect(called.http).toMatchObject({ request: { method: 'POST' }, response: { status: 200 } })
  })

  it('a cause that is an exception id', () => {
    expect(only('minCauseIsExceptionId.json').failure).toMatchObject({ message: null, origin: 'fault' })
  })

  it('a segment in progress has no end', () => {
    expect(only('minInProgress.json')).toMatchObject({ running: true, start: 1595437651680097, end: null })
  })

  it('a segment without an end that is not in progress is not called running', () => {
    const span = only('segmentWithParentId.json')
    expect(span).toMatchObject({ running: false, end: null, parentSpanId: 'bda182a644eee9b3' })
    expect(span.remarks).toHaveLength(1)
  })

  it('an independent subsegment', () => {
    expect(only('indepSubsegment.json')).toMatchObject({
      parentSpanId: 'defdfd9912dc5a56',
      kind: 'client',
      signal: { type: 'tool' },
    })
  })

  it('a served request', () => {
    const span = only('serverSample.json')
    expect(span).toMatchObject({ kind: 'server', service: 'SampleServer', failure: null })
    expect(span.attributes.get('url.full')).toBe('http://localhost:8000/')
  })

  it('what the collector’s exporter sends', () => {
    const { TraceSegmentDocuments } = read('otel-contrib/exporter-sample-first3.json') as {
      TraceSegmentDocuments: string[]
    }
    const { spans, notices } = mapSegments(TraceSegmentDocuments.map((document) => ({ id: null, document })))
    expect(notices).toEqual([])
    expect(spans.map((span) => span.spanId)).toEqual(['0100000000000000', '0200000000000000', '0300000000000000'])
  })
})
