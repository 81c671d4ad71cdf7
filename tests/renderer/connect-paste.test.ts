import { describe, expect, it } from 'vitest'
import { emptyDraft, readDraft } from '../../src/renderer/src/features/connect/form-draft.ts'
import { readPaste } from '../../src/renderer/src/features/connect/read-paste.ts'
import { sourceYaml } from '../../src/renderer/src/features/sources/source-yaml.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'
import { parse } from 'yaml'
import { sourceToYaml } from '../../src/main/config/write.ts'

const resource = '/subscriptions/0f/resourceGroups/rg/providers/microsoft.insights/components/my-app'

describe('what a pasted text fills in', () => {
  const cases: [what: string, text: string, change: object][] = [
    [
      'a source URL',
      'xray://eu-west-1/my-agent?lookback=24h',
      { type: 'xray', region: 'eu-west-1', service: 'my-agent', lookback: '1d' },
    ],
    [
      'an X-Ray address',
      'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#xray:traces/1-68e0a3f1-000000000000000000000001',
      { type: 'xray', region: 'eu-central-1' },
    ],
    [
      'an AWS address with the region in its host only',
      'https://ap-south-1.console.aws.amazon.com/xray/home#/traces',
      { type: 'xray', region: 'ap-south-1' },
    ],
    [
      'a Google Cloud address',
      'https://console.cloud.google.com/traces/list?project=my-proj-1&tid=abc',
      { type: 'cloudtrace', project: 'my-proj-1' },
    ],
    [
      'an Azure portal address',
      `https://portal.azure.com/#@contoso.com/resource${resource}/overview`,
      { type: 'azuremonitor', resourceId: resource },
    ],
    ['an Azure resource id', resource, { type: 'azuremonitor', resourceId: resource }],
    [
      'a workspace id',
      'AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee',
      { type: 'azuremonitor', workspaceId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' },
    ],
    [
      'a Datadog address with a query',
      'https://app.datadoghq.eu/apm/traces?query=service%3Acheckout%20env%3Aprod',
      { type: 'datadog', site: 'eu1', service: 'checkout' },
    ],
    ['a Datadog address of another site', 'https://us5.datadoghq.com/apm', { type: 'datadog', site: 'us5' }],
    ['a Datadog API host', 'api.datadoghq.eu', { type: 'datadog', site: 'eu1' }],
    ['an AWS region', 'us-west-2', { type: 'xray', region: 'us-west-2' }],
    [
      'export lines of AWS',
      'export AWS_PROFILE=dev\nexport AWS_REGION="eu-west-1"',
      { type: 'xray', profile: 'dev', region: 'eu-west-1' },
    ],
    ['export lines of Google Cloud', 'GOOGLE_CLOUD_PROJECT=my-proj-1', { type: 'cloudtrace', project: 'my-proj-1' }],
  ]
  it.each(cases)('reads %s', (_what, text, change) => {
    const read = readPaste(text)
    expect(read.kind).toBe('filled')
    expect(read.kind === 'filled' ? read.change : {}).toMatchObject(change)
  })

  it('keeps the names of pasted key variables and never a key', () => {
    const read = readPaste('export DD_API_KEY_EU=0123456789abcdef0123456789abcdef\nexport DD_SITE=datadoghq.eu')
    expect(read).toMatchObject({
      kind: 'filled',
      change: { type: 'datadog', apiKeyEnv: 'DD_API_KEY_EU', site: 'eu1' },
    })
    expect(JSON.stringify(read)).not.toContain('0123456789abcdef')
    expect(read.said).toContain('not kept')
  })

  it.each([
    ['a connection string', 'InstrumentationKey=abc;IngestionEndpoint=https://x', /GUID/],
    ['only secrets', 'export AWS_SECRET_ACCESS_KEY=abc', /environment/],
    ['an unknown address', 'https://example.com/x', /example\.com/],
    ['a wrong region', 'xray://us-est-1/', /did you mean us-east-1/],
    ['anything else', 'hello world', /none of/],
  ])('says what is wrong with %s', (_what, text, said) => {
    const read = readPaste(text)
    expect(read.kind).toBe('problem')
    expect(read.said).toMatch(said)
  })
})

describe('the form', () => {
  it('names a source by its URL when no name is given', () => {
    const { settings, problems } = readDraft({ ...emptyDraft, region: 'us-east-1', lookback: '6h' }, [])
    expect(settings.name).toBe('xray://us-east-1/')
    expect(settings.lookbackHours).toBe(6)
    expect(problems).toEqual({})
  })

  it('refuses a name that another source has', () => {
    expect(readDraft({ ...emptyDraft, region: 'us-east-1', name: 'prod' }, ['prod']).problems.name).toContain('prod')
  })

  it('refuses a key where the name of its variable belongs', () => {
    const { problems } = readDraft(
      { ...emptyDraft, type: 'datadog', apiKeyEnv: '0123456789abcdef0123456789abcdef' },
      [],
    )
    expect(problems.apiKeyEnv).toContain('not here')
  })

  it('names what is wrong by its field', () => {
    const { problems } = readDraft(
      { ...emptyDraft, region: 'us-est-1', lookback: 'soon', ttl: '-1', endpoint: 'http://example.com' },
      [],
    )
    expect(Object.keys(problems).toSorted()).toEqual(['endpoint', 'lookback', 'region', 'ttl'])
  })
})

it('refuses a pasted text of many megabytes at once, and does not keep it', () => {
  expect(readPaste('x'.repeat(100_000_000))).toMatchObject({
    kind: 'problem',
    secret: true,
    said: expect.stringContaining('100,000,000 characters'),
  })
})

describe('a source as YAML', () => {
  it.each([
    'xray://us-east-1/my-agent?lookback=24h&profile=dev&ttl=300',
    'cloudtrace://my-project/?name=yes',
    'azuremonitor:///subscriptions/0f/resourceGroups/rg/providers/microsoft.insights/components/my-app/svc',
    'datadog://eu1/my%2Fservice?name=%23prod%3A+1',
  ])('says the same as the config file would for %s', (url) => {
    const settings = parseSourceUrl(url)
    expect(parse(sourceYaml(settings))).toEqual({ sources: [sourceToYaml(settings)] })
  })
})
