import type { DemoPlatform } from '../../../../src/demo/http/handler.ts'
import { type PlatformServer, startPlatformServer } from '../../../../src/demo/http/server.ts'
import { cloudTracePlatform, demoProject } from '../../../../src/demo/cloudtrace/platform.ts'
import type { DemoSpan, DemoTrace, TrafficSource } from '../../../../src/demo/traffic/demo-trace.ts'
import { openCloudTraceStore } from '../../../../src/main/stores/cloudtrace/store.ts'
import type { Environment } from '../../../../src/main/stores/store-deps.ts'
import type { ListQuery, RunPage, TraceStore } from '../../../../src/main/stores/store.ts'
import type { ErrorInfo } from '../../../../src/shared/errors.ts'
import { TraceCraftError } from '../../../../src/shared/errors.ts'
import type { CloudTraceSource } from '../../../../src/shared/source.ts'
import { microseconds } from '../../../../src/shared/units.ts'

/** The instant that the fixtures count from: 2026-11-22T12:00:00Z, in epoch milliseconds. */
export const noon = Date.UTC(2026, 10, 22, 12)

/** A service of the demo whose spans arrive by OTLP, and one that uses the classic exporter. */
export const otlpService = 'support-agent'
export const classicService = 'orders-service'

let counter = 0

/** A span with what a test does not care about filled in. */
export function demoSpan(given: Partial<DemoSpan> & { start: number }): DemoSpan {
  counter++
  return {
    spanId: counter.toString(16).padStart(16, '0'),
    parentSpanId: null,
    name: `span ${counter}`,
    kind: 'internal',
    service: otlpService,
    end: given.start + 1_000_000,
    status: 'unset',
    statusMessage: null,
    attributes: {},
    events: [],
    resource: {},
    lost: false,
    ...given,
  }
}

/** A trace of these spans that begins `agoMs` before noon. */
export function demoTrace(agoMs: number, spans: (start: number) => DemoSpan[]): DemoTrace {
  const start = (noon - agoMs) * 1000
  const traceId =
    Math.floor(start / 1e6)
      .toString(16)
      .padStart(8, '0') + (++counter).toString(16).padStart(24, '0')
  return { traceId, scenario: 'test', platforms: ['cloudtrace'], start, spans: spans(start), partOf: null, cut: false }
}

/** Traffic that holds exactly what a test puts in, at noon. */
export class FixedTraffic implements TrafficSource {
  readonly held: DemoTrace[]
  clock = noon

  constructor(held: DemoTrace[]) {
    this.held = held
  }

  now(): number {
    return this.clock
  }

  traces(): readonly DemoTrace[] {
    return [...this.held].sort((a, b) => b.start - a.start)
  }

  trace(_platform: string, traceId: string): DemoTrace | undefined {
    return this.held.find((trace) => trace.traceId === traceId)
  }
}

/** The demo's Cloud Trace with these traces. */
export async function startDemo(held: DemoTrace[]): Promise<{ server: PlatformServer; traffic: FixedTraffic }> {
  const traffic = new FixedTraffic(held)
  return { server: await startPlatformServer(cloudTracePlatform(traffic)), traffic }
}

/** Any platform's server: for answers that the demo would not give. */
export function answering(answer: DemoPlatform['answer']): DemoPlatform {
  const platform = cloudTracePlatform(new FixedTraffic([]))
  return {
    ...platform,
    answer,
    operationOf: (request) => platform.operationOf(request) ?? { name: 'Other', read: true },
  }
}

/** Settings of a source at this endpoint. */
export function sourceAt(endpoint: string | null, given: Partial<CloudTraceSource> = {}): CloudTraceSource {
  return {
    type: 'cloudtrace',
    project: demoProject,
    name: 'test',
    color: null,
    service: null,
    lookbackHours: 1,
    cacheTtlSeconds: 60,
    endpoint,
    ...given,
  }
}

/** A store over the real client at this endpoint; its clock stands at noon. */
export function storeAt(endpoint: string, given: Partial<CloudTraceSource> = {}, env: Environment = {}): TraceStore {
  return openCloudTraceStore(sourceAt(endpoint, given), { env, now: () => noon })
}

export const lastHour: ListQuery = {
  window: { from: microseconds((noon - 3_600_000) * 1000), to: microseconds(noon * 1000) },
  errorsOnly: false,
}

export const never = new AbortController().signal

/** All pages of a list. */
export async function pagesOf(store: TraceStore, query: ListQuery = lastHour, signal = never): Promise<RunPage[]> {
  const pages: RunPage[] = []
  for await (const page of store.list(query, signal)) pages.push(page)
  return pages
}

/** The ErrorInfo that a promise rejects with; fails the test when it does not reject with a TraceCraftError. */
export async function failureOf(work: Promise<unknown>): Promise<ErrorInfo> {
  try {
    await work
  } catch (error) {
    if (error instanceof TraceCraftError) return error.info
    throw error
  }
  throw new Error('Nothing failed.')
}
