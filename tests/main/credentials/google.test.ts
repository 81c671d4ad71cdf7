import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findGoogleCredentials, traceScopes } from '../../../src/main/credentials/google.ts'
import { gcloudFolder, wellKnownFile } from '../../../src/main/credentials/google-files.ts'
import { describeGoogleIdentity, gcloudConfiguration } from '../../../src/main/credentials/google-identity.ts'
import type { ErrorInfo } from '../../../src/shared/errors.ts'
import { TraceCraftError } from '../../../src/shared/errors.ts'

const user = {
  type: 'authorized_user',
  client_id: 'c.apps.googleusercontent.com',
  client_secret: 'GOCSPX-secretsecret',
  refresh_token: '1//0gsecretsecret',
  quota_project_id: 'billed-project',
}

const serviceAccount = {
  type: 'service_account',
  client_email: 'reader@my-project.iam.gserviceaccount.com',
  project_id: 'my-project',
  private_key_id: 'secretsecret',
  private_key: generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey,
}

let home: string
let gcloud: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'google-credentials-'))
  gcloud = join(home, '.config', 'gcloud')
  await mkdir(join(gcloud, 'configurations'), { recursive: true })
})

afterEach(() => rm(home, { recursive: true }))

async function keep(path: string, content: unknown): Promise<string> {
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function failing(env: Record<string, string>): Promise<ErrorInfo> {
  try {
    await findGoogleCredentials(env)
  } catch (error) {
    if (error instanceof TraceCraftError) return error.info
    throw error
  }
  throw new Error('Credentials were found.')
}

describe('the order', () => {
  it('GOOGLE_APPLICATION_CREDENTIALS comes before the file of gcloud', async () => {
    await keep(join(gcloud, 'application_default_credentials.json'), user)
    const key = await keep(join(home, 'key.json'), serviceAccount)
    expect(await findGoogleCredentials({ HOME: home, GOOGLE_APPLICATION_CREDENTIALS: key })).toMatchObject({
      type: 'service_account',
      principal: serviceAccount.client_email,
      project: 'my-project',
      origin: `GOOGLE_APPLICATION_CREDENTIALS (${key})`,
    })
    expect(await findGoogleCredentials({ HOME: home })).toMatchObject({
      type: 'authorized_user',
      principal: null,
      quotaProject: 'billed-project',
    })
  })

  it('the given environment decides, not the one of this process', async () => {
    const before = process.env.GOOGLE_APPLICATION_CREDENTIALS
    process.env.GOOGLE_APPLICATION_CREDENTIALS = await keep(join(home, 'key.json'), serviceAccount)
    try {
      expect((await failing({ HOME: home })).code).toBe('CREDENTIALS_MISSING')
    } finally {
      if (before === undefined) delete process.env.GOOGLE_APPLICATION_CREDENTIALS
      else process.env.GOOGLE_APPLICATION_CREDENTIALS = before
    }
  })

  it('CLOUDSDK_CONFIG moves gcloud’s folder; Windows keeps it under APPDATA', () => {
    expect(gcloudFolder({ CLOUDSDK_CONFIG: '/elsewhere', HOME: '/home/a' }, 'linux')).toBe('/elsewhere')
    expect(wellKnownFile({ HOME: '/home/a' }, 'darwin')).toBe(
      '/home/a/.config/gcloud/application_default_credentials.json',
    )
    expect(gcloudFolder({ APPDATA: 'C:/a', HOME: '/home/a' }, 'win32')).toBe(join('C:/a', 'gcloud'))
    expect(wellKnownFile({}, 'linux')).toBeNull()
  })

  it('the metadata server is no part of it unless it is asked for', async () => {
    expect((await failing({ HOME: home })).code).toBe('CREDENTIALS_MISSING')
    const env = { HOME: home, METADATA_SERVER_DETECTION: 'assume-present' }
    expect(await findGoogleCredentials(env)).toMatchObject({ type: 'metadata_server' })
    expect(await findGoogleCredentials({ HOME: home }, { metadataServer: true })).toMatchObject({
      type: 'metadata_server',
    })
  })
})

describe('what cannot be used', () => {
  it('nothing at all: says where it looked and how to sign in', async () => {
    const info = await failing({ HOME: home })
    expect(info).toMatchObject({
      code: 'CREDENTIALS_MISSING',
      platform: 'cloudtrace',
      fix: { command: 'gcloud auth application-default login' },
    })
    expect(info.cause).toContain(join(gcloud, 'application_default_credentials.json'))
  })

  it('a file that is named and not there is not passed over for the next one', async () => {
    await keep(join(gcloud, 'application_default_credentials.json'), user)
    const info = await failing({ HOME: home, GOOGLE_APPLICATION_CREDENTIALS: '/nowhere/key.json' })
    expect(info).toMatchObject({ code: 'CREDENTIALS_MISSING', cause: expect.stringContaining('/nowhere/key.json') })
  })

  it.each([
    ['no JSON', 'secretsecret {'],
    ['an array', []],
    ['no type', { refresh_token: 'secretsecret' }],
    ['another type', { type: 'api_key', key: 'secretsecret' }],
    ['a user without a token', { ...user, refresh_token: '' }],
    ['a key without a key', { ...serviceAccount, private_key: undefined }],
  ])('%s: invalid, and the content is not shown', async (_name, content) => {
    const info = await failing({ GOOGLE_APPLICATION_CREDENTIALS: await keep(join(home, 'key.json'), content) })
    expect(info.code).toBe('CREDENTIALS_INVALID')
    expect(JSON.stringify(info)).not.toContain('secretsecret')
  })

  it('a folder in place of the file', async () => {
    expect(await failing({ GOOGLE_APPLICATION_CREDENTIALS: home })).toMatchObject({
      code: 'CREDENTIALS_INVALID',
      cause: expect.stringContaining('folder'),
    })
  })
})

describe('the client', () => {
  it.each([
    ['authorized_user', user],
    ['service_account', serviceAccount],
    [
      'impersonated_service_account',
      {
        type: 'impersonated_service_account',
        source_credentials: user,
        service_account_impersonation_url:
          'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/target@p.iam.gserviceaccount.com:generateAccessToken',
      },
    ],
    [
      'external_account',
      {
        type: 'external_account',
        audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: 'https://sts.googleapis.com/v1/token',
        credential_source: { file: '/nowhere/token' },
      },
    ],
  ])('is made for %s without any request', async (type, content) => {
    const found = await findGoogleCredentials({
      GOOGLE_APPLICATION_CREDENTIALS: await keep(join(home, 'key.json'), content),
    })
    expect(found.type).toBe(type)
    const client = await found.authClient()
    expect(typeof client.getAccessToken).toBe('function')
    expect(await found.authClient()).toBe(client)
  })

  it('asks for reading only', async () => {
    const found = await findGoogleCredentials({
      GOOGLE_APPLICATION_CREDENTIALS: await keep(join(home, 'key.json'), serviceAccount),
    })
    expect((await found.authClient()) as unknown).toMatchObject({ scopes: traceScopes })
    expect(traceScopes.every((scope) => /read-?only/.test(scope))).toBe(true)
  })

  it('bills the quota project of the file, or the one of the environment', async () => {
    const path = await keep(join(home, 'key.json'), user)
    const env = { GOOGLE_APPLICATION_CREDENTIALS: path }
    expect((await (await findGoogleCredentials(env)).authClient()).quotaProjectId).toBe('billed-project')
    const other = await findGoogleCredentials({ ...env, GOOGLE_CLOUD_QUOTA_PROJECT: 'other-project' })
    expect((await other.authClient()).quotaProjectId).toBe('other-project')
  })
})

describe('a proxy', () => {
  it('of the given environment is used for requests and for tokens', async () => {
    const path = await keep(join(home, 'key.json'), user)
    const env = {
      GOOGLE_APPLICATION_CREDENTIALS: path,
      HTTPS_PROXY: 'http://proxy:3128',
      NO_PROXY: 'localhost, .internal',
    }
    const client = await (await findGoogleCredentials(env)).authClient()
    expect(client.transporter.defaults).toMatchObject({
      proxy: 'http://proxy:3128',
      noProxy: ['localhost', '.internal'],
    })
    const without = await (await findGoogleCredentials({ GOOGLE_APPLICATION_CREDENTIALS: path })).authClient()
    expect(without.transporter.defaults).not.toHaveProperty('proxy')
  })
})

describe('the identity', () => {
  it('names a service account, and the target of an impersonation', async () => {
    const key = await keep(join(home, 'key.json'), serviceAccount)
    const found = await findGoogleCredentials({ GOOGLE_APPLICATION_CREDENTIALS: key })
    expect(await describeGoogleIdentity(found, {})).toBe(`service account ${serviceAccount.client_email}`)
  })

  it('gives gcloud’s account beside a user’s credentials, and calls it that', async () => {
    await keep(join(gcloud, 'application_default_credentials.json'), user)
    const env = { HOME: home }
    const found = await findGoogleCredentials(env)
    expect(await describeGoogleIdentity(found, env)).toBe('a user signed in with gcloud (the file does not say who)')
    await keep(join(gcloud, 'active_config'), 'work\n')
    await keep(
      join(gcloud, 'configurations', 'config_work'),
      '[compute]\nregion = x\n[core]\naccount = me@example.com\nproject = p-1\n',
    )
    expect(await gcloudConfiguration(env)).toEqual({ account: 'me@example.com', project: 'p-1' })
    expect(await describeGoogleIdentity(found, env)).toBe(
      'a user signed in with gcloud (the gcloud CLI account is me@example.com)',
    )
  })

  it('never follows a configuration name out of its folder', async () => {
    await keep(join(gcloud, 'active_config'), '../../secret')
    expect(await gcloudConfiguration({ HOME: home })).toBeNull()
  })

  it('printing the credentials shows no secret', async () => {
    await keep(join(gcloud, 'application_default_credentials.json'), user)
    const found = await findGoogleCredentials({ HOME: home })
    expect(inspect(found, { depth: 10, showHidden: true }) + JSON.stringify(found)).not.toContain('secretsecret')
  })
})
