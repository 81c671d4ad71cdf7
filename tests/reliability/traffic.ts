/** Traffic that stands still: a few runs of two spans, or as many as make a second page. */

import type { DemoSpan, DemoTrace, TrafficSource } from '../../src/demo/traffic/demo-trace.ts'
import type { Platform } from '../../src/shared/platform.ts'

const minute = 60_000_000
const hour = 60 * minute

/** Datadog's first page has a hundred runs; the others' pages are set as small as their options allow. */
const runsOf: Readonly<Record<Platform, number>> = { xray: 8, cloudtrace: 8, azuremonitor: 8, datadog: 130 }

/** Runs of the last 20 hours, half of them of the last two: more than one window, slice and page on every platform. */
export function standingTraffic(platform: Platform, now: number): TrafficSource {
  const count = runsOf[platform]
  const traces = Array.from({ length: count }, (_, n) =>
    traceOf(platform, now * 1000 - (n < count / 2 ? (n + 1) * ((2 * hour) / count) : 8 * hour + n * minute), n),
  )
  return {
    now: () => now,
    traces: () => traces,
    trace: (_platform, id) => traces.find(({ traceId }) => traceId === id),
  }
}

function traceOf(platform: Platform, start: number, n: number): DemoTrace {
  const seconds = Math.floor(start / 1e6)
    .toString(16)
    .padStart(8, '0')
  const span = (spanId: string, parentSpanId: string | null, name: string, from: number, to: number): DemoSpan => ({
    spanId,
    parentSpanId,
    name,
    kind: 'internal',
    service: 'shop',
    start: start + from,
    end: start + to,
    status: 'unset',
    statusMessage: null,
    attributes: {
      'gen_ai.operation.name': parentSpanId === null ? 'invoke_agent' : 'chat',
      'gen_ai.agent.name': 'buyer',
    },
    events: [],
    resource: {},
    lost: false,
  })
  const id = (part: number) => (n * 16 + part + 1).toString(16).padStart(16, 'a')
  return {
    traceId: `${seconds}${(n + 1).toString(16).padStart(24, 'b')}`,
    scenario: 'standing',
    platforms: [platform],
    start,
    spans: [
      span(id(0), null, 'invoke_agent buyer', 0, 2_000_000),
      span(id(1), id(0), 'chat model', 100_000, 1_900_000),
    ],
    partOf: null,
    cut: false,
  }
}
