import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AzureCredential, openAzureCredential } from '../../../src/main/credentials/azure.ts'
import { claimsOf } from '../../../src/main/credentials/azure-claims.ts'
import { explainAzureCredentials, type MemberFailure } from '../../../src/main/credentials/azure-errors.ts'
import { type AzureMember, azureMembers } from '../../../src/main/credentials/azure-members.ts'
import { scrubAzureText } from '../../../src/main/credentials/azure-scrub.ts'
import { type ErrorInfo, TraceCraftError } from '../../../src/shared/errors.ts'

const scope = 'https://api.loganalytics.io/.default'
const service = { AZURE_TENANT_ID: 'tenant-1', AZURE_CLIENT_ID: 'client-1', AZURE_CLIENT_SECRET: 'very-secret-value' }
const never = new AbortController().signal

function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`
}

async function failureOf(work: Promise<unknown>): Promise<ErrorInfo> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(TraceCraftError)
  return (error as TraceCraftError).info
}

/** A chain of stand-ins. */
function chain(...members: { id: AzureMember['id']; decisive?: boolean; token?: string; error?: string }[]) {
  const asked: string[] = []
  const made = members.map(({ id, decisive = false, token, error }): AzureMember => ({
    id,
    title: id,
    decisive,
    credential: {
      getToken: async () => {
        asked.push(id)
        if (token === undefined) throw new Error(error)
        return { token, expiresOnTimestamp: 1_800_000_000_000 }
      },
    },
  }))
  return { asked, credential: new AzureCredential({}, async () => made) }
}

describe('the members', () => {
  const titles = async (env: Record<string, string>, processEnv: Record<string, string> = {}) =>
    (await azureMembers(env, { processEnv })).map((member) => member.title)
  const tools = ['Azure CLI', 'Azure Developer CLI', 'Azure PowerShell']

  it('are the three tools where no variable is set: no metadata address is ever asked', async () => {
    expect(await titles({})).toEqual(tools)
  })

  it('begin with the environment where it holds an identity', async () => {
    expect(await titles(service)).toEqual(['environment variables (client secret)', ...tools])
    const certificate = { ...service, AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PATH: '/x.pem' }
    expect(await titles(certificate)).toEqual(['environment variables (client certificate)', ...tools])
  })

  it('leave out an environment that is set in part', async () => {
    expect(await titles({ AZURE_CLIENT_SECRET: 'x', AZURE_TENANT_ID: 't' })).toEqual(tools)
  })

  it('hold workload identity where its token file is named', async () => {
    const env = { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_FEDERATED_TOKEN_FILE: '/var/run/token' }
    expect(await titles(env)).toEqual(['workload identity', ...tools])
  })

  it('hold managed identity only where the process itself has its endpoint', async () => {
    const env = { IDENTITY_ENDPOINT: 'http://127.0.0.1:1', IDENTITY_HEADER: 'h' }
    expect(await titles(env, env)).toEqual(['managed identity', ...tools])
    expect(await titles(env)).toEqual(tools)
    expect(await titles({ IDENTITY_ENDPOINT: 'x' }, { IDENTITY_ENDPOINT: 'x' })).toEqual(tools)
  })

  it.each([
    ['dev', tools],
    ['prod', ['environment variables (client secret)']],
    ['AzureCliCredential', ['Azure CLI']],
    ['azuredeveloperclicredential', ['Azure Developer CLI']],
  ])('are narrowed by AZURE_TOKEN_CREDENTIALS=%s', async (name, expected) => {
    expect(await titles({ ...service, AZURE_TOKEN_CREDENTIALS: name })).toEqual(expected)
  })

  it('see the PATH of the given environment', async () => {
    const processEnv: Record<string, string | undefined> = { PATH: '/usr/bin' }
    await azureMembers({ PATH: ['/usr/bin', '/opt/homebrew/bin'].join(delimiter) }, { processEnv })
    expect(processEnv.PATH).toContain('/opt/homebrew/bin')
  })
})

describe('the chain', () => {
  const user = tokenOf({ tid: 'tenant', upn: 'ada@example.com', oid: 'object', appid: 'cli' })

  it('says which member answered and who that is, and keeps no token', async () => {
    const { credential, asked } = chain(
      { id: 'AzureCliCredential', error: 'Azure CLI could not be found.' },
      { id: 'AzureDeveloperCliCredential', token: user },
      { id: 'AzurePowerShellCredential', token: user },
    )
    expect(await credential.identify(scope, never)).toEqual({
      member: 'AzureDeveloperCliCredential',
      tenantId: 'tenant',
      principal: 'ada@example.com',
      kind: 'user',
      objectId: 'object',
      expiresAt: 1_800_000_000_000,
    })
    expect(asked).toEqual(['AzureCliCredential', 'AzureDeveloperCliCredential'])
    expect(JSON.stringify(credential.signIn)).not.toContain('eyJ')
  })

  it('stops at a member that was set up on purpose, and never signs in as somebody else', async () => {
    const { credential, asked } = chain(
      { id: 'EnvironmentCredential', decisive: true, error: 'AADSTS7000215: Invalid client secret provided.' },
      { id: 'AzureCliCredential', token: user },
    )
    expect(await failureOf(credential.getToken(scope))).toMatchObject({ code: 'CREDENTIALS_INVALID' })
    expect(asked).toEqual(['EnvironmentCredential'])
  })

  it('is asked again for each token, so that a new sign-in counts', async () => {
    const { credential, asked } = chain({ id: 'AzureCliCredential', token: user })
    await credential.getToken(scope)
    await credential.getToken(scope)
    expect(asked).toHaveLength(2)
  })
})

describe('claims', () => {
  it.each([
    ['a user', { upn: 'a@b', tid: 't' }, { principal: 'a@b', kind: 'user' }],
    ['a guest', { unique_name: 'live.com#a@b' }, { principal: 'live.com#a@b', kind: 'user' }],
    ['an app', { appid: 'app', idtyp: 'app', oid: 'o' }, { principal: 'app', kind: 'app' }],
    ['an app of v2', { azp: 'app' }, { principal: 'app', kind: 'app' }],
    ['nobody known', { tid: 't' }, { principal: null, kind: null, tenantId: 't' }],
  ])('name %s', (_name, claims, expected) => {
    expect(claimsOf(tokenOf(claims))).toMatchObject(expected)
  })

  it.each(['', 'abc', 'a.b.c', 'a.bnVsbA.c', '...'])('that cannot be read (%j) are unknown', (token) => {
    expect(claimsOf(token)).toEqual({ tenantId: null, principal: null, kind: null, objectId: null })
  })
})

describe('what went wrong', () => {
  const cli = (message: string): MemberFailure => ({
    member: 'AzureCliCredential',
    title: 'Azure CLI',
    name: 'CredentialUnavailableError',
    message,
  })
  const environment = (message: string): MemberFailure => ({
    member: 'EnvironmentCredential',
    title: 'environment variables (client secret)',
    name: 'AuthenticationError',
    message,
  })
  const azd = (message: string): MemberFailure => ({
    ...cli(message),
    member: 'AzureDeveloperCliCredential',
    title: 'azd',
  })

  it.each([
    [
      'nothing installed',
      [cli('Azure CLI could not be found.')],
      'CREDENTIALS_MISSING',
      'az login',
      'Install Azure CLI',
    ],
    ['signed out', [cli("Please run 'az login' from a command prompt")], 'CREDENTIALS_MISSING', 'az login', 'Sign in.'],
    [
      'a refresh token past its time',
      [cli('AADSTS700082: The refresh token has expired due to inactivity.')],
      'CREDENTIALS_EXPIRED',
      'az login',
      'Sign in again.',
    ],
    ['a changed password', [cli('AADSTS50173: The provided grant has expired')], 'CREDENTIALS_EXPIRED', 'az login', ''],
    [
      'a policy that wants a second factor',
      [cli('AADSTS50076: you must use multi-factor authentication')],
      'CREDENTIALS_EXPIRED',
      'az login',
      '',
    ],
    [
      'azd past its time',
      [cli('Azure CLI could not be found.'), azd('AADSTS70043: refresh token expired')],
      'CREDENTIALS_EXPIRED',
      'azd auth login',
      '',
    ],
    [
      'a secret past its time',
      [environment('AADSTS7000222: The provided client secret keys are expired.')],
      'CREDENTIALS_EXPIRED',
      'az ad app credential reset --id "$AZURE_CLIENT_ID"',
      'AZURE_CLIENT_SECRET',
    ],
    [
      'a wrong secret',
      [environment('AADSTS7000215: Invalid client secret')],
      'CREDENTIALS_INVALID',
      'az ad app credential reset --id "$AZURE_CLIENT_ID"',
      '',
    ],
    [
      'an unknown app',
      [environment('AADSTS700016: Application not found')],
      'CREDENTIALS_INVALID',
      null,
      'AZURE_CLIENT_ID',
    ],
    ['an unknown tenant', [environment('AADSTS90002: Tenant not found')], 'CREDENTIALS_INVALID', null, ''],
    ['no network', [environment('getaddrinfo ENOTFOUND login.microsoftonline.com')], 'UNREACHABLE', null, ''],
    ['a tool that fails otherwise', [cli('Traceback (most recent call last)')], 'CREDENTIALS_INVALID', 'az login', ''],
  ])('with %s is told with the way out', (_name, failures, code, command, words) => {
    const { info } = explainAzureCredentials(failures, {})
    expect(info).toMatchObject({ code, platform: 'azuremonitor' })
    if (command !== null) expect(info.fix!.command).toBe(command)
    expect(info.fix!.text).toContain(words)
  })

  it('with half an environment names the missing variable', () => {
    const { info } = explainAzureCredentials([cli('Azure CLI could not be found.')], { AZURE_CLIENT_SECRET: 'abcd' })
    expect(info.cause).toContain('AZURE_TENANT_ID and AZURE_CLIENT_ID')
  })

  it('never tells a token or a secret', () => {
    const token = tokenOf({ a: 1 })
    const failures = [
      cli(`Unexpected token in JSON: "accessToken": "${token}"`),
      environment(`client_secret=very-secret-value&grant_type=x refresh_token: "0.AXoA"`),
    ]
    const text = JSON.stringify(explainAzureCredentials(failures, service).info)
    expect(text).not.toContain('eyJ')
    expect(text).not.toContain('very-secret-value')
    expect(text).not.toContain('0.AXoA')
  })

  it('hides secrets in JSON that was quoted once more', () => {
    const text = scrubAzureText(String.raw`"{\"client_secret\":\"abc~Q1\",\"access_token\": \"opaque1\",\"a\":1}"`)
    expect(text).not.toMatch(/abc~Q1|opaque1/)
    expect(text).toContain('a')
  })

  it('keeps ordinary words when it hides secrets', () => {
    expect(scrubAzureText('AADSTS700082: The refresh token has expired. Trace ID: 1b4e28ba-2fa1')).toBe(
      'AADSTS700082: The refresh token has expired. Trace ID: 1b4e28ba-2fa1',
    )
  })
})

describe.skipIf(process.platform === 'win32')('the real Azure CLI member over a stand-in az', () => {
  let folder: string
  let path: string | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracecraft-az-'))
    path = process.env.PATH
  })

  afterEach(() => {
    process.env.PATH = path
    rmSync(folder, { recursive: true, force: true })
  })

  /** A chain whose az is the given shell script, and that has no other member. */
  function az(script: string): AzureCredential {
    const file = join(folder, 'az')
    writeFileSync(file, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o755)
    return openAzureCredential({
      PATH: [folder, path].join(delimiter),
      AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential',
    })
  }

  it('signs in with what az prints', async () => {
    const token = tokenOf({ tid: 't', upn: 'ada@example.com' })
    const credential = az(
      `echo '{"accessToken":"${token}","expires_on":"1900000000","expiresOn":"2030-03-17 17:46:40"}'`,
    )
    expect(await credential.identify(scope, never)).toMatchObject({ member: 'Azure CLI', principal: 'ada@example.com' })
  })

  it('says to sign in when az says so', async () => {
    const info = await failureOf(az(`echo "Please run 'az login' to setup account." >&2; exit 1`).getToken(scope))
    expect(info).toMatchObject({ code: 'CREDENTIALS_MISSING', fix: { command: 'az login' } })
    expect(info.cause).toContain('not signed in')
  })

  it('tells an expired sign-in', async () => {
    const words =
      'AADSTS700082: The refresh token has expired due to inactivity. Interactive authentication is needed: az login --scope x'
    const info = await failureOf(az(`echo "${words}" >&2; exit 1`).getToken(scope))
    expect(info).toMatchObject({ code: 'CREDENTIALS_EXPIRED', fix: { command: 'az login' } })
  })

  it('does not quote what az printed', async () => {
    const info = await failureOf(az(`echo 'eyJhbGciOiJub25lIn0.eyJzZWNyZXQiOjF9.c2ln is no JSON'`).getToken(scope))
    expect(info.code).toBe('CREDENTIALS_INVALID')
    expect(JSON.stringify(info)).not.toContain('eyJ')
  })

  it('finds no az where there is none', async () => {
    const credential = openAzureCredential({ AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential' })
    process.env.PATH = folder
    expect(await failureOf(credential.getToken(scope))).toMatchObject({ code: 'CREDENTIALS_MISSING' })
  })
})
