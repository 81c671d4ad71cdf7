/** Every Google chain and what goes wrong with it, through the real SDK. */

import { generateKeyPairSync } from 'node:crypto'
import { canary, type Machine } from './machine.ts'
import type { Answer, Host } from './network.ts'
import { chainTable, type Row } from './table.ts'

const source = 'cloudtrace://my-project/'
const login = 'gcloud auth application-default login'
const reader = 'reader@my-project.iam.gserviceaccount.com'
const adc = '.config/gcloud/application_default_credentials.json'
const user = { type: 'authorized_user', client_id: 'client', client_secret: canary, refresh_token: `1//${canary}` }
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

const token: Host = () => ({ body: { access_token: `ya29.${canary}`, expires_in: 3600, token_type: 'Bearer' } })

function cloudTrace(machine: Machine, answer: Host = () => ({ body: { traces: [] } })): void {
  machine.host('cloudtrace.googleapis.com', answer)
}

/** Google's own hosts, for whom every sign-in is fine. */
function google(machine: Machine): void {
  machine.host('oauth2.googleapis.com', token)
  machine.host('sts.googleapis.com', token)
  machine.host('iamcredentials.googleapis.com', () => ({
    body: { accessToken: `ya29.${canary}`, expireTime: new Date(Date.now() + 3_600_000).toISOString() },
  }))
  cloudTrace(machine)
}

const oauthRefuses =
  (error: string, description: string, status = 400, more: object = {}) =>
  (): Answer => ({ status, body: { error, error_description: `${description} refresh_token=1//${canary}`, ...more } })

const traceRefuses =
  (reason: string, message: string, metadata: object = {}) =>
  (): Answer => ({
    status: 403,
    body: {
      error: {
        code: 403,
        status: 'PERMISSION_DENIED',
        message,
        details: [{ reason, domain: 'googleapis.com', metadata }],
      },
    },
  })

function serviceAccount(machine: Machine, more: object = {}): void {
  machine.secrets.push(privateKey.split('\n')[3]!)
  const path = machine.file('keys/reader.json', {
    type: 'service_account',
    project_id: 'my-project',
    private_key_id: canary,
    private_key: privateKey,
    client_email: reader,
    client_id: '1',
    ...more,
  })
  machine.set({ GOOGLE_APPLICATION_CREDENTIALS: path })
}

function federation(machine: Machine, more: object = {}, subject = canary): void {
  const path = machine.file('keys/pool.json', {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci-pool/providers/ci',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: 'https://sts.googleapis.com/v1/token',
    credential_source: { file: subject === '' ? `${machine.home}/gone` : machine.file('subject', subject) },
    ...more,
  })
  machine.set({ GOOGLE_APPLICATION_CREDENTIALS: path })
}

const impersonated = (machine: Machine) =>
  void machine.file(adc, {
    type: 'impersonated_service_account',
    service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${reader}:generateAccessToken`,
    source_credentials: user,
    delegates: [],
  })

const found: Row[] = [
  {
    name: 'gcloud’s sign-in of a user, who is not named in it',
    given: (machine) => {
      google(machine)
      machine.file(adc, { ...user, quota_project_id: 'billing' })
      machine.file('.config/gcloud/active_config', 'default')
      machine.file('.config/gcloud/configurations/config_default', '[core]\naccount = ada@corp.example\n')
    },
    expected: {
      credentials: /^gcloud login \(.*application_default_credentials\.json\)$/,
      identity:
        'a user signed in with gcloud (the gcloud CLI account is ada@corp.example); project my-project, quota project billing',
    },
    asks: ['oauth2.googleapis.com', 'cloudtrace.googleapis.com'],
  },
  {
    name: 'a user of whom nothing is known',
    given: (machine) => {
      google(machine)
      machine.file(adc, user)
    },
    expected: {
      credentials: /^gcloud login/,
      identity: 'a user signed in with gcloud (the file does not say who); project my-project',
    },
  },
  {
    name: 'a service account’s key',
    given: (machine) => {
      google(machine)
      serviceAccount(machine)
    },
    expected: {
      credentials: /^GOOGLE_APPLICATION_CREDENTIALS \(.*reader\.json\)$/,
      identity: `service account ${reader}; project my-project`,
    },
  },
  {
    name: 'workload identity federation',
    given: (machine) => {
      google(machine)
      federation(machine)
    },
    expected: {
      credentials: /^GOOGLE_APPLICATION_CREDENTIALS/,
      identity: 'workload identity federation (pool ci-pool, provider ci); project my-project',
    },
    asks: ['sts.googleapis.com'],
  },
  {
    name: 'workload identity federation as a service account',
    given: (machine) => {
      google(machine)
      federation(machine, {
        service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${reader}:generateAccessToken`,
      })
    },
    expected: {
      credentials: /^GOOGLE_APPLICATION_CREDENTIALS/,
      identity: `workload identity federation ${reader}; project my-project`,
    },
    asks: ['iamcredentials.googleapis.com'],
  },
  {
    name: 'a service account that a user acts as',
    given: (machine) => {
      google(machine)
      impersonated(machine)
    },
    expected: {
      credentials: /^gcloud login/,
      identity: `an impersonated service account ${reader}; project my-project`,
    },
    asks: ['oauth2.googleapis.com', 'iamcredentials.googleapis.com'],
  },
  {
    name: 'the service account of a machine at Google, where METADATA_SERVER_DETECTION is assume-present',
    given: (machine) => {
      google(machine)
      machine.set({
        METADATA_SERVER_DETECTION: 'assume-present',
        GCE_METADATA_HOST: `127.0.0.1:${machine.network.port}`,
      })
      machine.host('127.0.0.1', ({ path }) => ({
        headers: { 'metadata-flavor': 'Google' },
        body: path.includes('/token') ? { access_token: `ya29.${canary}`, expires_in: 3600 } : { path },
      }))
    },
    expected: {
      credentials: 'metadata server of this machine',
      identity: 'the service account of this machine; project my-project',
    },
    asksNot: ['metadata.google.internal', '169.254.169.254'],
  },
  {
    name: 'a project named by GOOGLE_CLOUD_PROJECT',
    source: 'cloudtrace:///',
    given: (machine) => {
      google(machine)
      machine.file(adc, user)
      machine.set({ GOOGLE_CLOUD_PROJECT: 'from-the-environment' })
    },
    expected: { credentials: /^gcloud login/, identity: /project from-the-environment$/ },
  },
  {
    name: 'gcloud’s files where CLOUDSDK_CONFIG says',
    given: (machine) => {
      google(machine)
      machine.file('elsewhere/application_default_credentials.json', user)
      machine.set({ CLOUDSDK_CONFIG: `${machine.home}/elsewhere` })
    },
    expected: { credentials: /elsewhere/ },
  },
]

const missing: Row[] = [
  {
    name: 'nothing at all, and the metadata server is not asked',
    given: () => {},
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'No Google credentials were found.',
      cause: /GOOGLE_APPLICATION_CREDENTIALS is not set and there is no .*application_default_credentials\.json/,
      command: login,
      fix: /Sign in with gcloud, or point GOOGLE_APPLICATION_CREDENTIALS at/,
    },
    asksNot: ['metadata.google.internal', '169.254.169.254'],
  },
  {
    name: 'gcloud’s own sign-in alone, which other programs may not use',
    given: (machine) => {
      machine.file('.config/gcloud/active_config', 'default')
      machine.file('.config/gcloud/configurations/config_default', '[core]\naccount = ada@corp.example\n')
      machine.file('.config/gcloud/credentials.db', canary)
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'No Google credentials were found.',
      cause: /gcloud itself is signed in as ada@corp\.example/,
      command: login,
      fix: /Sign in with gcloud/,
    },
  },
  {
    name: 'a key file that is not there',
    given: (machine) => machine.set({ GOOGLE_APPLICATION_CREDENTIALS: `${machine.home}/gone.json` }),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The Google credentials file does not exist.',
      cause: /names .*gone\.json, which is not there/,
      command: login,
      fix: /Correct or unset GOOGLE_APPLICATION_CREDENTIALS/,
    },
  },
  {
    name: 'a key file that is half a file',
    given: (machine) => void machine.file(adc, `{"type": "authorized_user", "refresh_token": "${canary}`),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'The Google credentials file cannot be used.',
      cause: /It is not JSON as Google writes it/,
      command: login,
      fix: /Put a right file there/,
    },
  },
  {
    name: 'a file of another kind: the client of an OAuth app',
    given: (machine) => void machine.file(adc, { installed: { client_id: 'x', client_secret: canary } }),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'The Google credentials file cannot be used.',
      cause: /Its "type" is null/,
      command: login,
      fix: /Put a right file there/,
    },
  },
  {
    name: 'a key file without its key',
    given: (machine) => serviceAccount(machine, { private_key: '' }),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'The Google credentials file cannot be used.',
      cause: /It has no private_key/,
      command: login,
      fix: /Put a right file there/,
    },
  },
  {
    name: 'a key file whose key is no key',
    given: (machine) => serviceAccount(machine, { private_key: `-----BEGIN PRIVATE KEY-----\n${canary}\n` }),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'The Google credentials file cannot be used.',
      cause: 'Its private key is not a key.',
      command: login,
      fix: /Make a new key/,
    },
  },
  {
    name: 'no project',
    source: 'cloudtrace:///',
    given: (machine) => void machine.file(adc, user),
    expected: {
      at: 'settings',
      code: 'SETTINGS',
      message: /names no project/,
      command: 'export GOOGLE_CLOUD_PROJECT=my-gcp-project',
      fix: /Put the project into the source/,
    },
  },
]

const ended: Row[] = [
  {
    name: 'a sign-in that was revoked',
    given: (machine) => {
      machine.file(adc, user)
      machine.host('oauth2.googleapis.com', oauthRefuses('invalid_grant', 'Token has been expired or revoked.'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_EXPIRED',
      message: 'The Google sign-in has expired.',
      cause: /\(invalid_grant\)/,
      command: login,
      fix: 'Sign in again.',
    },
  },
  {
    name: 'an organisation that asks for a new sign-in',
    given: (machine) => {
      machine.file(adc, user)
      machine.host(
        'oauth2.googleapis.com',
        oauthRefuses('invalid_grant', 'reauth related error', 400, { error_subtype: 'invalid_rapt' }),
      )
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_EXPIRED',
      message: 'The Google sign-in has expired.',
      cause: /\(invalid_rapt\)/,
      command: login,
      fix: 'Sign in again.',
    },
  },
  {
    name: 'a client that Google does not know',
    given: (machine) => {
      machine.file(adc, user)
      machine.host('oauth2.googleapis.com', oauthRefuses('invalid_client', 'The OAuth client was not found.', 401))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'Google refused the credentials.',
      cause: /The OAuth client was not found/,
      command: login,
      fix: /Sign in again/,
    },
  },
  {
    name: 'a service account’s key that was deleted',
    given: (machine) => {
      serviceAccount(machine)
      machine.host('oauth2.googleapis.com', oauthRefuses('invalid_grant', 'Invalid JWT Signature.'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: `Google does not know the key of ${reader}.`,
      cause: /Invalid JWT Signature/,
      command: `gcloud iam service-accounts keys create key.json --iam-account=${reader}`,
      fix: /deleted or switched off/,
    },
  },
  {
    name: 'a clock that is wrong',
    given: (machine) => {
      serviceAccount(machine)
      machine.host(
        'oauth2.googleapis.com',
        oauthRefuses('invalid_grant', 'Invalid JWT: Token must be a short-lived token and in a reasonable timeframe.'),
      )
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'Google refused the service account key because of its time.',
      cause: /clock/,
      command: null,
      fix: 'Set the clock of this machine.',
    },
  },
  {
    name: 'workload identity whose token has ended',
    given: (machine) => {
      federation(machine)
      machine.host(
        'sts.googleapis.com',
        oauthRefuses('invalid_grant', 'ID Token issued at 1 is stale: it has expired.'),
      )
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_EXPIRED',
      message: 'Google did not accept the token of the workload identity.',
      cause: /has expired/,
      command: null,
      fix: /Renew the token/,
    },
  },
  {
    name: 'workload identity of another audience',
    given: (machine) => {
      federation(machine)
      machine.host('sts.googleapis.com', oauthRefuses('invalid_grant', 'The audience in ID Token does not match.'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'Google did not accept the token of the workload identity.',
      cause: /audience/,
      command: null,
      fix: /audience/,
    },
  },
  {
    name: 'workload identity whose token file is not there',
    given: (machine) => federation(machine, {}, ''),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'The token of the workload identity is not there.',
      cause: /credential_source/,
      command: null,
      fix: /token file/,
    },
  },
  {
    name: 'a service account that the user may not act as',
    given: (machine) => {
      google(machine)
      impersonated(machine)
      machine.host(
        'iamcredentials.googleapis.com',
        traceRefuses('IAM_PERMISSION_DENIED', "Permission 'iam.serviceAccounts.getAccessToken' denied on resource"),
      )
    },
    expected: {
      at: 'credentials',
      code: 'PERMISSION_DENIED',
      message: 'The service account may not be impersonated.',
      command: `gcloud iam service-accounts add-iam-policy-binding ${reader} --member="user:$(gcloud config get-value account)" --role=roles/iam.serviceAccountTokenCreator`,
      fix: /roles\/iam\.serviceAccountTokenCreator/,
    },
  },
  {
    name: 'no network',
    given: (machine) => void machine.file(adc, user),
    expected: {
      at: 'credentials',
      code: 'UNREACHABLE',
      message: /cannot be reached/,
      cause: /could not be resolved/,
      command: null,
      fix: /network, the VPN and HTTPS_PROXY/,
    },
  },
]

const refused: Row[] = [
  {
    name: 'a user without the role',
    given: (machine) => {
      google(machine)
      machine.file(adc, user)
      cloudTrace(machine, traceRefuses('IAM_PERMISSION_DENIED', 'The caller does not have permission'))
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'Cloud Trace does not let these credentials read traces of my-project.',
      command:
        'gcloud projects add-iam-policy-binding my-project --member="user:$(gcloud config get-value account)" --role=roles/cloudtrace.user',
      fix: /roles\/cloudtrace\.user/,
    },
  },
  {
    name: 'a service account without the role',
    given: (machine) => {
      google(machine)
      serviceAccount(machine)
      cloudTrace(machine, traceRefuses('IAM_PERMISSION_DENIED', 'The caller does not have permission'))
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'Cloud Trace does not let these credentials read traces of my-project.',
      command: `gcloud projects add-iam-policy-binding my-project --member=serviceAccount:${reader} --role=roles/cloudtrace.user`,
      fix: /roles\/cloudtrace\.user/,
    },
  },
  {
    name: 'a project in which the API is switched off',
    given: (machine) => {
      google(machine)
      machine.file(adc, user)
      cloudTrace(
        machine,
        traceRefuses(
          'SERVICE_DISABLED',
          'Cloud Trace API has not been used in project my-project before or it is disabled.',
        ),
      )
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'The Cloud Trace API is switched off in my-project.',
      command: 'gcloud services enable cloudtrace.googleapis.com --project my-project',
      fix: /Switch it on/,
    },
  },
  {
    name: 'a quota project that may not be used',
    given: (machine) => {
      google(machine)
      machine.file(adc, { ...user, quota_project_id: 'billing' })
      cloudTrace(
        machine,
        traceRefuses('USER_PROJECT_DENIED', 'Caller does not have required permission to use project billing.'),
      )
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'The quota project of the Google sign-in may not be used.',
      command: 'gcloud auth application-default set-quota-project my-project',
      fix: /Name a quota project/,
    },
  },
]

chainTable('Google, what is found', source, found)
chainTable('Google, what is missing or cannot be used', source, missing)
chainTable('Google, what has ended or is refused at sign-in', source, ended)
chainTable('Google, permissions', source, refused)
