/**
 * Strands Agents on AgentCore: event-loop cycles between the agent and its models, messages as span events, token counts in the old and the new names, the time
 * to the first token in whole milliseconds.
 */

import type { DemoAttribute } from '../demo-trace.ts'
import { json } from '../genai.ts'
import { tokensOf } from '../messages.ts'
import { query } from '../plumbing.ts'
import type { Script, SpanDraft } from '../script.ts'
import type { Scenario } from './scenario.ts'

const asked =
  'Which of my reserved instances expire this quarter, and is it cheaper to renew them or to move to Graviton?'
const toolInput = { service: 'EC2', expires_before: '2026-06-30' }
const toolResult = {
  reservations: [
    { id: 'ri-0c41', type: 'm6i.2xlarge', count: 8, expires: '2026-05-14', monthly_usd: 1402 },
    { id: 'ri-0c77', type: 'c6i.xlarge', count: 4, expires: '2026-06-02', monthly_usd: 388 },
  ],
}
const answer =
  'Two reservations end this quarter: eight **m6i.2xlarge** on 14 May and four **c6i.xlarge** on 2 June, together 1,790 USD a month.\n\nThe same work on m7g and c7g would be about 1,430 USD a month with a one-year plan (20 % less). The c6i run the PDF service, whose renderer has no ARM build: renew these four, move the eight.'

export const strands: Scenario = {
  play(script) {
    const usage = { input: 0, output: 0 }
    script.within('cost-advisor', () =>
      traced(
        script,
        'invoke_agent cost_advisor',
        {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'cost_advisor',
          'gen_ai.request.model': script.flavour.large.request,
          'gen_ai.agent.tools': json(['list_reservations']),
          'session.id': script.conversationId,
          'aws.bedrock.agentcore.runtime.arn':
            'arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/cost_advisor-4bX',
        },
        (span) => {
          span.event('gen_ai.user.message', { content: json([{ text: asked }]) })
          const toolUse = {
            toolUse: { toolUseId: `tooluse_${script.random.token(22)}`, name: 'list_reservations', input: toolInput },
          }
          cycle(script, () => {
            think(script, usage, [['gen_ai.user.message', [{ text: asked }]]], [toolUse], 'tool_use')
            useTool(script, toolUse.toolUse.toolUseId)
          })
          cycle(script, () => {
            const result = [{ toolResult: { toolUseId: toolUse.toolUse.toolUseId, content: [{ json: toolResult }] } }]
            think(
              script,
              usage,
              [
                ['gen_ai.user.message', [{ text: asked }]],
                ['gen_ai.assistant.message', [toolUse]],
                ['gen_ai.tool.message', result],
              ],
              [{ text: answer }],
              'end_turn',
            )
          })
          span.event('gen_ai.choice', { message: answer, finish_reason: 'end_turn' })
          span.set(counted(usage.input, usage.output))
        },
      ),
    )
  },
}

function traced(
  script: Script,
  name: string,
  attributes: Readonly<Record<string, DemoAttribute>>,
  body: (span: SpanDraft) => void,
): void {
  const time = () => new Date(script.now / 1000).toISOString()
  script.span(
    { name, attributes: { 'gen_ai.event.start_time': time(), 'gen_ai.system': 'strands-agents', ...attributes } },
    (span) => {
      body(span)
      span.set({ 'gen_ai.event.end_time': time() })
      span.status = 'ok'
    },
  )
}

function cycle(script: Script, body: () => void): void {
  const id = script.random.hex(12)
  traced(script, 'execute_event_loop_cycle', { 'event_loop.cycle_id': id }, () => {
    script.pass(2)
    body()
  })
}

function think(
  script: Script,
  usage: { input: number; output: number },
  asking: readonly (readonly [event: string, content: unknown])[],
  answering: unknown,
  finish: string,
): void {
  const { request } = script.flavour.large
  traced(script, 'chat', { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': request }, (span) => {
    for (const [event, content] of asking) span.event(event, { content: json(content) })
    const input = tokensOf(json(asking)) + 420
    const output = tokensOf(json(answering))
    const first = script.random.whole(280, 900)
    script.pass(first)
    span.set({ 'gen_ai.server.time_to_first_token': Math.round((script.now - span.start) / 1000) })
    script.pass(output * 12)
    span.event('gen_ai.choice', { finish_reason: finish, message: json(answering) })
    span.set({
      ...counted(input, output),
      'gen_ai.server.request.duration': Math.round((script.now - span.start) / 1000),
    })
    usage.input += input
    usage.output += output
  })
}

function counted(input: number, output: number): Record<string, DemoAttribute> {
  return {
    'gen_ai.usage.prompt_tokens': input,
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.completion_tokens': output,
    'gen_ai.usage.output_tokens': output,
    'gen_ai.usage.total_tokens': input + output,
    'gen_ai.usage.cache_read_input_tokens': 0,
    'gen_ai.usage.cache_write_input_tokens': 0,
  }
}

function useTool(script: Script, id: string): void {
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'list_reservations',
    'gen_ai.tool.call.id': id,
    'gen_ai.tool.description': 'Lists reservations and when they end.',
  }
  traced(script, 'execute_tool list_reservations', attributes, (span) => {
    span.event('gen_ai.tool.message', { role: 'tool', content: json(toolInput), id })
    query(script, {
      system: 'dynamodb',
      database: 'cost-data',
      operation: 'Query',
      target: 'reservations',
      statement: 'SELECT * FROM reservations WHERE service = ? AND expires < ?',
      takes: 24,
    })
    span.event('gen_ai.choice', { message: json([{ json: toolResult }]), id })
    span.set({ 'gen_ai.tool.status': 'success' })
  })
}
