/** Puts the service together from plain arguments, the same for Electron, browser mode, the command line and tests. */

import { join } from 'node:path'
import type { AppInfo } from '../shared/contract.ts'
import type { SourceSettings } from '../shared/source.ts'
import type { PageCommand } from '../shared/shell.ts'
import { effectiveSettings } from './config/effective.ts'
import { signIn } from './credentials/sign-in.ts'
import { discover } from './credentials/discover.ts'
import { LiveEnvironment } from './credentials/live-environment.ts'
import type { EnvironmentOrigins } from './credentials/login-shell.ts'
import { together, watchSignIn } from './credentials/sign-in-watch.ts'
import type { Logger } from './log/log.ts'
import type { LogTail } from './log/log-tail.ts'
import { quietSdks } from './quiet-sdks.ts'
import { DemoControl, type DemoHandle } from './service/demo-control.ts'
import { startDemoThread } from './service/demo-thread.ts'
import type { RouterContext } from './service/router.ts'
import { diagnosticsText } from './service/diagnostics.ts'
import { WakeWatch } from './service/wake-watch.ts'
import { firstOf } from './stores/abort.ts'
import { cutIdleConnections } from './stores/connections.ts'
import { type SourceKeeper, SourceRegistry } from './service/source-registry.ts'
import { TraceService } from './service/trace-service.ts'
import { MemoryBudget } from './stores/memory-budget.ts'
import { openStore } from './stores/open-store.ts'
import { QuotaLedgers } from './stores/quota-ledgers.ts'
import type { Environment } from './stores/store-deps.ts'

export interface Composition {
  /** Folder of the built main bundle, where the demo's thread lies. */
  readonly mainDir: string
  readonly env: Environment
  /** Where the environment came from; absent: it is this process's own. */
  readonly origins?: EnvironmentOrigins | undefined
  readonly keeper: SourceKeeper
  readonly info: Pick<AppInfo, 'version' | 'carrier' | 'os'>
  readonly log: Logger
  /** The newest records of the log, for diagnostics; absent: none are kept. */
  readonly tail?: LogTail
  /** Does this run in a thread of its own? Absent: no. */
  readonly inThread?: boolean
  readonly now?: () => number
  /** What the caches of all sources may hold together, in estimated bytes; absent: the usual bound. */
  readonly memoryBytes?: number | undefined
  /** The native menu's commands; absent where there is no menu. */
  readonly commands?: (signal: AbortSignal) => AsyncIterable<PageCommand>
}

export interface Composed {
  readonly service: TraceService
  readonly registry: SourceRegistry
  readonly demo: DemoControl
  readonly context: RouterContext
  /** The system says that the machine has slept and is awake again. Where it does not say so, it is noticed some seconds later. */
  resumed(): void
  /** Aborts what is under way, and ends the demo and every store. */
  close(): Promise<void>
}

/** Makes the service. Sources are set by the caller (`registry.setAll`). */
export function compose(given: Composition): Composed {
  quietSdks(process.env)
  const now = given.now ?? Date.now
  const environment = new LiveEnvironment(given.env, given.origins)
  const { env } = environment
  const ledgers = new QuotaLedgers()
  const open = async (settings: SourceSettings) => openStore(effectiveSettings(settings, env), { env, now, ledgers })
  const registry = new SourceRegistry({
    keeper: given.keeper,
    openStore: open,
    watchSignIn: (settings, changed) => together(watchSignIn(settings, env, changed), environment.watch(changed)),
    now,
    ...(given.memoryBytes !== undefined && { memory: new MemoryBudget(given.memoryBytes) }),
  })
  const service = new TraceService(registry, open)
  const closing = new AbortController()
  const wake = new WakeWatch(({ unseenMs }) => {
    ledgers.slept(unseenMs)
    cutIdleConnections()
    registry.woke()
  })
  const demo = new DemoControl(registry, () => startDemo(join(given.mainDir, 'demo.js')))
  const info = (): AppInfo => ({ ...given.info, demo: demo.running, versions })
  return {
    service,
    registry,
    demo,
    context: {
      service,
      demo,
      signIn: async (platform, signal) => {
        const ends = firstOf(signal, closing.signal)
        return signIn(platform, env, ends.signal).finally(ends.release)
      },
      discover: (signal) => discover(env, signal, environment.origins),
      info,
      diagnostics: () =>
        diagnosticsText({
          info: info(),
          answer: registry.answer(),
          memory: registry.memory,
          env,
          origins: given.origins,
          inThread: given.inThread ?? false,
          log: given.tail?.records() ?? [],
          now: now(),
        }),
      commands: given.commands ?? silence,
      log: given.log,
    },
    resumed: () => wake.resumed(),
    close: async () => {
      wake.close()
      closing.abort()
      service.close()
      cutIdleConnections()
      await demo.stop()
    },
  }
}

const versions: AppInfo['versions'] = {
  electron: process.versions['electron'] ?? null,
  chromium: process.versions['chrome'] ?? null,
  node: process.versions.node,
}

/** In a thread; in this one where a thread cannot load it (an archive that threads do not read). */
async function startDemo(script: string): Promise<DemoHandle> {
  try {
    return await startDemoThread(script)
  } catch {
    return (await import('../demo/index.ts')).startDemo()
  }
}

/** A stream that never says anything and ends when the connection does. */
async function* silence(signal: AbortSignal): AsyncGenerator<PageCommand, void, undefined> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  yield* []
}
