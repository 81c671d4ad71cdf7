/** The spans of one small run of an agent, as a mapper would hand them on: two model calls, a tool that fails, an orphan, a step still running on demand. */

import { attributesOf } from '../../src/main/semantics/attributes.ts'
import { bareSpan, type Span } from '../../src/main/semantics/span.ts'
import type { Trace } from '../../src/main/stores/store.ts'
import { microseconds } from '../../src/shared/units.ts'

/** When the run starts, in epoch microseconds: 14 Nov 2023, 22:13:20 UTC. */
export const runStart = 1_700_000_000_000_000
/** A trace id as X-Ray writes it. */
export const runTraceId = '1-6553f100-00112233445566778899aabb'

type Given = Partial<Omit<Span, 'attributes'>> &
  Pick<Span, 'spanId' | 'name'> & {
    readonly at?: number
    readonly ms?: number
    readonly values?: Record<string, unknown>
  }

/** A span from `at` milliseconds after the run's start, `ms` long. */
export function span({ at = 0, ms, values = {}, ...rest }: Given): Span {
  return {
    ...bareSpan,
    start: microseconds(runStart + at * 1000),
    end: ms === undefined ? null : microseconds(runStart + (at + ms) * 1000),
    raw: { id: rest.spanId, name: rest.name },
    attributes: attributesOf([{ origin: 'metadata.default', spelling: 'flat', values }]),
    ...rest,
  }
}

const userAsks = [{ role: 'user', parts: [{ type: 'text', content: 'Where is order **4471**?' }] }]
const assistantCalls = {
  role: 'assistant',
  parts: [{ type: 'tool_call', id: 'call-1', name: 'search_orders', arguments: { order: 4471 } }],
  finish_reason: 'tool_call',
}
const toolAnswers = {
  role: 'tool',
  parts: [{ type: 'tool_call_response', id: 'call-1', name: 'search_orders', response: { status: 'late' } }],
}
const assistantAnswers = { role: 'assistant', parts: [{ type: 'text', content: 'It is late.' }], finish_reason: 'stop' }

/** The run: agent > (chat, search_orders > HTTP, chat), and a span whose parent is not there. */
export function agentSpans(): Span[] {
  return [
    span({
      spanId: '0000000000000001',
      name: 'invoke_agent triage',
      ms: 4000,
      values: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'triage' },
    }),
    span({
      spanId: '0000000000000002',
      parentSpanId: '0000000000000001',
      name: 'chat model-a',
      at: 100,
      ms: 1000,
      values: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'model-a',
        'gen_ai.usage.input_tokens': 1200,
        'gen_ai.usage.output_tokens': 80,
        'gen_ai.input.messages': JSON.stringify(userAsks),
        'gen_ai.output.messages': JSON.stringify([assistantCalls]),
      },
    }),
    span({
      spanId: '0000000000000003',
      parentSpanId: '0000000000000001',
      name: 'search_orders',
      at: 1200,
      ms: 900,
      values: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search_orders' },
    }),
    span({
      spanId: '0000000000000004',
      parentSpanId: '0000000000000003',
      name: 'POST /orders',
      at: 1300,
      ms: 700,
      failure: {
        message: 'upstream refused',
        type: 'HTTP 503',
        stack: 'at orders.ts:1',
        throttled: false,
        origin: 'fault',
      },
    }),
    span({
      spanId: '0000000000000005',
      parentSpanId: '0000000000000001',
      name: 'chat model-b',
      at: 2200,
      ms: 1500,
      values: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'model-b',
        'gen_ai.input.messages': JSON.stringify([...userAsks, assistantCalls, toolAnswers]),
        'gen_ai.output.messages': JSON.stringify([assistantAnswers]),
      },
    }),
    span({ spanId: '0000000000000006', parentSpanId: 'dead00000000beef', name: 'late worker', at: 2500, ms: 100 }),
  ]
}

/** A trace of these spans. */
export function traceOf(spans: readonly Span[], nativeId = runTraceId): Trace {
  return { platform: 'xray', nativeId, spans, complete: true, notices: [] }
}
