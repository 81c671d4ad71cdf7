import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/main/config/read.ts'

const read = (text: string, env: Record<string, string> = {}, environment: string | null = null) =>
  readConfig(text, 'config.yaml', env, environment)

describe('the config file of the reference', () => {
  it('gives an X-Ray source with its service, look-back and TTL', () => {
    const { sources, problems } = read(`default:
  storage:
    type: xray
    xray_region: us-east-1
    xray_service_name: my-bedrock-agent # optional
    xray_lookback_hours: 24
    xray_cache_ttl_seconds: 300
`)
    expect(problems).toEqual([])
    expect(sources).toEqual([
      {
        type: 'xray',
        name: 'default',
        color: null,
        region: 'us-east-1',
        profile: null,
        service: 'my-bedrock-agent',
        lookbackHours: 24,
        cacheTtlSeconds: 300,
        endpoint: null,
      },
    ])
  })

  it('gives the other three platforms with the defaults of one hour and sixty seconds', () => {
    const { sources, problems } = read(`sources:
  - type: cloudtrace
    cloudtrace_project_id: my-gcp-project
    cloudtrace_service_name: my-agent
  - type: azuremonitor
    azuremonitor_workspace_id: null
  - type: datadog
    datadog_site: eu1
    datadog_service: my-service
`)
    expect(problems).toEqual([])
    expect(sources.map((one) => [one.name, one.lookbackHours, one.cacheTtlSeconds])).toEqual([
      ['cloudtrace://my-gcp-project/my-agent', 1, 60],
      ['azuremonitor:///', 1, 60],
      ['datadog://eu1/my-service', 1, 60],
    ])
  })

  it('merges the chosen environment over default', () => {
    const text = `default:
  storage:
    type: xray
    xray_region: us-east-1
    xray_service_name: agent
environments:
  production:
    storage:
      xray_region: eu-west-1
`
    expect(read(text).sources[0]).toMatchObject({ region: 'us-east-1', service: 'agent' })
    expect(read(text, {}, 'production').sources[0]).toMatchObject({ region: 'eu-west-1', service: 'agent' })
  })

  it('expands ${VAR} and says when one is not set', () => {
    const text = 'default:\n  storage:\n    type: xray\n    xray_region: ${REGION}\n    xray_service_name: ${WHO}\n'
    const { sources, problems } = read(text, { REGION: 'eu-west-1' })
    expect(sources[0]).toMatchObject({ region: 'eu-west-1' })
    expect(problems).toMatchObject([{ line: 5, message: '${WHO} is not set in the environment.' }])
  })

  it('takes another value where a variable is not set, and leaves no variable in a name', () => {
    const text = 'sources:\n  - type: ${KIND:-xray}\n    xray_region: ${REGION:-eu-west-1}\n    name: ${WHO}\n'
    const { sources, problems } = read(text)
    expect(sources[0]).toMatchObject({ region: 'eu-west-1', name: 'xray://eu-west-1/' })
    expect(problems).toMatchObject([{ line: 4 }])
    expect(read(text, { KIND: 'xray', REGION: 'us-west-2', WHO: 'lab' })).toMatchObject({
      problems: [],
      sources: [{ region: 'us-west-2', name: 'lab' }],
    })
  })

  it('follows anchors, aliases and merges', () => {
    const { sources, problems } = read(`x-shared: &shared
  type: datadog
  datadog_site: &home eu1
sources:
  - <<: *shared
    name: one
    datadog_service: shop
  - <<: [*shared]
    name: two
    datadog_site: us3
  - *shared
  - {type: datadog, name: four, datadog_site: *home}
`)
    expect(problems).toEqual([])
    expect(sources).toMatchObject([
      { name: 'one', site: 'eu1', service: 'shop' },
      { name: 'two', site: 'us3', service: null },
      { name: 'datadog://eu1/', site: 'eu1' },
      { name: 'four', site: 'eu1' },
    ])
  })

  it('reads names that look like numbers as they are written, and numbers that stand in quotation marks', () => {
    const { sources, problems } = read(
      'sources:\n  - {type: xray, name: 12, xray_service_name: 0123, xray_lookback_hours: "24", color: red}\n',
    )
    expect(problems).toEqual([])
    expect(sources).toMatchObject([{ name: '12', service: '0123', lookbackHours: 24, color: 'red' }])
  })

  it('tells of an environment that --env names and the file has not, and of no other', () => {
    const text = 'default:\n  storage: {type: xray}\n'
    expect(read(text, { TRACECRAFT_ENV: 'prod' }, 'prod').problems).toEqual([])
    expect(read(text, {}, 'prod').problems).toMatchObject([{ message: expect.stringContaining('"prod"') }])
  })

  it('takes the settings of local storage and of the tracing library for what they are: not its own', () => {
    const { sources, problems } = read(`env: development
default:
  service_name: shop
  storage:
    type: sqlite
    sqlite_path: traces/dev.db
  exporters:
    console: true
  processors: {}
  instrumentation:
    auto_instrument: true
`)
    expect(sources).toEqual([])
    expect(problems).toEqual([])
  })
})

describe('a mistake in the config file', () => {
  it.each([
    [
      'an unknown key',
      'sources:\n  - type: xray\n    xray_regoin: us-east-1\n',
      3,
      /"xray_regoin" is not a known key/,
      /xray_region/,
    ],
    ['an unknown key at the top', 'defualt:\n  storage: {}\n', 1, /"defualt"/, /default/],
    ['an unknown platform', 'sources:\n  - type: x-ray\n', 2, /"x-ray" is not a platform/, /xray/],
    ['no platform', 'sources:\n  - xray_region: us-east-1\n', 2, /no "type"/, /xray, cloudtrace/],
    [
      'a region that is none',
      'sources:\n  - type: xray\n    xray_region: us-esat-1\n',
      3,
      /xray_region: "us-esat-1" is not an AWS region; did you mean us-east-1/,
      /Correct/,
    ],
    [
      'a malformed region',
      'sources:\n  - type: xray\n    xray_region: useast1\n',
      3,
      /xray_region: "useast1" is not an AWS region; did you mean us-east-1/,
      /Correct/,
    ],
    [
      'a number that is none',
      'sources:\n  - type: xray\n    xray_lookback_hours: a day\n',
      3,
      /"a day" is not a number/,
      /xray_lookback_hours: 1/,
    ],
    ['a look-back of nothing', 'sources:\n  - type: xray\n    xray_lookback_hours: 0\n', 3, /more than 0/, null],
    [
      'a project number',
      'sources:\n  - type: cloudtrace\n    cloudtrace_project_id: "123456789"\n',
      3,
      /project number/,
      null,
    ],
    [
      'a connection string',
      'sources:\n  - type: azuremonitor\n    azuremonitor_workspace_id: InstrumentationKey=abc;IngestionEndpoint=https://x/\n',
      3,
      /connection string/,
      null,
    ],
    ['a wrong site', 'sources:\n  - type: datadog\n    datadog_site: ue1\n', 3, /"ue1" is not a Datadog site/, null],
    [
      'an http endpoint',
      'sources:\n  - type: xray\n    xray_endpoint: http://xray.example.com\n',
      3,
      /loopback addresses only/,
      null,
    ],
    [
      'a secret',
      'sources:\n  - type: datadog\n    datadog_api_key: 0123456789abcdef\n',
      3,
      /looks like a secret/,
      /Remove the line/,
    ],
    [
      'a key in place of a variable name',
      'sources:\n  - type: datadog\n    datadog_api_key_env: 0123-secret\n',
      3,
      /name of an environment variable/,
      /DD_API_KEY/,
    ],
    ['a list that is none', 'sources:\n  type: xray\n', 2, /must be a list/, null],
    ['an entry that is none', 'sources:\n  - xray://us-east-1/\n', 2, /must be a mapping/, null],
    ['bad YAML', 'sources:\n  - type: xray\n   bad: [\n', 3, /not valid YAML/, null],
    ['a file that is a list', '- type: xray\n', 1, /must be a mapping/, null],
  ])('%s is named with its line and the way out', (_what, text, line, message, fix) => {
    const { problems } = read(text)
    const found = problems.find((one) => message.test(one.message))
    expect(found, JSON.stringify(problems)).toBeDefined()
    expect(found?.line).toBe(line)
    if (fix) expect(found?.fix).toMatch(fix)
    expect(JSON.stringify(problems)).not.toMatch(/0123456789abcdef|0123-secret/)
  })

  it('costs its own source and no other', () => {
    const { sources, problems } = read('sources:\n  - type: nope\n  - type: datadog\n    datadog_site: us3\n')
    expect(sources.map((one) => one.type)).toEqual(['datadog'])
    expect(problems).toHaveLength(1)
  })

  it('in the name of the environment is told with the nearest one', () => {
    const text = 'default: {}\nenvironments:\n  production:\n    storage:\n      type: xray\n'
    const { problems } = read(text, { TRACECRAFT_ENV: 'prodution' }, 'prodution')
    expect(problems).toMatchObject([
      { message: expect.stringContaining('no environment "prodution"'), fix: 'Did you mean production?' },
    ])
  })
})
