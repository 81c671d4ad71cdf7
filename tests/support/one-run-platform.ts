/** A platform that knows one run and answers with it as it was made, however odd: for what no demo platform would send. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { payloadOf } from '../../bench/payloads/payload.ts'
import { createTraffic } from '../../src/demo/traffic/traffic.ts'
import type { Platform } from '../../src/shared/platform.ts'
import type { SourceSettings } from '../../src/shared/source.ts'
import { toNative } from '../../src/shared/trace-id.ts'

export interface OneRunPlatform {
  readonly source: SourceSettings
  /** The platform's own id of the run. */
  readonly traceId: string
  close(): Promise<void>
}

/** The path of the request that opens a run; everything else is not found. */
const opens: Readonly<Record<Platform, RegExp>> = {
  xray: /^\/Traces$/,
  cloudtrace: /\/traces\//,
  azuremonitor: /\/query$/,
  datadog: /\/trace\//,
}

/** Starts it. The root of its run, of three steps, has these attributes besides its own. */
export async function startOneRunPlatform(
  platform: Platform,
  attributes: Iterable<readonly [key: string, value: string]>,
): Promise<OneRunPlatform> {
  const traffic = createTraffic({ seed: 3, ratePerMinute: 0, now: () => Date.UTC(2026, 10, 22, 12) })
  const trace = traffic.emit('small', { platforms: [platform] })
  const body = Buffer.from(withAttributes[platform](payloadOf(platform, trace), attributes))
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      const known = opens[platform].test(new URL(request.url ?? '/', 'http://127.0.0.1').pathname)
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
      response.end(known ? body : '{"errors":["not found"]}')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    source: sourceOf(platform, `http://127.0.0.1:${port}`),
    traceId: toNative(platform, trace.traceId),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

type Attributes = Iterable<readonly [key: string, value: string]>

const withAttributes: Readonly<Record<Platform, (body: string, attributes: Attributes) => string>> = {
  xray: (body, attributes) => {
    const answer = JSON.parse(body) as { Traces: { Segments: { Document: string }[] }[] }
    const first = answer.Traces[0]!.Segments[0]!
    const document = JSON.parse(first.Document) as { metadata?: { default?: object } }
    document.metadata = { default: { ...document.metadata?.default, ...Object.fromEntries(attributes) } }
    first.Document = JSON.stringify(document)
    return JSON.stringify(answer)
  },
  cloudtrace: (body, attributes) => body.replace('"labels":{', () => `"labels":{${printed(attributes)},`),
  azuremonitor: (body, attributes) => {
    const { tables } = JSON.parse(body) as { tables: { columns: { name: string }[]; rows: unknown[][] }[] }
    const at = tables[0]!.columns.findIndex(({ name }) => name === 'Properties')
    const row = tables[0]!.rows[0]!
    row[at] = String(row[at]).replace(/^\{/, () => `{${printed(attributes)},`)
    return JSON.stringify({ tables })
  },
  datadog: (body, attributes) => body.replace('"meta":{', () => `"meta":{${printed(attributes)},`),
}

function printed(attributes: Attributes): string {
  const fields: string[] = []
  for (const [key, value] of attributes) fields.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`)
  return fields.join(',')
}

function sourceOf(platform: Platform, endpoint: string): SourceSettings {
  const common = { name: 'one', color: null, service: null, lookbackHours: 1, cacheTtlSeconds: 60, endpoint }
  switch (platform) {
    case 'xray':
      return { ...common, type: platform, region: 'us-east-1', profile: null }
    case 'cloudtrace':
      return { ...common, type: platform, project: 'demo-project' }
    case 'azuremonitor':
      return { ...common, type: platform, workspaceId: '00000000-0000-4000-8000-000000000000', resourceId: null }
    case 'datadog':
      return { ...common, type: platform, site: 'us1', apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY' }
  }
}
