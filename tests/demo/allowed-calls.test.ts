import { describe, expect, it } from 'vitest'
import { azureMonitorPlatform } from '../../src/demo/azuremonitor/platform.ts'
import { cloudTracePlatform } from '../../src/demo/cloudtrace/platform.ts'
import { datadogPlatform } from '../../src/demo/datadog/platform.ts'
import { createTraffic } from '../../src/demo/traffic/traffic.ts'
import { xrayPlatform } from '../../src/demo/xray/platform.ts'
import { type Platform, platforms } from '../../src/shared/platform.ts'
import { allowedCalls, faultOf } from '../support/audit/allowed-calls.mjs'

const traffic = createTraffic({ ratePerMinute: 0 })
const demo = {
  xray: xrayPlatform(traffic),
  cloudtrace: cloudTracePlatform(traffic),
  azuremonitor: azureMonitorPlatform(traffic),
  datadog: datadogPlatform(traffic),
}

/** An address of each allowed call. */
const addresses: Readonly<Record<string, string>> = {
  GetTraceSummaries: '/TraceSummaries',
  BatchGetTraces: '/Traces',
  GetTraceSegmentDestination: '/GetTraceSegmentDestination',
  GetIndexingRules: '/GetIndexingRules',
  StartTraceRetrieval: '/StartTraceRetrieval',
  ListRetrievedTraces: '/ListRetrievedTraces',
  CancelTraceRetrieval: '/CancelTraceRetrieval',
  ListTraces: '/v1/projects/demo-project/traces',
  GetTrace: '/v1/projects/demo-project/traces/0123456789abcdef0123456789abcdef',
  Query: '/v1/workspaces/00000000-0000-4000-8000-000000000000/query',
  ListSpans: '/api/v2/spans/events/search',
  GetTraceByID: '/api/v2/trace/0123456789abcdef0123456789abcdef',
  SearchLLMObsSpans: '/api/v2/llm-obs/v1/spans/events/search',
  Validate: '/api/v1/validate',
}

const signedIn: Readonly<Record<Platform, Readonly<Record<string, string>>>> = {
  xray: { authorization: 'AWS4-HMAC-SHA256 Credential=TRACECRAFTPLACEHOLDER/20261122/us-east-1/xray/aws4_request' },
  cloudtrace: { authorization: 'Bearer placeholder-for-a-loopback-endpoint' },
  azuremonitor: { authorization: 'Bearer loopback' },
  datadog: { 'dd-api-key': '0'.repeat(32), 'dd-application-key': '0'.repeat(40) },
}

const request = (platform: Platform, method: string, path: string) => ({
  platform,
  method,
  path,
  query: '',
  headers: signedIn[platform],
  body: '',
})

describe.each(platforms)('the calls allowed at %s', (platform) => {
  it('are read calls of the platform, each by its name', () => {
    for (const { operation, method } of allowedCalls[platform]) {
      const path = addresses[operation] ?? ''
      const asked = { method, path, query: new URLSearchParams(), headers: {}, body: '', partial: false }
      expect(demo[platform].operationOf(asked)).toEqual({ name: operation, read: true })
      expect(faultOf(request(platform, method, path))).toBeNull()
    }
  })

  it('carry placeholders and nothing else to sign in with', () => {
    const { operation, method } = allowedCalls[platform][0]!
    const right = request(platform, method, addresses[operation] ?? '')
    const [header] = Object.keys(signedIn[platform])
    const headers = { ...right.headers, [header!]: 'Bearer of-a-real-user' }
    expect(faultOf({ ...right, headers })).toMatch(/that is not the placeholder$/)
    expect(faultOf({ ...right, headers: { ...right.headers, cookie: 'session=1' } })).toMatch(/carries cookie$/)
    expect(faultOf({ ...right, query: '?access_token=x' })).toMatch(/in its address$/)
    expect(JSON.stringify(faultOf({ ...right, headers }))).not.toContain('of-a-real-user')
  })
})

it.each([
  ['xray', 'POST', '/TraceSegments'],
  ['xray', 'POST', '/UpdateIndexingRule'],
  ['xray', 'DELETE', '/Traces'],
  ['cloudtrace', 'PATCH', '/v1/projects/demo-project/traces'],
  ['azuremonitor', 'DELETE', '/v1/workspaces/00000000-0000-4000-8000-000000000000/query'],
  ['azuremonitor', 'POST', '/v1/workspaces/00000000-0000-4000-8000-000000000000/purge'],
  ['datadog', 'POST', '/api/v2/series'],
  ['datadog', 'PUT', '/api/v2/trace/0123456789abcdef0123456789abcdef'],
] as const)('a write is none of them: %s %s %s', (platform, method, path) => {
  expect(faultOf(request(platform, method, path))).toMatch(/is not a call that the program may make$/)
})

it('a command that manages a workspace is no query', () => {
  const asked = request('azuremonitor', 'POST', addresses['Query']!)
  expect(faultOf({ ...asked, body: '{"query":" .drop table AppRequests"}' })).toMatch(/holds a management command$/)
})
