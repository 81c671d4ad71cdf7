/** Every Azure chain and what goes wrong with it, through the real SDK and stand-ins of its tools. */

import { describe } from 'vitest'
import { canary, type Machine } from './machine.ts'
import type { Answer, Asked } from './network.ts'
import { chainTable, type Row } from './table.ts'

const workspace = '11111111-2222-3333-4444-555555555555'
const source = `azuremonitor://${workspace}/`
const tenant = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const app = '99999999-8888-7777-6666-555555555555'
const login = 'login.microsoftonline.com'

function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.${canary}`
}

const ada = tokenOf({ tid: tenant, upn: 'ada@corp.example', oid: 'o' })
const appToken = tokenOf({ tid: tenant, appid: app, idtyp: 'app', oid: 'o' })
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600

/** Log Analytics, for which every token is fine. */
function logs(machine: Machine, answer?: Answer): void {
  machine.host(
    'api.loganalytics.io',
    () =>
      answer ?? {
        body: { tables: [{ name: 'PrimaryResult', columns: [{ name: 'Service', type: 'string' }], rows: [] }] },
      },
  )
}

/** Microsoft Entra ID: its metadata, and an answer to every request for a token. */
function entra(machine: Machine, answer: (asked: Asked) => Answer): void {
  machine.host(login, (asked) => {
    const base = `https://${login}/${tenant}`
    if (asked.path.includes('/.well-known/openid-configuration'))
      return {
        body: {
          issuer: `${base}/v2.0`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        },
      }
    if (asked.path.includes('/discovery/instance'))
      return {
        body: {
          tenant_discovery_endpoint: `${base}/v2.0/.well-known/openid-configuration`,
          'api-version': '1.1',
          metadata: [{ preferred_network: login, preferred_cache: login, aliases: [login] }],
        },
      }
    return answer(asked)
  })
}

const gives = (token: string) => (): Answer => ({
  body: { token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token: token },
})
const refuses =
  (code: string, words: string, error = 'invalid_client', status = 401) =>
  (): Answer => ({
    status,
    body: {
      error,
      error_description: `${code}: ${words} client_secret=${canary} Trace ID: 1b4e28ba Correlation ID: 2fa1`,
      error_codes: [Number(code.replace('AADSTS', ''))],
    },
  })

const secret = { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: app, AZURE_CLIENT_SECRET: canary }
const workload = (machine: Machine, file = machine.file('federated', canary)) =>
  machine.set({ AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: app, AZURE_FEDERATED_TOKEN_FILE: file })
const managed = (machine: Machine) =>
  machine.set({ IDENTITY_ENDPOINT: `http://127.0.0.1:${machine.network.port}/msi/token`, IDENTITY_HEADER: canary })

const az = (machine: Machine, token = ada) =>
  machine.tool('az', `echo '{"accessToken":"${token}","expires_on":"${inAnHour()}"}'`)
const azSays = (machine: Machine, words: string) => machine.tool('az', `echo "${words}" >&2; exit 1`)
const azd = (machine: Machine) =>
  machine.tool('azd', `echo '{"token":"${ada}","expiresOn":"${new Date(Date.now() + 3_600_000).toISOString()}"}'`)
const pwsh = (machine: Machine) =>
  machine.tool('pwsh', `echo 'WARNING: an update'; echo '{"token":"${ada}","expiresOn":${Date.now() + 3_600_000}}'`)

const adaInTenant = `ada@corp.example, tenant ${tenant}`
const appInTenant = `app ${app}, tenant ${tenant}`

const found: Row[] = [
  {
    name: 'a client secret in the environment, before the tools',
    given: (machine) => {
      logs(machine)
      entra(machine, gives(appToken))
      az(machine)
      machine.set(secret)
    },
    expected: { credentials: /^environment variables \(client secret\), token for/, identity: appInTenant },
    asks: [login, 'api.loganalytics.io'],
  },
  {
    name: 'workload identity',
    given: (machine) => {
      logs(machine)
      entra(machine, gives(appToken))
      workload(machine)
    },
    expected: { credentials: /^workload identity, token for/, identity: appInTenant },
    asks: [login],
  },
  {
    name: 'Azure CLI',
    given: (machine) => {
      logs(machine)
      az(machine)
    },
    expected: { credentials: /^Azure CLI, token for/, identity: adaInTenant },
    asksNot: ['169.254.169.254', login],
  },
  {
    name: 'Azure Developer CLI, where there is no Azure CLI',
    given: (machine) => {
      logs(machine)
      azd(machine)
    },
    expected: { credentials: /^Azure Developer CLI, token for/, identity: adaInTenant },
  },
  {
    name: 'Azure PowerShell, where there is neither',
    given: (machine) => {
      logs(machine)
      pwsh(machine)
    },
    expected: { credentials: /^Azure PowerShell, token for/, identity: adaInTenant },
  },
  {
    name: 'the tools alone, where AZURE_TOKEN_CREDENTIALS is dev',
    given: (machine) => {
      logs(machine)
      az(machine)
      machine.set({ ...secret, AZURE_TOKEN_CREDENTIALS: 'dev' })
    },
    expected: { credentials: /^Azure CLI/ },
    asksNot: [login],
  },
  {
    name: 'a workspace named by AZURE_MONITOR_WORKSPACE_ID',
    source: 'azuremonitor:///',
    given: (machine) => {
      logs(machine)
      az(machine)
      machine.set({ AZURE_MONITOR_WORKSPACE_ID: workspace })
    },
    expected: { credentials: /^Azure CLI/ },
  },
]

/** In this order: MSAL keeps a managed identity's token for the whole process. */
const managedRows: Row[] = [
  {
    name: 'a machine without the managed identity that is meant',
    given: (machine) => {
      managed(machine)
      machine.host('127.0.0.1', () => ({
        status: 400,
        body: {
          statusCode: 400,
          message: `No User Assigned or Delegated Managed Identity found, access_token=${canary}`,
        },
      }))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'Managed identity gave no token.',
      command: null,
      fix: /Give this machine a managed identity/,
    },
    asksNot: ['169.254.169.254'],
  },
  {
    name: 'managed identity where the platform announces it',
    given: (machine) => {
      logs(machine)
      managed(machine)
      machine.host('127.0.0.1', () => ({
        body: { access_token: appToken, expires_on: String(inAnHour()), resource: 'r', token_type: 'Bearer' },
      }))
    },
    expected: { credentials: /^managed identity, token for/, identity: appInTenant },
    asksNot: ['169.254.169.254'],
  },
]

const none = {
  at: 'credentials',
  code: 'CREDENTIALS_MISSING',
  message: 'No Azure sign-in was found, or it has ended.',
} as const

const missing: Row[] = [
  {
    name: 'nothing at all, and the metadata address is not asked',
    given: () => {},
    expected: { ...none, cause: /^Neither environment variables nor/, command: 'az login', fix: /Install Azure CLI/ },
    asksNot: ['169.254.169.254'],
  },
  {
    name: 'Azure CLI that is not signed in',
    given: (machine) => azSays(machine, "ERROR: Please run 'az login' to setup account."),
    expected: { ...none, cause: 'Azure CLI is installed and not signed in.', command: 'az login', fix: 'Sign in.' },
  },
  {
    name: 'Azure Developer CLI that is not signed in',
    given: (machine) =>
      machine.tool('azd', 'echo "ERROR: not logged in, run \\`azd auth login\\` to login" >&2; exit 1'),
    expected: {
      ...none,
      cause: 'Azure Developer CLI is installed and not signed in.',
      command: 'azd auth login',
      fix: 'Sign in.',
    },
  },
  {
    name: 'Azure PowerShell that is not signed in',
    given: (machine) => machine.tool('pwsh', 'echo "Run Connect-AzAccount to login." >&2; exit 1'),
    expected: {
      ...none,
      cause: 'Azure PowerShell is installed and not signed in.',
      command: 'Connect-AzAccount',
      fix: 'Sign in.',
    },
  },
  {
    name: 'a PowerShell without the module of Azure',
    given: (machine) =>
      machine.tool(
        'pwsh',
        'echo "The specified module Az.Accounts was not loaded because no valid module file was found" >&2; exit 1',
      ),
    expected: { ...none, command: 'az login', fix: /Install Azure CLI/ },
  },
  {
    name: 'a client secret without its tenant and client',
    given: (machine) => machine.set({ AZURE_CLIENT_SECRET: canary }),
    expected: {
      ...none,
      cause: 'A client secret or certificate is set, and AZURE_TENANT_ID and AZURE_CLIENT_ID is not.',
      command: 'az login',
      fix: /AZURE_TENANT_ID/,
    },
  },
  {
    name: 'workload identity whose token file is not there',
    given: (machine) => workload(machine, `${machine.home}/gone`),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_MISSING',
      message: 'A file of workload identity is not there.',
      cause: /AZURE_FEDERATED_TOKEN_FILE/,
      command: 'az ad app federated-credential list --id "$AZURE_CLIENT_ID"',
      fix: /AZURE_FEDERATED_TOKEN_FILE/,
    },
  },
  {
    name: 'no workspace',
    source: 'azuremonitor:///',
    given: (machine) => az(machine),
    expected: {
      at: 'settings',
      code: 'SETTINGS',
      message: /names no workspace id/,
      command: /^export AZURE_MONITOR_WORKSPACE_ID=/,
      fix: /Put the workspace id into the source/,
    },
  },
]

const expired = (title: string) =>
  ({
    at: 'credentials',
    code: 'CREDENTIALS_EXPIRED',
    message: `The Azure sign-in of ${title} has expired.`,
  }) as const
const scoped = 'Interactive authentication is needed. Please run: az login --scope https://api.loganalytics.io/.default'

const ended: Row[] = [
  {
    name: 'Azure CLI, not used for too long',
    given: (machine) =>
      azSays(machine, `ERROR: AADSTS700082: The refresh token has expired due to inactivity. ${scoped} ${ada}`),
    expected: {
      ...expired('Azure CLI'),
      cause: 'Microsoft Entra ID says AADSTS700082.',
      command: 'az login',
      fix: 'Sign in again.',
    },
  },
  {
    name: 'Azure CLI after a change of the password',
    given: (machine) => azSays(machine, `ERROR: AADSTS50173: The provided grant has expired. ${scoped}`),
    expected: { ...expired('Azure CLI'), command: 'az login', fix: 'Sign in again.' },
  },
  {
    name: 'Azure CLI where a policy asks for a second factor',
    given: (machine) => azSays(machine, `ERROR: AADSTS50076: you must use multi-factor authentication. ${scoped}`),
    expected: { ...expired('Azure CLI'), command: 'az login', fix: 'Sign in again.' },
  },
  {
    name: 'Azure CLI that prints no token, but one in the middle of words',
    given: (machine) => machine.tool('az', `echo 'accessToken: ${ada}'`),
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'Azure CLI gave no token.',
      command: 'az login',
      fix: 'Sign in again.',
    },
  },
  {
    name: 'Azure Developer CLI whose sign-in has ended',
    given: (machine) => machine.tool('azd', 'echo "AADSTS70043: The refresh token has expired" >&2; exit 1'),
    expected: { ...expired('Azure Developer CLI'), command: 'azd auth login', fix: 'Sign in again.' },
  },
  {
    name: 'Azure PowerShell whose sign-in has ended',
    given: (machine) => machine.tool('pwsh', 'echo "AADSTS700082: The refresh token has expired" >&2; exit 1'),
    expected: { ...expired('Azure PowerShell'), command: 'Connect-AzAccount', fix: 'Sign in again.' },
  },
  {
    name: 'a client secret past its time',
    given: (machine) => {
      machine.set(secret)
      az(machine)
      entra(machine, refuses('AADSTS7000222', 'The provided client secret keys are expired.'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_EXPIRED',
      message: 'The client secret in AZURE_CLIENT_SECRET has expired.',
      command: 'az ad app credential reset --id "$AZURE_CLIENT_ID"',
      fix: /Make a new secret/,
    },
  },
  {
    name: 'a wrong client secret: nobody else is signed in instead',
    given: (machine) => {
      machine.set(secret)
      az(machine)
      entra(machine, refuses('AADSTS7000215', 'Invalid client secret provided.'))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'Microsoft Entra ID refused the credentials of environment variables (client secret).',
      cause: /Use the secret’s value, not its id/,
      command: 'az ad app credential reset --id "$AZURE_CLIENT_ID"',
      fix: /AZURE_CLIENT_SECRET/,
    },
  },
  {
    name: 'an app that the tenant does not know',
    given: (machine) => {
      machine.set(secret)
      entra(machine, refuses('AADSTS700016', 'Application was not found in the directory.', 'unauthorized_client', 400))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: /^Microsoft Entra ID refused the credentials/,
      cause: /AZURE_CLIENT_ID or AZURE_TENANT_ID is wrong/,
      command: 'az ad app credential reset --id "$AZURE_CLIENT_ID"',
      fix: /AZURE_TENANT_ID/,
    },
  },
  {
    name: 'a tenant that does not exist',
    given: (machine) => {
      machine.set(secret)
      entra(machine, refuses('AADSTS90002', 'Tenant not found.', 'invalid_request', 400))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: /^Microsoft Entra ID refused the credentials/,
      cause: 'There is no such tenant: AZURE_TENANT_ID is wrong.',
      command: 'az ad app credential reset --id "$AZURE_CLIENT_ID"',
      fix: /AZURE_TENANT_ID/,
    },
  },
  {
    name: 'workload identity whose token has ended',
    given: (machine) => {
      workload(machine)
      entra(machine, refuses('AADSTS700024', 'Client assertion is not within its valid time range.'))
    },
    expected: {
      ...expired('workload identity'),
      command: 'az ad app federated-credential list --id "$AZURE_CLIENT_ID"',
      fix: /AZURE_FEDERATED_TOKEN_FILE/,
    },
  },
  {
    name: 'workload identity that the app does not trust',
    given: (machine) => {
      workload(machine)
      entra(machine, refuses('AADSTS70021', 'No matching federated identity record found.', 'invalid_request', 400))
    },
    expected: {
      at: 'credentials',
      code: 'CREDENTIALS_INVALID',
      message: 'Microsoft Entra ID refused the credentials of workload identity.',
      cause: /No federated credential of the app fits/,
      command: 'az ad app federated-credential list --id "$AZURE_CLIENT_ID"',
      fix: /issuer, subject and audience/,
    },
  },
  {
    name: 'no network',
    given: (machine) => machine.set(secret),
    expected: {
      at: 'credentials',
      code: 'UNREACHABLE',
      message: 'Microsoft Entra ID could not be reached for a token.',
      command: null,
      fix: /network connection/,
    },
  },
]

const refusal = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message: `${message} ${ada}` } },
})

const permissions: Row[] = [
  {
    name: 'a user without the role',
    given: (machine) => {
      az(machine)
      logs(machine, refusal(403, 'InsufficientAccessError', 'The provided credentials have insufficient access'))
    },
    expected: {
      at: 'permission',
      code: 'PERMISSION_DENIED',
      message: 'ada@corp.example may not read this workspace.',
      cause: /Log Analytics Reader.*60 minutes/,
      command: `az role assignment create --assignee ada@corp.example --role "Log Analytics Reader" --scope "$(az monitor log-analytics workspace list --query "[?customerId=='${workspace}'].id" -o tsv)"`,
      fix: /Log Analytics Reader/,
    },
  },
  {
    name: 'a token of another cloud',
    given: (machine) => {
      az(machine)
      logs(
        machine,
        refusal(403, 'InvalidAuthenticationTokenAudience', 'The access token has been obtained for another audience'),
      )
    },
    expected: {
      at: 'permission',
      code: 'CREDENTIALS_INVALID',
      message: 'Azure Monitor refused the token: it was made for another cloud.',
      command: 'az cloud list --output table',
      fix: /cloud that the endpoint belongs to/,
    },
  },
  {
    name: 'a workspace that is not there',
    given: (machine) => {
      az(machine)
      logs(machine, refusal(404, 'WorkspaceNotFoundError', 'The workspace could not be found'))
    },
    expected: {
      at: 'permission',
      code: 'NOT_FOUND',
      message: `Azure Monitor knows no workspace ${workspace}.`,
      command: /^az monitor log-analytics workspace list/,
      fix: /neither the connection string nor the instrumentation key/,
    },
  },
]

describe.skipIf(process.platform === 'win32')('on a machine with a POSIX shell', () => {
  chainTable('Azure, what is found', source, found)
  chainTable('Azure, managed identity', source, managedRows)
  chainTable('Azure, what is missing', source, missing)
  chainTable('Azure, what has ended or is refused at sign-in', source, ended)
  chainTable('Azure, permissions', source, permissions)
})
