/** One long run of an agent, as the demo's generator makes them, before any platform has encoded it. */

import type { DemoSpan, DemoTrace } from '../../src/demo/traffic/demo-trace.ts'
import { createTraffic } from '../../src/demo/traffic/traffic.ts'
import type { Platform } from '../../src/shared/platform.ts'

/**
 * A trace of exactly `steps` spans, made of runs of the scenario `huge` (agents, calls to a model with their messages, tools with arguments and results) that all hang under the
 * first one's root. The same platform and number always give the same trace.
 */
export function longTrace(platform: Platform, steps: number): DemoTrace {
  const traffic = createTraffic({ seed: 11, ratePerMinute: 0, now: () => Date.UTC(2026, 10, 22, 12) })
  const first = traffic.emit('huge', { platforms: [platform] })
  const spans: DemoSpan[] = [...first.spans]
  const root = spans[0]!.spanId
  while (spans.length < steps)
    for (const span of traffic.emit('huge', { platforms: [platform] }).spans)
      spans.push(span.parentSpanId === null ? { ...span, parentSpanId: root } : span)
  return {
    traceId: first.traceId,
    scenario: 'huge',
    platforms: [platform],
    start: first.start,
    spans: spans.slice(0, steps),
    partOf: null,
    cut: false,
  }
}
