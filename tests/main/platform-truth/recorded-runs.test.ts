/**
 * Runs recorded with seven frameworks, placed as the exporters of the four platforms place them, read by the platforms' own mappers: they come to what another system read in the
 * same spans, or explained.ts says why not.
 */

import { describe, expect, it } from 'vitest'
import type { AssembledRun } from '../../../src/main/semantics/assembled-run.ts'
import type { ExportedSpan } from '../../support/exporters/exported-span.ts'
import { type ComparedField, explained, type Explained, files, type RootKind } from './explained.ts'
import { type PlacementName, placementNames, placements } from './placements.ts'
import { isHere, type Reading, readings, singleSpans, spansOf, traceId } from './recorded-spans.ts'

/** The other system's types; SPAN and CHAIN say only "some step". */
const theirTypes: Readonly<Record<string, string>> = {
  GENERATION: 'llm',
  AGENT: 'agent',
  TOOL: 'tool',
  CHAIN: 'workflow',
  SPAN: 'workflow',
}

interface Difference {
  readonly step: string
  readonly field: ComparedField
  readonly ours: unknown
  readonly theirs: unknown
}

function step(run: AssembledRun, place: PlacementName, spanId: string) {
  const found = run.detail(placements[place].idOf(spanId))
  if (!found) throw new Error(`${place} lost the span ${spanId}`)
  return found
}

function differences(run: AssembledRun, place: PlacementName, observations: readonly Reading[]): Difference[] {
  const { idOf } = placements[place]
  return observations.flatMap((item) => {
    const own = step(run, place, item.id)
    const parent = item.parentObservationId
    const pairs: Readonly<Record<ComparedField, readonly [ours: unknown, theirs: unknown]>> = {
      type: [own.type, theirTypes[item.type]],
      model: [own.modelName, item.model],
      'input tokens': [own.inputTokens, item.usageDetails.input ?? null],
      'output tokens': [own.outputTokens, item.usageDetails.output ?? null],
      parent: [own.parentSpanId, parent === null ? null : idOf(parent)],
    }
    return (Object.keys(pairs) as ComparedField[])
      .filter((field) => pairs[field][0] !== pairs[field][1])
      .map((field) => ({ step: item.name, field, ours: pairs[field][0], theirs: pairs[field][1] }))
  })
}

function reasonsFor(file: string, place: PlacementName, root: RootKind): Explained[] {
  return explained.filter((one) => one.file === file && one.where.includes(place) && one.roots.includes(root))
}

const isSame = (found: Difference, known: Explained) =>
  found.step === known.step && found.field === known.field && found.ours === known.ours

/** What each run comes to as a whole: its tokens counted once, its agent and its session. */
const headers: Readonly<Record<keyof typeof files, object>> = {
  agno: { totalTokens: null, agentName: null, sessionId: '35cc6c90-b657-4819-b66c-c931c03ad569', stepCount: 6 },
  crewai: { totalTokens: 354, agentName: null, sessionId: null, stepCount: 6 },
  adk: { totalTokens: 76, agentName: 'hello_agent', sessionId: 'demo-session', stepCount: 5 },
  llamaindex: { totalTokens: 94, agentName: null, sessionId: null, stepCount: 2 },
  microsoft: {
    totalTokens: 666,
    agentName: '99981f6a-abd1-4d09-9fba-00e2ab172193',
    sessionId: 'thread_G78qCSLpzn0YQwFwrvK5OivI',
    stepCount: 4,
  },
  openai: { totalTokens: 184, agentName: null, sessionId: null, stepCount: 5 },
  pydantic: { totalTokens: 127, agentName: 'qa_agent', sessionId: null, stepCount: 3 },
}

describe.skipIf(!isHere).each(placementNames)('%s', (place) => {
  const { platform, whole, run: runOf } = placements[place]

  describe.each(Object.keys(files) as (keyof typeof files)[])('a run of %s', (framework) => {
    const file = files[framework]

    it.each(['INTERNAL', 'SERVER'] as const)(
      'has the types, models, tokens and parents that the other system read, or a reason (root %s)',
      async (root) => {
        const observations = readings(file)
        const found = differences(await runOf(spansOf(observations, root)), place, observations)
        const known = reasonsFor(file, place, root)
        expect(
          found.filter((one) => !known.some((reason) => isSame(one, reason))),
          'not explained',
        ).toEqual([])
        expect(
          known.filter((reason) => !found.some((one) => isSame(one, reason))),
          'no longer so',
        ).toEqual([])
      },
    )

    it('comes to the same header, in any order of its spans', async () => {
      const spans = spansOf(readings(file))
      const { header, notices } = await runOf(spans)
      expect(header).toMatchObject({
        ...headers[framework],
        id: '68e0c0ff-ee01-2345-6789-abcdef012345',
        cloudTraceId: platform === 'xray' ? `1-${traceId.slice(0, 8)}-${traceId.slice(8)}` : traceId,
        status: 'ok',
        errorCount: 0,
        error: null,
        errorType: null,
        totalCostUsd: null,
      })
      expect(header.durationMs).toBe(
        Number(maxOf(spans.map(({ end }) => end)) - minOf(spans.map(({ start }) => start))) / 1e6,
      )
      if (whole) expect(notices).toEqual([])
      else expect(notices.filter(({ code }) => code !== 'value-cut')).toEqual([])
      expect((await runOf(spans.toReversed())).header).toEqual(header)
    })

    it('has the tools, and where values arrive whole the conversation, of every other placement', async () => {
      const observations = readings(file)
      const spans = spansOf(observations)
      const [run, other] = [await runOf(spans), await placements['Cloud Trace, OTLP ingestion'].run(spans)]
      for (const { id } of observations) {
        const [own, theirs] = [step(run, place, id), step(other, 'Cloud Trace, OTLP ingestion', id)]
        expect(own.toolName).toEqual(theirs.toolName)
        if (!whole) continue
        expect(own.messages).toEqual(theirs.messages)
        expect([own.inputs, own.outputs]).toEqual([theirs.inputs, theirs.outputs])
      }
    })
  })

  it('a single span of each instrumentation has its type, model, provider and tokens', async () => {
    const all = singleSpans()
    expect(all).toHaveLength(5)
    for (const { file, attributes } of all) {
      const span = modelCall(attributes)
      const own = step(await runOf([span]), place, span.spanId)
      if (file === 'otel_genai_tool_execution_span.json')
        expect(own, file).toMatchObject({ type: 'tool', toolName: 'get_weather', inputs: { city: 'New York' } })
      else
        expect(own, file).toMatchObject({
          type: 'llm',
          modelName: 'gpt-4-0613',
          modelProvider: 'openai',
          inputTokens: 97,
          outputTokens: 52,
        })
    }
  })
})

describe('what the classic Cloud Trace exporter cuts at 256 bytes', () => {
  const classic = placements['Cloud Trace, classic exporter']

  it('is shown as text where it was JSON, with a remark and a notice', async () => {
    const messages = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Grüße '.repeat(100) }] }])
    const run = await classic.run([modelCall({ 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': messages })])
    const call = run.detail(modelCall({}).spanId)!
    expect(JSON.stringify(call.inputs)).toContain('Grüße Grüße')
    const kept = call.attributeList.find(({ key }) => key === 'gen_ai.input.messages')!.value as string
    expect(messages.startsWith(kept)).toBe(true)
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(256)
    expect(call.remarks).toEqual([
      '"gen_ai.input.messages" ends at 256 bytes, where the exporter or the platform cuts.',
      'A value was cut in the middle of its JSON on the way to the platform; it is shown as text.',
    ])
    expect(run.notices).toEqual([
      { code: 'value-cut', message: 'The platform or the exporter cut values of these steps short.', count: 1 },
    ])
  })

  it.skipIf(!isHere)('is made up for by labels that are short enough: one for each message', async () => {
    const run = await classic.run(spansOf(readings(files.adk)))
    const call = run.detail('bded677884f031ce')!
    expect(call.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'assistant'])
    expect(call.remarks).toContain(
      '"gcp.vertex.agent.llm_request" ends at 256 bytes, where the exporter or the platform cuts.',
    )
  })
})

it.skipIf(!isHere)('the comparison covers 31 steps of seven runs in ten placements, with each root kind', () => {
  const steps = Object.values(files).reduce((sum, file) => sum + readings(file).length, 0)
  expect([Object.keys(files).length, steps, placementNames.length]).toEqual([7, 31, 10])
})

function maxOf(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (a > b ? a : b))
}

function minOf(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (a < b ? a : b))
}

function modelCall(attributes: ExportedSpan['attributes']): ExportedSpan {
  return {
    traceId,
    spanId: '00f067aa0ba902b7',
    parentSpanId: null,
    name: 'one span',
    kind: 'INTERNAL',
    start: 1_760_000_000_000_000_000n,
    end: 1_760_000_000_250_000_000n,
    attributes,
    resource: {},
  }
}
