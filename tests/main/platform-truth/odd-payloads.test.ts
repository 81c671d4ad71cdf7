/** Payloads as the platforms really send them and that no exporter above makes, read up to the run. */

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembleRun } from '../../../src/main/semantics/assemble.ts'
import type { AssembledRun } from '../../../src/main/semantics/assembled-run.ts'
import type { Span } from '../../../src/main/semantics/span.ts'
import { readAnswer } from '../../../src/main/stores/azuremonitor/answer.ts'
import { mapRun } from '../../../src/main/stores/azuremonitor/map.ts'
import { mapTrace } from '../../../src/main/stores/cloudtrace/map.ts'
import { parseLossless } from '../../../src/main/stores/datadog/lossless-json.ts'
import { mapSearchEvents, mapTraceSpans } from '../../../src/main/stores/datadog/map.ts'
import { mapSegments } from '../../../src/main/stores/xray/map.ts'
import { agentRunToJson } from '../../../src/shared/model/agent-run-json.ts'
import type { JsonValue } from '../../../src/shared/model/json-value.ts'
import type { Platform } from '../../../src/shared/platform.ts'

function runOf(platform: Platform, nativeId: string, spans: readonly Span[]): Promise<AssembledRun> {
  return assembleRun({ platform, nativeId, spans, complete: true, notices: [] })
}

/** Names in pre-order, indented by depth. */
function drawn({ outline }: AssembledRun): string[] {
  return Array.from(outline.name, (name, i) => '  '.repeat(outline.depth[i]!) + outline.strings[name])
}

describe('an X-Ray trace', () => {
  const id = '1-68e77750-23456789f0e1d2c3b4a59687'
  const at = 1_760_000_000
  const exception = { id: 'aaaabbbbccccdddd', type: 'ResourceNotFoundException', message: 'No such table' }
  const documents = [
    { id: '0000000000000001', name: 'desk', start_time: at, end_time: at + 3, fault: true, cause: exception.id },
    {
      type: 'subsegment',
      id: '0000000000000002',
      parent_id: '0000000000000001',
      name: 'invoke_agent desk',
      start_time: at,
      end_time: at + 3,
      fault: true,
    },
    {
      type: 'subsegment',
      id: '0000000000000003',
      parent_id: '0000000000000002',
      name: 'DynamoDB',
      namespace: 'aws',
      start_time: at + 1,
      end_time: at + 2,
      fault: true,
      cause: { exceptions: [exception] },
    },
    {
      id: '0000000000000004',
      parent_id: '0000000000000003',
      name: 'DynamoDB',
      inferred: true,
      origin: 'AWS::DynamoDB',
      start_time: at + 1,
      end_time: at + 2,
      fault: true,
    },
    {
      id: '0000000000000005',
      parent_id: '0000000000000002',
      name: 'model-gateway',
      start_time: at + 2,
      end_time: at + 2.5,
      metadata: {
        default: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.output_tokens': 3 },
      },
    },
  ]
  const read = (given: readonly object[]) =>
    runOf('xray', id, mapSegments(given.map((one) => ({ id: null, document: JSON.stringify(one) }))).spans)

  it('of independent subsegments, a downstream segment and an inferred one is one tree, the same in any order', async () => {
    const plain = await read(documents)
    expect(drawn(plain)).toEqual(['desk', '  invoke_agent desk', '    DynamoDB', '    model-gateway'])
    expect(plain.header).toMatchObject({
      id: '68e77750-2345-6789-f0e1-d2c3b4a59687',
      stepCount: 4,
      totalTokens: 10,
      errorCount: 1,
      status: 'error',
      error: 'No such table',
      errorType: 'ResourceNotFoundException',
      durationMs: 3000,
    })
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(documents, { minLength: documents.length }), async (order) => {
        const run = await read(order)
        expect([run.header, drawn(run)]).toEqual([plain.header, drawn(plain)])
      }),
      { numRuns: 60 },
    )
  })

  it('in progress has no end', async () => {
    const { header } = await read([
      { id: '0000000000000001', name: 'desk', start_time: at, in_progress: true },
      {
        type: 'subsegment',
        id: '0000000000000002',
        parent_id: '0000000000000001',
        name: 'done',
        start_time: at,
        end_time: at + 1,
      },
    ])
    expect(header).toMatchObject({ status: 'running', endTime: null, durationMs: null })
  })
})

describe('a Cloud Trace trace', () => {
  it('keeps parents whose ids exceed 2^53 and 2^63, and differ in the last digit alone', async () => {
    const time = { startTime: '2025-10-09T08:53:20.123456789Z', endTime: '2025-10-09T08:53:21.000000001Z' }
    const answer = JSON.parse(
      JSON.stringify({
        traceId: '0'.repeat(16) + '00000000deadbeef',
        spans: [
          { spanId: '18446744073709551615', name: 'root', ...time, parentSpanId: '0' },
          { spanId: '18446744073709551614', name: 'other', ...time, parentSpanId: '18446744073709551615' },
          { spanId: '9007199254740993', name: 'below root', ...time, parentSpanId: '18446744073709551615' },
          { spanId: '9007199254740992', name: 'below other', ...time, parentSpanId: '18446744073709551614' },
        ],
      }),
    ) as { traceId: string }
    const run = await runOf('cloudtrace', answer.traceId, mapTrace(answer))
    expect(drawn(run).toSorted()).toEqual(['    below other', '  below root', '  other', 'root'])
    expect(run.detail('ffffffffffffffff')).toMatchObject({ name: 'root', parentSpanId: null })
    expect(run.detail('0020000000000001')).toMatchObject({ name: 'below root', parentSpanId: 'ffffffffffffffff' })
    const json = agentRunToJson(run.toAgentRun())
    expect(json).toMatchObject({
      id: '00000000-0000-0000-0000-0000deadbeef',
      start_time: '2025-10-09T08:53:20.123456Z',
      end_time: '2025-10-09T08:53:21.000000Z',
    })
  })

  it('with a span that has not ended has no end', async () => {
    const spans = mapTrace({ spans: [{ spanId: '1', name: 'root', startTime: '2025-10-09T08:53:20Z' }] })
    expect((await runOf('cloudtrace', 'a'.repeat(32), spans)).header).toMatchObject({ endTime: null, durationMs: null })
  })
})

describe('an Azure run', () => {
  const operation = '4bf92f3577b34da6a3ce929d0e0e4736'
  const columns = [
    'Type',
    'TimeGenerated',
    'OperationId',
    'Id',
    'ParentId',
    'Name',
    'Success',
    'DurationMs',
    'DependencyType',
    'Properties',
    'Measurements',
  ]
  const read = async (rows: readonly (readonly unknown[])[]) => {
    const body = {
      tables: [{ name: 'PrimaryResult', columns: columns.map((name) => ({ name, type: 'string' })), rows }],
    }
    const { table } = await readAnswer(JSON.stringify(body), new AbortController().signal)
    return runOf('azuremonitor', operation, (await mapRun(table, operation)).spans)
  }

  it('whose root names the operation as its parent is one tree; tokens come from Measurements, null times stay null', async () => {
    const properties = JSON.stringify({ 'gen_ai.operation.name': 'chat' })
    const measured = JSON.stringify({ 'gen_ai.usage.input_tokens': 11, 'gen_ai.usage.output_tokens': 4 })
    const run = await read([
      [
        'AppDependencies',
        '2025-10-09 08:53:21.5000007',
        operation,
        'bbbbbbbbbbbbbbbb',
        'aaaaaaaaaaaaaaaa',
        'chat',
        'True',
        250.5,
        'InProc',
        properties,
        measured,
      ],
      [
        'AppRequests',
        '2025-10-09 08:53:20.1234567',
        operation,
        'aaaaaaaaaaaaaaaa',
        operation,
        'POST /ask',
        'True',
        2000,
        null,
        '{}',
        null,
      ],
      [
        'AppDependencies',
        null,
        operation,
        'cccccccccccccccc',
        'aaaaaaaaaaaaaaaa',
        'untimed',
        'True',
        null,
        'InProc',
        '{}',
        '{}',
      ],
    ])
    expect(drawn(run)).toEqual(['POST /ask', '  chat', '  untimed'])
    expect(run.header).toMatchObject({
      id: '4bf92f35-77b3-4da6-a3ce-929d0e0e4736',
      totalTokens: 15,
      durationMs: 2000,
      cloudTraceId: operation,
    })
    expect(run.detail('cccccccccccccccc')).toMatchObject({ startTime: null, endTime: null, durationMs: null })
    expect(agentRunToJson(run.toAgentRun())).toMatchObject({ start_time: '2025-10-09T08:53:20.123456Z' })
  })

  it('of hierarchical ids is a tree', async () => {
    const time = '2025-10-09T08:53:20.1234567Z'
    const run = await read([
      ['AppRequests', time, operation, `|${operation}.1.`, operation, 'root', 'True', 9, null, '{}', null],
      [
        'AppDependencies',
        time,
        operation,
        `|${operation}.1.1.`,
        `|${operation}.1.`,
        'call',
        'True',
        5,
        'HTTP',
        '{}',
        null,
      ],
      [
        'AppRequests',
        time,
        operation,
        `|${operation}.1.1.7_`,
        `|${operation}.1.1.`,
        'served',
        'True',
        4,
        null,
        '{}',
        null,
      ],
    ])
    expect(drawn(run)).toEqual(['root', '  call', '    served'])
  })
})

describe('a Datadog trace', () => {
  const items = (text: string) => parseLossless(text) as JsonValue[]

  it('has the run id of its 128 bits, in hex and in decimal; 32 digits without a letter are hex', async () => {
    const decimal = BigInt('0x68e7775000000000f0e1d2c3b4a59687').toString()
    for (const nativeId of ['68e7775000000000f0e1d2c3b4a59687', decimal])
      expect((await runOf('datadog', nativeId, [])).header.id).toBe('68e77750-0000-0000-f0e1-d2c3b4a59687')
    expect((await runOf('datadog', '12345678901234567890123456789012', [])).header.id).toBe(
      '12345678-9012-3456-7890-123456789012',
    )
    expect((await runOf('datadog', '17551449796724253880', [])).header.id).toBe('00000000-0000-0000-f393-46993ad9e4b8')
  })

  it('joins ids that came as JSON numbers beyond 2^53, by trace and by search', async () => {
    const meta = '"meta":{},"metrics":{},"service":"s","name":"n","type":"custom","error":0'
    const time = '"startTime":1760000000123456789,"duration":1000001500'
    const byTrace = await mapTraceSpans(
      items(
        `[{${meta},${time},"resource":"below","spanID":17551449796724253881,"parentID":17551449796724253880},` +
          `{${meta},${time},"resource":"top","spanID":17551449796724253880,"parentID":0}]`,
      ),
      () => undefined,
    )
    const run = await runOf('datadog', '17551449796724253880', byTrace.spans)
    expect(drawn(run)).toEqual(['top', '  below'])
    expect(agentRunToJson(run.toAgentRun())).toMatchObject({
      start_time: '2025-10-09T08:53:20.123457Z',
      duration_ms: 1000.002,
    })
    const bySearch = await mapSearchEvents(
      items(
        '[{"attributes":{"span_id":"17551449796724253881","parent_id":"17551449796724253880","resource_name":"below"}},' +
          '{"attributes":{"span_id":"17551449796724253880","parent_id":"0","resource_name":"top"}}]',
      ),
      () => undefined,
    )
    expect(drawn(await runOf('datadog', '17551449796724253880', bySearch.spans))).toEqual(['top', '  below'])
  })
})
