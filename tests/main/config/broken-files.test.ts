import { expect, it } from 'vitest'
import { readConfig } from '../../../src/main/config/read.ts'

interface Broken {
  readonly what: string
  readonly text: string
  /** Everything that is told, word for word. */
  readonly problems: readonly { readonly line: number; readonly message: string; readonly fix: string | null }[]
  /** Names of the sources that the rest of the file still gives. */
  readonly left: readonly string[]
}

// A made-up key that begins with a letter, as the name of a variable would.
const stolen = 'abcdef0123456789'.repeat(2)

const files: readonly Broken[] = [
  {
    what: 'a tab in the indentation',
    text: 'sources:\n\t- type: datadog\n',
    problems: [
      { line: 2, message: 'This is not valid YAML: a tab stands in the indentation.', fix: 'Indent with spaces.' },
    ],
    left: ['datadog://us1/'],
  },
  {
    what: 'a bracket that is not closed',
    text: 'sources: [\n',
    problems: [
      {
        line: 2,
        message:
          'This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
        fix: 'Correct the line; the rest of the file was read as far as it goes.',
      },
    ],
    left: [],
  },
  {
    what: 'a key twice in a source',
    text: 'sources:\n  - type: datadog\n    datadog_site: eu1\n    datadog_site: us1\n',
    problems: [
      {
        line: 4,
        message: 'This is not valid YAML: this key stands here twice; only the first is used.',
        fix: 'Remove one of the two lines.',
      },
    ],
    left: ['datadog://eu1/'],
  },
  {
    what: 'a key twice at the top',
    text: 'sources:\n  - type: datadog\nsources:\n  - type: xray\n',
    problems: [
      {
        line: 3,
        message: 'This is not valid YAML: this key stands here twice; only the first is used.',
        fix: 'Remove one of the two lines.',
      },
    ],
    left: ['datadog://us1/'],
  },
  {
    what: 'a second document',
    text: 'sources: []\n---\nsources:\n  - type: xray\n',
    problems: [
      {
        line: 2,
        message: 'This is not valid YAML: a second document starts here, and only the first is read.',
        fix: 'Remove the "---" line, or the part below it.',
      },
    ],
    left: [],
  },
  {
    what: 'a tag',
    text: 'sources:\n  - type: !ruby/object xray\n',
    problems: [
      { line: 2, message: 'This is not valid YAML: this tag ("!…") has no meaning here.', fix: 'Remove the tag.' },
    ],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'an anchor that does not exist',
    text: 'sources:\n  - *shared\n',
    problems: [
      { line: 2, message: 'There is no anchor "&shared" before "*shared".', fix: null },
      { line: 2, message: 'An entry of "sources" must be a mapping with "type" and its keys.', fix: null },
    ],
    left: [],
  },
  {
    what: 'an alias of a value that does not exist',
    text: 'sources:\n  - type: xray\n    xray_region: *home\n',
    problems: [{ line: 3, message: 'There is no anchor "&home" before "*home".', fix: null }],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'a merge of what is no mapping',
    text: 'sources:\n  - <<: shared\n    type: xray\n',
    problems: [{ line: 2, message: '"<<" must name a mapping, such as *anchor.', fix: null }],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'a text instead of a mapping',
    text: 'hello\n',
    problems: [
      { line: 1, message: 'The file must be a mapping with "default", "environments" or "sources".', fix: null },
    ],
    left: [],
  },
  {
    what: 'a list at the top',
    text: '- type: xray\n',
    problems: [
      { line: 1, message: 'The file must be a mapping with "default", "environments" or "sources".', fix: null },
    ],
    left: [],
  },
  {
    what: 'an unknown key at the top, after a byte order mark',
    text: '\uFEFFsourcs:\n  - type: xray\n',
    problems: [
      { line: 1, message: '"sourcs" is not a known key at the top of the file.', fix: 'Did you mean sources?' },
    ],
    left: [],
  },
  {
    what: 'an unknown key in a file with Windows line ends',
    text: 'sources:\r\n  - type: datadog\r\n    datadog_srvice: shop\r\n',
    problems: [{ line: 3, message: '"datadog_srvice" is not a known key.', fix: 'Did you mean datadog_service?' }],
    left: ['datadog://us1/'],
  },
  {
    what: 'an unknown key in default',
    text: 'default:\n  storages:\n    type: xray\n',
    problems: [{ line: 2, message: '"storages" is not a known key in "default".', fix: 'Did you mean storage?' }],
    left: [],
  },
  {
    what: 'a default that is a text',
    text: 'default: xray\n',
    problems: [{ line: 1, message: '"default" must be a mapping.', fix: null }],
    left: [],
  },
  {
    what: 'a storage that is a text',
    text: 'default:\n  storage: xray\n',
    problems: [{ line: 2, message: '"storage" in "default" must be a mapping.', fix: null }],
    left: [],
  },
  {
    what: 'environments that are a text',
    text: 'environments: production\n',
    problems: [{ line: 1, message: '"environments" must be a mapping.', fix: null }],
    left: [],
  },
  {
    what: 'an environment that is a number',
    text: 'environments:\n  dev: 3\n',
    problems: [{ line: 2, message: 'environment "dev" must be a mapping.', fix: null }],
    left: [],
  },
  {
    what: 'an unknown key in an environment that is not chosen',
    text: 'environments:\n  prod:\n    storage:\n      xray_regio: us-east-2\n',
    problems: [{ line: 4, message: '"xray_regio" is not a known key.', fix: 'Did you mean xray_region?' }],
    left: [],
  },
  {
    what: 'an env that names no environment',
    text: 'default: {}\nenv: staging\nenvironments:\n  prod: {}\n',
    problems: [
      {
        line: 2,
        message: 'There is no environment "staging"; "default" is used as it is.',
        fix: 'The file has: prod.',
      },
    ],
    left: [],
  },
  {
    what: 'a key that is a list',
    text: 'sources:\n  - ? [a]\n    : b\n    type: xray\n',
    problems: [{ line: 2, message: 'A key must be a single word.', fix: null }],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'a type of null',
    text: 'sources:\n  - type: null\n',
    problems: [
      { line: 2, message: 'This source has no "type".', fix: 'Use one of xray, cloudtrace, azuremonitor, datadog.' },
    ],
    left: [],
  },
  {
    what: 'a type that is close',
    text: 'sources:\n  - type: cloudtrac\n',
    problems: [{ line: 2, message: 'type: "cloudtrac" is not a platform.', fix: 'Did you mean cloudtrace?' }],
    left: [],
  },
  {
    what: 'a type in capitals',
    text: 'sources:\n  - type: XRay\n',
    problems: [{ line: 2, message: 'type: "XRay" is not a platform.', fix: 'Did you mean xray?' }],
    left: [],
  },
  {
    what: 'an entry of nothing',
    text: 'sources:\n  - type: xray\n  -\n',
    problems: [{ line: 3, message: 'An entry of "sources" must be a mapping with "type" and its keys.', fix: null }],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'an entry that is a URL',
    text: 'sources:\n  - xray://us-east-1/\n',
    problems: [{ line: 2, message: 'An entry of "sources" must be a mapping with "type" and its keys.', fix: null }],
    left: [],
  },
  {
    what: 'sources that are a mapping',
    text: 'sources:\n  type: xray\n',
    problems: [{ line: 2, message: '"sources" must be a list; start each source with "- type: …".', fix: null }],
    left: [],
  },
  {
    what: 'a name that is a list',
    text: 'sources:\n  - type: xray\n    name: [a, b]\n',
    problems: [{ line: 3, message: 'name must be a single value.', fix: null }],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'a name twice',
    text: 'sources:\n  - type: xray\n    name: prod\n  - type: datadog\n    name: prod\n',
    problems: [
      {
        line: 4,
        message: 'Two sources are named "prod"; only the first is used.',
        fix: 'Give each source its own "name".',
      },
    ],
    left: ['prod'],
  },
  {
    what: 'a colour that is none',
    text: 'sources:\n  - type: xray\n    color: gren\n',
    problems: [{ line: 3, message: 'color: "gren" is not one of the colours.', fix: 'Did you mean green?' }],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'a region that is a list',
    text: 'sources:\n  - type: xray\n    xray_region: [us-east-1, eu-west-1]\n',
    problems: [{ line: 3, message: 'xray_region must be a single value.', fix: null }],
    left: [],
  },
  {
    what: 'a region of another cloud',
    text: 'sources:\n  - type: xray\n    xray_region: westeurope\n',
    problems: [
      {
        line: 3,
        message: 'xray_region: "westeurope" is not an AWS region (they look like us-east-1).',
        fix: 'Correct xray_region.',
      },
    ],
    left: ['xray://westeurope/'],
  },
  {
    what: 'a look-back that is a duration',
    text: 'sources:\n  - type: xray\n    xray_lookback_hours: 24h\n',
    problems: [
      { line: 3, message: 'xray_lookback_hours: "24h" is not a number.', fix: 'Write it like xray_lookback_hours: 1.' },
    ],
    left: [],
  },
  {
    what: 'an endless look-back',
    text: 'sources:\n  - type: xray\n    xray_lookback_hours: .inf\n',
    problems: [
      {
        line: 3,
        message: 'xray_lookback_hours: ".inf" is not a number.',
        fix: 'Write it like xray_lookback_hours: 1.',
      },
    ],
    left: [],
  },
  {
    what: 'a TTL below nothing',
    text: 'sources:\n  - type: xray\n    xray_cache_ttl_seconds: -1\n',
    problems: [
      {
        line: 3,
        message: 'xray_cache_ttl_seconds: the cache TTL must be 0 or more seconds.',
        fix: 'Correct xray_cache_ttl_seconds.',
      },
    ],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'a variable that is not set',
    text: 'sources:\n  - type: xray\n    xray_region: ${NOWHERE}\n',
    problems: [
      {
        line: 3,
        message: '${NOWHERE} is not set in the environment.',
        fix: 'Set it, or write the value itself: export NOWHERE=…',
      },
    ],
    left: ['xray:///'],
  },
  {
    what: 'a variable that is not set, for a number',
    text: 'sources:\n  - type: xray\n    xray_lookback_hours: ${NOWHERE}\n',
    problems: [
      {
        line: 3,
        message: '${NOWHERE} is not set in the environment.',
        fix: 'Set it, or write the value itself: export NOWHERE=…',
      },
      {
        line: 3,
        message: 'xray_lookback_hours: "${NOWHERE}" is not a number.',
        fix: 'Write it like xray_lookback_hours: 1.',
      },
    ],
    left: [],
  },
  {
    what: 'what is no variable',
    text: 'sources:\n  - type: xray\n    xray_service_name: ${NO WHERE}\n',
    problems: [
      {
        line: 3,
        message: '${NO WHERE} does not name an environment variable.',
        fix: 'Write it like ${NAME} or ${NAME:-otherwise}.',
      },
    ],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'a project number',
    text: 'sources:\n  - type: cloudtrace\n    cloudtrace_project_id: 123456789\n',
    problems: [
      {
        line: 3,
        message:
          'cloudtrace_project_id: "123456789" is a project number; use the project id (gcloud projects list shows both).',
        fix: 'Correct cloudtrace_project_id.',
      },
    ],
    left: ['cloudtrace://123456789/'],
  },
  {
    what: 'an instrumentation key with a dash missing',
    text: 'sources:\n  - type: azuremonitor\n    azuremonitor_workspace_id: 00000000-0000-0000-000000000000\n',
    problems: [
      {
        line: 3,
        message:
          'azuremonitor_workspace_id: "00000000-0000-0000-000000000000" is not a workspace id, which is a GUID (Azure portal → Log Analytics workspace → Overview → Workspace ID).',
        fix: 'Correct azuremonitor_workspace_id.',
      },
    ],
    left: ['azuremonitor://00000000-0000-0000-000000000000/'],
  },
  {
    what: 'an endpoint with a password',
    text: 'sources:\n  - type: xray\n    xray_endpoint: https://me:hunter2@example.com/\n',
    problems: [
      {
        line: 3,
        message: 'xray_endpoint: an endpoint must not carry a user name or password.',
        fix: 'Correct xray_endpoint.',
      },
    ],
    left: [],
  },
  {
    what: 'an endpoint that is no URL',
    text: 'sources:\n  - type: xray\n    xray_endpoint: localhost:8080\n',
    problems: [
      { line: 3, message: 'xray_endpoint: "localhost:8080" is neither https nor http.', fix: 'Correct xray_endpoint.' },
    ],
    left: ['xray://us-east-1/'],
  },
  {
    what: 'a secret at the top',
    text: 'aws_secret_access_key: hunter2\nsources: []\n',
    problems: [
      {
        line: 1,
        message: '"aws_secret_access_key" looks like a secret, and a secret never belongs into this file.',
        fix: 'Remove the line; credentials come from the environment, a profile or a sign-in.',
      },
    ],
    left: [],
  },
  {
    what: 'a secret in a source',
    text: 'sources:\n  - type: datadog\n    datadog_app_key: hunter2\n',
    problems: [
      {
        line: 3,
        message: '"datadog_app_key" looks like a secret, and a secret never belongs into this file.',
        fix: 'Remove the line; credentials come from the environment, a profile or a sign-in.',
      },
    ],
    left: [],
  },
  {
    what: 'a key for the name of a variable',
    text: 'sources:\n  - type: datadog\n    datadog_app_key_env: hunter2-hunter2\n',
    problems: [
      {
        line: 3,
        message: 'datadog_app_key_env must be the name of an environment variable, not a key.',
        fix: 'Write it like datadog_app_key_env: DD_APP_KEY.',
      },
    ],
    left: [],
  },
  {
    what: 'a key itself, which could be the name of a variable',
    text: `sources:\n  - type: datadog\n    datadog_api_key_env: ${stolen}\n`,
    problems: [
      {
        line: 3,
        message: 'datadog_api_key_env must be the name of an environment variable, not a key.',
        fix: 'Write it like datadog_api_key_env: DD_API_KEY.',
      },
    ],
    left: [],
  },
  ...(['name', 'datadog_site', 'datadog_service'] as const).map((key) => ({
    what: `a secret as the value of ${key}`,
    text: `sources:\n  - type: datadog\n    ${key}: ${stolen}\n  - type: xray\n`,
    problems: [
      {
        line: 3,
        message: `The value of ${key} looks like a secret, and a secret never belongs into this file.`,
        fix: 'This was taken for an API key of Datadog. Put it into an environment variable, and name the variable here: DD_API_KEY, DD_APP_KEY, or one of your own. A workspace id is written with its dashes.',
      },
    ],
    left: ['xray://us-east-1/'],
  })),
  {
    what: 'an access key for a profile, by way of a variable',
    text: 'sources:\n  - type: xray\n    xray_profile: ${STOLEN}\n',
    problems: [
      {
        line: 3,
        message: 'The value of xray_profile looks like a secret, and a secret never belongs into this file.',
        fix: 'This is an AWS access key. Put it into a profile of ~/.aws, and name the profile here.',
      },
    ],
    left: [],
  },
  {
    what: 'a host for a site that is not Datadog’s',
    text: 'sources:\n  - type: datadog\n    datadog_site: api.datadoghq.eu.example\n',
    problems: [
      {
        line: 3,
        message:
          'datadog_site: "api.datadoghq.eu.example" is not a Datadog site (us1, us3, us5, eu1, ap1, ap2, uk1, us1-fed, us2-fed).',
        fix: 'Correct datadog_site.',
      },
    ],
    left: ['datadog://api.datadoghq.eu.example/'],
  },
]

it.each(files)(
  'a config file with $what is told with its line, and the rest still works',
  ({ text, problems, left }) => {
    const content = readConfig(text, 'config.yaml', { STOLEN: ['AKIA', 'IOSFODNN7EXAMPLE'].join('') }, null)
    expect(content.problems).toEqual(problems.map((one) => ({ file: 'config.yaml', ...one })))
    expect(content.sources.map((one) => one.name)).toEqual(left)
    const told = JSON.stringify(content)
    for (const secret of ['hunter2', stolen, 'IOSFODNN7EXAMPLE']) expect(told).not.toContain(secret)
  },
)
