import { describe, expect, it } from 'vitest'
import type { StepType } from '../../../src/shared/model/step-type.ts'
import { assemble, detail, span, type SpanWords } from './make-span.ts'

async function typeOf(words: SpanWords): Promise<{ type: StepType; rule: string; origin: string }> {
  const step = detail(await assemble([span('s', null, words)]), 's')
  const { rule, origin } = step.provenance.find(({ field }) => field === 'type')!
  return { type: step.type, rule, origin }
}

const db: SpanWords['signal'] = { type: 'tool', rule: 'type "db"', origin: 'type' }

describe('the type of a step', () => {
  it.each<[Record<string, unknown>, StepType]>([
    [{ 'gen_ai.operation.name': 'chat' }, 'llm'],
    [{ 'gen_ai.operation.name': 'generate_content' }, 'llm'],
    [{ 'gen_ai.operation.name': 'text_completion' }, 'llm'],
    [{ 'gen_ai.operation.name': 'embeddings' }, 'llm'],
    [{ 'gen_ai.operation.name': 'execute_tool' }, 'tool'],
    [{ 'gen_ai.operation.name': 'invoke_agent' }, 'agent'],
    [{ 'gen_ai.operation.name': 'create_agent' }, 'agent'],
    [{ 'gen_ai.operation.name': 'invoke_workflow' }, 'workflow'],
    [{ 'gen_ai.operation.name': 'retrieval' }, 'retrieval'],
    [{ 'gen_ai.operation.name': 'search_memory' }, 'memory'],
    [{ 'gen_ai.operation.name': 'create_memory_store' }, 'memory'],
    [{ 'gen_ai.operation.name': 'llm' }, 'llm'],
    [{ 'gen_ai.operation.name': 'agent' }, 'agent'],
    [{ 'gen_ai.operation.name': 'workflow' }, 'workflow'],
    [{ 'gen_ai.operation.name': 'task' }, 'workflow'],
    [{ 'gen_ai.operation.name': 'tool' }, 'tool'],
    [{ 'gen_ai.operation.name': 'embedding' }, 'llm'],
    [{ 'openinference.span.kind': 'LLM' }, 'llm'],
    [{ 'openinference.span.kind': 'AGENT' }, 'agent'],
    [{ 'openinference.span.kind': 'TOOL' }, 'tool'],
    [{ 'openinference.span.kind': 'CHAIN' }, 'workflow'],
    [{ 'openinference.span.kind': 'RETRIEVER' }, 'retrieval'],
    [{ 'openinference.span.kind': 'RERANKER' }, 'retrieval'],
    [{ 'openinference.span.kind': 'EMBEDDING' }, 'llm'],
    [{ 'openinference.span.kind': 'GUARDRAIL' }, 'guardrail'],
    [{ 'openinference.span.kind': 'EVALUATOR' }, 'evaluation'],
    [{ 'openinference.span.kind': 'PROMPT' }, 'workflow'],
    [{ 'traceloop.span.kind': 'workflow' }, 'workflow'],
    [{ 'traceloop.span.kind': 'agent' }, 'agent'],
    [{ 'traceloop.span.kind': 'tool' }, 'tool'],
    [{ 'ai.operationId': 'ai.generateText.doGenerate' }, 'llm'],
    [{ 'ai.operationId': 'ai.streamText.doStream' }, 'llm'],
    [{ 'ai.operationId': 'ai.embed.doEmbed' }, 'llm'],
    [{ 'ai.operationId': 'ai.toolCall' }, 'tool'],
    [{ 'ai.operationId': 'ai.generateText' }, 'agent'],
    [{ '_ml_obs.meta.span.kind': 'retrieval' }, 'retrieval'],
    [{ 'llm.request.type': 'chat' }, 'llm'],
    [{ 'gen_ai.tool.name': 'search' }, 'tool'],
    [{ 'gen_ai.tool.call.arguments': '{}' }, 'tool'],
    [{ 'gen_ai.system': 'openai' }, 'llm'],
    [{ 'gen_ai.request.model': 'gpt-4o' }, 'llm'],
    [{ 'gen_ai.agent.name': 'planner' }, 'agent'],
    [{ 'gen_ai.conversation.id': 'c1' }, 'workflow'],
    [{ model: 'gpt-4o' }, 'workflow'],
    [{ 'gen_ai.operation.name': 'constructor' }, 'llm'],
  ])('of a span with %j is %s', async (attributes, type) => {
    expect((await typeOf({ attributes })).type).toBe(type)
  })

  it.each<[string, StepType]>([
    ['invoke_agent planner', 'agent'],
    ['create_agent planner', 'agent'],
    ['execute_tool search', 'tool'],
    ['chat gpt-4o', 'llm'],
    ['embeddings text-embedding-3-small', 'llm'],
    ['chat with the user', 'workflow'],
    ['GET /chat', 'workflow'],
  ])('of a span named "%s" is %s', async (name, type) => {
    expect((await typeOf({ name })).type).toBe(type)
  })

  it('is what TraceCraft itself wrote, before all else', async () => {
    const attributes = { 'tracecraft.step.type': 'Guardrail', 'gen_ai.operation.name': 'chat' }
    expect(await typeOf({ attributes, signal: db })).toEqual({
      type: 'guardrail',
      rule: 'tracecraft.step.type = Guardrail',
      origin: 'attributes["tracecraft.step.type"]',
    })
  })

  it('is not what is no step type: the next rule decides, and the step says so', async () => {
    const attributes = { 'tracecraft.step.type': 'dance', 'gen_ai.operation.name': 'chat' }
    const step = detail(await assemble([span('s', null, { attributes })]), 's')
    expect(step.type).toBe('llm')
    expect(step.remarks.join()).toMatch(/"dance"/)
  })

  it('is the dialect before a bare GenAI signal, that before the platform, and the platform before nothing', async () => {
    expect(
      (await typeOf({ attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.tool.name': 't' } })).type,
    ).toBe('agent')
    expect((await typeOf({ attributes: { 'gen_ai.system': 'openai' }, signal: db })).type).toBe('llm')
    expect(await typeOf({ signal: db })).toEqual({ type: 'tool', rule: 'type "db"', origin: 'type' })
    expect((await typeOf({})).rule).toBe('no other rule fits')
  })

  it('is not changed by an attribute called model on a database span', async () => {
    expect((await typeOf({ attributes: { model: 'gpt-4o', model_name: 'x' }, signal: db })).type).toBe('tool')
  })

  it('is not changed on a database span by the agent or conversation that it ran for', async () => {
    const attributes = { 'gen_ai.agent.name': 'planner', 'gen_ai.conversation.id': 'c', 'session.id': 's' }
    expect((await typeOf({ attributes, signal: db })).type).toBe('tool')
  })

  it('of an annotation in either spelling is llm', async () => {
    for (const key of ['gen_ai_request_model', 'gen_ai.request.model', 'gen_ai_system'])
      expect((await typeOf({ attributes: { [key]: 'm' }, spelling: 'underscored', signal: db })).type).toBe('llm')
  })

  it('falls through a kind that nobody knows', async () => {
    const attributes = { 'openinference.span.kind': 'UNKNOWN', 'traceloop.span.kind': 'tool' }
    expect((await typeOf({ attributes })).type).toBe('tool')
    expect((await typeOf({ attributes: { 'span.kind': 'client' }, signal: db })).type).toBe('tool')
  })
})
