/** One hand-written run of two agents, placed as every exporter places it: the canonical run, field by field, and where a platform cannot know one. */

import { describe, expect, it } from 'vitest'
import { agentRunToJson } from '../../../src/shared/model/agent-run-json.ts'
import type { ExportedSpan, ExportedValue } from '../../support/exporters/exported-span.ts'
import { type PlacementName, placementNames, placements } from './placements.ts'

const traceId = '68e7775023456789f0e1d2c3b4a59687'
/** 2025-10-09T08:53:20.123456Z */
const t0 = 1_760_000_000_123_456_000n

function span(
  spanId: string,
  parentSpanId: string | null,
  name: string,
  [from, to]: readonly [number, number],
  attributes: Readonly<Record<string, ExportedValue>>,
  exception?: ExportedSpan['exception'],
): ExportedSpan {
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: 'INTERNAL',
    start: t0 + BigInt(from) * 1000n,
    end: t0 + BigInt(to) * 1000n,
    attributes,
    resource: { 'service.name': 'desk', 'deployment.environment.name': 'staging' },
    ...(exception ? { exception } : {}),
  }
}

const ids = {
  root: 'f000000000000001',
  call: 'f000000000000002',
  helper: 'f000000000000003',
  inner: 'f000000000000004',
  tool: 'f000000000000005',
} as const

const asked = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Where is my parcel?' }] }])
const said = JSON.stringify([
  { role: 'assistant', parts: [{ type: 'text', content: 'In Bonn.' }], finish_reason: 'stop' },
])

function tokens(input: number, output: number) {
  return { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output }
}

/** The root repeats the sum of all calls, the helper that of its own: 100 and 40 tokens were used, once. */
const run: readonly ExportedSpan[] = [
  span(ids.root, null, 'invoke_agent desk', [0, 2_500_001], {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'desk',
    'gen_ai.agent.id': 'agent-7',
    'gen_ai.agent.description': 'Answers the mail',
    'gen_ai.conversation.id': 'talk-1',
    'user.id': '00042',
    tags: ['mail', 'vip'],
    'gen_ai.input.messages': asked,
    'gen_ai.output.messages': said,
    ...tokens(100, 40),
  }),
  span(ids.call, ids.root, 'chat gpt-4o', [1_000, 900_000], {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.provider.name': 'openai',
    ...tokens(60, 30),
  }),
  span(ids.helper, ids.root, 'invoke_agent tracker', [950_000, 2_400_000], {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'tracker',
    ...tokens(40, 10),
  }),
  span(ids.inner, ids.helper, 'chat gpt-4o-mini', [960_000, 1_500_000], {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.provider.name': 'openai',
    ...tokens(40, 10),
  }),
  span(
    ids.tool,
    ids.helper,
    'execute_tool find_parcel',
    [1_500_500, 2_399_999],
    {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'find_parcel',
      'gen_ai.tool.call.arguments': '{"number":"0007"}',
    },
    { type: 'TimeoutError', message: 'The carrier gave no answer' },
  ),
]

const providers = { xray: 'aws', cloudtrace: 'gcp', azuremonitor: 'azure', datadog: 'datadog' } as const
/** Exporters that leave the resource's environment out. X-Ray has it on the local root, Datadog as env, Azure's rows where the collector wrote them. */
const withoutEnvironment: readonly PlacementName[] = [
  'Cloud Trace, OTLP ingestion',
  'Cloud Trace, classic exporter',
  'Azure, Properties alone',
]
/** Placements that drop arrays. */
const withoutTags: readonly PlacementName[] = [
  'X-Ray, annotations with underscores',
  'X-Ray, annotations with dots',
  'Cloud Trace, classic exporter',
]

describe.each(placementNames)('%s', (place) => {
  const { platform, idOf, run: runOf } = placements[place]
  // Spans search tells starts to the millisecond; durations are exact.
  const inMillis = place === 'Datadog, spans search'

  it('gives the canonical run', async () => {
    const json = agentRunToJson((await runOf(run)).toAgentRun())
    expect(json).toMatchObject({
      id: '68e77750-2345-6789-f0e1-d2c3b4a59687',
      name: 'desk',
      start_time: inMillis ? '2025-10-09T08:53:20.123000Z' : '2025-10-09T08:53:20.123456Z',
      end_time: inMillis ? '2025-10-09T08:53:22.623001Z' : '2025-10-09T08:53:22.623457Z',
      duration_ms: 2500.001,
      session_id: 'talk-1',
      user_id: '00042',
      environment: withoutEnvironment.includes(place) ? null : 'staging',
      tags: withoutTags.includes(place) ? [] : ['mail', 'vip'],
      agent_name: 'desk',
      agent_id: 'agent-7',
      agent_description: 'Answers the mail',
      cloud_provider: providers[platform],
      cloud_trace_id: platform === 'xray' ? '1-68e77750-23456789f0e1d2c3b4a59687' : traceId,
      input: 'Where is my parcel?',
      output: 'In Bonn.',
      total_tokens: 140,
      total_cost_usd: null,
      error_count: 1,
      error: null,
      error_type: null,
    })
  })

  it('counts nested sums of tokens once, and says by which rule', async () => {
    const { header } = await runOf(run)
    expect(header.tokens).toMatchObject({ input: 100, output: 40, total: 140 })
    expect(header.tokenRule).toBe('parents-are-sums')
  })

  it('gives every step its type, model, tokens, parent and failure', async () => {
    const { steps } = (await runOf(run)).toAgentRun()
    const seen = new Map<string, object>()
    const walk = (list: typeof steps): void => {
      for (const step of list) {
        seen.set(step.spanId, step)
        walk(step.children)
      }
    }
    walk(steps)
    expect(seen.size).toBe(5)
    const none = { modelName: null, error: null, errorType: null, costUsd: null }
    expect(seen.get(idOf(ids.root))).toMatchObject({ ...none, type: 'agent', parentSpanId: null, inputTokens: 100 })
    expect(seen.get(idOf(ids.call))).toMatchObject({
      ...none,
      type: 'llm',
      modelName: 'gpt-4o',
      modelProvider: 'openai',
      inputTokens: 60,
      outputTokens: 30,
      parentSpanId: idOf(ids.root),
      durationMs: 899,
    })
    expect(seen.get(idOf(ids.helper))).toMatchObject({ ...none, type: 'agent', parentSpanId: idOf(ids.root) })
    expect(seen.get(idOf(ids.inner))).toMatchObject({ modelName: 'gpt-4o-mini', parentSpanId: idOf(ids.helper) })
    expect(seen.get(idOf(ids.tool))).toMatchObject({
      type: 'tool',
      inputs: { number: '0007' },
      inputTokens: null,
      outputTokens: null,
      parentSpanId: idOf(ids.helper),
      error: 'The carrier gave no answer',
      errorType: 'TimeoutError',
    })
  })

  it('that failed at its root says why, in the root’s words', async () => {
    const failed = run.map((one) =>
      one.spanId === ids.root ? { ...one, exception: { type: 'GaveUp', message: 'No answer for the customer' } } : one,
    )
    const { header } = await runOf(failed)
    expect(header).toMatchObject({
      status: 'error',
      error: 'No answer for the customer',
      errorType: 'GaveUp',
      errorCount: 2,
    })
  })

  it('that carries no tokens, session or content says null and not 0', async () => {
    const { header } = await runOf([span(ids.root, null, 'tidy up', [0, 5], {})])
    expect(header).toMatchObject({
      totalTokens: null,
      tokenRule: null,
      sessionId: null,
      userId: null,
      agentName: null,
      input: null,
      output: null,
      tags: [],
      stepCount: 1,
      durationMs: 0.005,
    })
  })

  it('with any of its spans missing keeps all others, each once', async () => {
    for (const missing of run) {
      const rest = run.filter((one) => one !== missing)
      const { header, outline } = await runOf(rest)
      expect(header.stepCount).toBe(4)
      for (const { spanId } of rest) expect(outline.spanIds.filter((id) => id === idOf(spanId))).toHaveLength(1)
    }
  })
})
