/** Every AWS chain and what goes wrong with it, through the real SDK. */

import { createHash } from 'node:crypto'
import { canary, type Machine } from './machine.ts'
import type { Answer, Asked } from './network.ts'
import { chainTable, type Row } from './table.ts'

const arn = 'arn:aws:sts::123456789012:assumed-role/reader/ada'
const iso = (ms: number) => new Date(Date.now() + ms).toISOString()
const hour = 3_600_000

/** X-Ray and STS of us-east-1, for whom every identity is fine. */
function aws(machine: Machine, sts: (asked: Asked) => Answer = stsAnswer): void {
  machine.host('sts.us-east-1.amazonaws.com', sts)
  machine.host('xray.us-east-1.amazonaws.com', ({ path }) =>
    path === '/GetTraceSegmentDestination'
      ? { body: { Destination: 'XRay', Status: 'ACTIVE' } }
      : { body: { TraceSummaries: [], Traces: [], UnprocessedTraceIds: [], IndexingRules: [] } },
  )
}

function stsAnswer({ body }: Asked): Answer {
  const action = new URLSearchParams(body).get('Action')
  if (action === 'GetCallerIdentity')
    return xml(action, `<Arn>${arn}</Arn><UserId>AROA:ada</UserId><Account>123456789012</Account>`)
  return xml(
    action ?? '',
    `<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>${canary}</SecretAccessKey><SessionToken>${canary}</SessionToken><Expiration>${iso(hour)}</Expiration></Credentials>` +
      `<AssumedRoleUser><Arn>${arn}</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser>`,
  )
}

function xml(action: string, content: string): Answer {
  return {
    headers: { 'content-type': 'text/xml' },
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${content}</${action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${action}Response>`,
  }
}

function refusing(code: string, message: string, status = 403, onlyFor?: string) {
  return (asked: Asked): Answer =>
    onlyFor !== undefined && !asked.body.includes(`Action=${onlyFor}`)
      ? stsAnswer(asked)
      : {
          status,
          headers: { 'content-type': 'text/xml' },
          body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message} Bearer ${canary}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>`,
        }
}

const keys = (name: string) => `[${name}]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = ${canary}\n`
const environmentKeys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: canary }
const sso =
  '[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\nregion = us-east-1\n' +
  '[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example/start\nsso_registration_scopes = sso:account:access\n'
const startUrl = 'https://old.example/start'
const legacySso = `[profile dev]\nsso_start_url = ${startUrl}\nsso_region = eu-central-1\nsso_account_id = 123456789012\nsso_role_name = reader\n`
const portal = 'portal.sso.eu-central-1.amazonaws.com'

function ssoToken(machine: Machine, id: string, expiresAt: string, more: object = {}): void {
  const name = createHash('sha1').update(id).digest('hex')
  machine.file(`.aws/sso/cache/${name}.json`, { accessToken: canary, expiresAt, ...more })
}

function ssoPortal(machine: Machine, answer: () => Answer): void {
  machine.host(portal, answer)
}

const roleCredentials = (): Answer => ({
  body: {
    roleCredentials: {
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: canary,
      sessionToken: canary,
      expiration: Date.now() + hour,
    },
  },
})
const refusedBy = (status: number, type: string, message: string) => (): Answer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: { message: `${message} Bearer ${canary}` },
})

const dev = 'xray://us-east-1/?profile=dev'
const expiredSso = {
  at: 'credentials',
  code: 'CREDENTIALS_EXPIRED',
  message: 'The credentials of the AWS profile "dev" have expired.',
  cause: 'The SSO session has ended, or was never started.',
  command: 'aws sso login --profile dev',
  fix: 'Sign in again.',
} as const

const environment: Row[] = [
  {
    name: 'nothing at all',
    given: () => {},
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'No AWS credentials were found.',
      cause: /~\/\.aws, which has no profiles/,
      command: 'aws configure sso',
      fix: /Sign in with the AWS CLI, or set AWS_ACCESS_KEY_ID/,
    },
  },
  {
    name: 'an access key id without its secret',
    given: (machine) => machine.set({ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' }),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'No AWS credentials were found.',
      cause: /^AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not\./,
      command: 'aws configure sso',
      fix: /AWS_SECRET_ACCESS_KEY/,
    },
  },
  {
    name: 'keys in the environment',
    given: (machine) => {
      aws(machine)
      machine.set(environmentKeys)
    },
    expected: { credentials: 'environment variables', identity: `${arn} (account 123456789012)` },
  },
  {
    name: 'temporary keys in the environment',
    given: (machine) => {
      aws(machine)
      machine.set({ ...environmentKeys, AWS_SESSION_TOKEN: canary, AWS_CREDENTIAL_EXPIRATION: iso(2 * hour + 5000) })
    },
    expected: { credentials: /^environment variables, expires in 2/ },
  },
  {
    name: 'temporary keys in the environment that have ended',
    given: (machine) => machine.set({ ...environmentKeys, AWS_CREDENTIAL_EXPIRATION: iso(-hour) }),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_EXPIRED',
      message: 'The AWS credentials in the environment have expired.',
      command: 'aws sso login',
      fix: /Get fresh credentials/,
    },
  },
  {
    name: 'temporary keys that AWS calls expired',
    given: (machine) => {
      aws(machine, refusing('ExpiredToken', 'The security token included in the request is expired'))
      machine.set(environmentKeys)
    },
    expected: {
      at: 'identity',
      code: 'CREDENTIALS_EXPIRED',
      message: 'The AWS credentials have expired.',
      command: 'aws sso login',
      fix: /Get fresh credentials/,
    },
  },
  {
    name: 'keys that AWS does not know',
    given: (machine) => {
      aws(machine, refusing('InvalidClientTokenId', 'The security token included in the request is invalid.'))
      machine.set(environmentKeys)
    },
    expected: {
      at: 'identity',
      code: 'CREDENTIALS_INVALID',
      message: 'AWS STS in us-east-1 does not accept the AWS credentials.',
      cause: /The access key is not known there/,
      command: 'aws sts get-caller-identity',
      fix: /Check which identity/,
    },
  },
  {
    name: 'a secret that does not fit its key',
    given: (machine) => {
      aws(machine, refusing('SignatureDoesNotMatch', 'The request signature we calculated does not match.'))
      machine.set(environmentKeys)
    },
    expected: {
      at: 'identity',
      code: 'CREDENTIALS_INVALID',
      message: 'AWS STS in us-east-1 does not accept the AWS credentials.',
      cause: /the secret key or the session token is wrong/,
      command: 'aws sts get-caller-identity',
      fix: /Check which identity/,
    },
  },
  {
    name: 'AWS_PROFILE with a slip of the pen',
    given: (machine) => {
      machine.file('.aws/credentials', keys('production'))
      machine.set({ AWS_PROFILE: 'prodcution' })
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'There is no AWS profile "prodcution".',
      cause: '~/.aws has production.',
      command: 'aws configure --profile production',
      fix: 'Did you mean production?',
    },
  },
  {
    name: 'profiles, and none chosen',
    given: (machine) => {
      machine.file('.aws/config', '[default]\nregion = us-east-1\n')
      machine.file('.aws/credentials', keys('one') + keys('two'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'No AWS credentials were found.',
      command: 'export AWS_PROFILE=one',
      fix: /Choose a profile of this source \(one, two\)/,
    },
  },
  {
    name: 'the EC2 metadata address is not asked unless that is wished for',
    given: () => {},
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'No AWS credentials were found.',
      command: 'aws configure sso',
      fix: /Sign in/,
    },
    asksNot: ['169.254.169.254'],
  },
  {
    name: 'an instance role, where AWS_EC2_METADATA_DISABLED is false',
    given: (machine) => {
      aws(machine)
      const service = 'http://imds.stand-in'
      machine.set({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: service })
      machine.host('imds.stand-in', ({ path }) =>
        path === '/latest/api/token'
          ? { body: canary }
          : path.endsWith('/security-credentials/')
            ? { body: 'node-role' }
            : {
                body: JSON.stringify({
                  Code: 'Success',
                  AccessKeyId: 'ASIAEXAMPLE',
                  SecretAccessKey: canary,
                  Token: canary,
                  Expiration: iso(hour),
                }),
              },
      )
    },
    expected: { credentials: /^instance role, expires in/ },
    asks: ['imds.stand-in'],
  },
  {
    name: 'a container role',
    given: (machine) => {
      aws(machine)
      machine.set({
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${machine.network.port}/v2/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: canary,
      })
      machine.host('127.0.0.1', () => ({
        body: { AccessKeyId: 'ASIAEXAMPLE', SecretAccessKey: canary, Token: canary, Expiration: iso(hour) },
      }))
    },
    expected: { credentials: /^container role, expires in/, identity: /account 123456789012/ },
  },
  {
    name: 'a container whose endpoint refuses',
    given: (machine) => {
      machine.set({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${machine.network.port}/x` })
      machine.host('127.0.0.1', () => ({ status: 403, body: { Message: `no, ${canary}` } }))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The AWS credentials could not be loaded from the container role.',
      command: 'aws sts get-caller-identity',
      fix: /AWS CLI/,
    },
  },
]

const profiles: Row[] = [
  {
    name: 'a profile with keys',
    source: dev,
    given: (machine) => {
      aws(machine)
      machine.file('.aws/credentials', keys('dev'))
    },
    expected: { credentials: 'profile dev (keys)', identity: `${arn} (account 123456789012)` },
  },
  {
    name: 'the default profile',
    given: (machine) => {
      aws(machine)
      machine.file('.aws/credentials', keys('default'))
    },
    expected: { credentials: 'profile default (keys)' },
  },
  {
    name: 'an SSO session is no profile',
    source: 'xray://us-east-1/?profile=sso-session.corp',
    given: (machine) => void machine.file('.aws/config', sso),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'There is no AWS profile "sso-session.corp".',
      cause: '~/.aws has dev.',
      command: /^aws configure --profile/,
      fix: /Choose a profile that exists/,
    },
  },
  {
    name: 'SSO, signed in: the portal of the session’s own region is asked',
    source: dev,
    given: (machine) => {
      aws(machine)
      machine.file('.aws/config', sso)
      ssoToken(machine, 'corp', iso(hour))
      ssoPortal(machine, roleCredentials)
    },
    expected: { credentials: /^profile dev \(SSO\), expires in/, identity: `${arn} (account 123456789012)` },
    asks: [portal],
    asksNot: ['portal.sso.us-east-1.amazonaws.com'],
  },
  {
    name: 'SSO, never signed in',
    source: dev,
    given: (machine) => void machine.file('.aws/config', sso),
    expected: expiredSso,
  },
  {
    name: 'SSO of the older form, never signed in',
    source: dev,
    given: (machine) => void machine.file('.aws/config', legacySso),
    expected: expiredSso,
  },
  {
    name: 'SSO of the older form, signed in',
    source: dev,
    given: (machine) => {
      aws(machine)
      machine.file('.aws/config', legacySso)
      ssoToken(machine, startUrl, iso(hour))
      ssoPortal(machine, roleCredentials)
    },
    expected: { credentials: /^profile dev \(SSO\)/ },
    asks: [portal],
  },
  {
    name: 'SSO whose token has ended',
    source: dev,
    given: (machine) => {
      machine.file('.aws/config', sso)
      ssoToken(machine, 'corp', iso(-hour))
    },
    expected: expiredSso,
  },
  {
    name: 'SSO whose token has ended and may not be renewed any more',
    source: dev,
    given: (machine) => {
      machine.file('.aws/config', sso.replaceAll('corp', 'renewed'))
      ssoToken(machine, 'renewed', iso(-hour), { clientId: 'c', clientSecret: canary, refreshToken: canary })
      machine.host('oidc.eu-central-1.amazonaws.com', () => ({
        status: 400,
        headers: { 'x-amzn-errortype': 'InvalidGrantException' },
        body: { error: 'invalid_grant', error_description: `Invalid refresh token ${canary}` },
      }))
    },
    expected: expiredSso,
    asks: ['oidc.eu-central-1.amazonaws.com'],
  },
  {
    name: 'SSO whose session was ended by the organisation',
    source: dev,
    given: (machine) => {
      machine.file('.aws/config', sso)
      ssoToken(machine, 'corp', iso(hour))
      ssoPortal(machine, refusedBy(401, 'UnauthorizedException', 'Session token not found or invalid'))
    },
    expected: expiredSso,
  },
  {
    name: 'SSO with a role that is not assigned',
    source: dev,
    given: (machine) => {
      machine.file('.aws/config', sso)
      ssoToken(machine, 'corp', iso(hour))
      ssoPortal(machine, refusedBy(403, 'ForbiddenException', 'No access'))
    },
    expected: {
      at: 'credentials',
      code: 'PERMISSION_DENIED',
      message: 'The credentials of the AWS profile "dev" could not be had: AWS SSO refused the role.',
      cause: 'The role reader is not assigned to you in account 123456789012.',
      command: 'aws configure sso --profile dev',
      fix: /Choose an account and a role/,
    },
  },
  {
    name: 'SSO without a network',
    source: dev,
    given: (machine) => {
      machine.file('.aws/config', sso)
      ssoToken(machine, 'corp', iso(hour))
    },
    expected: {
      at: 'credentials',
      code: 'UNREACHABLE',
      message: 'The credentials of the AWS profile "dev" could not be refreshed: no connection to AWS sign-in.',
      cause: /ENOTFOUND/,
      command: null,
      fix: /network, VPN or proxy/,
    },
  },
  {
    name: 'SSO with a session that the file does not have',
    source: dev,
    given: (machine) => void machine.file('.aws/config', sso.replace('[sso-session corp]', '[sso-session other]')),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The AWS profile "dev" is set up for SSO in part.',
      cause: /has no section \[sso-session corp\]/,
      command: 'aws configure sso --profile dev',
      fix: 'Set it up again.',
    },
  },
  {
    name: 'SSO without a role',
    source: dev,
    given: (machine) => void machine.file('.aws/config', sso.replace('sso_role_name = reader\n', '')),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The AWS profile "dev" is set up for SSO in part.',
      cause: /sso_role_name/,
      command: 'aws configure sso --profile dev',
      fix: 'Set it up again.',
    },
  },
  {
    name: 'aws login, never signed in',
    source: dev,
    given: (machine) =>
      void machine.file('.aws/config', '[profile dev]\nlogin_session = arn:aws:iam::1:user/ada\nregion = us-east-1\n'),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_EXPIRED',
      message: 'The credentials of the AWS profile "dev" have expired.',
      command: 'aws login --profile dev',
      fix: 'Sign in again.',
    },
  },
]

const role = '[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/reader\nsource_profile = base\n'

const roles: Row[] = [
  {
    name: 'a role assumed with the keys of another profile',
    source: dev,
    given: (machine) => {
      aws(machine)
      machine.file('.aws/config', role)
      machine.file('.aws/credentials', keys('base'))
    },
    expected: { credentials: /^profile dev \(role\), account 123456789012, expires in/, identity: /assumed-role/ },
  },
  {
    name: 'a role that may not be assumed',
    source: dev,
    given: (machine) => {
      aws(machine, refusing('AccessDenied', 'User is not authorized to perform: sts:AssumeRole', 403, 'AssumeRole'))
      machine.file('.aws/config', role)
      machine.file('.aws/credentials', keys('base'))
    },
    expected: {
      at: 'credentials',
      code: 'PERMISSION_DENIED',
      message: 'The credentials of the AWS profile "dev" may not be used to assume the role.',
      cause: 'AWS STS refused AssumeRole.',
      command: 'aws sts get-caller-identity --profile dev',
      fix: /sts:AssumeRole/,
    },
  },
  {
    name: 'a role whose keys AWS does not know',
    source: dev,
    given: (machine) => {
      aws(machine, refusing('InvalidClientTokenId', 'The security token included in the request is invalid.'))
      machine.file('.aws/config', role)
      machine.file('.aws/credentials', keys('base'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'AWS STS does not accept the credentials of the AWS profile "dev".',
      command: 'aws sts get-caller-identity --profile dev',
      fix: /AWS CLI/,
    },
  },
  {
    name: 'a role of a profile that does not exist',
    source: dev,
    given: (machine) => {
      machine.file('.aws/config', role)
      machine.file('.aws/credentials', keys('bass'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The AWS profile "dev" takes its credentials from a profile "base", which does not exist.',
      command: 'aws configure set source_profile bass --profile dev',
      fix: /Did you mean bass\?/,
    },
  },
  {
    name: 'a role over an SSO profile that has ended: that one must sign in',
    source: dev,
    given: (machine) => void machine.file('.aws/config', role + sso.replace('[profile dev]', '[profile base]')),
    expected: { ...expiredSso, command: 'aws sso login --profile base' },
  },
  {
    name: 'a role that asks for a one-time code',
    source: dev,
    given: (machine) => {
      machine.file('.aws/config', `${role}mfa_serial = arn:aws:iam::123456789012:mfa/ada\n`)
      machine.file('.aws/credentials', keys('base'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: /ask for a one-time code/,
      command: /^aws sts get-session-token --profile dev --serial-number/,
      fix: /AWS CLI/,
    },
  },
]

const webIdentity = { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/reader', AWS_ROLE_SESSION_NAME: 'ada' }
const withToken = (machine: Machine) =>
  machine.set({ ...webIdentity, AWS_WEB_IDENTITY_TOKEN_FILE: machine.file('token', canary) })

const machines: Row[] = [
  {
    name: 'a web identity token',
    given: (machine) => {
      aws(machine)
      withToken(machine)
    },
    expected: { credentials: /^web identity token, account 123456789012, expires in/ },
  },
  {
    name: 'a web identity token that is not there',
    given: (machine) => machine.set({ ...webIdentity, AWS_WEB_IDENTITY_TOKEN_FILE: `${machine.home}/gone` }),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The AWS credentials could not be loaded: the token file is not there.',
      command: 'aws sts get-caller-identity',
      fix: /AWS_WEB_IDENTITY_TOKEN_FILE/,
    },
  },
  {
    name: 'a web identity token that has ended',
    given: (machine) => {
      aws(machine, refusing('ExpiredTokenException', 'Token expired: current date/time must be before', 400))
      withToken(machine)
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_EXPIRED',
      message: 'The AWS credentials have expired.',
      command: 'aws sso login',
      fix: /Get fresh credentials/,
    },
  },
  {
    name: 'a web identity token of another provider',
    given: (machine) => {
      aws(machine, refusing('InvalidIdentityToken', 'No OpenIDConnect provider found in your account', 400))
      withToken(machine)
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'AWS STS does not accept the AWS credentials.',
      cause: /identity provider that the role trusts/,
      command: 'aws sts get-caller-identity',
      fix: /AWS CLI/,
    },
  },
  {
    name: 'a credential process',
    source: dev,
    given: (machine) => {
      aws(machine)
      const answer = { Version: 1, AccessKeyId: 'ASIAEXAMPLE', SecretAccessKey: canary, Expiration: iso(hour) }
      machine.tool('vault', `echo '${JSON.stringify(answer)}'`)
      machine.file('.aws/config', `[profile dev]\ncredential_process = vault get --password ${canary}\n`)
    },
    expected: { credentials: /^profile dev \(process\), expires in/ },
  },
  {
    name: 'a credential process that fails, with a secret on its command line',
    source: dev,
    given: (machine) => {
      machine.tool('vault', 'echo "the vault is locked" >&2; exit 3')
      machine.file('.aws/config', `[profile dev]\ncredential_process = vault get --password ${canary}\n`)
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The credentials of the AWS profile "dev" could not be loaded.',
      cause: 'The credential_process of the profile failed.',
      command: 'aws sts get-caller-identity --profile dev',
      fix: /Run it in a terminal/,
    },
  },
  {
    name: 'a credential process that prints something else',
    source: dev,
    given: (machine) => {
      machine.tool('vault', `echo "token=${canary}"`)
      machine.file('.aws/config', '[profile dev]\ncredential_process = vault\n')
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The credentials of the AWS profile "dev" could not be loaded.',
      cause: /printed something else than its JSON/,
      command: 'aws sts get-caller-identity --profile dev',
      fix: /Run it in a terminal/,
    },
  },
  {
    name: 'a credential process that gives ended credentials',
    source: dev,
    given: (machine) => {
      const answer = { Version: 1, AccessKeyId: 'A', SecretAccessKey: canary, Expiration: iso(-hour) }
      machine.tool('vault', `echo '${JSON.stringify(answer)}'`)
      machine.file('.aws/config', '[profile dev]\ncredential_process = vault\n')
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_EXPIRED',
      message: 'The credentials of the AWS profile "dev" have expired.',
      command: 'aws sts get-caller-identity --profile dev',
      fix: /sign in there/,
    },
  },
  {
    name: 'a credential process that is not installed',
    source: dev,
    given: (machine) => void machine.file('.aws/config', '[profile dev]\ncredential_process = no-such-vault\n'),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The credentials of the AWS profile "dev" could not be loaded.',
      command: 'aws sts get-caller-identity --profile dev',
      fix: /Run it in a terminal/,
    },
  },
]

const denied = (operation: string) => (): Answer => ({
  status: 403,
  headers: { 'x-amzn-errortype': 'AccessDeniedException' },
  body: { Message: `User: ${arn} is not authorized to perform: xray:${operation}` },
})

const permissions: Row[] = [
  {
    name: 'an identity that may not list traces',
    given: (machine) => {
      aws(machine)
      machine.set(environmentKeys)
      machine.host('xray.us-east-1.amazonaws.com', denied('GetTraceSummaries'))
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'X-Ray refused to list traces in us-east-1.',
      cause: 'The identity lacks the permission xray:GetTraceSummaries.',
      command: 'aws sts get-caller-identity',
      fix: /xray:GetTraceSummaries/,
    },
  },
  {
    name: 'an identity that may list traces and not open them',
    given: (machine) => {
      aws(machine)
      machine.set(environmentKeys)
      machine.host('xray.us-east-1.amazonaws.com', ({ path }) =>
        path === '/Traces' ? denied('BatchGetTraces')() : { body: { TraceSummaries: [] } },
      )
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'X-Ray refused to read a trace in us-east-1.',
      cause: 'The identity lacks the permission xray:BatchGetTraces.',
      command: 'aws sts get-caller-identity',
      fix: /xray:BatchGetTraces/,
    },
  },
]

chainTable('AWS, the environment', 'xray://us-east-1/', environment)
chainTable('AWS, profiles and SSO', 'xray://us-east-1/', profiles)
chainTable('AWS, roles', 'xray://us-east-1/', roles)
chainTable('AWS, tokens and processes', 'xray://us-east-1/', machines)
chainTable('AWS, permissions', 'xray://us-east-1/', permissions)
