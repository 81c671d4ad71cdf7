/** The four demo platforms, holding nothing but attacks. */

import { azureMonitorPlatform } from '../../../src/demo/azuremonitor/platform.ts'
import { cloudTracePlatform } from '../../../src/demo/cloudtrace/platform.ts'
import { datadogPlatform } from '../../../src/demo/datadog/platform.ts'
import type { RecordedRequest } from '../../../src/demo/http/handler.ts'
import { startPlatformServer } from '../../../src/demo/http/server.ts'
import { demoPlaces } from '../../../src/demo/index.ts'
import type { DemoTrace, TrafficSource } from '../../../src/demo/traffic/demo-trace.ts'
import { xrayPlatform } from '../../../src/demo/xray/platform.ts'
import { type Platform, platforms } from '../../../src/shared/platform.ts'
import { hostileRow, hostileRun } from './hostile-traces.ts'
import { allAttacks, attackFamilies } from './index.ts'

export interface HostilePlatforms {
  /** Source URLs, one for each platform. */
  readonly sources: Readonly<Record<Platform, string>>
  /** One run a family; all platforms hold all of them. */
  readonly runs: readonly { readonly family: string; readonly trace: DemoTrace }[]
  /** One run an attack, spread over the platforms. */
  readonly rows: readonly DemoTrace[]
  requests(): RecordedRequest[]
  close(): Promise<void>
}

/** Starts them. */
export async function startHostilePlatforms(): Promise<HostilePlatforms> {
  const runs = Object.entries(attackFamilies).map(([family, attacks], number) => ({
    family,
    trace: hostileRun(attacks, number, platforms),
  }))
  const rows = allAttacks.map((attack, at) => hostileRow(attack, 100 + at, [platforms[at % platforms.length]!]))
  const traces = [...runs.map(({ trace }) => trace), ...rows].sort((a, b) => b.start - a.start)
  const traffic: TrafficSource = {
    now: () => Date.now(),
    traces: (platform) => traces.filter((trace) => trace.platforms.includes(platform)),
    trace: (platform, id) => traces.find((trace) => trace.platforms.includes(platform) && trace.traceId === id),
  }
  const servers = await Promise.all([
    startPlatformServer(xrayPlatform(traffic, { quota: { requests: 10_000, windowMs: 1000 } })),
    startPlatformServer(cloudTracePlatform(traffic)),
    startPlatformServer(azureMonitorPlatform(traffic)),
    startPlatformServer(datadogPlatform(traffic)),
  ])
  const url = (scheme: Platform, place: string) => {
    const server = servers.find(({ platform }) => platform === scheme)
    return `${scheme}://${place}/?name=${scheme}&endpoint=${encodeURIComponent(server?.url ?? '')}`
  }
  return {
    sources: {
      xray: url('xray', demoPlaces.region),
      cloudtrace: url('cloudtrace', demoPlaces.project),
      azuremonitor: url('azuremonitor', demoPlaces.workspaceId),
      datadog: url('datadog', demoPlaces.site),
    },
    runs,
    rows,
    requests: () => servers.flatMap(({ requests }) => [...requests]),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}
