import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTraffic } from '../../../../src/demo/traffic/traffic.ts'
import type { RunSummary } from '../../../../src/shared/model/agent-run.ts'
import { allOf, type DemoStore, lastHours, never, noon, startDemoStore } from './demo-store.ts'

let demo: DemoStore
const traffic = createTraffic({ now: () => noon, backlogMs: 3 * 3_600_000 })

beforeAll(async () => {
  demo = await startDemoStore(traffic)
})
afterAll(() => demo.close())

describe('generated agent traffic', () => {
  it('is listed as it is when opened: the same spans, times and failures', async () => {
    const store = demo.open()
    const { runs } = await allOf(store.list(lastHours(1), never))
    expect(runs.length).toBeGreaterThan(20)
    const compared: [RunSummary, object][] = []
    for (const run of runs) {
      const trace = traffic.trace('azuremonitor', run.cloudTraceId)!
      if (trace.cut) continue
      const { spans } = await store.get(run.cloudTraceId, { startedAt: run.startTime }, never)
      const starts = spans.flatMap((span) => span.start ?? [])
      const ends = spans.flatMap((span) => span.end ?? [])
      compared.push([
        run,
        {
          stepCount: spans.length,
          startTime: starts.reduce((first, start) => Math.min(first, start), Infinity),
          endTime: ends.reduce((latest, end) => Math.max(latest, end), 0),
          errorCount: spans.filter((span) => span.failure !== null).length,
        },
      ])
    }
    for (const [run, opened] of compared) expect(run, run.name).toMatchObject(opened)
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
