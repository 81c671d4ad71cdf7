import { describe, expect, it } from 'vitest'
import type { Span } from '../../../src/main/semantics/span.ts'
import { assemble, detail, span } from './make-span.ts'

type Use = [input: number | null, output: number | null, more?: Record<string, number>]

function step(id: string, parent: string | null, operation: string | null, use?: Use): Span {
  const attributes: Record<string, unknown> = { ...use?.[2] }
  if (operation) attributes['gen_ai.operation.name'] = operation
  if (use && use[0] !== null) attributes['gen_ai.usage.input_tokens'] = use[0]
  if (use && use[1] !== null) attributes['gen_ai.usage.output_tokens'] = use[1]
  return span(id, parent, { attributes })
}

async function counted(spans: Span[]) {
  const { header, notices } = await assemble(spans)
  return {
    total: header.totalTokens,
    input: header.tokens.input,
    output: header.tokens.output,
    rule: header.tokenRule,
    notices,
  }
}

describe('the tokens of a run', () => {
  it('are null, never 0, when no step recorded any', async () => {
    expect(await counted([step('root', null, 'invoke_agent')])).toEqual({
      total: null,
      input: null,
      output: null,
      rule: null,
      notices: [],
    })
  })

  it('are 0 when 0 was recorded', async () => {
    expect(await counted([step('root', null, 'chat', [0, 0])])).toMatchObject({ total: 0, input: 0, output: 0 })
  })

  it('are the sum of the model calls', async () => {
    const spans = [
      step('root', null, 'invoke_agent'),
      step('a', 'root', 'chat', [100, 10]),
      step('b', 'root', 'chat', [50, 5]),
    ]
    expect(await counted(spans)).toMatchObject({ total: 165, input: 150, output: 15, rule: 'sum-of-steps' })
  })

  it('are not counted again for agents that carry the sum of what is under them, however deep', async () => {
    const spans = [
      step('root', null, 'invoke_agent', [150, 15]),
      step('inner', 'root', 'invoke_agent', [150, 15]),
      step('task', 'inner', null),
      step('a', 'task', 'chat', [100, 10]),
      step('b', 'task', 'chat', [50, 5]),
    ]
    expect(await counted(spans)).toMatchObject({
      total: 165,
      input: 150,
      output: 15,
      rule: 'parents-are-sums',
      notices: [],
    })
  })

  it('are those of the root where only the root carries a count', async () => {
    expect(await counted([step('root', null, 'invoke_agent', [9, 1]), step('a', 'root', 'chat')])).toMatchObject({
      total: 10,
      rule: 'root-only',
    })
  })

  it('are the calls where an agent repeats only its last one', async () => {
    const spans = [
      step('root', null, 'invoke_agent', [60, 5]),
      step('a', 'root', 'chat', [40, 5]),
      step('b', 'root', 'chat', [60, 5]),
    ]
    expect(await counted(spans)).toMatchObject({ total: 110, rule: 'parents-are-sums' })
  })

  it("are the agent's own where it counted more than its calls that are in the trace, and a notice says so", async () => {
    const spans = [step('root', null, 'invoke_agent', [500, 50]), step('a', 'root', 'chat', [100, 10])]
    const result = await counted(spans)
    expect(result).toMatchObject({ total: 550, rule: 'parents-are-sums' })
    expect(result.notices).toMatchObject([{ code: 'info', count: 1 }])
  })

  it("count a framework's model call around the client's once", async () => {
    const spans = [step('root', null, 'chat', [100, 10]), step('client', 'root', 'chat', [100, 10])]
    expect(await counted(spans)).toMatchObject({ total: 110, rule: 'parents-are-sums' })
  })

  it('count what a tool inside a model call spent besides the call', async () => {
    const spans = [
      step('call', null, 'chat', [100, 10]),
      step('tool', 'call', 'execute_tool'),
      step('agent', 'tool', 'invoke_agent', [70, 7]),
      step('inner', 'agent', 'chat', [70, 7]),
    ]
    expect(await counted(spans)).toMatchObject({ total: 187, input: 170, output: 17 })
  })

  it('add cached and reasoning tokens as parts of input and output, not on top', async () => {
    const more = { 'gen_ai.usage.cache_read.input_tokens': 80, 'gen_ai.usage.reasoning.output_tokens': 4 }
    const run = await assemble([
      step('root', null, 'invoke_agent', [100, 10]),
      step('a', 'root', 'chat', [100, 10, more]),
    ])
    expect(run.header.tokens).toEqual({ input: 100, output: 10, total: 110, cachedInput: 80, reasoning: 4 })
    expect(detail(run, 'a').tokens).toMatchObject({ cachedInput: 80, reasoning: 4 })
    expect(detail(run, 'root').tokens).toMatchObject({ cachedInput: null })
  })

  it('use the given total where input and output are not told', async () => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'llm.usage.total_tokens': '42' }
    const { header } = await assemble([span('a', null, { attributes })])
    expect(header.tokens).toMatchObject({ input: null, output: null, total: 42 })
  })

  it('of several roots are added', async () => {
    expect(await counted([step('a', null, 'chat', [1, 2]), step('b', null, 'chat', [3, 4])])).toMatchObject({
      total: 10,
    })
  })

  it('are counted in orphans too', async () => {
    expect(await counted([step('root', null, 'invoke_agent'), step('a', 'gone', 'chat', [1, 2])])).toMatchObject({
      total: 3,
    })
  })
})
