import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTraffic } from '../../../../src/demo/traffic/traffic.ts'
import { assembleRun } from '../../../../src/main/semantics/assemble.ts'
import { allOf, type DemoStore, lastHours, never, noon, startDemoStore } from './demo-store.ts'

let demo: DemoStore
const traffic = createTraffic({ now: () => noon, backlogMs: 2 * 3_600_000 })

beforeAll(async () => {
  demo = await startDemoStore(traffic)
})
afterAll(() => demo.close())

describe('generated agent traffic', () => {
  it('is listed as it is when opened and assembled', async () => {
    const store = demo.open()
    const { runs } = await allOf(store.list(lastHours(1), never))
    expect(runs.length).toBeGreaterThan(20)
    for (const run of runs) {
      const trace = await store.get(run.cloudTraceId, { startedAt: run.startTime }, never)
      // Of a run that was cut, and of one that goes on, the list and the opened run know different parts.
      if (!trace.complete || run.status === 'unknown') continue
      const { header } = await assembleRun(trace)
      const scenario = traffic.trace('azuremonitor', run.cloudTraceId)!.scenario
      expect({ ...run, error: null, models: run.models?.toSorted() }, scenario).toMatchObject({
        name: header.name,
        status: header.status,
        startTime: header.startTime,
        endTime: header.endTime,
        stepCount: header.stepCount,
        errorCount: header.errorCount,
        totalTokens: header.totalTokens,
        models: header.models.toSorted(),
        agentName: header.agentName,
        sessionId: header.sessionId,
        environment: header.environment,
      })
      if (header.error !== null) expect(run.error, scenario).toBe(header.error)
    }
  })

  it('has every exported span once, with its parent, whatever the exporter’s spelling', async () => {
    const store = demo.open()
    for (const trace of traffic.traces('azuremonitor').slice(0, 40)) {
      if (trace.cut) continue
      const exported = (trace.partOf?.('azuremonitor') ?? trace.spans).filter((span) => !span.lost && span.end !== null)
      if (exported.length === 0 || exported.length > 500) continue
      const { spans } = await store.get(trace.traceId, { startedAt: null }, never)
      const bare = (id: string | null) => id?.replace(/^\|[0-9a-f]{32}\.([0-9a-f]{16})\.$/, '$1') ?? null
      const found = new Map(spans.map((span) => [bare(span.spanId), bare(span.parentSpanId)]))
      expect(found).toEqual(new Map(exported.map((span) => [span.spanId, span.parentSpanId])))
    }
  })
})
