import { describe, expect, it } from 'vitest'
import { agentRunJsonText, agentRunToJson } from '../../../src/shared/model/agent-run-json.ts'
import { summaryOfRun } from '../../../src/shared/model/summary-of-run.ts'
import { outlineFlags } from '../../../src/shared/model/outline.ts'
import { microseconds } from '../../../src/shared/units.ts'
import { assemble, detail, failed, json, span, t0 } from './make-span.ts'

const chat = { 'gen_ai.operation.name': 'chat' }

describe('the header of a run', () => {
  it('spans from the earliest start to the latest end, whichever steps they belong to', async () => {
    const run = await assemble([span('root', null, { start: 10, end: 50 }), span('a', 'root', { start: 5, end: 2005 })])
    expect(run.header).toMatchObject({ startTime: t0 + 5, endTime: t0 + 2005, durationMs: 2 })
    expect(run.outline.offset[0]).toBe(5)
  })

  it('has no times when no span has any, and no end when none is known', async () => {
    expect((await assemble([span('root', null, { start: null })])).header).toMatchObject({
      startTime: null,
      endTime: null,
      durationMs: null,
    })
    expect((await assemble([span('root', null, { end: null })])).header).toMatchObject({
      startTime: t0,
      endTime: null,
      durationMs: null,
    })
  })

  it('has no end when every end lies before every start', async () => {
    expect((await assemble([span('root', null, { start: 50, end: 20 })])).header).toMatchObject({
      startTime: t0 + 50,
      endTime: null,
      durationMs: null,
    })
  })

  it("is named after the root's agent, else after the root's span", async () => {
    const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' }
    expect((await assemble([span('r', null, { name: 'POST /ask', attributes: agent })])).header.name).toBe('planner')
    expect(
      (await assemble([span('r', null, { name: 'POST /ask' }), span('a', 'r', { attributes: agent })])).header,
    ).toMatchObject({
      name: 'POST /ask',
      agentName: 'planner',
    })
    expect((await assemble([span('r', null, { name: 'invoke_agent writer' })])).header).toMatchObject({
      name: 'writer',
      agentName: 'writer',
    })
    expect((await assemble([span('r', null, { name: 'agent_run [writer]' })])).header.agentName).toBe('writer')
    expect((await assemble([span('r', 'gone', { name: 'orphan' })])).header.name).toBe('orphan')
  })

  it('takes session, user, environment and tags from the root first, then from the earliest step that has them', async () => {
    const run = await assemble([
      span('root', null, { start: 5, attributes: { 'session.id': 'of root' } }),
      span('b', 'root', { start: 9, attributes: { 'user.id': 'late', env: 'late' } }),
      span('a', 'root', {
        start: 7,
        attributes: { 'session.id': 'x', 'user.id': 'early', 'tag.tags': ['t'], 'deployment.environment': 'prod' },
      }),
      span('earlier root', null, { start: 6, attributes: { 'session.id': 'of another root' } }),
    ])
    expect(run.header).toMatchObject({ sessionId: 'of root', userId: 'early', environment: 'prod', tags: ['t'] })
  })

  it("keeps the agent's id and description with the agent that gave the name", async () => {
    const run = await assemble([
      span('root', null, { attributes: { 'gen_ai.agent.id': 'somebody' } }),
      span('a', 'root', {
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'planner',
          'gen_ai.agent.id': 'p1',
          'gen_ai.agent.description': 'plans',
        },
      }),
      span('b', 'root', {
        start: 2,
        attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'writer', 'gen_ai.agent.id': 'w1' },
      }),
    ])
    expect(run.header).toMatchObject({ agentName: 'planner', agentId: 'p1', agentDescription: 'plans' })
  })

  it('tells every platform, its trace id, and an id that depends on nothing else', async () => {
    const spans = [span('root', null)]
    const xray = await assemble(spans, { platform: 'xray', nativeId: '1-65535f3c-abcdefabcdefabcdefabcdef' })
    expect(xray.header).toMatchObject({
      id: '65535f3c-abcd-efab-cdef-abcdefabcdef',
      cloudProvider: 'aws',
      cloudTraceId: '1-65535f3c-abcdefabcdefabcdefabcdef',
    })
    expect((await assemble(spans, { platform: 'azuremonitor' })).header.cloudProvider).toBe('azure')
    expect((await assemble(spans, { platform: 'datadog', nativeId: '18446744073709551615' })).header).toMatchObject({
      id: '00000000-0000-0000-ffff-ffffffffffff',
      cloudProvider: 'datadog',
    })
  })

  it('never has a cost', async () => {
    const { header } = await assemble([span('root', null, { attributes: { ...chat, 'gen_ai.usage.cost': 1 } })])
    expect(header.totalCostUsd).toBeNull()
  })

  it("shows the root's first input and last output; else those of the agent or of the model calls below", async () => {
    const talk = (first: string, last: string) => ({
      'gen_ai.input.messages': json([
        { role: 'system', content: 's' },
        { role: 'user', content: first },
      ]),
      'gen_ai.output.messages': json([
        { role: 'assistant', content: 'draft' },
        { role: 'assistant', content: last },
      ]),
    })
    const calls = [
      span('c1', 'root', { start: 1, attributes: { ...chat, ...talk('q1', 'a1') } }),
      span('c2', 'root', { start: 30, attributes: { ...chat, ...talk('q2', 'a2') } }),
    ]
    const agent = span('agent', 'root', {
      start: 2,
      attributes: { 'gen_ai.operation.name': 'invoke_agent', ...talk('qa', 'aa') },
    })
    const rich = span('root', null, { attributes: talk('qr', 'ar') })
    expect((await assemble([rich, agent, ...calls])).header).toMatchObject({ input: 'qr', output: 'ar' })
    expect((await assemble([span('root', null), agent, ...calls])).header).toMatchObject({ input: 'qa', output: 'aa' })
    expect((await assemble([span('root', null), ...calls])).header).toMatchObject({ input: 'q1', output: 'a2' })
    const http = { request: { url: 'x' }, response: { status: 200 } }
    expect((await assemble([span('root', null, { http })])).header).toMatchObject({ input: null, output: null })
  })

  it('counts steps, lists models and services once each, in order', async () => {
    const run = await assemble([
      span('root', null, { service: 'web' }),
      span('a', 'root', { start: 1, service: 'llm', attributes: { ...chat, 'gen_ai.request.model': 'm1' } }),
      span('b', 'root', { start: 2, service: 'web', attributes: { ...chat, 'gen_ai.request.model': 'm2' } }),
      span('c', 'root', { start: 3, attributes: { ...chat, 'gen_ai.request.model': 'm1' } }),
      span('d', 'root', { start: 4, attributes: { ...chat, 'gen_ai.request.model': 'unknown' } }),
    ])
    expect(run.header).toMatchObject({ stepCount: 5, models: ['m1', 'm2'], services: ['web', 'llm'] })
    expect(summaryOfRun(run.header)).toMatchObject({
      stepCount: 5,
      models: ['m1', 'm2'],
      serviceName: 'web',
      errorCount: 0,
    })
  })
})

describe('a step', () => {
  it('tells when its first token came: in milliseconds, in seconds, or by an event', async () => {
    const at = (attributes: Record<string, unknown>, end = 3_000_000) =>
      assemble([span('s', null, { end, attributes: { ...chat, ...attributes } })])
    expect(detail(await at({ 'ai.response.msToFirstChunk': 120.5 }), 's')).toMatchObject({
      timeToFirstTokenMs: 120.5,
      isStreaming: true,
    })
    expect(detail(await at({ 'gen_ai.response.time_to_first_chunk': 0.25 }), 's').timeToFirstTokenMs).toBe(250)
    expect(detail(await at({ 'gen_ai.server.time_to_first_token': 340 }), 's').timeToFirstTokenMs).toBe(340)
    const event = {
      name: 'First Token Stream Event',
      time: microseconds(t0 + 7000),
      attributes: {},
      isException: false,
    }
    const run = await assemble([span('s', null, { end: 9000, events: [event], attributes: chat })])
    expect(detail(run, 's').timeToFirstTokenMs).toBe(7)
    expect(run.outline.firstToken[0]).toBe(7000)
    expect(run.outline.flags[0]! & outlineFlags.streaming).toBeTruthy()
    expect(detail(await at({}), 's')).toMatchObject({ timeToFirstTokenMs: null, isStreaming: false })
  })

  it('that ends before it starts has no duration, and says so', async () => {
    const run = await assemble([span('s', null, { start: 10, end: 5 })])
    expect(run.outline.duration[0]).toBeNaN()
    expect(detail(run, 's')).toMatchObject({ durationMs: null })
    expect(detail(run, 's').remarks.join()).toMatch(/ends before it starts/)
  })

  it('shows its raw document, attributes with their origins, links and events', async () => {
    const run = await assemble([
      span('s', null, {
        raw: { id: 's', big: '18446744073709551615' },
        attributes: { 'a.b': 1 },
        links: [{ traceId: 't', spanId: null, kind: 'follows' }],
        remarks: ['cut at 256 bytes'],
        cut: true,
      }),
    ])
    expect(detail(run, 's')).toMatchObject({
      raw: '{\n  "id": "s",\n  "big": "18446744073709551615"\n}',
      attributeList: [{ key: 'a.b', value: 1, origin: 'attributes["a.b"]' }],
      links: [{ traceId: 't', spanId: null, kind: 'follows' }],
      remarks: ['cut at 256 bytes'],
    })
    expect(run.notices).toMatchObject([{ code: 'value-cut', count: 1 }])
    expect(run.outline.flags[0]! & outlineFlags.cut).toBeTruthy()
  })

  it('names the key and the rule of each field', async () => {
    const attributes = {
      gen_ai_request_model: 'm',
      gen_ai_usage_input_tokens: 3,
      gen_ai_agent_name: 'a',
      session_id: 's',
    }
    const step = detail(await assemble([span('s', null, { attributes, spelling: 'underscored' })]), 's')
    expect(step.provenance).toEqual([
      { field: 'type', origin: 'attributes["gen_ai_request_model"]', rule: 'a GenAI attribute' },
      { field: 'modelName', origin: 'attributes["gen_ai_request_model"]', rule: 'gen_ai.request.model' },
      { field: 'inputTokens', origin: 'attributes["gen_ai_usage_input_tokens"]', rule: 'gen_ai.usage.input_tokens' },
      { field: 'sessionId', origin: 'attributes["session_id"]', rule: 'session.id' },
      { field: 'agentName', origin: 'attributes["gen_ai_agent_name"]', rule: 'gen_ai.agent.name' },
    ])
  })

  it('that nobody knows is null', async () => {
    expect((await assemble([span('s', null)])).detail('other')).toBeNull()
  })
})

describe('the canonical AgentRun', () => {
  it('has the names and the tree that other TraceCraft tools read', async () => {
    const run = await assemble([
      span('root', null, { name: 'r', start: 0, end: 3000, ...failed('boom', 'ValueError') }),
      span('call', 'root', {
        name: 'chat m1',
        start: 1000,
        end: 2000,
        attributes: { ...chat, 'gen_ai.request.model': 'm1', 'gen_ai.usage.input_tokens': 5 },
      }),
      span('orphan', 'gone', { start: 10 }),
    ])
    const out = agentRunToJson(run.toAgentRun())
    expect(out).toMatchObject({
      name: 'r',
      start_time: '2023-11-14T22:13:20.000000Z',
      duration_ms: 3,
      cloud_provider: 'gcp',
      total_tokens: 5,
      total_cost_usd: null,
      error_count: 1,
      error: 'boom',
      error_type: 'ValueError',
    })
    const [root, missing] = out.steps as Record<string, unknown>[]
    expect(root).toMatchObject({ span_id: 'root', parent_id: null, type: 'workflow', error: 'boom', trace_id: out.id })
    expect(root!.children).toMatchObject([
      {
        type: 'llm',
        model_name: 'm1',
        input_tokens: 5,
        output_tokens: null,
        parent_id: root!.id,
        duration_ms: 1,
        cost_usd: null,
      },
    ])
    expect(missing).toMatchObject({
      span_id: 'gone',
      name: 'Missing span',
      start_time: null,
      attributes: { 'tracecraft.missing': true },
    })
    expect(JSON.parse(agentRunJsonText(run.toAgentRun()))).toEqual(JSON.parse(JSON.stringify(out)))
  })

  it('of 10,000 steps one inside the other can be printed', async () => {
    const run = await assemble(
      Array.from({ length: 10_000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, { start: i })),
    )
    const text = agentRunJsonText(run.toAgentRun())
    expect(text.match(/"span_id"/g)).toHaveLength(10_000)
    expect(text.endsWith(']}')).toBe(false)
    let step = (agentRunToJson(run.toAgentRun()).steps as Record<string, unknown>[])[0]
    let depth = 0
    for (; step; step = (step.children as Record<string, unknown>[])[0]) depth++
    expect(depth).toBe(10_000)
  })
})
