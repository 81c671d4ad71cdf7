/** A store over the real SDK against a demo platform on loopback, with a clock that tests hold. */

import { azureMonitorPlatform, demoWorkspaceId } from '../../../../src/demo/azuremonitor/platform.ts'
import { type PlatformServer, startPlatformServer } from '../../../../src/demo/http/server.ts'
import type { TrafficSource } from '../../../../src/demo/traffic/demo-trace.ts'
import { type AzureMonitorTraceStore, openAzureMonitorStore } from '../../../../src/main/stores/azuremonitor/store.ts'
import type { RequestContext } from '../../../../src/main/stores/request-loop.ts'
import type { ListQuery, RunPage } from '../../../../src/main/stores/store.ts'
import type { RunSummary } from '../../../../src/shared/model/agent-run.ts'
import type { Notice } from '../../../../src/shared/notice.ts'
import type { AzureMonitorSource } from '../../../../src/shared/source.ts'
import { microseconds } from '../../../../src/shared/units.ts'

/** Epoch milliseconds of the held clock: 2026-11-22 12:00 UTC. */
export const noon = Date.UTC(2026, 10, 22, 12)

export const never = new AbortController().signal

export interface DemoStore {
  readonly server: PlatformServer
  /** A store over the demo workspace, its settings and request circumstances changed as given. */
  readonly open: (changes?: Partial<AzureMonitorSource>, requests?: Partial<RequestContext>) => AzureMonitorTraceStore
  close(): Promise<void>
}

export async function startDemoStore(traffic: TrafficSource): Promise<DemoStore> {
  const server = await startPlatformServer(azureMonitorPlatform(traffic), { now: () => traffic.now() })
  const stores: AzureMonitorTraceStore[] = []
  return {
    server,
    open(changes = {}, requests = {}) {
      const store = openAzureMonitorStore(
        sourceOf(server.url, changes),
        { env: {}, now: () => traffic.now() },
        { random: () => 0, ...requests },
      ) as AzureMonitorTraceStore
      stores.push(store)
      return store
    },
    async close() {
      for (const store of stores) store.close()
      await server.close()
    },
  }
}

export function sourceOf(endpoint: string | null, changes: Partial<AzureMonitorSource> = {}): AzureMonitorSource {
  return {
    type: 'azuremonitor',
    workspaceId: demoWorkspaceId,
    resourceId: null,
    name: 'demo',
    color: null,
    service: null,
    lookbackHours: 1,
    cacheTtlSeconds: 60,
    endpoint,
    ...changes,
  }
}

/** The window of so many hours before a clock's now. */
export function lastHours(hours: number, now = noon): ListQuery {
  return {
    window: { from: microseconds((now - hours * 3_600_000) * 1000), to: microseconds(now * 1000 + 1000) },
    errorsOnly: false,
  }
}

/** Everything that a listing gives. */
export async function allOf(
  pages: AsyncIterable<RunPage>,
): Promise<{ runs: RunSummary[]; notices: Notice[]; pages: number }> {
  const runs: RunSummary[] = []
  const notices: Notice[] = []
  let count = 0
  for await (const page of pages) {
    runs.push(...page.runs)
    notices.push(...page.notices)
    count++
  }
  return { runs, notices, pages: count }
}
