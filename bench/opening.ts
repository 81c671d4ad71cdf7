/** Time to the first rows of a list, and to the outline of a run of 10,000 steps, each beside a plain fetch and JSON.parse of the very same requests. */

import type { RecordedRequest } from '../src/demo/http/handler.ts'
import { compose } from '../src/main/compose.ts'
import { silentLogger } from '../src/main/log/log.ts'
import { platformTitle } from '../src/shared/platform.ts'
import type { SourceSettings } from '../src/shared/source.ts'
import type { BenchDemo } from './demo-process.ts'
import { watchIdleLoop } from './loop-watch.ts'
import { median, ms, ratio, section } from './report.ts'

const never = new AbortController().signal

/** What each platform's demo asks of a request besides its body. */
const headers: Record<SourceSettings['type'], Record<string, string>> = {
  xray: {
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/xray/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000000000000000000000000000000000000000000000000000000000000000',
    'x-amz-date': '20261122T000000Z',
    'content-type': 'application/json',
  },
  cloudtrace: { authorization: 'Bearer placeholder' },
  azuremonitor: { authorization: 'Bearer placeholder', 'content-type': 'application/json' },
  datadog: { 'dd-api-key': 'placeholder', 'dd-application-key': 'placeholder', 'content-type': 'application/json' },
}

export async function benchOpening(demo: BenchDemo, runs: number): Promise<void> {
  const firstRows = [['', 'first rows', 'plain', 'ratio', 'whole list', 'requests']]
  const opened = [['', 'open', 'plain', 'ratio', 'steps', 'longest stall', 'requests']]
  for (const source of demo.sources) {
    const composed = compose({
      mainDir: '',
      env: process.env,
      keeper: {
        path: '',
        add: async () => {},
        update: async () => {},
        remove: async () => {},
        setPaused: async () => true,
        reorder: async (names) => names,
      },
      info: { version: '0', carrier: 'browser', os: process.platform },
      log: silentLogger,
    })
    composed.registry.setAll('demo', [source])
    const sourceId = composed.registry.entries()[0]?.id ?? ''

    const first: number[] = []
    const whole: number[] = []
    let asked: RecordedRequest[] = []
    for (let n = 0; n <= runs; n++) {
      composed.service.refresh(null)
      await demo.requests()
      const started = performance.now()
      let seen = 0
      const ask = { sourceId, window: null, limit: 500, errorsOnly: false, filter: null }
      for await (const event of composed.service.listRuns(ask, never)) {
        if (event.kind === 'page' && seen === 0) seen = performance.now() - started
      }
      // The first run loads the SDK, which is measured elsewhere.
      if (n > 0) {
        first.push(seen)
        whole.push(performance.now() - started)
      }
      asked = await demo.requests()
    }
    const plainFirst = await plain(source, asked.slice(0, 1), runs)
    firstRows.push([
      platformTitle[source.type],
      ms(median(first)),
      ms(plainFirst),
      ratio(median(first), plainFirst),
      ms(median(whole)),
      String(asked.length),
    ])

    const traceId = await demo.emitHuge(source.type)
    const times: number[] = []
    let stall = 0
    let steps = 0
    for (let n = 0; n <= runs; n++) {
      composed.service.refresh(null)
      await demo.requests()
      const watch = watchIdleLoop()
      const started = performance.now()
      const run = await composed.service.openRun({ sourceId, traceId, startedAt: null }, never)
      if (n > 0) times.push(performance.now() - started)
      const longest = watch.end()
      if (n > 0) stall = Math.max(stall, longest)
      steps = run.outline.length
      asked = await demo.requests()
    }
    const plainOpen = await plain(source, asked, runs)
    opened.push([
      platformTitle[source.type],
      ms(median(times)),
      ms(plainOpen),
      ratio(median(times), plainOpen),
      String(steps),
      ms(stall),
      String(asked.length),
    ])
    await composed.close()
  }
  section(
    'From request to first rows',
    `One hour of the demo, SDK loaded, cache cold; median of ${runs}. "plain" is a fetch and JSON.parse of the same first request.`,
    firstRows,
  )
  section(
    'Opening a run of 10,000 steps',
    `From request to outline, cache cold; median of ${runs}. "plain" is a fetch and JSON.parse of the same requests, one after another. Cloud Trace gives at most 1,000 spans a trace. The stall is the longest time that the event loop was held in any run.`,
    opened,
  )
}

/** Fetches and parses the same requests, one after another. */
async function plain(source: SourceSettings, requests: readonly RecordedRequest[], runs: number): Promise<number> {
  const times: number[] = []
  for (let n = 0; n <= runs; n++) {
    const started = performance.now()
    for (const one of requests) {
      const response = await fetch(`${source.endpoint}${one.path}${one.query}`, {
        method: one.method,
        headers: headers[source.type],
        ...(one.body ? { body: one.body } : {}),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${one.path} answered ${response.status}: ${text.slice(0, 200)}`)
      JSON.parse(text)
    }
    if (n > 0) times.push(performance.now() - started)
  }
  return median(times)
}
