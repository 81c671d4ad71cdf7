import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AwsCredentials } from '../../../src/main/credentials/aws.ts'
import { explainCredentials } from '../../../src/main/credentials/aws-errors.ts'
import { listAwsProfiles } from '../../../src/main/credentials/aws-profiles.ts'
import { type ErrorInfo, TraceCraftError } from '../../../src/shared/errors.ts'

let folder: string
let env: Record<string, string | undefined>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracecraft-aws-'))
  env = {
    HOME: folder,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function files(config: string, credentials = ''): void {
  writeFileSync(join(folder, 'config'), config)
  writeFileSync(join(folder, 'credentials'), credentials)
}

function credentials(profile: string | null = null, endpoint: string | null = null, now = Date.now): AwsCredentials {
  return new AwsCredentials({ profile, endpoint, region: 'us-east-1' }, env, now)
}

async function failureOf(work: Promise<unknown>): Promise<ErrorInfo> {
  try {
    await work
  } catch (error) {
    if (error instanceof TraceCraftError) return error.info
    throw error
  }
  throw new Error('It did not fail.')
}

describe('profiles', () => {
  it('are those of both files, with the kind of sign-in and never a key', async () => {
    files(
      `[default]\nregion = eu-west-1\n[profile dev]\nsso_session = corp\nregion=us-east-2\n[sso-session corp]\nsso_region = us-east-1\n` +
        `[services local]\n[profile "with space"]\nrole_arn = arn:x\nsource_profile = dev\n[profile proc]\ncredential_process = /bin/true\n`,
      `[default]\naws_access_key_id = AKIASECRET\naws_secret_access_key = hidden\n[only-here]\naws_access_key_id = AKIAOTHER\n`,
    )
    const profiles = await listAwsProfiles(env)
    expect(profiles).toMatchObject([
      { name: 'default', region: 'eu-west-1', kind: 'keys' },
      { name: 'dev', region: 'us-east-2', kind: 'sso' },
      { name: 'only-here', region: null, kind: 'keys' },
      { name: 'proc', region: null, kind: 'process' },
      { name: 'with space', region: null, kind: 'role' },
    ])
    expect(JSON.stringify(profiles)).not.toMatch(/AKIA|hidden/)
  })

  it('are none without files', async () => {
    expect(await listAwsProfiles(env)).toEqual([])
  })
})

describe('the order of places', () => {
  it('a plain-http loopback endpoint gets placeholders, and nothing is looked at', async () => {
    env.AWS_ACCESS_KEY_ID = 'AKIAREAL'
    env.AWS_SECRET_ACCESS_KEY = 'real'
    const loopback = credentials('no-such-profile', 'http://127.0.0.1:9')
    expect(await loopback.provider()).toEqual({
      accessKeyId: 'TRACECRAFTPLACEHOLDER',
      secretAccessKey: 'placeholder',
    })
    expect((await loopback.describe()).source).toBe('placeholder (loopback endpoint)')
  })

  it('the source’s profile comes before everything', async () => {
    files('[profile mine]\nregion = us-east-1\n', '[mine]\naws_access_key_id = A1\naws_secret_access_key = S1\n')
    Object.assign(env, { AWS_ACCESS_KEY_ID: 'A2', AWS_SECRET_ACCESS_KEY: 'S2', AWS_PROFILE: 'other' })
    const found = credentials('mine')
    expect((await found.provider()).accessKeyId).toBe('A1')
    expect(await found.describe()).toEqual({
      source: 'profile mine (keys)',
      profile: 'mine',
      accountId: null,
      expiresAt: null,
      renewal: null,
    })
  })

  it('AWS_PROFILE comes before keys in the environment, and those before the default profile', async () => {
    files(
      '',
      '[default]\naws_access_key_id = A1\naws_secret_access_key = S1\n[p]\naws_access_key_id = A3\naws_secret_access_key = S3\n',
    )
    expect((await credentials().provider()).accessKeyId).toBe('A1')
    Object.assign(env, { AWS_ACCESS_KEY_ID: 'A2', AWS_SECRET_ACCESS_KEY: 'S2', AWS_SESSION_TOKEN: 'T2' })
    expect(await credentials().provider()).toMatchObject({ accessKeyId: 'A2', sessionToken: 'T2' })
    env.AWS_PROFILE = 'p'
    expect((await credentials().provider()).accessKeyId).toBe('A3')
  })

  it('a credential process is run, and its end is kept', async () => {
    const expiration = new Date(Date.now() + 3_600_000).toISOString()
    const answer = JSON.stringify({ Version: 1, AccessKeyId: 'A', SecretAccessKey: 'S', Expiration: expiration })
    writeFileSync(join(folder, 'answer.json'), answer)
    files(`[profile proc]\ncredential_process = cat ${join(folder, 'answer.json')}\n`)
    const used = await credentials('proc').describe()
    expect(used).toMatchObject({ source: 'profile proc (process)', expiresAt: Date.parse(expiration) })
  })

  it('a change of the files counts once the credentials are forgotten', async () => {
    const keys = (id: string) => `[default]\naws_access_key_id = ${id}\naws_secret_access_key = S\n`
    files('', keys('OLD'))
    const found = credentials()
    expect((await found.provider()).accessKeyId).toBe('OLD')
    files('', keys('NEW'))
    expect((await found.provider()).accessKeyId).toBe('OLD')
    found.forget()
    expect((await found.provider()).accessKeyId).toBe('NEW')
  })
})

describe('what is missing or over', () => {
  it('nothing anywhere', async () => {
    const info = await failureOf(credentials().provider())
    expect(info).toMatchObject({ code: 'CREDENTIALS_MISSING', platform: 'xray' })
    expect(info.fix!.command).toBe('aws configure sso')
  })

  it('profiles, but none that was chosen', async () => {
    files('[profile dev]\nregion = us-east-1\n[profile prod]\n')
    const info = await failureOf(credentials().provider())
    expect(info.fix!.text).toContain('dev, prod')
    expect(info.fix!.command).toBe('export AWS_PROFILE=dev')
  })

  it('a profile that does not exist, with the one that was meant', async () => {
    files('[profile production]\n')
    const info = await failureOf(credentials('prodcution').provider())
    expect(info).toMatchObject({ code: 'CREDENTIALS_MISSING', message: 'There is no AWS profile "prodcution".' })
    expect(info.fix!.text).toBe('Did you mean production?')
  })

  it('an SSO session that was never started or has ended', async () => {
    files(
      '[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\n' +
        '[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://example.invalid/start\n',
    )
    const before = { ...process.env }
    const info = await failureOf(credentials('dev').provider())
    expect(info).toMatchObject({ code: 'CREDENTIALS_EXPIRED', fix: { command: 'aws sso login --profile dev' } })
    expect(process.env).toEqual(before)
  })

  it('a credential process is looked for in the PATH of the login shell', async () => {
    const tools = join(folder, 'tools')
    mkdirSync(tools)
    const script = '#!/bin/sh\necho \'{"Version":1,"AccessKeyId":"A9","SecretAccessKey":"S"}\'\n'
    writeFileSync(join(tools, 'vault-of-test'), script, { mode: 0o755 })
    files('[profile proc]\ncredential_process = vault-of-test\n')
    env.PATH = `${tools}:${process.env.PATH}`
    expect((await credentials('proc').provider()).accessKeyId).toBe('A9')
  })

  it('a credential process that fails keeps its own words', async () => {
    files('[profile proc]\ncredential_process = sh -c "echo no vault >&2; exit 3"\n')
    const info = await failureOf(credentials('proc').provider())
    expect(info).toMatchObject({ code: 'CREDENTIALS_MISSING', cause: 'The credential_process of the profile failed.' })
    expect(info.raw).toContain('no vault')
  })

  it('keys in the environment past their end', async () => {
    Object.assign(env, {
      AWS_ACCESS_KEY_ID: 'A',
      AWS_SECRET_ACCESS_KEY: 'S',
      AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
    })
    expect((await failureOf(credentials().provider())).code).toBe('CREDENTIALS_EXPIRED')
  })

  it('a role that asks for a one-time code', async () => {
    files(
      '[profile mfa]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n',
      '[base]\naws_access_key_id = A\naws_secret_access_key = S\n',
    )
    const info = await failureOf(credentials('mfa').provider())
    expect(info.message).toContain('one-time code')
  })

  it('shows no secret of what a provider said', () => {
    const error = new Error('failed: --token=abcdefghijkl AKIAIOSFODNN7EXAMPLE')
    const { info } = explainCredentials(error, { profile: 'p', profiles: [] })
    expect(JSON.stringify(info)).not.toMatch(/abcdefghijkl|AKIAIOSFODNN7EXAMPLE/)
  })
})
