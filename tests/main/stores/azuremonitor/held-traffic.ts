/** Traces written by hand, held still: what a test puts in is what the platform has. */

import type { DemoSpan, DemoTrace, TrafficSource } from '../../../../src/demo/traffic/demo-trace.ts'
import { noon } from './demo-store.ts'

export function heldTraffic(traces: readonly DemoTrace[], now = noon): TrafficSource {
  const newestFirst = traces.toSorted((a, b) => b.start - a.start)
  return {
    now: () => now,
    traces: () => newestFirst,
    trace: (_platform, id) => traces.find((trace) => trace.traceId === id),
  }
}

/** A trace that started so many minutes before noon. */
export function traceOf(
  traceId: string,
  minutesAgo: number,
  spans: readonly (Partial<DemoSpan> & { id: string; parent?: string })[],
  cut = false,
): DemoTrace {
  const start = (noon - minutesAgo * 60_000) * 1000
  return {
    traceId,
    scenario: 'written',
    platforms: ['azuremonitor'],
    start,
    spans: spans.map(({ id, parent, ...given }, i) => ({
      spanId: id,
      parentSpanId: parent ?? null,
      name: `span ${id}`,
      kind: 'internal',
      service: 'agent-a',
      start: start + i * 1000,
      end: start + i * 1000 + 500_000,
      status: 'unset',
      statusMessage: null,
      attributes: {},
      events: [],
      resource: {},
      lost: false,
      ...given,
    })),
    partOf: null,
    cut,
  }
}

/** A 16-digit span id from a small number. */
export function spanId(n: number): string {
  return n.toString(16).padStart(16, '0')
}

/** A 32-digit trace id from a small number. */
export function traceId(n: number): string {
  return `a${n.toString(16).padStart(31, '0')}`
}
