/** The platforms of a soak, in a process of their own: several servers for each platform, each with its own quota, over one stream of traffic. */

import { subscribe } from 'node:diagnostics_channel'
import { azureMonitorPlatform } from '../../src/demo/azuremonitor/platform.ts'
import { cloudTracePlatform } from '../../src/demo/cloudtrace/platform.ts'
import { datadogPlatform } from '../../src/demo/datadog/platform.ts'
import { demoPlaces } from '../../src/demo/index.ts'
import type { DemoPlatform, Fault, RecordedRequest } from '../../src/demo/http/handler.ts'
import { type PlatformServer, startPlatformServer } from '../../src/demo/http/server.ts'
import type { TrafficSource } from '../../src/demo/traffic/demo-trace.ts'
import { Random } from '../../src/demo/traffic/random.ts'
import { createTraffic } from '../../src/demo/traffic/traffic.ts'
import { xrayPlatform } from '../../src/demo/xray/platform.ts'
import { type Platform, platforms } from '../../src/shared/platform.ts'
import type { SourceSettings } from '../../src/shared/source.ts'
import type { DemoCounts, SoakPlan } from './plan.ts'

const makers: Readonly<Record<Platform, (traffic: TrafficSource) => DemoPlatform>> = {
  xray: xrayPlatform,
  cloudtrace: cloudTracePlatform,
  azuremonitor: azureMonitorPlatform,
  datadog: datadogPlatform,
}

const dayMs = 24 * 3_600_000

/** Each as likely as the others. */
const faults: readonly Fault[] = [
  { kind: 'throttled', retryAfter: 1 },
  { kind: 'throttled', retryAfter: null },
  { kind: 'server-error', status: 500 },
  { kind: 'server-error', status: 503 },
  { kind: 'reset' },
  { kind: 'truncated' },
  { kind: 'html', status: 200 },
  { kind: 'slow', ms: 2000 },
  { kind: 'partial' },
  { kind: 'expired' },
  { kind: 'stall' },
]

export interface LoadDemo {
  readonly sources: readonly SourceSettings[]
  /** Counts since the last call. */
  counts(): DemoCounts
  close(): Promise<void>
}

/** Starts the servers of the plan. */
export async function startLoadDemo(
  plan: Pick<SoakPlan, 'sourcesPerPlatform' | 'runsPerSource' | 'ratePerMinute' | 'faultRate'>,
): Promise<LoadDemo> {
  // By the second: what a platform holds is worked out anew for each moment that it is asked about.
  const now = () => Math.floor(Date.now() / 1000) * 1000
  const crowd = Object.fromEntries(platforms.map((platform) => [platform, plan.runsPerSource]))
  const traffic = createTraffic({ seed: 11, now, backlogMs: dayMs, ratePerMinute: plan.ratePerMinute, crowd })
  const servers: PlatformServer[] = []
  for (const platform of platforms)
    for (let n = 0; n < plan.sourcesPerPlatform; n++)
      servers.push(await startPlatformServer(makers[platform](traffic), { now }))

  const random = new Random('soak')
  const seen: RecordedRequest[] = []
  const byHost = new Map(servers.map((server) => [`127.0.0.1:${server.port}`, server]))
  const watch = (message: unknown) => {
    const request = message as RecordedRequest
    seen.push(request)
    if (random.next() < plan.faultRate) byHost.get(request.headers.host ?? '')?.addFault(random.pick(faults))
  }
  subscribe('tracecraft:demo-request', watch)

  return {
    sources: servers.map((server, index) => sourceOf(server, index % plan.sourcesPerPlatform)),
    counts: () => {
      // Those that are still open are counted the next time.
      const done = seen.filter((one) => one.status !== null || one.aborted || one.faulted)
      const open = seen.filter((one) => !done.includes(one))
      seen.splice(0, seen.length, ...open)
      for (const server of servers) server.clearRequests()
      return {
        requests: done.length,
        faults: done.filter((one) => one.faulted).length,
        overQuota: done.filter((one) => one.status === 429 && !one.faulted).length,
      }
    },
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  }
}

/** In the child: starts the demo, tells its sources, and counts when it is asked. */
export async function answerAsLoadDemo(plan: SoakPlan): Promise<void> {
  const demo = await startLoadDemo(plan)
  process.on('message', () => process.send?.(demo.counts()))
  process.on('disconnect', () => process.exit(0))
  process.send?.(demo.sources)
}

function sourceOf({ platform, url }: PlatformServer, number: number): SourceSettings {
  const common = {
    name: `${platform} ${number + 1}`,
    color: null,
    service: null,
    lookbackHours: 24,
    cacheTtlSeconds: 30,
    endpoint: url,
  }
  switch (platform) {
    case 'xray':
      return { ...common, type: platform, region: demoPlaces.region, profile: null }
    case 'cloudtrace':
      return { ...common, type: platform, project: demoPlaces.project }
    case 'azuremonitor':
      return { ...common, type: platform, workspaceId: demoPlaces.workspaceId, resourceId: null }
    case 'datadog':
      return { ...common, type: platform, site: demoPlaces.site, apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY' }
  }
}
