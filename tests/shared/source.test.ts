import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TraceCraftError } from '../../src/shared/errors.ts'
import {
  datadogApiHost,
  endpointProblem,
  isLoopbackHost,
  isPlainLoopback,
  looksLikeSourceUrl,
  parseSourceUrl,
  placeOf,
  printSourceUrl,
  settingsProblems,
  type SourceSettings,
} from '../../src/shared/source.ts'

const workspace = '0a1b2c3d-0000-4000-8000-00000000abcd'
const resource =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/agents-rg/providers/microsoft.insights/components/my-agent'

function problemOf(url: string): string {
  try {
    parseSourceUrl(url)
  } catch (error) {
    if (error instanceof TraceCraftError && error.info.code === 'SETTINGS')
      return `${error.info.message} ${error.info.cause} ${error.info.fix?.text}`
    throw error
  }
  throw new Error(`${url} was read`)
}

describe('a source URL', () => {
  it.each<[string, Partial<Record<string, unknown>>]>([
    [
      'xray://us-east-1/',
      { type: 'xray', region: 'us-east-1', service: null, profile: null, lookbackHours: 1, cacheTtlSeconds: 60 },
    ],
    ['xray://us-east-1', { type: 'xray', region: 'us-east-1', service: null, name: 'xray://us-east-1' }],
    ['xray://us-east-1/my-bedrock-agent', { service: 'my-bedrock-agent' }],
    [
      'xray://us-gov-west-1/a?profile=dev&lookback=90m&ttl=0',
      { profile: 'dev', lookbackHours: 1.5, cacheTtlSeconds: 0 },
    ],
    ['XRAY://us-east-1/', { type: 'xray' }],
    [
      'cloudtrace://my-gcp-project/my-vertex-agent',
      { type: 'cloudtrace', project: 'my-gcp-project', service: 'my-vertex-agent' },
    ],
    ['cloudtrace:///', { project: '' }],
    [
      `azuremonitor://${workspace.toUpperCase()}/role`,
      { type: 'azuremonitor', workspaceId: workspace, resourceId: null, service: 'role' },
    ],
    [`azuremonitor://${resource}`, { workspaceId: '', resourceId: resource, service: null }],
    [`azuremonitor://${resource}/role`, { resourceId: resource, service: 'role' }],
    ['datadog://eu1/my-service', { type: 'datadog', site: 'eu1', service: 'my-service', apiKeyEnv: 'DD_API_KEY' }],
    ['datadog://', { site: 'us1', service: null }],
    ['datadog://datadoghq.eu/', { site: 'datadoghq.eu' }],
    ['xray://us-east-1/a%2Fb', { service: 'a/b' }],
    ['xray://us-east-1/with%20space?name=My+agents', { service: 'with space', name: 'My agents' }],
    ['xray://us-east-1/a?endpoint=http://127.0.0.1:4010', { endpoint: 'http://127.0.0.1:4010' }],
  ])('%s is read', (url, expected) => expect(parseSourceUrl(url)).toMatchObject(expected))

  it.each<[string, RegExp]>([
    ['xry://us-east-1/', /"xry" is not one of.*did you mean xray\?/],
    ['us-east-1', /not SCHEME:\/\/PLACE\/SERVICE/],
    ['xray://', /the region is missing/i],
    ['xray://us-esat-1/', /did you mean us-east-1\?/],
    ['xray://us-east-1/a/b', /a slash is written %2F/],
    ['xray://us-east-1/%zz', /"%" that is not followed by two hex digits/],
    ['xray://us-east-1/?lokback=1h', /"lokback" is not a parameter/],
    ['xray://us-east-1/?lookback=soon', /not a time such as 90m/],
    ['xray://us-east-1/?ttl=-1', /not a number of seconds/],
    ['cloudtrace://123456789/', /project number/],
    ['cloudtrace://P/', /not a Google Cloud project id/],
    ['azuremonitor://my-workspace/', /which is a GUID/],
    ['azuremonitor://InstrumentationKey=1;IngestionEndpoint=x/', /connection string/],
    ['datadog://us9/', /not a Datadog site; did you mean us1\?/],
    ['datadog://us1/?profile=x', /"profile" is not a parameter/],
    ['xray://us-east-1/?endpoint=http://evil.test', /loopback addresses only/],
    ['xray://us-east-1/?endpoint=https://u:p@x.test', /must not carry a user name or password/],
  ])('%s is refused with its reason', (url, reason) => expect(problemOf(url)).toMatch(reason))

  it('is printed so that it is read back to the same settings', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => value.trim() === value)
    const common = fc.record({
      name: text,
      color: fc.constant(null),
      service: fc.option(text),
      lookbackHours: fc.integer({ min: 1, max: 100_000 }).map((minutes) => minutes / 60),
      cacheTtlSeconds: fc.integer({ min: 0, max: 86_400 }),
      endpoint: fc.constantFrom(null, 'https://proxy.test:8443/path?x=1&y=2', 'http://127.0.0.1:4010'),
    })
    const place = fc.constantFrom<Partial<SourceSettings>>(
      { type: 'xray', region: 'eu-west-1', profile: null },
      { type: 'xray', region: 'eu-west-1', profile: 'dev & co' },
      { type: 'cloudtrace', project: 'my-project' },
      { type: 'cloudtrace', project: 'example.com:my-project' },
      { type: 'cloudtrace', project: '' },
      { type: 'azuremonitor', workspaceId: workspace, resourceId: null },
      { type: 'azuremonitor', workspaceId: '', resourceId: resource },
      { type: 'azuremonitor', workspaceId: '', resourceId: null },
      { type: 'datadog', site: 'ap1', apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY' },
      { type: 'datadog', site: 'datadoghq.eu', apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY' },
    )
    fc.assert(
      fc.property(place, common, (where, rest) => {
        const source = { ...where, ...rest } as SourceSettings
        const again = parseSourceUrl(printSourceUrl(source))
        expect(again).toEqual({ ...source, lookbackHours: expect.closeTo(source.lookbackHours, 6) })
      }),
      { numRuns: 500 },
    )
  })

  it('is told from an argument that is none', () => {
    expect(looksLikeSourceUrl('xry://x')).toBe(true)
    expect(looksLikeSourceUrl('my-source')).toBe(false)
  })
})

describe('settings', () => {
  it('name every problem by its field', () => {
    const source = {
      ...parseSourceUrl('xray://us-east-1/'),
      region: 'nowhere',
      lookbackHours: 0,
      cacheTtlSeconds: -1,
      endpoint: 'ftp://x',
    } as SourceSettings
    expect(settingsProblems(source).map(({ field }) => field)).toEqual([
      'region',
      'endpoint',
      'lookbackHours',
      'cacheTtlSeconds',
    ])
  })

  it('know the API host of every Datadog site', () => {
    const sites = ['us1', 'us3', 'us5', 'eu1', 'ap1', 'ap2', 'uk1', 'us1-fed', 'us2-fed']
    expect(sites.map(datadogApiHost)).not.toContain(null)
    expect(datadogApiHost('EU1')).toBe('api.datadoghq.eu')
    expect(datadogApiHost('app.datadoghq.eu')).toBe('api.datadoghq.eu')
    expect(datadogApiHost('us9.datadoghq.com')).toBe('api.us9.datadoghq.com')
    expect(datadogApiHost('datadoghq.com.example.org'), 'a host that is not Datadog’s').toBeNull()
    expect(datadogApiHost('notdatadoghq.com')).toBeNull()
    expect(datadogApiHost('constructor')).toBeNull()
    expect(datadogApiHost('')).toBeNull()
  })

  it('accept plain http for the machine itself only', () => {
    for (const host of ['http://localhost:1', 'http://127.1.2.3', 'http://[::1]:8080'])
      expect(endpointProblem(host)).toBeNull()
    for (const host of [
      'http://127.0.0.1.evil.test',
      'http://localhost.evil.test',
      'http://10.0.0.1',
      'http://0.0.0.0',
    ])
      expect(endpointProblem(host)).toMatch(/loopback/)
    expect(isLoopbackHost('::1')).toBe(true)
    expect(isPlainLoopback('https://127.0.0.1')).toBe(false)
    expect(isPlainLoopback('http://127.0.0.1')).toBe(true)
    expect(isPlainLoopback(null)).toBe(false)
  })

  it('tell the place of every platform', () => {
    expect(
      [
        'xray://us-east-1',
        'cloudtrace://my-project',
        `azuremonitor://${workspace}`,
        `azuremonitor://${resource}`,
        'datadog://eu1',
      ].map((url) => placeOf(parseSourceUrl(url))),
    ).toEqual(['us-east-1', 'my-project', workspace, resource, 'eu1'])
  })
})

describe('a secret that was typed into a source URL', () => {
  it.each([
    'xray://us-east-1/?endpoint=https%3A%2F%2Fuser%3Asecretsecret%40host.example',
    'xray://us-est-1/?endpoint=https://user:secretsecret@host.example',
    'datadog://us1/?api_key=secretsecret',
    'datadog://key:secretsecret@us1/',
    'xray://us-east-1/?endpoint=user:secretsecret@host.example',
    'datadag://key:secretsecret@us1/',
    'key:secretsecret@us1',
  ])('is not said again: %s', (url) => {
    expect.assertions(2)
    try {
      parseSourceUrl(url)
    } catch (error) {
      expect(error).toMatchObject({ info: { code: 'SETTINGS' } })
      expect(JSON.stringify((error as { info: unknown }).info)).not.toContain('secretsecret')
    }
  })
})
