import { describe, expect, it } from 'vitest'
import { assembleRun } from '../../../src/main/semantics/assemble.ts'
import type { Span } from '../../../src/main/semantics/span.ts'
import { exportRun } from '../../../src/main/service/export-run.ts'
import type { ExportFormat } from '../../../src/shared/export-format.ts'
import { agentSpans, runTraceId, span, traceOf } from '../../support/agent-spans.ts'

const never = new AbortController().signal

async function exported(
  spans: readonly Span[],
  format: ExportFormat,
  spanId: string | null = null,
  trace = traceOf(spans),
) {
  return exportRun(await assembleRun(trace), { format, spanId }, never)
}

interface OtlpSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: Record<string, unknown> }[]
  events?: { name: string; timeUnixNano?: string; attributes: unknown[] }[]
  links?: { traceId: string; spanId: string }[]
  status: { code?: number; message?: string }
}
interface Otlp {
  resourceSpans: { resource: { attributes: unknown[] }; scopeSpans: { spans: OtlpSpan[] }[] }[]
}

const spansOf = (text: string) =>
  (JSON.parse(text) as Otlp).resourceSpans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans))
const attribute = (one: OtlpSpan, key: string) => one.attributes.find((item) => item.key === key)?.value

describe('a run as JSON', () => {
  it('is the canonical run, and for a step the step with all below it', async () => {
    const run = JSON.parse(await exported(agentSpans(), 'json')) as {
      cloud_trace_id: string
      steps: { name: string }[]
    }
    expect(run.cloud_trace_id).toBe(runTraceId)
    expect(run.steps.map((one) => one.name)).toEqual(['invoke_agent triage', 'Missing span'])
    const step = JSON.parse(await exported(agentSpans(), 'json', '0000000000000003')) as object
    expect(step).toMatchObject({ name: 'search_orders', children: [{ name: 'POST /orders', children: [] }] })
  })

  it('rejects a step that is not there', async () => {
    await expect(exported(agentSpans(), 'json', 'nobody')).rejects.toMatchObject({ info: { code: 'NOT_FOUND' } })
  })
})

describe('a run as OTLP', () => {
  it('has W3C ids, times in nanoseconds as text, kinds and status, and no span for a parent that is not there', async () => {
    const all = spansOf(await exported(agentSpans(), 'otlp'))
    expect(all).toHaveLength(6)
    for (const one of all) {
      expect(one.traceId).toBe('6553f10000112233445566778899aabb')
      expect(one.spanId).toMatch(/^[0-9a-f]{16}$/)
      expect(BigInt(one.endTimeUnixNano) >= BigInt(one.startTimeUnixNano)).toBe(true)
    }
    const chat = all.find((one) => one.name === 'chat model-a')!
    expect(chat).toMatchObject({
      parentSpanId: '0000000000000001',
      startTimeUnixNano: '1700000000100000000',
      endTimeUnixNano: '1700000001100000000',
      status: {},
    })
    expect(all.find((one) => one.name === 'POST /orders')).toMatchObject({
      status: { code: 2, message: 'upstream refused' },
    })
    expect(all.find((one) => one.name === 'late worker')!.parentSpanId).toMatch(/^[0-9a-f]{16}$/)
  })

  it('adds the current GenAI names beside the own attributes, and changes none of those', async () => {
    const spans = [
      span({
        spanId: '00000000000000aa',
        name: 'llm',
        ms: 5,
        service: 'desk',
        values: {
          'llm.model_name': 'model-x',
          'llm.token_count.prompt': 12,
          'openinference.span.kind': 'LLM',
          'llm.input_messages.0.message.role': 'user',
          'llm.input_messages.0.message.content': 'Hello',
          ratio: 0.5,
          nested: { list: [1, true, null] },
          'gen_ai.operation.name': 'text_completion',
        },
      }),
    ]
    const text = await exported(spans, 'otlp')
    const [one] = spansOf(text)
    expect(attribute(one!, 'llm.model_name')).toEqual({ stringValue: 'model-x' })
    expect(attribute(one!, 'gen_ai.request.model')).toEqual({ stringValue: 'model-x' })
    expect(attribute(one!, 'gen_ai.usage.input_tokens')).toEqual({ intValue: '12' })
    expect(attribute(one!, 'gen_ai.operation.name')).toEqual({ stringValue: 'text_completion' })
    expect(attribute(one!, 'ratio')).toEqual({ doubleValue: 0.5 })
    expect(attribute(one!, 'nested')).toEqual({
      kvlistValue: {
        values: [{ key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { boolValue: true }, {}] } } }],
      },
    })
    expect(JSON.parse((attribute(one!, 'gen_ai.input.messages') as { stringValue: string }).stringValue)).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Hello' }] },
    ])
    expect((JSON.parse(text) as Otlp).resourceSpans[0]!.resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'desk' },
    })
  })

  it('groups by service, keeps events and links, and says where a time is not known', async () => {
    const spans = [
      span({ spanId: '00000000000000a1', name: 'a', ms: 5, service: 'one' }),
      span({
        spanId: '00000000000000a2',
        parentSpanId: '00000000000000a1',
        name: 'b',
        at: 1,
        service: 'two',
        running: true,
        events: [{ name: 'tick', time: null, attributes: { n: 1 }, isException: false }],
        links: [{ traceId: '1-6553f100-aaaaaaaaaaaaaaaaaaaaaaaa', spanId: null, kind: 'causes' }],
      }),
      span({ spanId: '00000000000000a3', parentSpanId: '00000000000000a1', name: 'c', at: 2, ms: 1, service: 'one' }),
    ]
    const text = await exported(spans, 'otlp')
    const groups = (JSON.parse(text) as Otlp).resourceSpans.map((one) =>
      one.scopeSpans[0]!.spans.map(({ name }) => name),
    )
    expect(groups).toEqual([['a', 'c'], ['b']])
    const running = spansOf(text).find((one) => one.name === 'b')!
    expect(running.endTimeUnixNano).toBe(running.startTimeUnixNano)
    expect(attribute(running, 'tracecraft.running')).toEqual({ boolValue: true })
    expect(running.events).toMatchObject([{ name: 'tick', timeUnixNano: running.startTimeUnixNano }])
    expect(running.links).toMatchObject([{ traceId: '6553f100aaaaaaaaaaaaaaaaaaaaaaaa', spanId: '0000000000000000' }])
  })

  it('writes the 64-bit decimals of Datadog as hex, exactly, and makes an id where there is none of 64 bits', async () => {
    const spans = [
      span({ spanId: '18446744073709551615', name: 'a', ms: 1 }),
      span({ spanId: '9007199254740993', parentSpanId: '18446744073709551615', name: 'b', ms: 1 }),
      span({ spanId: '|classic.1.', parentSpanId: '9007199254740993', name: 'c', ms: 1 }),
    ]
    const trace = { ...traceOf(spans, '12345678901234567890'), platform: 'datadog' as const }
    const all = spansOf(await exported(spans, 'otlp', null, trace))
    expect(all.map((one) => [one.spanId, one.parentSpanId])).toEqual([
      ['ffffffffffffffff', undefined],
      ['0020000000000001', 'ffffffffffffffff'],
      [expect.stringMatching(/^[0-9a-f]{16}$/), '0020000000000001'],
    ])
    expect(all[0]!.traceId).toBe('0000000000000000ab54a98ceb1f0ad2')
    expect(attribute(all[2]!, 'tracecraft.span_id')).toEqual({ stringValue: '|classic.1.' })
  })
})

describe('a run as Markdown', () => {
  it('is a report: totals, the tree, then what each step was given and produced', async () => {
    const text = await exported(agentSpans(), 'markdown')
    expect(text).toContain('# triage\n')
    expect(text).toContain('| Steps | 7, 1 failed |')
    expect(text).toContain('| Started | 2023-11-14T22:13:20.000000Z |')
    expect(text).toMatch(/agent {6}invoke_agent triage {2}4\.00 s\nllm {10}chat model-a/)
    expect(text).toContain('### 2. chat model-a\n\nllm · +100 ms, 1.00 s · model-a · 1,200 → 80 tokens')
    expect(text).toContain('**User**\n\n> Where is order **4471**?')
    expect(text).toContain('Calls `search_orders`\n\n```json\n{\n  "order": 4471\n}\n```')
    expect(text).toContain('**Error:** HTTP 503: upstream refused\n\n```text\nat orders.ts:1\n```')
  })

  it('tells a message that every call repeats once', async () => {
    const text = await exported(agentSpans(), 'markdown')
    expect(text.split('Where is order').length - 1).toBe(1)
    expect(text).toContain(
      '*2 messages as above.*\n\n**Tool**\n\nResult of `search_orders`\n\n```json\n{\n  "status": "late"\n}\n```\n\n**Assistant** *stop*\n\n> It is late.',
    )
  })

  it('lets nothing that was recorded end a block, make HTML or fetch an image', async () => {
    const content =
      'a ```\n# not a heading\n```js\nif (a < b) `x`\n```\n<script>x</script> ![pixel](https://tracker.example/p.png) `<b>`'
    const spans = [
      span({
        spanId: '1',
        name: 'evil | `name`\n# heading',
        ms: 1,
        values: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }]),
          'gen_ai.output.messages': JSON.stringify([
            { role: 'assistant', parts: [{ type: 'tool_call', id: '1', name: 'f`', arguments: 'has ```` ticks' }] },
          ]),
        },
      }),
    ]
    const text = await exported(spans, 'markdown')
    expect(text).toContain('# evil \\| \\`name\\` \\# heading\n')
    expect(text).not.toMatch(/^# not a heading/m)
    expect(text).toContain('> &lt;script>x&lt;/script> \\![pixel](https://tracker.example/p.png) `<b>`')
    expect(text).toContain('> if (a < b) `x`')
    expect(text).toContain('`````text\nhas ```` ticks\n`````')
    expect(text).toContain('Calls `` f` ``')
  })
})

describe('a large run', () => {
  const chain = Array.from({ length: 10_000 }, (_, i) =>
    span({
      spanId: i.toString(16).padStart(16, '0'),
      parentSpanId: i === 0 ? null : (i - 1).toString(16).padStart(16, '0'),
      name: `level ${i}`,
      at: i,
      ms: 1,
    }),
  )

  it.each(['json', 'otlp', 'markdown'] as const)('of 10,000 levels is exported as %s', async (format) => {
    const text = await exported(chain, format)
    expect(text).toContain('level 9999')
    expect(text.length).toBeLessThan(20_000_000)
  })

  it('is made in turns, and its making ends when it is cancelled', async () => {
    const assembled = await assembleRun(traceOf(chain))
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await exportRun(assembled, { format: 'otlp', spanId: null }, never)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
    await expect(exportRun(assembled, { format: 'otlp', spanId: null }, AbortSignal.abort())).rejects.toMatchObject({
      info: { code: 'CANCELLED' },
    })
  })
})
