/**
 * The service behind the measured page, in a process of its own: the real registry, service, router and web host over stores that hold generated traces. Only the
 * platforms and their mapping are left out; `npm run bench` measures those.
 */

import { RPCHandler } from '@orpc/server/ws'
import { DemoControl } from '../../src/main/service/demo-control.ts'
import { type RouterContext, router } from '../../src/main/service/router.ts'
import { SourceRegistry } from '../../src/main/service/source-registry.ts'
import { TraceService } from '../../src/main/service/trace-service.ts'
import { startWebHost } from '../../src/main/headless/web-host.ts'
import { silentLogger } from '../../src/main/log/log.ts'
import {
  type ListQuery,
  type ProbeStage,
  ReadOnlyStore,
  type RunPage,
  type Trace,
  type TraceHint,
  type TraceStore,
} from '../../src/main/stores/store.ts'
import { failure } from '../../src/shared/errors.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import type { Platform } from '../../src/shared/platform.ts'
import { parseSourceUrl, type SourceSettings } from '../../src/shared/source.ts'
import { type Microseconds, microseconds, milliseconds } from '../../src/shared/units.ts'
import { longPayloadSpans, random, type Shape, shapes, spansOf } from './shapes.ts'

/** The source that holds the measured runs. */
export const runSource = 'gcp'
const sources = [
  ['aws', 'xray://us-east-1/'],
  [runSource, 'cloudtrace://bench-project/'],
  ['azure', 'azuremonitor://2f1d4cde-7e0e-4b3f-9c57-0f6d6f3a1b11/'],
  ['datadog', 'datadog://datadoghq.eu/'],
] as const

/** The trace id of a measured run; it says by itself what the run is. */
export function traceIdOf(shape: Shape | 'payload', steps: number): string {
  const code = shape === 'payload' ? 'f' : String(shapes.indexOf(shape))
  return `be${code}${steps.toString().padStart(29, '0')}`
}

class BenchStore extends ReadOnlyStore implements TraceStore {
  readonly className = 'BenchStore'
  readonly platform: Platform
  readonly #seed: number
  readonly #rows: number

  constructor(platform: Platform, seed: number, rows: number) {
    super()
    this.platform = platform
    this.#seed = seed
    this.#rows = rows
  }

  async *list(query: ListQuery): AsyncGenerator<RunPage, void, undefined> {
    const next = random(this.#seed)
    const spacing = (query.window.to - query.window.from) / (this.#rows + 1)
    for (let at = 0; at < this.#rows; at += 1000) {
      const runs = Array.from({ length: Math.min(1000, this.#rows - at) }, (_, i) =>
        summary(
          this.platform,
          this.#seed,
          at + i,
          microseconds(Math.round(query.window.to - spacing * (at + i + 1))),
          next,
        ),
      )
      yield { runs, notices: [] }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  get(nativeId: string, _hint: TraceHint): Promise<Trace> {
    const code = nativeId.at(2)
    const steps = Number(nativeId.slice(3))
    const shape = shapes[Number(code)]
    if (!nativeId.startsWith('be') || (code !== 'f' && shape === undefined))
      return Promise.reject(failure({ code: 'NOT_FOUND', message: 'No such run.' }))
    const spans = code === 'f' || shape === undefined ? longPayloadSpans(steps) : spansOf(shape, steps)
    return Promise.resolve({ platform: this.platform, nativeId, spans, complete: true, notices: [] })
  }

  async *probe(): AsyncGenerator<ProbeStage, void, undefined> {}
  invalidateCache(): void {}
  close(): void {}
}

const names = ['support', 'research', 'billing', 'triage', 'nightly report']

function summary(platform: Platform, seed: number, i: number, startTime: Microseconds, next: () => number): RunSummary {
  const cloudProvider = ({ xray: 'aws', cloudtrace: 'gcp', azuremonitor: 'azure', datadog: 'datadog' } as const)[
    platform
  ]
  const hex = `${seed}${i.toString().padStart(31, '0')}`
  const durationMs = milliseconds(Math.round(200 + next() * 60_000))
  const failed = next() < 0.05
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    cloudProvider,
    cloudTraceId: platform === 'xray' ? `1-${hex.slice(0, 8)}-${hex.slice(8)}` : hex,
    name: names[Math.floor(next() * names.length)]!,
    status: failed ? 'error' : 'ok',
    startTime,
    endTime: microseconds(startTime + durationMs * 1000),
    durationMs,
    error: failed ? 'upstream refused' : null,
    errorCount: failed ? 1 : 0,
    stepCount: 4 + Math.floor(next() * 80),
    totalTokens: Math.floor(next() * 20_000),
    models: ['claude-sonnet-4'],
    agentName: names[i % names.length]!,
    sessionId: `session-${Math.floor(i / 4)}`,
    serviceName: 'assistant',
    environment: 'production',
  }
}

/** Nothing, until the page goes away. */
async function* silent(signal: AbortSignal): AsyncGenerator<never, void, undefined> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  yield* []
}

/** Serves the built page until the parent process goes away; tells it the address. */
export async function answerAsService(pageDir: string, rowsPerSource: number): Promise<void> {
  const settings = sources.map(([name, url]): SourceSettings => ({
    ...parseSourceUrl(url),
    name,
    cacheTtlSeconds: 86_400,
  }))
  const openStore = (source: SourceSettings): Promise<TraceStore> => {
    const seed = settings.findIndex((one) => one.type === source.type) + 1
    return Promise.resolve(new BenchStore(source.type, seed, rowsPerSource))
  }
  const keeper = {
    path: 'config.yaml',
    add: async () => {},
    update: async () => {},
    remove: async () => {},
    setPaused: async () => true,
    reorder: async (names: readonly string[]) => names,
  }
  const registry = new SourceRegistry({ keeper, openStore })
  registry.setAll('argument', settings)
  const versions = { electron: null, chromium: null, node: process.versions.node }
  const context: RouterContext = {
    service: new TraceService(registry, openStore),
    demo: new DemoControl(registry, () => Promise.resolve({ sources: [], close: async () => {} })),
    info: () => ({ version: '0', carrier: 'browser', os: process.platform, demo: false, versions }),
    diagnostics: () => '',
    commands: silent,
    discover: silent,
    signIn: async () => ({ who: null }),
    log: silentLogger,
  }
  const handler = new RPCHandler(router)
  const host = await startWebHost({ pageDir, port: 0, accept: (socket) => void handler.upgrade(socket, { context }) })
  process.on('disconnect', () => process.exit())
  process.send?.(host.url)
}
