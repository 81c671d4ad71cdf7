/** Search and export over the runs that the four demo platforms serve, through the real stores and SDK clients. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../../src/demo/index.ts'
import { compose, type Composed } from '../../../src/main/compose.ts'
import { silentLogger } from '../../../src/main/log/log.ts'
import type { AssembledRun } from '../../../src/main/semantics/assembled-run.ts'
import { exportRun } from '../../../src/main/service/export-run.ts'
import { searchRun } from '../../../src/main/service/search-run.ts'
import { searchPlaces } from '../../../src/shared/search-place.ts'
import type { WholeStepDetail } from '../../../src/shared/model/step-detail.ts'
import { outlineFlags, stepTypeAt } from '../../../src/shared/model/outline.ts'
import { type Platform, platforms } from '../../../src/shared/platform.ts'

const never = new AbortController().signal
const runsEach = 12

let demo: Demo
let composed: Composed
const runs = new Map<Platform, AssembledRun[]>()

beforeAll(async () => {
  demo = await startDemo({ seed: 5 })
  const keeper = {
    path: 'config.yaml',
    add: async () => {},
    update: async () => {},
    remove: async () => {},
    setPaused: async () => false,
    reorder: async (names: readonly string[]) => names,
  }
  const info = { version: '0', carrier: 'browser', os: 'linux' } as const
  composed = compose({ mainDir: '', env: {}, keeper, log: silentLogger, info })
  composed.registry.setAll('demo', demo.sources)
  for (const { id, settings } of composed.registry.entries()) {
    const ids: string[] = []
    const ask = { sourceId: id, window: null, limit: 60, errorsOnly: false, filter: null }
    for await (const event of composed.service.listRuns(ask, never))
      if (event.kind === 'page') ids.push(...event.runs.map((run) => run.cloudTraceId))
    const opened: AssembledRun[] = []
    for (const traceId of ids.slice(0, runsEach)) {
      const { assembled } = await composed.service.agentRun({ sourceId: id, traceId }, never)
      // The slow way is too slow for the largest of the demo's runs.
      if (assembled.outline.length < 400) opened.push(assembled)
    }
    runs.set(settings.type, opened)
  }
}, 120_000)
afterAll(async () => {
  await composed.close()
  await demo.close()
})

/** Every text of a value, that of JSON within texts too. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value
    if (/^\s*[{[]/.test(value))
      try {
        yield* textsIn(JSON.parse(value))
      } catch {
        return
      }
  } else if (typeof value === 'number') yield String(value)
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner)
}

/** All that the detail pane shows of a step, the slow and obvious way. */
function shown(run: AssembledRun, i: number): string[] {
  const { outline } = run
  const detail: WholeStepDetail | null = run.detail(outline.spanIds[i]!)
  if (detail === null || detail.missing) return [outline.strings[outline.name[i]!] ?? '']
  const { name, modelName, service, messages, inputs, outputs, attributeList, events, error, errorType, errorStack } =
    detail
  const attributes = attributeList.map((one) => one.value)
  return [
    ...textsIn([name, modelName, service, messages, inputs, outputs, attributes, events, error, errorType, errorStack]),
  ]
}

async function found(run: AssembledRun, text: string): Promise<Map<number, string>> {
  const hits = new Map<number, string>()
  for await (const event of searchRun(run, 0, text, never))
    if (event.kind === 'hits') event.steps.forEach((step, at) => hits.set(step, searchPlaces[event.places[at]!]!))
  return hits
}

describe.each(platforms)('the runs of %s', (platform) => {
  it('are found by what their tools answered and their users asked, at exactly the steps that show it', async () => {
    let asked = 0
    for (const run of runs.get(platform)!) {
      const { outline } = run
      const everything = outline.spanIds.map((_, i) => shown(run, i).map((text) => text.toLocaleLowerCase()))
      for (let i = 0; i < outline.length; i++) {
        if (!['tool', 'llm', 'retrieval'].includes(stepTypeAt(outline, i))) continue
        const detail = run.detail(outline.spanIds[i]!)!
        // What no dialect wrote, such as the id by which a call was paired with its result, is not searched.
        const said = [...textsIn(detail.outputs)].find(
          (text) => /^[^"\\{[][^"\\]{14,}$/.test(text) && !/#\d+$/.test(text),
        )
        if (said === undefined) continue
        const text = said.trim().slice(0, 40).trim()
        const expected = everything.flatMap((texts, step) =>
          texts.some((one) => one.includes(text.toLocaleLowerCase())) ? [step] : [],
        )
        const hits = await found(run, text.toUpperCase())
        expect([...hits.keys()], `${platform} ${run.header.cloudTraceId} "${text}"`).toEqual(expected)
        asked++
      }
    }
    expect(asked).toBeGreaterThan(5)
  }, 120_000)

  it('are exported as OTLP with every span, as canonical JSON and as Markdown', async () => {
    for (const run of runs.get(platform)!) {
      const otlp = JSON.parse(await exportRun(run, { format: 'otlp', spanId: null }, never)) as {
        resourceSpans: { scopeSpans: { spans: { traceId: string; spanId: string; parentSpanId?: string }[] }[] }[]
      }
      const spans = otlp.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans))
      const real = run.outline.flags.filter((flags) => (flags & outlineFlags.missing) === 0).length
      expect(spans).toHaveLength(real)
      expect(new Set(spans.map((one) => one.spanId)).size).toBe(real)
      for (const one of spans) {
        expect(one.traceId).toMatch(/^[0-9a-f]{32}$/)
        expect(one.spanId).toMatch(/^[0-9a-f]{16}$/)
        if (one.parentSpanId !== undefined) expect(one.parentSpanId).toMatch(/^[0-9a-f]{16}$/)
      }
      const json = JSON.parse(await exportRun(run, { format: 'json', spanId: null }, never)) as {
        cloud_trace_id: string
      }
      expect(json.cloud_trace_id).toBe(run.header.cloudTraceId)
      expect(await exportRun(run, { format: 'markdown', spanId: null }, never)).toContain('\n## Steps\n')
    }
  }, 120_000)
})
