/** One platform of the demo at a real socket, and the service with one source that reads from it through the real SDK client. */

import { azureMonitorPlatform } from '../../src/demo/azuremonitor/platform.ts'
import { cloudTracePlatform } from '../../src/demo/cloudtrace/platform.ts'
import { datadogPlatform } from '../../src/demo/datadog/platform.ts'
import { demoPlaces } from '../../src/demo/index.ts'
import type { DemoPlatform } from '../../src/demo/http/handler.ts'
import { type PlatformServer, startPlatformServer } from '../../src/demo/http/server.ts'
import type { TrafficSource } from '../../src/demo/traffic/demo-trace.ts'
import { xrayPlatform } from '../../src/demo/xray/platform.ts'
import { SourceRegistry } from '../../src/main/service/source-registry.ts'
import { TraceService } from '../../src/main/service/trace-service.ts'
import { openStore } from '../../src/main/stores/open-store.ts'
import type { Environment } from '../../src/main/stores/store-deps.ts'
import type { ProbeEvent, SourceState } from '../../src/shared/contract.ts'
import { type ErrorInfo, TraceCraftError } from '../../src/shared/errors.ts'
import type { Notice } from '../../src/shared/notice.ts'
import type { Platform } from '../../src/shared/platform.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'
import { selfSigned } from '../support/self-signed.ts'
import { type TlsFront, tlsFront } from '../support/tls-front.ts'
import { type Call, operationOf } from './calls.ts'
import type { Address } from './faults.ts'
import { standingTraffic } from './traffic.ts'
import { VirtualClock } from './virtual-clock.ts'

/** What a call came to. */
export interface Answered {
  /** Trace ids of a list, span count of a run, passed stages of a test: what there is to lose, in the order that it came. */
  readonly things: readonly string[]
  readonly notices: readonly Notice[]
  /** Null where the call says nothing of it. */
  readonly complete: boolean | null
  readonly error: ErrorInfo | null
  /** Something that is not an ErrorInfo was thrown. */
  readonly oddity: string | null
}

const makers: Readonly<Record<Platform, (traffic: TrafficSource) => DemoPlatform>> = {
  xray: (traffic) => xrayPlatform(traffic, { pageSize: 2 }),
  cloudtrace: (traffic) => cloudTracePlatform(traffic, { mostPerPage: 3 }),
  azuremonitor: azureMonitorPlatform,
  datadog: (traffic) => datadogPlatform(traffic),
}

const places: Readonly<Record<Platform, string>> = {
  xray: `xray://${demoPlaces.region}/`,
  cloudtrace: `cloudtrace://${demoPlaces.project}/`,
  azuremonitor: `azuremonitor://${demoPlaces.workspaceId}/`,
  datadog: `datadog://${demoPlaces.site}/`,
}

/** The largest answer that the rig's stores read. */
export const readBytes = 2 ** 20

const sourceId = 'source'
const never = new AbortController().signal

export class Rig {
  readonly platform: Platform
  readonly clock = new VirtualClock()
  readonly #demo: DemoPlatform
  readonly #endpoint: string
  readonly #front: TlsFront | null
  readonly #service: TraceService
  readonly #runId: string
  #server: PlatformServer
  /** Of servers that are closed. */
  readonly #earlier: PlatformServer['requests'][number][] = []

  static async open(platform: Platform, address: Address | null, env: Environment): Promise<Rig> {
    const traffic = standingTraffic(platform, Date.now())
    const demo = makers[platform](traffic)
    const server = await startPlatformServer(demo)
    const front = address === 'self-signed' ? await tlsFront(server.url, selfSigned()) : null
    const endpoints: Record<Address, string> = {
      // Credentials are looked for before anything is sent.
      'no credentials': 'https://127.0.0.1:9',
      'no such host': 'https://traces.invalid',
      'nothing listens': server.url,
      'self-signed': front?.url ?? '',
      'plain http on the https port': server.url.replace('http:', 'https:'),
    }
    return new Rig(platform, demo, server, address === null ? server.url : endpoints[address], front, traffic, env)
  }

  private constructor(
    platform: Platform,
    demo: DemoPlatform,
    server: PlatformServer,
    endpoint: string,
    front: TlsFront | null,
    traffic: TrafficSource,
    env: Environment,
  ) {
    this.platform = platform
    this.#demo = demo
    this.#server = server
    this.#endpoint = endpoint
    this.#front = front
    this.#runId = traffic.traces(platform)[0]?.traceId ?? ''
    const requests = { clock: this.clock, random: () => 0.5, pageBytes: readBytes, runBytes: readBytes }
    const open = (settings: Parameters<typeof openStore>[0]) => openStore(settings, { env, now: Date.now, requests })
    const registry = new SourceRegistry({ keeper: noKeeper, openStore: open })
    const settings = { ...parseSourceUrl(places[platform]), name: sourceId, lookbackHours: 24 }
    registry.setAll('argument', [{ ...settings, endpoint: this.#endpoint }])
    this.#service = new TraceService(registry, open)
  }

  get server(): PlatformServer {
    return this.#server
  }

  /** Every request that came so far. */
  get requests(): PlatformServer['requests'] {
    return [...this.#earlier, ...this.#server.requests]
  }

  state(): SourceState {
    return this.#service.sources().sources[0]!
  }

  /** As a person does who asks for everything anew. */
  refresh(): void {
    this.#service.refresh(null)
  }

  /** The server goes away; its port is free. */
  async goAway(): Promise<void> {
    this.#earlier.push(...this.#server.requests)
    await this.#server.close()
  }

  async comeBack(): Promise<void> {
    this.#server = await startPlatformServer(this.#demo, { port: this.#server.port })
  }

  call(call: Call): Promise<Answered> {
    if (call === 'open') return this.#open()
    if (call === 'probe') return this.#probe()
    return this.list(call === 'list page 1' ? 1 : 1000)
  }

  async list(limit: number): Promise<Answered> {
    const things: string[] = []
    const ask = { sourceId, window: null, limit, errorsOnly: false, filter: null }
    try {
      for await (const event of this.#service.listRuns(ask, never)) {
        if (event.kind === 'page') things.push(...event.runs.map((run) => run.cloudTraceId))
        else return { things, notices: event.notices, complete: event.complete, error: null, oddity: null }
      }
      return { ...failed(new Error('The list has no end.')), things }
    } catch (error) {
      return { ...failed(error), things }
    }
  }

  async #open(): Promise<Answered> {
    try {
      const opened = await this.#service.openRun({ sourceId, traceId: this.#runId, startedAt: null }, never)
      const things = Array.from({ length: opened.run.stepCount ?? 0 }, (_, n) => `step ${n}`)
      return { things, notices: opened.notices, complete: opened.complete, error: null, oddity: null }
    } catch (error) {
      return failed(error)
    }
  }

  async #probe(): Promise<Answered> {
    const last = new Map<string, ProbeEvent>()
    try {
      for await (const stage of this.#service.probe({ id: sourceId }, never)) last.set(stage.title, stage)
    } catch (error) {
      return failed(error)
    }
    const stages = [...last.values()]
    const open = stages.find(({ state }) => state === 'running')
    const broken = stages.find(({ state }) => state === 'failed')
    return {
      things: stages.filter(({ state }) => state === 'passed').map(({ title }) => title),
      notices: [],
      complete: null,
      error: broken?.error ?? null,
      oddity: open
        ? `The stage "${open.title}" never ends.`
        : broken && !broken.error
          ? 'A stage fails without a word.'
          : null,
    }
  }

  /** How often the operation was asked since the request of this number, and how often a fault was played then. */
  asked(call: Call, since: number): { readonly all: number; readonly faulted: number } {
    const name = operationOf(this.platform, call)
    const own = this.requests.slice(since).filter(({ operation }) => operation === name)
    return { all: own.length, faulted: own.filter(({ faulted }) => faulted).length }
  }

  async close(): Promise<void> {
    this.#service.close()
    await this.#front?.close()
    await this.#server.close()
  }
}

function failed(error: unknown): Answered {
  const info = error instanceof TraceCraftError ? error.info : null
  const oddity = info !== null ? null : error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { things: [], notices: [], complete: null, error: info, oddity }
}

const noKeeper = {
  path: 'config.yaml',
  add: () => Promise.resolve(),
  update: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  setPaused: () => Promise.resolve(true),
  reorder: (names: readonly string[]) => Promise.resolve(names),
}
