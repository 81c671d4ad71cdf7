import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { discover } from '../../../src/main/credentials/discover.ts'
import type { EnvironmentOrigins } from '../../../src/main/credentials/login-shell.ts'
import type { Discovery, FoundSignIn } from '../../../src/shared/discovery.ts'
import { type Platform, platforms } from '../../../src/shared/platform.ts'

/** Stands in every file and variable where a secret would be. */
const canary = 'CANARY-7f3e'
const now = Date.UTC(2026, 10, 23, 12)
const iso = (ms: number) => new Date(now + ms).toISOString()
const hour = 3_600_000

let home: string
let env: Record<string, string | undefined>

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tracecraft-discover-'))
  env = { HOME: home }
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function put(path: string, content: string | object): string {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

async function all(origins?: EnvironmentOrigins, signal = new AbortController().signal): Promise<Discovery[]> {
  const answers: Discovery[] = []
  for await (const one of discover(env, signal, origins, now)) answers.push(one)
  expect(JSON.stringify(answers)).not.toContain(canary)
  return answers
}

async function of(platform: Platform, origins?: EnvironmentOrigins): Promise<Discovery> {
  return (await all(origins)).find((one) => one.platform === platform)!
}

const byName = (found: readonly FoundSignIn[], name: string) => found.find((one) => one.name === name)

describe('every platform', () => {
  it('answers once, also where there is nothing', async () => {
    const answers = await all()
    expect(answers.map((one) => one.platform).toSorted()).toEqual([...platforms].toSorted())
    expect(answers.flatMap((one) => one.found)).toEqual([])
    expect(answers.map((one) => one.problem)).toEqual([null, null, null, null])
  })

  it('ends early when it is cancelled', async () => {
    expect(await all(undefined, AbortSignal.abort())).toEqual([])
  })

  it('tells what the login shell did not give', async () => {
    const problem = '/bin/zsh did not answer within 8 s.'
    const answers = await all({ origins: new Map(), shell: '/bin/zsh', problem })
    for (const one of answers) expect(one.problem).toBe(`The login shell could not be read: ${problem}`)
  })

  it('tells where each variable came from, and no secret’s value', async () => {
    Object.assign(env, { AWS_PROFILE: 'dev', DD_API_KEY: canary, DD_SITE: 'datadoghq.eu' })
    const origins = new Map<string, 'process' | 'login-shell'>([
      ['AWS_PROFILE', 'login-shell'],
      ['DD_API_KEY', 'process'],
    ])
    const answers = await all({ origins, shell: '/bin/zsh', problem: null })
    const variables = answers.flatMap((one) => one.variables)
    expect(variables.find((one) => one.name === 'AWS_PROFILE')).toEqual({
      name: 'AWS_PROFILE',
      set: true,
      value: 'dev',
      origin: 'login shell (/bin/zsh)',
    })
    expect(variables.find((one) => one.name === 'DD_API_KEY')).toEqual({
      name: 'DD_API_KEY',
      set: true,
      value: null,
      origin: 'environment',
    })
    expect(variables.find((one) => one.name === 'DD_APP_KEY')).toMatchObject({ set: false, origin: null })
  })

  it('survives files that are something else', async () => {
    put('.aws/config', '\0\0[[[profile\n=x')
    put('.aws/sso/cache/x', 'x')
    put('.config/gcloud/application_default_credentials.json', `{"refresh_token": "${canary}`)
    put('.azure/azureProfile.json', `[${canary}`)
    put('.azd/config.json', 'null')
    put('.Azure/AzureRmContext.json', '{"Contexts": 7, "DefaultContextKey": "x"}')
    const answers = await all()
    expect(answers.find((one) => one.platform === 'azuremonitor')!.problem).toContain('is not JSON')
    expect(answers.find((one) => one.platform === 'cloudtrace')!.found[0]).toMatchObject({
      state: 'expired',
      fix: { command: 'gcloud auth application-default login' },
    })
  })

  it('says which file cannot be read', async () => {
    mkdirSync(join(home, '.aws', 'credentials'), { recursive: true })
    expect((await of('xray')).problem).toBe(`${join(home, '.aws', 'credentials')} is not a file.`)
  })
})

describe('AWS', () => {
  const cached = (id: string, more: object) =>
    put(`.aws/sso/cache/${createHash('sha1').update(id).digest('hex')}.json`, { accessToken: canary, ...more })

  beforeEach(() => {
    put(
      '.aws/config',
      `[default]\nregion = eu-west-1\n[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\nregion = us-west-2\n` +
        `[profile old]\nsso_start_url = https://old.example/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r\n` +
        `[profile audit]\nrole_arn = arn:aws:iam::1:role/audit\nsource_profile = dev\n[profile proc]\ncredential_process = get --password ${canary}\n` +
        `[profile web]\nlogin_session = arn:aws:sts::1:assumed-role/x\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example/start\n[services local]\n`,
    )
    put('.aws/credentials', `[default]\naws_access_key_id = AKIA${canary}\naws_secret_access_key = ${canary}\n`)
  })

  it('shows each profile with its kind, region and what choosing it fills in', async () => {
    cached('corp', { expiresAt: iso(3 * hour) })
    const { found } = await of('xray')
    expect(found.map((one) => one.name)).toEqual(['audit', 'default', 'dev', 'old', 'proc', 'web'])
    expect(byName(found, 'dev')).toEqual({
      kind: 'profile',
      name: 'dev',
      detail: 'SSO session corp · reader in 123456789012 · us-west-2 · expires in 3 h',
      state: 'ready',
      origin: join(home, '.aws', 'config'),
      fills: { profile: 'dev', region: 'us-west-2' },
      fix: null,
    })
    expect(byName(found, 'default')).toMatchObject({ detail: 'access key · eu-west-1', state: 'ready' })
    expect(byName(found, 'proc')).toMatchObject({ detail: 'credential_process', state: 'unknown' })
  })

  it('says which sign-in has ended, with the command of the profile that must sign in', async () => {
    cached('corp', { expiresAt: iso(-hour) })
    const { found } = await of('xray')
    expect(byName(found, 'dev')).toMatchObject({
      state: 'expired',
      fix: { command: 'aws sso login --profile dev' },
    })
    expect(byName(found, 'audit')).toMatchObject({
      state: 'expired',
      detail: 'assumes a role as dev · expired',
      fix: { command: 'aws sso login --profile dev' },
    })
    expect(byName(found, 'old')).toMatchObject({ state: 'expired', fix: { command: 'aws sso login --profile old' } })
    expect(byName(found, 'web')).toMatchObject({ state: 'expired', fix: { command: 'aws login --profile web' } })
  })

  it('does not call a token ended that is renewed when it is used', async () => {
    const registration = { clientId: 'c', clientSecret: canary, registrationExpiresAt: iso(24 * hour) }
    cached('corp', { expiresAt: iso(-hour), refreshToken: canary, ...registration })
    expect(byName((await of('xray')).found, 'dev')).toMatchObject({ state: 'unknown', fix: null })
  })

  it('reads the older form of SSO by its start URL', async () => {
    cached('https://old.example/start', { expiresAt: '2026-11-23T14:00:00UTC' })
    expect(byName((await of('xray')).found, 'old')).toMatchObject({
      state: 'ready',
      detail: expect.stringContaining('2 h'),
    })
  })

  it('shows keys of the environment, and that a profile goes before them', async () => {
    Object.assign(env, { AWS_ACCESS_KEY_ID: canary, AWS_SECRET_ACCESS_KEY: canary, AWS_PROFILE: 'dev' })
    expect((await of('xray')).found[0]).toMatchObject({
      kind: 'environment',
      detail: 'keys · not used while AWS_PROFILE is dev',
    })
  })

  it('shows temporary keys of the environment that have ended', async () => {
    Object.assign(env, { AWS_ACCESS_KEY_ID: canary, AWS_SECRET_ACCESS_KEY: canary, AWS_SESSION_TOKEN: canary })
    env.AWS_CREDENTIAL_EXPIRATION = iso(-1)
    expect((await of('xray')).found[0]).toMatchObject({ state: 'expired', detail: 'temporary keys · expired' })
  })
})

describe('Google Cloud', () => {
  const user = { type: 'authorized_user', client_secret: canary, refresh_token: canary }

  it('shows a user’s sign-in with what is known of who that is', async () => {
    put('.config/gcloud/application_default_credentials.json', { ...user, quota_project_id: 'billing' })
    put('.config/gcloud/active_config', 'work')
    put('.config/gcloud/configurations/config_work', '[core]\naccount = ada@corp.example\nproject = agents\n')
    put('.config/gcloud/configurations/config_default', '[core]\naccount = ada@home.example\n')
    const { found } = await of('cloudtrace')
    expect(found.map(({ kind, name, detail, fills }) => [kind, name, detail, fills])).toEqual([
      [
        'adc',
        'Application Default Credentials',
        'user sign-in of gcloud · the gcloud CLI account is ada@corp.example · quota project billing',
        { project: 'billing' },
      ],
      ['cli', 'ada@corp.example', 'gcloud configuration work (active) · agents', { project: 'agents' }],
      ['cli', 'ada@home.example', 'gcloud configuration default', {}],
    ])
  })

  it('says how to let programs use a sign-in that only gcloud has', async () => {
    put('.config/gcloud/configurations/config_default', '[core]\naccount = ada@corp.example\n')
    expect((await of('cloudtrace')).found[0]).toMatchObject({
      kind: 'cli',
      fix: { command: 'gcloud auth application-default login' },
    })
  })

  it('shows a service account by its address, and the file that is not used then', async () => {
    put('.config/gcloud/application_default_credentials.json', user)
    env.GOOGLE_APPLICATION_CREDENTIALS = put('key.json', {
      type: 'service_account',
      client_email: 'reader@p.iam.gserviceaccount.com',
      project_id: 'agents',
      private_key: canary,
    })
    const { found } = await of('cloudtrace')
    expect(found[0]).toMatchObject({ name: 'reader@p.iam.gserviceaccount.com', fills: { project: 'agents' } })
    expect(found[1]!.detail).toContain('not used while GOOGLE_APPLICATION_CREDENTIALS is set')
  })

  it('says that a named key file is not there', async () => {
    env.GOOGLE_APPLICATION_CREDENTIALS = join(home, 'gone.json')
    expect((await of('cloudtrace')).found[0]).toMatchObject({
      state: 'expired',
      fix: { command: 'unset GOOGLE_APPLICATION_CREDENTIALS' },
    })
  })

  it('looks where CLOUDSDK_CONFIG says', async () => {
    env.CLOUDSDK_CONFIG = join(home, 'elsewhere')
    put('elsewhere/application_default_credentials.json', user)
    expect((await of('cloudtrace')).found).toHaveLength(1)
  })
})

describe('Azure', () => {
  const profile = {
    subscriptions: [
      { id: 's2', name: 'Sandbox', tenantId: 't1', user: { name: 'ada@corp.example', type: 'user' }, isDefault: false },
      { id: 's1', name: 'Agents', tenantId: 't1', user: { name: 'ada@corp.example', type: 'user' }, isDefault: true },
    ],
  }

  it('shows the subscriptions of Azure CLI, the default one first', async () => {
    put('.azure/azureProfile.json', `\uFEFF${JSON.stringify(profile)}`)
    put('.azure/msal_token_cache.json', { RefreshToken: { [canary]: { secret: canary } } })
    const { found } = await of('azuremonitor')
    expect(found.map(({ name, detail, state }) => [name, detail, state])).toEqual([
      ['Agents', 'ada@corp.example · tenant t1 · subscription s1 · default', 'ready'],
      ['Sandbox', 'ada@corp.example · tenant t1 · subscription s2', 'ready'],
    ])
  })

  it('says that Azure CLI is signed out when its cache holds no token', async () => {
    put('.azure/azureProfile.json', profile)
    put('.azure/msal_token_cache.json', {})
    expect((await of('azuremonitor')).found[0]).toMatchObject({ state: 'expired', fix: { command: 'az login' } })
  })

  it('does not judge a cache that is encrypted', async () => {
    put('.azure/azureProfile.json', profile)
    put('.azure/msal_token_cache.bin', canary)
    expect((await of('azuremonitor')).found[0]!.state).toBe('unknown')
  })

  it('shows the other tools and what the environment names', async () => {
    put('.azd/config.json', { auth: { account: { currentUser: { homeAccountId: canary } } } })
    put('.Azure/AzureRmContext.json', {
      DefaultContextKey: 'k',
      Contexts: {
        k: {
          Account: { Id: 'ada@corp.example', ExtendedProperties: { ServicePrincipalSecret: canary } },
          Tenant: { Id: 't1' },
          Subscription: { Name: 'Agents' },
        },
      },
    })
    Object.assign(env, {
      AZURE_MONITOR_WORKSPACE_ID: 'AAAAAAAA-0000-0000-0000-000000000000',
      AZURE_CLIENT_SECRET: canary,
      AZURE_CLIENT_ID: 'app-1',
    })
    const { found } = await of('azuremonitor')
    expect(found.map((one) => one.kind)).toEqual(['workspace', 'environment', 'azd', 'powershell'])
    expect(found[0]!.fills).toEqual({ workspaceId: 'aaaaaaaa-0000-0000-0000-000000000000' })
    expect(found[1]).toMatchObject({
      detail: 'client secret · not used: AZURE_TENANT_ID is not set',
      fix: { command: 'export AZURE_TENANT_ID=…' },
    })
    expect(found[3]).toMatchObject({ name: 'ada@corp.example', detail: 'Azure PowerShell · Agents · tenant t1' })
  })
})

describe('Datadog', () => {
  it('shows every pair of keys with its site and the last four of the application key', async () => {
    Object.assign(env, {
      DD_API_KEY: canary,
      DD_APP_KEY: `${canary}-${canary}-1f2e`,
      DD_SITE: 'datadoghq.eu',
      DD_TEAM_API_KEY: canary,
      DD_APP_KEY_US: canary,
    })
    const { found } = await of('datadog')
    expect(found.map(({ name, detail, state, fills }) => [name, detail, state, fills])).toEqual([
      [
        'DD_API_KEY',
        'with DD_APP_KEY …1f2e · site eu1',
        'ready',
        { apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY', site: 'eu1' },
      ],
      [
        'DD_API_KEY_US',
        'DD_API_KEY_US is not set',
        'expired',
        { apiKeyEnv: 'DD_API_KEY_US', appKeyEnv: 'DD_APP_KEY_US' },
      ],
      [
        'DD_TEAM_API_KEY',
        'DD_TEAM_APP_KEY is not set',
        'expired',
        { apiKeyEnv: 'DD_TEAM_API_KEY', appKeyEnv: 'DD_TEAM_APP_KEY' },
      ],
    ])
  })
})
