import { afterEach, expect, it } from 'vitest'
import { cloudTracePlatform } from '../../src/demo/cloudtrace/platform.ts'
import { type PlatformServer, startPlatformServer } from '../../src/demo/http/server.ts'
import { createTraffic } from '../../src/demo/traffic/traffic.ts'
import { assembleRun } from '../../src/main/semantics/assemble.ts'
import { failureOf, lastHour, never, noon, pagesOf, storeAt } from '../main/stores/cloudtrace/fixture.ts'

let server: PlatformServer

afterEach(() => server?.close())

it('every run of the generated traffic is listed and opens as the run that the list showed', async () => {
  server = await startPlatformServer(cloudTracePlatform(createTraffic({ now: () => noon })))
  const store = storeAt(server.url)
  const rows = (await pagesOf(store, lastHour)).flatMap((page) => page.runs)
  expect(rows.length).toBeGreaterThan(10)
  for (const row of rows) {
    const run = await assembleRun(await store.get(row.cloudTraceId, { startedAt: row.startTime }, never))
    expect(run.header.id).toBe(row.id)
    expect(run.header.stepCount).toBeGreaterThan(0)
    if (row.endTime !== null) expect([run.header.name, run.header.status]).toEqual([row.name, row.status])
  }
  expect(server.requests.every((request) => request.read)).toBe(true)
})

it('a trace of more than 1,000 spans is possibly cut, and one that crosses platforms shows its part', async () => {
  const traffic = createTraffic({ now: () => noon, ratePerMinute: 0 })
  const emitted = traffic.scenarioNames.map((name) => traffic.emit(name, { platforms: ['cloudtrace'] }))
  server = await startPlatformServer(cloudTracePlatform(traffic))
  const store = storeAt(server.url)
  let cut = 0
  for (const trace of emitted) {
    const ours = trace.partOf ? trace.partOf('cloudtrace') : trace.spans
    if (!ours.some((span) => span.end !== null && !span.lost)) {
      expect(await failureOf(store.get(trace.traceId, { startedAt: null }, never))).toMatchObject({ code: 'NOT_FOUND' })
      continue
    }
    const opened = await store.get(trace.traceId, { startedAt: null }, never)
    expect(opened.complete).toBe(opened.spans.length < 1000)
    if (!opened.complete) cut++
  }
  expect(cut).toBeGreaterThan(0)
})
