import { describe, expect, it } from 'vitest'
import { emptyDraft, readDraft } from '../../src/renderer/src/features/connect/form-draft.ts'
import { soundsLikeProduction } from '../../src/renderer/src/features/connect/form-remarks.ts'
import { secretProblem } from '../../src/shared/looks-secret.ts'
import { readPaste } from '../../src/renderer/src/features/connect/read-paste.ts'
import { sourceYaml } from '../../src/renderer/src/features/sources/source-yaml.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'

const guid = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'

// Put together here, so that no scanner of this repository takes them for real ones.
const secrets: readonly [kind: RegExp, text: string][] = [
  [/AWS access key/, ['AKIA', 'IOSFODNN7EXAMPLE'].join('')],
  [/secret access key of AWS/, ['wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY'].join('')],
  [/session token/, `IQoJb3JpZ2luX2Vj${'EXAMPLE7token'.repeat(12)}`],
  [/private key/, ['-----BEGIN ', 'PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'].join('')],
  [/key file of Google Cloud/, `{"type": "service_account", "private_key_id": "x"}`],
  [/token of Google/, ['ya29.', 'a0AfH6SMBexample'].join('')],
  [/API key of Google/, ['AIza', 'SyA-1234567890abcdefghijklmnopqrstu'].join('')],
  [/access token/, ['Bearer ', 'abcdefghijklmnop'].join('')],
  [/access token/, ['eyJhbGciOiJSUzI1NiJ9.', 'eyJhdWQiOiJodHRwcyJ9.signature'].join('')],
  [/client secret of Azure/, ['abc8Q~', 'defghijklmnopqrstuvwxyz0123456789A'].join('')],
  [/connection string/, ['Endpoint=sb://x/;SharedAccessKey=', 'abc'].join('')],
  [/API key of Datadog/, '0123456789abcdef0123456789abcdef'],
  [/application key of Datadog/, '0123456789abcdef0123456789abcdef01234567'],
  [/user name and a password/, 'https://ada:lovelace@proxy.example/'],
]

describe('a secret', () => {
  it.each(secrets)('is refused with its kind: %s', (kind, text) => {
    expect(secretProblem(text)).toMatch(kind)
    const read = readPaste(text)
    expect(read).toMatchObject({ kind: 'problem', secret: true })
    expect(read.said).toMatch(/not kept/)
    expect(JSON.stringify(read)).not.toContain(text.slice(0, 20))
  })

  it.each([
    'my-agent',
    'Orders API (staging)',
    guid,
    'us-east-1',
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#xray:traces/1-68e0a3f1-0123456789abcdef01234567',
    'https://console.cloud.google.com/traces/list?project=my-proj-1&tid=0af7651916cd43dd8448eb211c80319c',
    '/subscriptions/0f00aa11-2222-3333-4444-555566667777/resourceGroups/RG1/providers/microsoft.insights/components/App1',
    'gcp-project-with-a-long-name-4711',
    '~/.aws/config',
  ])('is not seen in %s', (text) => {
    expect(secretProblem(text)).toBeNull()
  })

  it('hidden in lines that set variables or in a YAML entry is dropped, and nothing of it is filled in', () => {
    const key = '0123456789abcdef0123456789abcdef'
    for (const text of [
      `$env:DD_API_KEY = "${key}"\n$env:DD_SITE = "datadoghq.eu"`,
      `set DD_API_KEY=${key}\r\nset DD_SITE=datadoghq.eu`,
      `set -gx DD_API_KEY ${key}\nset -gx DD_SITE datadoghq.eu`,
      `export DD_API_KEY=${key}; export DD_SITE=datadoghq.eu`,
    ]) {
      const read = readPaste(text)
      expect(read).toMatchObject({ kind: 'filled', change: { type: 'datadog', site: 'eu1', apiKeyEnv: 'DD_API_KEY' } })
      expect(JSON.stringify(read)).not.toContain(key)
    }
    const yaml = readPaste(`- name: shop\n  type: datadog\n  datadog_api_key_env: ${key}`)
    expect(yaml).toMatchObject({ kind: 'problem', secret: true })
    expect(JSON.stringify(yaml)).not.toContain(key)
  })
})

describe('an entry of the config file', () => {
  it.each([
    'xray://us-east-1/my-agent?lookback=24h&profile=dev&ttl=300&name=prod',
    'cloudtrace://my-project/?name=yes',
    'azuremonitor:///subscriptions/0f/resourceGroups/rg/providers/microsoft.insights/components/my-app/svc?name=az',
    'datadog://eu1/my%2Fservice?name=%23prod%3A+1',
  ])('fills in all that was copied: %s', (url) => {
    const settings = { ...parseSourceUrl(url), color: 'teal' }
    const read = readPaste(sourceYaml(settings))
    expect(read.kind).toBe('filled')
    const draft = { ...emptyDraft, ...(read.kind === 'filled' ? read.change : {}) }
    expect(readDraft(draft, []).settings).toEqual(settings)
  })

  it('is read with its comments and quotes, and alone', () => {
    const read = readPaste(`  - name: 'it''s mine' # ask Kim
    type: xray
    xray_region: "eu-west-1" # Dublin
    xray_service_name: null
  - name: other
    type: datadog`)
    expect(read).toEqual({
      kind: 'filled',
      change: { name: "it's mine", type: 'xray', region: 'eu-west-1' },
      said: 'Read as an entry of the config file. Only the first entry was read.',
    })
  })

  it('is read as the reference writes it', () => {
    const read = readPaste(`default:
  storage:
    type: azuremonitor
    azuremonitor_workspace_id: ${guid}
    azuremonitor_lookback_hours: 24`)
    expect(read).toMatchObject({ change: { type: 'azuremonitor', workspaceId: guid, lookback: '24h' } })
  })

  it('says what it could not take', () => {
    const read = readPaste('type: xray\nxray_regon: us-east-1\nxray_service_name: ${SERVICE}')
    expect(read.said).toContain('did you mean xray_region?')
    expect(read.said).toContain('which only the file itself puts in')
  })
})

describe('what could mean several things', () => {
  it.each([
    [guid, { workspaceId: guid }, /Taken for a Log Analytics workspace id/],
    [`{${guid.toUpperCase()}}`, { workspaceId: guid }, /instrumentation key/],
    ['my-gcp-project', { type: 'cloudtrace', project: 'my-gcp-project' }, /Taken for a project id/],
    ['api.datadoghq.eu', { type: 'datadog', site: 'eu1' }, /API host/],
    ['arn:aws:xray:eu-west-1:123456789012:group/x', { type: 'xray', region: 'eu-west-1' }, /Taken for the region/],
  ])('says what %s was taken for', (text, change, said) => {
    const read = readPaste(text)
    expect(read).toMatchObject({ kind: 'filled', change })
    expect(read.said).toMatch(said)
  })
})

describe('mistakes by name', () => {
  it.each([
    [
      'a connection string',
      'InstrumentationKey=abc;IngestionEndpoint=https://x.in.applicationinsights.azure.com/',
      /connection string.*GUID/,
    ],
    ['a project number', '123456789012', /project number.*project id/],
    [
      'a console address with a project number',
      'https://console.cloud.google.com/traces?project=123456789',
      /by its number/,
    ],
    ['a role', 'arn:aws:iam::123456789012:role/reader', /role_arn/],
    [
      'a portal address of nothing that can be read',
      'https://portal.azure.com/#home',
      /names no Application Insights resource/,
    ],
    ['an address of another product', 'https://grafana.example/d/1', /not the console of a platform/],
  ])('says what is wrong with %s', (_what, text, said) => {
    const read = readPaste(text)
    expect(read.kind).toBe('problem')
    expect(read.said).toMatch(said)
  })
})

describe('other things that are pasted', () => {
  it.each([
    [
      "an organisation's own Datadog address",
      'https://acme.datadoghq.com/apm/services/cart/operations',
      { site: 'us1', service: 'cart' },
    ],
    ['an own address on another site', 'https://acme.us5.datadoghq.com/apm/traces', { site: 'us5' }],
    [
      'an AWS command',
      'aws sso login --profile dev --region eu-west-1',
      { type: 'xray', profile: 'dev', region: 'eu-west-1' },
    ],
    ['a gcloud command', 'gcloud config set project my-proj-1', { type: 'cloudtrace', project: 'my-proj-1' }],
    [
      'an Azure command',
      `az monitor log-analytics query --workspace ${guid} --analytics-query x`,
      { workspaceId: guid },
    ],
    [
      'a workspace in the portal',
      'https://portal.azure.com/#@contoso.com/resource/subscriptions/0f/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/ws/logs',
      {
        type: 'azuremonitor',
        resourceId: '/subscriptions/0f/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/ws',
      },
    ],
    ['the API of a region', 'https://xray.eu-west-1.amazonaws.com', { type: 'xray', region: 'eu-west-1' }],
    [
      'lines of PowerShell',
      '$env:AWS_PROFILE = "dev"\n$env:AWS_REGION = "eu-west-1"',
      { profile: 'dev', region: 'eu-west-1' },
    ],
  ])('fill the form: %s', (_what, text, change) => {
    expect(readPaste(text)).toMatchObject({ kind: 'filled', change })
  })
})

describe('remarks on a form that could be saved', () => {
  const remarks = (part: object) => readDraft({ ...emptyDraft, region: 'us-east-1', ...part }, []).remarks

  it('say where the credentials would go with an endpoint of another', () => {
    expect(remarks({ endpoint: 'https://proxy.example:8443/x' })).toEqual({
      endpoint: 'Credentials for AWS X-Ray will be sent to proxy.example:8443, which is not a host of that platform.',
    })
    for (const endpoint of [
      'https://xray.us-east-1.amazonaws.com',
      'https://vpce-0a1.xray.us-east-1.vpce.amazonaws.com',
      'http://127.0.0.1:4000',
    ])
      expect(remarks({ endpoint })).toEqual({})
    expect(remarks({ type: 'datadog', endpoint: 'https://api.datadoghq.eu.evil.example' }).endpoint).toContain('evil')
  })

  it('say that a look-back goes further than traces are kept', () => {
    expect(remarks({ lookback: '60d' }).lookback).toContain('30 days')
    expect(remarks({ lookback: '30d' })).toEqual({})
  })

  it('say which site an API host belongs to, and use it', () => {
    const read = readDraft({ ...emptyDraft, type: 'datadog', site: 'api.datadoghq.eu' }, [])
    expect(read.settings).toMatchObject({ site: 'eu1' })
    expect(read.remarks.site).toContain('eu1')
    expect(read.problems).toEqual({})
  })

  it('say that a well-formed region is not known', () => {
    expect(remarks({ region: 'us-east-9' }).region).toMatch(/did you mean us-east-/)
  })

  it.each([
    ['prod', true],
    ['Shop (Production)', true],
    ['eu-prod-2', true],
    ['products', false],
    ['staging', false],
  ])('a source called %s sounds like production: %s', (name, sounds) => {
    expect(soundsLikeProduction(name)).toBe(sounds)
  })
})
