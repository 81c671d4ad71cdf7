/** Datadog's keys and what goes wrong with them, through the real SDK. */

import { canary, type Machine } from './machine.ts'
import type { Answer, Asked } from './network.ts'
import { chainTable, type Row } from './table.ts'

const source = 'datadog://us1/'
const appKey = `${canary}0123456789-1f2e`
const keys = { DD_API_KEY: canary, DD_APP_KEY: appKey }
const us = 'api.datadoghq.com'
const eu = 'api.datadoghq.eu'

/** A Datadog site: which answers each of its calls gives. */
function site(
  machine: Machine,
  host: string,
  answers: { validate?: Answer; search?: Answer; trace?: Answer } = {},
): void {
  machine.secrets.push(appKey)
  machine.host(host, ({ path }: Asked) => {
    if (path.startsWith('/api/v1/validate')) return answers.validate ?? { body: { valid: true } }
    if (path.startsWith('/api/v2/spans')) return answers.search ?? { body: { data: [] } }
    return answers.trace ?? { status: 404, body: { errors: ['Not found'] } }
  })
}

const forbidden: Answer = { status: 403, body: { errors: ['Forbidden'] } }

const rows: Row[] = [
  {
    name: 'both keys',
    given: (machine) => {
      site(machine, us)
      machine.set(keys)
    },
    expected: {
      credentials: 'DD_API_KEY and DD_APP_KEY are set',
      identity: 'site us1 (api.datadoghq.com), application key …1f2e',
    },
    asks: [us],
  },
  {
    name: 'both keys, of another site',
    source: 'datadog://eu1/',
    given: (machine) => {
      site(machine, eu)
      machine.set(keys)
    },
    expected: {
      credentials: 'DD_API_KEY and DD_APP_KEY are set',
      identity: 'site eu1 (api.datadoghq.eu), application key …1f2e',
    },
    asks: [eu],
    asksNot: [us],
  },
  {
    name: 'keys of a second organisation, by the names that the source gives',
    source: {
      type: 'datadog',
      name: 'team',
      color: null,
      service: null,
      lookbackHours: 1,
      cacheTtlSeconds: 60,
      endpoint: null,
      site: 'us1',
      apiKeyEnv: 'DD_TEAM_API_KEY',
      appKeyEnv: 'DD_TEAM_APP_KEY',
    },
    given: (machine) => {
      site(machine, us)
      machine.set({ DD_TEAM_API_KEY: canary, DD_TEAM_APP_KEY: appKey })
    },
    expected: {
      credentials: 'DD_TEAM_API_KEY and DD_TEAM_APP_KEY are set',
      identity: /application key …1f2e/,
    },
  },
  {
    name: 'neither key: nothing is asked',
    given: (machine) => site(machine, us),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'Datadog needs an API key and an application key: DD_API_KEY and DD_APP_KEY are not set.',
      cause: /A \.env file is not read/,
      command: 'export DD_API_KEY=…\nexport DD_APP_KEY=…',
      fix: /Export DD_API_KEY and DD_APP_KEY/,
    },
    asksNot: [us],
  },
  {
    name: 'no application key',
    given: (machine) => {
      site(machine, us)
      machine.set({ DD_API_KEY: canary })
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'Datadog needs an application key: DD_APP_KEY is not set.',
      command: 'export DD_APP_KEY=…',
      fix: /Export DD_APP_KEY/,
    },
    asksNot: [us],
  },
  {
    name: 'no API key',
    given: (machine) => {
      site(machine, us)
      machine.set({ DD_APP_KEY: appKey })
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'Datadog needs an API key: DD_API_KEY is not set.',
      command: 'export DD_API_KEY=…',
      fix: /Export DD_API_KEY/,
    },
    asksNot: [us],
  },
  {
    name: 'a key with a quote mark pasted along',
    given: (machine) => {
      site(machine, us)
      machine.set({ ...keys, DD_APP_KEY: `"${appKey}"` })
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'DD_APP_KEY cannot be a Datadog key.',
      cause: /quote mark/,
      command: 'export DD_APP_KEY=…',
      fix: /Copy the key again/,
    },
    asksNot: [us],
  },
  {
    name: 'an API key that this site does not know',
    given: (machine) => {
      site(machine, us, { validate: forbidden })
      machine.set(keys)
    },
    expected: {
      at: 'reach',
      code: 'CREDENTIALS_INVALID',
      message: 'Datadog does not know the API key in DD_API_KEY at site us1.',
      cause: /belongs to another site/,
      command: 'export DD_API_KEY=…',
      fix: /us1 is its site/,
    },
  },
  {
    name: 'an application key that is not known, or may not read: Datadog does not say which',
    given: (machine) => {
      site(machine, us, { search: forbidden })
      machine.set(keys)
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'Datadog refused to search spans in us1.',
      cause: /the application key lacks the permission apm_read/,
      command: null,
      fix: /apm_read/,
    },
  },
  {
    name: 'an application key without the scope',
    given: (machine) => {
      const words = `Failed permission authorization checks: apm_read. app_key=${canary}`
      site(machine, us, { search: { status: 403, body: { errors: [words] } } })
      machine.set(keys)
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'Datadog refused to search spans in us1.',
      cause: /apm_read/,
      command: null,
      fix: /Give the owner of DD_APP_KEY the permission apm_read/,
    },
  },
  {
    name: 'keys that are refused outright',
    given: (machine) => {
      site(machine, us, { search: { status: 401, body: { errors: ['Unauthorized'] } } })
      machine.set(keys)
    },
    expected: {
      at: 'permission',
      code: 'CREDENTIALS_INVALID',
      message: /^Datadog does not know these keys/,
      command: 'export DD_API_KEY=…\nexport DD_APP_KEY=…',
      fix: /DD_API_KEY and DD_APP_KEY hold keys of this organization and site/,
    },
  },
  {
    name: 'no network',
    given: (machine) => machine.set(keys),
    expected: {
      at: 'reach',
      code: 'UNREACHABLE',
      message: 'api.datadoghq.com cannot be reached.',
      cause: /ENOTFOUND/,
      command: null,
      fix: /us1 is your Datadog site/,
    },
  },
  {
    name: 'a site that is none',
    source: {
      type: 'datadog',
      name: 'slip',
      color: null,
      service: null,
      lookbackHours: 1,
      cacheTtlSeconds: 60,
      endpoint: null,
      site: 'eu2',
      apiKeyEnv: 'DD_API_KEY',
      appKeyEnv: 'DD_APP_KEY',
    },
    given: (machine) => machine.set(keys),
    expected: {
      at: 'settings',
      code: 'SETTINGS',
      message: 'The source "slip" cannot be used as it is.',
      cause: /"eu2" is not a Datadog site; did you mean eu1\?/,
      command: null,
      fix: 'Correct "site" of this source.',
    },
  },
]

chainTable('Datadog', source, rows)
