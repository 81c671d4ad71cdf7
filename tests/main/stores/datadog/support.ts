/** What the Datadog tests share: a fixed traffic, the demo's Datadog on loopback, and a store on it through the real client. */

import { createHash } from 'node:crypto'
import { afterEach } from 'vitest'
import { type DatadogAccount, datadogPlatform } from '../../../../src/demo/datadog/platform.ts'
import { type PlatformServer, startPlatformServer } from '../../../../src/demo/http/server.ts'
import type { DemoSpan, DemoTrace, TrafficSource } from '../../../../src/demo/traffic/demo-trace.ts'
import { openDatadogStore } from '../../../../src/main/stores/datadog/store.ts'
import type { ListQuery, RunPage, Trace, TraceStore } from '../../../../src/main/stores/store.ts'
import { TraceCraftError, type ErrorInfo } from '../../../../src/shared/errors.ts'
import type { DatadogSource } from '../../../../src/shared/source.ts'
import { microseconds } from '../../../../src/shared/units.ts'

/** 14 November 2026, 22:13:20 UTC. */
export const now = Date.UTC(2026, 10, 14, 22, 13, 20)

/** A source on a loopback endpoint. */
export function sourceOn(endpoint: string, more: Partial<DatadogSource> = {}): DatadogSource {
  return {
    type: 'datadog',
    name: 'demo',
    color: null,
    service: null,
    lookbackHours: 1,
    cacheTtlSeconds: 60,
    endpoint,
    site: 'us1',
    apiKeyEnv: 'DD_API_KEY',
    appKeyEnv: 'DD_APP_KEY',
    ...more,
  }
}

const cleanups: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** Starts the demo's Datadog and opens a store on it; both end with the test. */
export async function openOn(
  traces: readonly DemoTrace[] | TrafficSource,
  { account, source }: { account?: DatadogAccount; source?: Partial<DatadogSource> } = {},
): Promise<{ server: PlatformServer; store: TraceStore }> {
  const traffic = 'traces' in traces ? traces : fixedTraffic(traces)
  const server = await startPlatformServer(datadogPlatform(traffic, account))
  const store = openDatadogStore(sourceOn(server.url, source), { env: {}, now: () => traffic.now() })
  cleanups.push(() => {
    store.close()
    return server.close()
  })
  return { server, store }
}

/** Traffic that stands still. */
export function fixedTraffic(traces: readonly DemoTrace[], at = now): TrafficSource {
  const newest = [...traces].sort((a, b) => b.start - a.start)
  return {
    now: () => at,
    traces: () => newest,
    trace: (_platform, id) => newest.find(({ traceId }) => traceId === id),
  }
}

export interface SpanGiven extends Partial<Omit<DemoSpan, 'parentSpanId'>> {
  readonly name: string
  readonly parent?: string
  /** Milliseconds after the trace's start, and how long. */
  readonly after?: number
  readonly takes?: number
}

/** A trace that started so many seconds before `now`. Span ids come from names. */
export function trace(
  id: string,
  secondsAgo: number,
  spans: readonly SpanGiven[],
  more: Partial<DemoTrace> = {},
): DemoTrace {
  const start = (now - secondsAgo * 1000) * 1000
  return {
    traceId: id,
    scenario: 'fixture',
    platforms: ['datadog'],
    start,
    partOf: null,
    cut: false,
    spans: spans.map(({ parent, after = 0, takes = 1000, ...given }) => ({
      spanId: spanId(given.name),
      parentSpanId: parent === undefined ? null : spanId(parent),
      kind: 'internal',
      service: 'shop',
      start: start + after * 1000,
      end: start + (after + takes) * 1000,
      status: 'unset',
      statusMessage: null,
      attributes: {},
      events: [],
      resource: { 'deployment.environment.name': 'prod' },
      lost: false,
      ...given,
    })),
    ...more,
  }
}

/** The span id of a name: 16 hex digits. */
export function spanId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16)
}

/** A W3C trace id whose digits follow from a number. */
export function traceId(n: number): string {
  return `690001f0b${n.toString(16).padStart(23, '0')}`
}

/** Query over the last hours before `now`. */
export function lastHours(hours: number, errorsOnly = false): ListQuery {
  return {
    window: { from: microseconds((now - hours * 3_600_000) * 1000), to: microseconds(now * 1000) },
    errorsOnly,
  }
}

/** All pages of a list. */
export async function pagesOf(store: TraceStore, query: ListQuery = lastHours(1)): Promise<RunPage[]> {
  const pages: RunPage[] = []
  for await (const page of store.list(query, new AbortController().signal)) pages.push(page)
  return pages
}

/** One trace, with no hint. */
export function read(store: TraceStore, id: string, signal = new AbortController().signal): Promise<Trace> {
  return store.get(id, { startedAt: null }, signal)
}

/** The error info that a promise rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<ErrorInfo> {
  try {
    await work
  } catch (error) {
    if (error instanceof TraceCraftError) return error.info
    throw error
  }
  throw new Error('It was expected to fail.')
}
