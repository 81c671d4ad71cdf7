import { inspect } from 'node:util'
import { UserRefreshClient } from 'google-auth-library'
import { afterEach, describe, expect, it } from 'vitest'
import type { PlatformServer } from '../../../../src/demo/http/server.ts'
import { startPlatformServer } from '../../../../src/demo/http/server.ts'
import { explainCloudTrace } from '../../../../src/main/stores/cloudtrace/explain.ts'
import { scrub } from '../../../../src/main/stores/cloudtrace/scrub.ts'
import type { ErrorInfo } from '../../../../src/shared/errors.ts'
import { answering } from './fixture.ts'
import { expectFault } from '../../../support/audit/expected-faults.ts'

// This server stands in for Google's token endpoint.
expectFault(/^POST \/token /)

const call = {
  what: 'list',
  project: 'my-project',
  traceId: null,
  host: 'cloudtrace.googleapis.com',
  serviceAccount: null,
  credentialType: null,
  maxAnswerBytes: 1024,
} as const

let server: PlatformServer | null = null

afterEach(async () => {
  await server?.close()
  server = null
})

/** What the real library throws when the token endpoint answers so, and what is made of it. */
async function refreshing(status: number, body: unknown): Promise<{ thrown: unknown; info: ErrorInfo }> {
  server = await startPlatformServer(
    answering(() => ({ status, headers: { 'content-type': 'application/json' }, body })),
  )
  const client = new UserRefreshClient({
    clientId: 'client',
    clientSecret: 'GOCSPX-secretsecret',
    refreshToken: '1//0gsecretsecret',
    endpoints: { oauth2TokenUrl: `${server.url}/token` },
  })
  try {
    await client.getAccessToken()
  } catch (thrown) {
    return { thrown, info: explainCloudTrace(thrown, call) }
  }
  throw new Error('The token was given.')
}

const forbidden = (error: object, given: object = {}) =>
  explainCloudTrace(
    { response: { status: 403, data: { error: { code: 403, status: 'PERMISSION_DENIED', ...error } } } },
    { ...call, ...given },
  )

describe('the sign-in', () => {
  it('that is no longer accepted is expired, and nothing secret leaves', async () => {
    const { thrown, info } = await refreshing(400, {
      error: 'invalid_grant',
      error_description: 'Token has been expired or revoked.',
    })
    expect(info).toMatchObject({
      code: 'CREDENTIALS_EXPIRED',
      fix: { command: 'gcloud auth application-default login' },
      status: 400,
    })
    // The thrown error itself does hold the token: that is why it must not leave.
    expect(inspect(thrown, { depth: 10, showHidden: true })).toContain('secretsecret')
    expect(JSON.stringify(info)).not.toContain('secretsecret')
  })

  it('that the organisation wants renewed says so', async () => {
    const { info } = await refreshing(400, {
      error: 'invalid_grant',
      error_subtype: 'invalid_rapt',
      error_description: 'reauth related error (invalid_rapt)',
    })
    expect(info).toMatchObject({ code: 'CREDENTIALS_EXPIRED', cause: expect.stringContaining('invalid_rapt') })
  })

  it('of a client that Google does not know is invalid', async () => {
    const { info } = await refreshing(401, {
      error: 'invalid_client',
      error_description: 'The OAuth client was not found.',
    })
    expect(info).toMatchObject({
      code: 'CREDENTIALS_INVALID',
      cause: 'The OAuth client was not found. (invalid_client)',
    })
  })

  it('whose private key is no key is invalid', () => {
    const error = Object.assign(new Error('error:1E08010C:DECODER routines::unsupported'), {
      code: 'ERR_OSSL_UNSUPPORTED',
    })
    expect(explainCloudTrace(error, call)).toMatchObject({
      code: 'CREDENTIALS_INVALID',
      cause: 'Its private key is not a key.',
    })
  })
})

describe('a refusal', () => {
  it('grants the role to a service account that is known', () => {
    expect(forbidden({ message: 'no' }, { serviceAccount: 'a@p.iam.gserviceaccount.com' }).fix?.command).toBe(
      'gcloud projects add-iam-policy-binding my-project --member=serviceAccount:a@p.iam.gserviceaccount.com --role=roles/cloudtrace.user',
    )
    expect(forbidden({ message: 'no' }).fix?.command).toBeNull()
  })

  it.each([
    ['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'gcloud auth application-default login'],
    ['USER_PROJECT_DENIED', 'gcloud auth application-default set-quota-project my-project'],
  ])('for %s has its own way out', (reason, command) => {
    expect(forbidden({ details: [{ reason }] })).toMatchObject({ code: 'PERMISSION_DENIED', fix: { command } })
  })

  it('for the rate is throttling, whatever its status', () => {
    expect(forbidden({ details: [{ reason: 'RATE_LIMIT_EXCEEDED' }] }).code).toBe('THROTTLED')
  })

  it('to impersonate names the role for that', () => {
    expect(forbidden({ message: "Permission 'iam.serviceAccounts.getAccessToken' denied" }).fix?.text).toContain(
      'serviceAccountTokenCreator',
    )
  })

  it('of the question itself keeps Google’s words', () => {
    const error = { response: { status: 400, data: { error: { status: 'INVALID_ARGUMENT', message: 'bad filter' } } } }
    expect(explainCloudTrace(error, call)).toMatchObject({ code: 'BAD_REQUEST', cause: 'bad filter', status: 400 })
  })
})

describe('a connection that failed', () => {
  it.each([
    ['ENOTFOUND', 'UNREACHABLE', 'The name could not be resolved.'],
    ['ECONNRESET', 'UNREACHABLE', 'The connection was reset.'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'UNREACHABLE', 'The connection was closed before the answer was whole.'],
  ])('%s', (code, expected, cause) => {
    expect(explainCloudTrace(Object.assign(new Error('x'), { code }), call)).toMatchObject({ code: expected, cause })
  })

  it('for its certificate says how to trust a proxy', () => {
    const error = Object.assign(new Error('x'), { cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } })
    expect(explainCloudTrace(error, call)).toMatchObject({
      code: 'UNREACHABLE',
      fix: { text: expect.stringContaining('NODE_EXTRA_CA_CERTS') },
    })
  })
})

it.each([
  [null],
  [undefined],
  [5],
  ['text'],
  [{}],
  [{ response: 5 }],
  [{ response: { data: { error: { details: 'x' } } } }],
])('anything thrown is explained: %j', (thrown) => {
  expect(explainCloudTrace(thrown, call)).toMatchObject({ code: 'INTERNAL', platform: 'cloudtrace' })
})

it('scrubs every shape of secret and keeps the rest', () => {
  const text = scrub(
    `Authorization: Bearer x0x0 a {"refresh_token":"x1x1","private_key": "x2x2"} client_secret=x3x3& Bearer x4x4 ya29.x5x5 -----BEGIN PRIVATE KEY-----\nx6x6\n-----END PRIVATE KEY----- b`,
  )
  expect(text).not.toMatch(/x\dx\d/)
  expect(text).toMatch(/^Authorization: \[removed\] a .* b$/s)
  expect(scrub(String.raw`"{\"client_secret\":\"x7x7\",\"a\":1}"`)).not.toContain('x7x7')
  expect(scrub('x'.repeat(10_000)).length).toBeLessThanOrEqual(4001)
})
