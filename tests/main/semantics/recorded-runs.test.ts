/**
 * Agent runs that were recorded with seven frameworks, and what another system read in them, compared with what is read here. Where the two disagree, the test names
 * the step and says why.
 */

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AttributeLayer } from '../../../src/main/semantics/attributes.ts'
import type { AssembledRun } from '../../../src/main/semantics/assembled-run.ts'
import { bareSpan, type Span } from '../../../src/main/semantics/span.ts'
import { attributesOf } from '../../../src/main/semantics/attributes.ts'
import type { StepType } from '../../../src/shared/model/step-type.ts'
import { parseInstant } from '../../../src/shared/units.ts'
import { assemble, detail } from './make-span.ts'

const folder = resolve(import.meta.dirname, '../../../../shared/realdata/genai')
const isHere = existsSync(folder)
if (!isHere) console.warn(`Skipped: the recorded runs are not in ${folder}`)

interface Observation {
  readonly id: string
  readonly parentObservationId: string | null
  readonly name: string
  readonly type: string
  readonly model: string | null
  readonly startTime: string
  readonly endTime: string
  readonly usageDetails: Record<string, number>
  /** An object, or the same as JSON text. */
  readonly metadata: string | { attributes?: Record<string, unknown> }
}

/** How each platform's exporter places OpenTelemetry attributes. */
const placements: Record<string, (attributes: Record<string, unknown>) => AttributeLayer[]> = {
  'as recorded': (values) => [{ origin: 'attributes', spelling: 'flat', values }],
  'in X-Ray metadata': (values) => [
    { origin: 'annotations', spelling: 'underscored', values: {} },
    { origin: 'metadata.default', spelling: 'flat', values },
  ],
  'in X-Ray annotations': (values) => [
    {
      origin: 'annotations',
      spelling: 'underscored',
      values: Object.fromEntries(
        Object.entries(values)
          .filter(([, value]) => !Array.isArray(value))
          .map(([key, value]) => [key.replaceAll(/[^0-9A-Za-z]/g, '_'), value]),
      ),
    },
  ],
  'in Cloud Trace labels': (values) => [{ origin: 'labels', spelling: 'flat', values: asTexts(values) }],
  'in Azure Properties and Measurements': (values) => [
    { origin: 'Properties', spelling: 'flat', values: asTexts(without(values, isNumeric)) },
    { origin: 'Measurements', spelling: 'flat', values: without(values, (value) => !isNumeric(value)) },
  ],
  'nested in Datadog custom': (values) => [{ origin: 'custom', spelling: 'nested', values: asTree(values) }],
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
}

function without(values: Record<string, unknown>, drop: (value: unknown) => boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => !drop(value))
      .map(([key, value]) => [key, isNumeric(value) ? Number(value) : value]),
  )
}

function asTexts(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

/** Dotted keys as objects within objects; a key that is both a value and a place of others stays dotted, as Datadog keeps it. */
function asTree(values: Record<string, unknown>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(values)) {
    const parts = key.split('.')
    const isPlace = Object.keys(values).some((other) => other.startsWith(`${key}.`))
    const blocked = parts.some((_, i) => i > 0 && parts.slice(0, i).join('.') in values)
    if (isPlace || blocked) {
      root[key] = value
      continue
    }
    let at = root
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>
    at[parts.at(-1)!] = value
  }
  return root
}

function read(file: string): Observation[] {
  const text = readFileSync(resolve(folder, 'langfuse-framework-traces', file), 'utf8')
  return (JSON.parse(text) as { observations: Observation[] }).observations
}

function recorded({ metadata }: Observation): Record<string, unknown> {
  const read = typeof metadata === 'string' ? (JSON.parse(metadata) as Exclude<typeof metadata, string>) : metadata
  return read.attributes ?? {}
}

function spansOf(observations: readonly Observation[], place: keyof typeof placements): Span[] {
  return observations.map((item) => ({
    ...bareSpan,
    spanId: item.id,
    parentSpanId: item.parentObservationId,
    name: item.name,
    start: parseInstant(item.startTime),
    end: parseInstant(item.endTime),
    attributes: attributesOf(placements[place]!(recorded(item))),
    raw: null,
  }))
}

/** The other system's types; SPAN and CHAIN say only "some step". */
const theirTypes: Record<string, StepType> = {
  GENERATION: 'llm',
  AGENT: 'agent',
  TOOL: 'tool',
  CHAIN: 'workflow',
  SPAN: 'workflow',
}

interface Disagreement {
  readonly file: string
  readonly step: string
  readonly field: 'type' | 'model' | 'tokens'
  readonly ours: unknown
  readonly why: string
}

const agno = 'agno-2025-06-11.trace.json'
const microsoft = 'microsoft-agent-2025-10-14.json'
const pydantic = 'pydantic-ai-2025-06-06.trace.json'

const counted = 'the other system counted these tokens itself; the recording carries none'
const disagreements: readonly Disagreement[] = [
  {
    file: agno,
    step: 'Agent.run',
    field: 'type',
    ours: 'agent',
    why: 'openinference.span.kind is AGENT; the older reading knew only SPAN',
  },
  {
    file: agno,
    step: 'duckduckgo_search',
    field: 'type',
    ours: 'tool',
    why: 'openinference.span.kind is TOOL; the older reading knew only SPAN',
  },
  { file: agno, step: 'OpenAIChat.invoke', field: 'tokens', ours: null, why: counted },
  { file: agno, step: 'chat gpt-4o-mini', field: 'tokens', ours: null, why: counted },
  {
    file: 'crewai-2025-07-11.trace.json',
    step: 'Task._execute_core',
    field: 'type',
    ours: 'agent',
    why: 'openinference.span.kind is AGENT; the older reading knew only SPAN',
  },
  {
    file: microsoft,
    step: 'invoke_agent 99981f6a-abd1-4d09-9fba-00e2ab172193',
    field: 'model',
    ours: null,
    why: 'the framework wrote "unknown" for a model that it did not know',
  },
  {
    file: microsoft,
    step: 'chat gpt-4o',
    field: 'tokens',
    ours: null,
    why: `of the first of the two calls: ${counted}`,
  },
  {
    file: pydantic,
    step: 'qa_agent run',
    field: 'type',
    ours: 'agent',
    why: 'it carries all messages of an agent run; the other system saw a plain span',
  },
  {
    file: pydantic,
    step: 'qa_agent run',
    field: 'model',
    ours: 'gpt-4o',
    why: 'model_name names the model of the agent; the other system gives models to calls only',
  },
  {
    file: pydantic,
    step: 'qa_agent run',
    field: 'tokens',
    ours: { input: 31, output: 96 },
    why: 'the agent carries the sum of its calls; the run does not count it again',
  },
  {
    file: pydantic,
    step: 'chat gpt-4o',
    field: 'model',
    ours: 'gpt-4o-2024-08-06',
    why: 'gen_ai.response.model says which version answered; the other system shows the one that was asked for',
  },
]

function agreed(file: string, item: Observation, field: Disagreement['field'], ours: unknown, theirs: unknown): void {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return
  const known = disagreements.find((one) => one.file === file && one.step === item.name && one.field === field)
  expect({ file, step: item.name, field, ours, theirs, why: known?.why }).toMatchObject({
    ours: known?.ours,
    why: expect.any(String),
  })
}

function compare(file: string, run: AssembledRun, observations: readonly Observation[]): void {
  for (const item of observations) {
    const step = detail(run, item.id)
    expect(step.parentSpanId).toBe(item.parentObservationId)
    agreed(file, item, 'type', step.type, theirTypes[item.type])
    agreed(file, item, 'model', step.modelName, item.model)
    const { input, output } = item.usageDetails
    const theirs = input === undefined ? null : { input, output }
    const ours = step.inputTokens === null ? null : { input: step.inputTokens, output: step.outputTokens }
    agreed(file, item, 'tokens', ours, theirs)
  }
}

/** What a run comes to, in the recording and by reading it. */
const expected: Record<
  string,
  { tokens: number | null; agent: string | null; session: string | null; input: RegExp | null }
> = {
  [agno]: { tokens: null, agent: null, session: '35cc6c90-b657-4819-b66c-c931c03ad569', input: /trending on Twitter/ },
  'crewai-2025-07-11.trace.json': { tokens: 354, agent: null, session: null, input: /Software developer/ },
  'google-adk-2025-08-28.trace.json': { tokens: 76, agent: 'hello_agent', session: 'demo-session', input: /"hi"/ },
  'llamaindex-2025-06-05.trace.json': { tokens: 94, agent: null, session: null, input: /^"What is Langfuse\?"$/ },
  [microsoft]: {
    tokens: 666,
    agent: '99981f6a-abd1-4d09-9fba-00e2ab172193',
    session: 'thread_G78qCSLpzn0YQwFwrvK5OivI',
    input: null,
  },
  'openai-agents-2025-09-30.trace.json': { tokens: 184, agent: null, session: null, input: /weather in Tokyo/ },
  [pydantic]: { tokens: 127, agent: 'qa_agent', session: null, input: /What is Langfuse/ },
}

describe.skipIf(!isHere)('recorded runs of seven frameworks', () => {
  describe.each(Object.keys(expected))('%s', (file) => {
    it.each(Object.keys(placements))(
      '%s: types, models, tokens and parents agree with the other system',
      async (place) => {
        const observations = read(file)
        const run = await assemble(spansOf(observations, place))
        compare(file, run, observations)
        expect(run.notices).toEqual([])
        const { tokens, agent, session, input } = expected[file]!
        expect(run.header).toMatchObject({
          totalTokens: tokens,
          agentName: agent,
          sessionId: session,
          status: 'ok',
          errorCount: 0,
        })
        if (input) expect(JSON.stringify(run.header.input)).toMatch(input)
      },
    )

    it('has the same steps and header wherever its attributes are placed', async () => {
      const observations = read(file)
      const plain = await assemble(spansOf(observations, 'as recorded'))
      for (const place of Object.keys(placements)) {
        const run = await assemble(spansOf(observations.toReversed(), place))
        expect(run.header).toEqual(plain.header)
        for (const { id } of observations) {
          const [a, b] = [detail(run, id), detail(plain, id)]
          expect(a.messages).toEqual(b.messages)
          expect(a.inputs).toEqual(b.inputs)
          expect(a.outputs).toEqual(b.outputs)
          expect(a.toolName).toBe(b.toolName)
        }
      }
    })
  })

  it('every disagreement that is explained does exist', async () => {
    for (const { file, step, field, ours } of disagreements) {
      const observations = read(file)
      const run = await assemble(spansOf(observations, 'as recorded'))
      const found = observations
        .filter(({ name }) => name === step)
        .map(({ id }) => detail(run, id))
        .map((item) =>
          field === 'type'
            ? item.type
            : field === 'model'
              ? item.modelName
              : item.inputTokens === null
                ? null
                : { input: item.inputTokens, output: item.outputTokens },
        )
      expect(found).toContainEqual(ours)
    }
  })

  it('show the conversation of each model call, tool calls paired with their results', async () => {
    const observations = read('openai-agents-2025-09-30.trace.json')
    const run = await assemble(spansOf(observations, 'as recorded'))
    const last = detail(run, '90d94774e8e3724d')
    expect(last.messages.map(({ role, direction }) => `${direction} ${role}`)).toEqual([
      'input system',
      'input user',
      'input assistant',
      'input tool',
      'output assistant',
    ])
    const id = 'call_Kud0j0DxWSmLzv9W5m6qVqXn'
    expect(last.messages[2]!.parts).toEqual([
      { kind: 'tool_call', id, name: 'get_weather', arguments: { city: 'Tokyo' } },
    ])
    expect(last.messages[3]!.parts).toEqual([
      { kind: 'tool_result', id, name: 'get_weather', result: 'The weather in Tokyo is sunny.' },
    ])
    expect(last.toolDefinitions).toMatchObject([{ function: { name: 'get_weather' } }])
  })
})

describe.skipIf(!isHere)('one model call, as four instrumentations wrote it', () => {
  const stepFrom = async (file: string) => {
    const text = readFileSync(resolve(folder, 'openinference-genai', file), 'utf8')
    const attributes = attributesOf([
      { origin: 'attributes', spelling: 'flat', values: JSON.parse(text) as Record<string, unknown> },
    ])
    return detail(await assemble([{ ...bareSpan, spanId: 's', name: 's', attributes, raw: null }]), 's')
  }
  const files = [
    'otel_genai_client_span_tool_calls.json',
    'otel_genai_deprecated_client_span_tool_calls.json',
    'openinference_client_span_tool_calls.json',
    'openinference_client_span_input_output_only.json',
  ]

  it.each(files)('%s gives the model, the tokens and the whole conversation', async (file) => {
    const step = await stepFrom(file)
    expect(step).toMatchObject({ type: 'llm', modelName: 'gpt-4-0613', modelProvider: 'openai' })
    expect(step.tokens).toMatchObject({ input: 97, output: 52, total: 149 })
    expect(
      step.messages.map(({ role, direction, parts }) => [direction, role, ...parts.map(({ kind }) => kind)]),
    ).toEqual([
      ['input', 'user', 'text'],
      ['input', 'assistant', 'text', 'tool_call'],
      ['input', 'tool', 'tool_result'],
      ['output', 'assistant', 'text'],
    ])
    expect(step.messages[1]!.parts[1]).toEqual({
      kind: 'tool_call',
      id: '1234',
      name: 'get_weather',
      arguments: { location: 'Paris' },
    })
    expect(step.messages[2]!.parts[0]).toEqual({
      kind: 'tool_result',
      id: '1234',
      name: 'get_weather',
      result: 'rainy, 57°F',
    })
    expect(step.messages[3]!.parts[0]).toMatchObject({
      text: 'The weather in Paris is currently rainy with a temperature of 57°F.',
    })
  })

  it('a tool span gives its name, arguments and result', async () => {
    expect(await stepFrom('otel_genai_tool_execution_span.json')).toMatchObject({
      type: 'tool',
      toolName: 'get_weather',
      inputs: { city: 'New York' },
      outputs: { status: 'success' },
    })
  })
})
