/**
 * Datadog's own tracer: the kinds of LLM Observability as operation names, underscored token keys, and no message bodies on the spans.
 */

import type { DemoAttribute } from '../demo-trace.ts'
import { query, request, serve } from '../plumbing.ts'
import type { Script, SpanDraft } from '../script.ts'
import type { Scenario } from './scenario.ts'

export const ddTrace: Scenario = {
  play(script) {
    serve(script, { service: 'claims-api', method: 'POST', route: '/claims/{id}/triage' }, () => {
      traced(script, 'workflow', 'triage_claim', {}, () => {
        traced(script, 'retrieval', 'find_policy', {}, () => {
          model(script, 'embedding', 'createEmbedding', script.flavour.embedding.response, [210, 0])
          query(script, {
            system: 'postgresql',
            database: 'policies',
            operation: 'SELECT',
            target: 'clauses',
            statement: 'SELECT id, text FROM clauses ORDER BY embedding <=> $1 LIMIT 8',
            takes: 19,
          })
        })
        traced(script, 'agent', 'claims_agent', { 'gen_ai.agent.name': 'claims_agent' }, () => {
          const large = script.flavour.large.response
          model(script, 'llm', 'createChatCompletion', large, [2140, 96])
          traced(script, 'tool', 'estimate_damage', {}, () => script.pass(340))
          model(script, 'llm', 'createChatCompletion', large, [2410, 233])
        })
        traced(script, 'task', 'write_note', {}, () => script.pass(12))
      })
    })
  },
}

function traced(
  script: Script,
  kind: 'workflow' | 'agent' | 'task' | 'tool' | 'retrieval',
  name: string,
  attributes: Readonly<Record<string, DemoAttribute>>,
  body: (span: SpanDraft) => void,
): void {
  script.span(
    {
      name,
      attributes: {
        'operation.name': kind,
        'resource.name': name,
        'gen_ai.operation.name': kind,
        'gen_ai.conversation.id': script.conversationId,
        'gen_ai.application.name': 'claims-triage',
        '_dd.llmobs.artificial_gen_ai_tags': 'true',
        ...attributes,
      },
    },
    body,
  )
}

function model(
  script: Script,
  kind: 'llm' | 'embedding',
  resource: string,
  name: string,
  [input, output]: readonly [input: number, output: number],
): void {
  script.span(
    {
      name: 'openai.request',
      kind: 'client',
      attributes: {
        'operation.name': 'openai.request',
        'resource.name': resource,
        'span.type': 'openai',
        'gen_ai.operation.name': kind,
        'gen_ai.request.model': name,
        'gen_ai.provider.name': 'openai',
        'gen_ai.application.name': 'claims-triage',
        '_dd.llmobs.artificial_gen_ai_tags': 'true',
      },
    },
    (span) => {
      request(script, {
        method: 'POST',
        host: 'api.openai.com',
        path: kind === 'llm' ? '/v1/chat/completions' : '/v1/embeddings',
        takes: 200 + output * 11,
      })
      span.set({
        'gen_ai.usage.input_tokens': input,
        ...(output > 0 && { 'gen_ai.usage.output_tokens': output }),
        'gen_ai.usage.total_tokens': input + output,
        'gen_ai.usage.cache_read_input_tokens': kind === 'llm' ? 1024 : 0,
      })
    },
  )
}
