/**
 * The four demo platforms on loopback, fed by one stream of agent traffic: what `tracecraft demo`, the welcome screen, tests and the bench read from, through the
 * same stores and SDK clients as the real platforms.
 */

import type { Platform } from '../shared/platform.ts'
import { platforms, platformTitle } from '../shared/platform.ts'
import {
  defaultCacheTtlSeconds,
  defaultLookbackHours,
  type SourceCommon,
  type SourceSettings,
} from '../shared/source.ts'
import { azureMonitorPlatform } from './azuremonitor/platform.ts'
import { cloudTracePlatform } from './cloudtrace/platform.ts'
import { type DatadogAccount, datadogPlatform } from './datadog/platform.ts'
import type { DemoPlatform, RecordedRequest } from './http/handler.ts'
import { type PlatformServer, startPlatformServer } from './http/server.ts'
import type { TrafficSource } from './traffic/demo-trace.ts'
import { createTraffic, type Traffic, type TrafficOptions } from './traffic/traffic.ts'
import { xrayPlatform, type XRayPlatformOptions } from './xray/platform.ts'

/** Where the demo's sources read from: made up, and well-formed. */
export const demoPlaces = {
  region: 'us-east-1',
  project: 'demo-project',
  workspaceId: '00000000-0000-4000-8000-000000000000',
  site: 'us1',
} as const

export interface DemoOptions extends TrafficOptions {
  /** The port of each server; 0 or absent takes a free one. */
  readonly ports?: Partial<Readonly<Record<Platform, number>>>
  /** How this X-Ray is set up: Transaction Search, its quota, the size of its pages. */
  readonly xray?: XRayPlatformOptions
  /** What this Datadog account has. */
  readonly datadog?: DatadogAccount
}

/** The running demo. */
export interface Demo {
  readonly servers: Readonly<Record<Platform, PlatformServer>>
  readonly traffic: Traffic
  /** One source for each platform, its endpoint set to the demo's server. */
  readonly sources: readonly SourceSettings[]
  /** The variables that point any source of a platform at the demo: TRACECRAFT_XRAY_ENDPOINT and its like, as base URLs. */
  readonly env: Readonly<Record<string, string>>
  /** Every request that the four servers received, oldest first. */
  requests(): RecordedRequest[]
  /** Stops all four and cuts what is open. */
  close(): Promise<void>
}

const makers: Readonly<Record<Platform, (traffic: TrafficSource, options: DemoOptions) => DemoPlatform>> = {
  xray: (traffic, { xray }) => xrayPlatform(traffic, xray),
  cloudtrace: (traffic) => cloudTracePlatform(traffic),
  azuremonitor: azureMonitorPlatform,
  datadog: (traffic, { datadog }) => datadogPlatform(traffic, datadog),
}

/** Starts the four servers on 127.0.0.1. Rejects with Node's own error when a port is taken, and leaves none of them running then. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { ports = {} } = options
  const traffic = createTraffic(options)
  const started = await Promise.allSettled(
    platforms.map((platform) =>
      startPlatformServer(makers[platform](traffic, options), { port: ports[platform] ?? 0, now: () => traffic.now() }),
    ),
  )
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const close = async () => {
    await Promise.all(running.map((server) => server.close()))
  }
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }
  const [xray, cloudtrace, azuremonitor, datadog] = running as [
    PlatformServer,
    PlatformServer,
    PlatformServer,
    PlatformServer,
  ]
  const servers = { xray, cloudtrace, azuremonitor, datadog }
  return {
    servers,
    traffic,
    sources: platforms.map((platform) => sourceOf(platform, servers[platform].url)),
    env: Object.fromEntries(
      platforms.map((platform) => [`TRACECRAFT_${platform.toUpperCase()}_ENDPOINT`, servers[platform].url]),
    ),
    requests: () => running.flatMap((server) => [...server.requests]).sort((a, b) => a.at - b.at),
    close,
  }
}

const colors: Readonly<Record<Platform, string>> = {
  xray: 'amber',
  cloudtrace: 'blue',
  azuremonitor: 'teal',
  datadog: 'violet',
}

function sourceOf(platform: Platform, endpoint: string): SourceSettings {
  const common: SourceCommon = {
    name: `Demo · ${platformTitle[platform].replace(/^(?:AWS|GCP) /, '')}`,
    color: colors[platform],
    service: null,
    lookbackHours: defaultLookbackHours,
    cacheTtlSeconds: defaultCacheTtlSeconds,
    endpoint,
  }
  switch (platform) {
    case 'xray':
      return { type: platform, region: demoPlaces.region, profile: null, ...common }
    case 'cloudtrace':
      return { type: platform, project: demoPlaces.project, ...common }
    case 'azuremonitor':
      return { type: platform, workspaceId: demoPlaces.workspaceId, resourceId: null, ...common }
    case 'datadog':
      return { type: platform, site: demoPlaces.site, apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY', ...common }
  }
}
