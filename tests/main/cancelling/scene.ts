/** A platform of the demo that stalls, the real service that asks it through the real SDK client, and a page on the other end of a port. */

import { azureMonitorPlatform } from '../../../src/demo/azuremonitor/platform.ts'
import { cloudTracePlatform } from '../../../src/demo/cloudtrace/platform.ts'
import { datadogPlatform } from '../../../src/demo/datadog/platform.ts'
import type { RecordedRequest } from '../../../src/demo/http/handler.ts'
import { type PlatformServer, startPlatformServer } from '../../../src/demo/http/server.ts'
import { demoPlaces } from '../../../src/demo/index.ts'
import { xrayPlatform } from '../../../src/demo/xray/platform.ts'
import { type Composed, compose } from '../../../src/main/compose.ts'
import { silentLogger } from '../../../src/main/log/log.ts'
import type { Platform } from '../../../src/shared/platform.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'
import { toNative } from '../../../src/shared/trace-id.ts'
import { standingTraffic } from '../../reliability/traffic.ts'
import { type Carrier, carriers, type Client } from '../../support/carriers.ts'

const listing: Readonly<Record<Platform, string>> = {
  xray: 'GetTraceSummaries',
  cloudtrace: 'ListTraces',
  azuremonitor: 'Query',
  datadog: 'ListSpans',
}

const places: Readonly<Record<Platform, string>> = {
  xray: `xray://${demoPlaces.region}/`,
  cloudtrace: `cloudtrace://${demoPlaces.project}/`,
  azuremonitor: `azuremonitor://${demoPlaces.workspaceId}/`,
  datadog: `datadog://${demoPlaces.site}/`,
}

/** A platform for all scenes of a test file. */
export interface Stage {
  readonly platform: Platform
  readonly server: PlatformServer
  /** Where the source reads; the server's own address, or one before it. */
  readonly url: string
  readonly traceId: string
}

/** Starts the platform, with more than a page of runs. */
export async function openStage(platform: Platform): Promise<Stage> {
  const traffic = standingTraffic(platform, Date.now())
  const server = await startPlatformServer(
    {
      xray: () => xrayPlatform(traffic, { pageSize: 2 }),
      cloudtrace: () => cloudTracePlatform(traffic, { mostPerPage: 3 }),
      azuremonitor: () => azureMonitorPlatform(traffic),
      datadog: () => datadogPlatform(traffic),
    }[platform](),
  )
  return { platform, server, url: server.url, traceId: toNative(platform, traffic.traces(platform)[0]!.traceId) }
}

export const sourceId = 'source'

/** The app, with one source that reads from the stage, and a page. */
export class Scene {
  readonly stage: Stage
  readonly composed: Composed
  readonly carrier: Carrier
  /** What the view that is open has asked; it leaves by this. */
  readonly view = new AbortController()
  readonly #before: number

  static async open(stage: Stage): Promise<Scene> {
    const composed = compose({
      mainDir: '',
      env: { PATH: process.env['PATH'] },
      keeper: {
        path: 'config.yaml',
        add: async () => {},
        update: async () => {},
        remove: async () => {},
        setPaused: async () => true,
        reorder: async (names) => names,
      },
      log: silentLogger,
      info: { version: '0', carrier: 'desktop', os: 'linux' },
    })
    const settings = { ...parseSourceUrl(places[stage.platform]), name: sourceId, lookbackHours: 24 }
    composed.registry.setAll('config', [{ ...settings, endpoint: stage.url }])
    return new Scene(stage, composed, await carriers['MessagePort']!(composed.context))
  }

  private constructor(stage: Stage, composed: Composed, carrier: Carrier) {
    this.stage = stage
    this.composed = composed
    this.carrier = carrier
    this.#before = stage.server.requests.length
  }

  get signal(): AbortSignal {
    return this.view.signal
  }

  get client(): Client {
    return this.carrier.client
  }

  /** From now on the platform answers nothing: from the first request, or from the second page of a list. */
  stall(from: 'first' | 'second page'): void {
    const operation = listing[this.stage.platform]
    if (from === 'second page') this.stage.server.addFault({ kind: 'slow', ms: 0, operation })
    const rest = from === 'second page' ? { operation } : {}
    this.stage.server.addFault({ kind: 'stall', times: Number.POSITIVE_INFINITY, ...rest })
  }

  /** Every request of this scene. */
  get requests(): readonly RecordedRequest[] {
    return this.stage.server.requests.slice(this.#before)
  }

  /** Requests that the platform holds. */
  get held(): readonly RecordedRequest[] {
    return this.requests.filter((one) => one.faulted && one.status === null)
  }

  async close(): Promise<void> {
    this.stage.server.clearFaults()
    await this.carrier.close()
    await this.composed.close()
  }
}

/** How many requests a question begins with: Datadog is asked for a run's spans and for its prompts side by side. */
export function firstRequests(platform: Platform, question: string): number {
  return platform === 'datadog' && !/list|test/.test(question) ? 2 : 1
}

/** Everything of the contract that reaches a platform. */
export const questions: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'a list': (scene) => drain(list(scene, 10)),
  'a later page of a list': (scene) => drain(list(scene, 1000)),
  'rows to fill in': ({ client, stage, signal }) =>
    drain(client.runs.fillIn({ sourceId, runs: [{ traceId: stage.traceId, startedAt: null }] }, { signal })),
  'a run': ({ client, stage, signal }) =>
    client.runs.open({ sourceId, traceId: stage.traceId, startedAt: null }, { signal }),
  'a step of a run that is not read': ({ client, stage, signal }) =>
    client.runs.step({ sourceId, traceId: stage.traceId, spanId: 'any' }, { signal }),
  'a text of a run that is not read': ({ client, stage, signal }) =>
    client.runs.stepText({ sourceId, traceId: stage.traceId, spanId: 'any', path: 'input', offset: 0 }, { signal }),
  'an export of a run that is not read': ({ client, stage, signal }) =>
    client.runs.export({ sourceId, traceId: stage.traceId, format: 'json', spanId: null }, { signal }),
  'a search in a run that is not read': ({ client, stage, signal }) =>
    drain(client.runs.search({ sourceId, traceId: stage.traceId, text: 'weather' }, { signal })),
  'an id to find': ({ client, stage, signal }) =>
    drain(client.runs.find({ id: stage.traceId, sourceIds: null }, { signal })),
  'a connection test': ({ client, signal }) => drain(client.sources.probe({ id: sourceId }, { signal })),
}

/** Every way in which nobody may want the answer any more. */
export const endings: Readonly<Record<string, (scene: Scene) => Promise<unknown> | void>> = {
  'the view is left': ({ view }) => view.abort(),
  'the window is closed': ({ carrier }) => carrier.drop(),
  'the source is removed': ({ composed }) => composed.registry.remove(sourceId),
  'the source is taken out of the config file': ({ composed }) => composed.registry.setAll('config', []),
  'the source is edited': ({ composed }) => {
    const { settings } = composed.registry.entry(sourceId)
    return composed.registry.update(sourceId, { ...settings, lookbackHours: 12 }, true)
  },
  'the source is paused': ({ composed }) => composed.registry.setPaused(sourceId, true),
  'the app is quit': ({ composed }) => composed.close(),
}

function list({ client, signal }: Scene, limit: number) {
  return client.runs.list({ sourceId, window: null, limit, errorsOnly: false, filter: null }, { signal })
}

async function drain(stream: Promise<AsyncIterable<unknown>>): Promise<void> {
  for await (const one of await stream) void one
}
