import { describe, expect, it } from 'vitest'
import { scenarioNames } from '../../../../src/demo/traffic/scenarios/names.ts'
import { createTraffic } from '../../../../src/demo/traffic/traffic.ts'
import { assembleRun } from '../../../../src/main/semantics/assemble.ts'
import { now, openOn, pagesOf, read } from './support.ts'

const decimal = (hex: string) => BigInt(`0x${hex}`).toString()

/** One run of a scenario on Datadog, opened through the real client. */
async function opened(scenario: (typeof scenarioNames)[number]) {
  const traffic = createTraffic({ now: () => now, ratePerMinute: 0 })
  const made = traffic.emit(scenario, { platforms: ['datadog'] })
  const { store } = await openOn(traffic)
  return { store, traffic, made, trace: await read(store, made.traceId) }
}

describe('a run of agents on Datadog', () => {
  it.each(scenarioNames.filter((name) => name !== 'crossing' && name !== 'cut-short'))(
    '%s has every span that reached Datadog, with its parent and times',
    async (scenario) => {
      const { made, traffic, trace } = await opened(scenario)
      const reached = traffic.trace('datadog', made.traceId)!.spans.filter((span) => !span.lost && span.end !== null)
      expect(trace.complete).toBe(true)
      expect(trace.notices).toEqual([])
      const read = new Map(trace.spans.map((span) => [span.spanId, span]))
      expect(read.size).toBe(reached.length)
      expect(trace.spans).toHaveLength(reached.length)
      for (const span of reached) {
        const found = read.get(decimal(span.spanId))!
        expect(found.parentSpanId).toBe(span.parentSpanId === null ? null : decimal(span.parentSpanId))
        expect(Math.abs(found.start! - span.start)).toBeLessThanOrEqual(1)
        expect(Math.abs(found.end! - span.end!)).toBeLessThanOrEqual(2)
        expect(found.failure !== null).toBe(
          span.status === 'error' || span.attributes['http.response.status_code'] === 429,
        )
      }
    },
  )

  it('has its question although dd-trace keeps it off the span', async () => {
    const { trace } = await opened('rag')
    const { header } = await assembleRun(trace)
    expect(header.agentName).toBe('knowledge-assistant')
    expect(header.tokens.input).toBeGreaterThan(0)
    expect(typeof header.input).toBe('string')
    expect(JSON.stringify(trace.spans.map((span) => span.raw))).not.toContain(JSON.stringify(header.input).slice(1, -1))
  })

  it('has one id in the list and when it is opened', async () => {
    const { store, trace, made } = await opened('support')
    const [page] = await pagesOf(store)
    const row = page!.runs.find((run) => run.cloudTraceId === made.traceId)!
    expect((await assembleRun(trace)).header.id).toBe(row.id)
  })

  it('that crosses platforms has Datadog’s part', async () => {
    const traffic = createTraffic({ now: () => now, ratePerMinute: 0 })
    const made = traffic.emit('crossing', { platforms: ['xray', 'datadog'] })
    const { store } = await openOn(traffic)
    const trace = await read(store, made.traceId)
    const part = made.partOf!('datadog')
    expect(new Set(trace.spans.map((span) => span.spanId))).toEqual(
      new Set(part.filter((span) => !span.lost).map((span) => decimal(span.spanId))),
    )
  })
})
