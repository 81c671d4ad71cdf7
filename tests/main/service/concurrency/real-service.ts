/** The real service, registry, cache and shared requests over held platforms and held clocks. */

import { getEventListeners } from 'node:events'
import { SourceRegistry } from '../../../../src/main/service/source-registry.ts'
import { TraceService } from '../../../../src/main/service/trace-service.ts'
import { TraceCraftError } from '../../../../src/shared/errors.ts'
import { parseSourceUrl, type SourceSettings } from '../../../../src/shared/source.ts'
import { Platforms, versionOf } from './held-platform.ts'
import { type End, ttlMs } from './model.ts'

interface RealCaller {
  readonly abort: AbortController
  end: End | null
}

/** Ids that X-Ray could have. */
const nativeIds: Readonly<Record<string, string>> = {
  r1: '1-5759e988-000000000000000000000001',
  r2: '1-5759e988-000000000000000000000002',
}

export class RealService {
  readonly platforms = new Platforms()
  readonly #callers: RealCaller[] = []
  readonly #clock = { wall: 1_000_000, steady: 0 }
  readonly #registry: SourceRegistry
  readonly #service: TraceService
  #edits = 0

  constructor(names: readonly string[]) {
    const open = async (settings: SourceSettings) => this.platforms.store(settings.name)
    this.#registry = new SourceRegistry({
      keeper: {
        path: 'config.yaml',
        add: async () => {},
        update: async () => {},
        remove: async () => {},
        setPaused: async () => true,
        reorder: async (order) => order,
      },
      openStore: open,
      now: () => this.#clock.wall,
      steady: () => this.#clock.steady,
    })
    this.#registry.setAll(
      'config',
      names.map((name) => this.#settings(name)),
    )
    this.#service = new TraceService(this.#registry, open)
  }

  /** Requests that the platforms have received and not answered, in the order in which they came. */
  openRequests(): string[] {
    return this.platforms.open.map(({ source, what, version }) => `${source}: ${shortOf(what)} @${version}`)
  }

  ends(): (End | null)[] {
    return this.#callers.map(({ end }) => end)
  }

  /** Listeners that are left on the signals of callers whose question has ended. */
  listenersLeft(): number {
    return this.#callers
      .filter(({ end }) => end !== null)
      .reduce((sum, { abort }) => sum + getEventListeners(abort.signal, 'abort').length, 0)
  }

  open(name: string, id: string): void {
    const ask = { sourceId: name, traceId: nativeIds[id]!, startedAt: null }
    this.#follow(async (signal) => [versionOf(await this.#service.openRun(ask, signal))])
  }

  list(name: string, pages: number): void {
    const ask = { sourceId: name, window: { lookbackMs: 3_600_000 }, limit: pages, errorsOnly: false, filter: null }
    this.#follow(async (signal) => {
      const versions: number[] = []
      for await (const event of this.#service.listRuns(ask, signal))
        if (event.kind === 'page') versions.push(...event.runs.map(({ id }) => Number(id.split('@')[1])))
      return versions
    })
  }

  answer(at: number, ok: boolean): void {
    const { open } = this.platforms
    if (open.length > 0) open[at % open.length]!.answer(ok)
  }

  leave(at: number): void {
    if (this.#callers.length > 0) this.#callers[at % this.#callers.length]!.abort.abort()
  }

  change(name: string): void {
    this.platforms.change(name)
  }

  refresh(name: string): void {
    this.#service.refresh([name])
  }

  async setPaused(name: string, paused: boolean): Promise<void> {
    if (this.#has(name)) await this.#service.setPaused(name, paused)
  }

  async edit(name: string): Promise<void> {
    if (this.#has(name)) await this.#service.updateSource(name, this.#settings(name, ++this.#edits), true)
  }

  async remove(name: string): Promise<void> {
    await this.#service.removeSource(name)
  }

  async add(name: string): Promise<void> {
    if (!this.#has(name)) await this.#service.addSource(this.#settings(name), true)
  }

  pass(wallMs: number, steadyMs: number): void {
    this.#clock.wall += wallMs
    this.#clock.steady += steadyMs
  }

  close(): void {
    this.#service.close()
  }

  /** Resolves when nothing moves any more without somebody's doing. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  #follow(question: (signal: AbortSignal) => Promise<readonly number[]>): void {
    const caller: RealCaller = { abort: new AbortController(), end: null }
    this.#callers.push(caller)
    const endOf = (error: unknown) =>
      error instanceof TraceCraftError ? (error.info.code as End) : Promise.reject(error)
    void question(caller.abort.signal)
      .catch(endOf)
      .then((end) => (caller.end = end))
  }

  #has(name: string): boolean {
    return this.#registry.entries().some((entry) => entry.id === name)
  }

  #settings(name: string, edit = 0): SourceSettings {
    return { ...parseSourceUrl('xray://us-east-1/'), name, service: `edit-${edit}`, cacheTtlSeconds: ttlMs / 1000 }
  }
}

function shortOf(what: string): string {
  for (const [short, native] of Object.entries(nativeIds)) if (what === `run ${native}`) return `run ${short}`
  return what
}
