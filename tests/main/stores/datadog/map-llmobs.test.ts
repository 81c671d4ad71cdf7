import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributesOf } from '../../../../src/main/semantics/attributes.ts'
import type { JsonValue } from '../../../../src/shared/model/json-value.ts'
import { mapLlmSpans } from '../../../../src/main/stores/datadog/map-llmobs.ts'

function event(more: Record<string, JsonValue>): JsonValue {
  return {
    id: 'x',
    type: 'span',
    attributes: {
      span_id: '17551449796724253880',
      trace_id: '690001f0000000000d0a6f6c4c4c4c4c',
      parent_id: 'undefined',
      span_kind: 'llm',
      name: 'answer',
      start_ns: '1763158400000000000',
      duration: 2_000_000_000,
      status: 'ok',
      ...more,
    },
  }
}

function attributesFor(more: Record<string, JsonValue>) {
  return attributesOf(mapLlmSpans([event(more)]).layers.get('17551449796724253880')!)
}

describe('what LLM Observability knows of a span', () => {
  it('of a model: names, tokens and both sides of the talk with tool calls and results', () => {
    const attributes = attributesFor({
      model_name: 'gpt-5',
      model_provider: 'openai',
      metrics: { input_tokens: 12, output_tokens: '3', cache_read_input_tokens: 4, total_tokens: 15 },
      input: {
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'tool', tool_results: [{ tool_id: 'c1', result: '42', name: 'look_up' }] },
        ],
      },
      output: {
        messages: [{ role: 'assistant', tool_calls: [{ tool_id: 'c2', name: 'look_up', arguments: { q: 'x' } }] }],
      },
      tags: ['session_id:s-1'],
    })
    expect(Object.fromEntries(attributes.entries().map(({ key, value }) => [key, value]))).toEqual({
      'gen_ai.operation.name': 'llm',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.provider.name': 'openai',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.usage.total_tokens': 15,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.conversation.id': 's-1',
      'gen_ai.input.messages': [
        { role: 'user', parts: [{ type: 'text', content: 'Hi' }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', name: 'look_up', response: '42' }] },
      ],
      'gen_ai.output.messages': [
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'c2', name: 'look_up', arguments: { q: 'x' } }] },
      ],
    })
    expect(attributes.find('gen_ai.usage.input_tokens')!.origin).toBe('llmobs.metrics["gen_ai.usage.input_tokens"]')
  })

  it('of a tool: its name, arguments and result', () => {
    const attributes = attributesFor({ span_kind: 'tool', input: { value: '{"a":1}' }, output: { value: 'done' } })
    expect(attributes.get('gen_ai.tool.name')).toBe('answer')
    expect(attributes.get('gen_ai.tool.call.arguments')).toBe('{"a":1}')
    expect(attributes.get('gen_ai.tool.call.result')).toBe('done')
  })

  it('of an agent or workflow: its name, input and output', () => {
    const attributes = attributesFor({ span_kind: 'agent', input: { value: 'go' }, output: { value: 'gone' } })
    expect(attributes.get('gen_ai.agent.name')).toBe('answer')
    expect([attributes.get('input.value'), attributes.get('output.value')]).toEqual(['go', 'gone'])
  })

  it('that has no tokens claims none', () => {
    expect(attributesFor({ metrics: {} }).get('gen_ai.usage.input_tokens')).toBeUndefined()
  })

  it('stands for the span where APM did not keep it', () => {
    const [span] = mapLlmSpans([event({ parent_id: 'f39346993ad9e4b8', status: 'error' })]).spans
    expect(span).toMatchObject({
      spanId: '17551449796724253880',
      parentSpanId: '17551449796724253880',
      start: 1763158400000000,
      end: 1763158402000000,
      failure: { origin: 'llmobs.status' },
    })
    expect(span!.remarks).toHaveLength(1)
  })
})

it('whatever an answer holds, nothing is thrown', () => {
  const keys = [
    'span_id',
    'span_kind',
    'name',
    'input',
    'output',
    'metrics',
    'metadata',
    'tags',
    'tool_definitions',
    'parent_id',
    'start_ns',
    'duration',
    'status',
    'evaluation',
  ]
  const anything = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anything, fc.dictionary(fc.constantFrom(...keys), anything).map(event)), { maxLength: 5 }),
      (events) => {
        for (const span of mapLlmSpans(events).spans) span.attributes.entries()
      },
    ),
    { numRuns: 400 },
  )
})
