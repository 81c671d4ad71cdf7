/** What of Azure is on this machine: sign-ins of Azure CLI, Azure Developer CLI and Azure PowerShell, and what the environment names. */

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Discovery, FoundSignIn } from '../../shared/discovery.ts'
import { fix } from '../../shared/errors.ts'
import type { Environment } from '../stores/store-deps.ts'
import type { Look } from './discover.ts'
import { foundVariables, originOf } from './found-variables.ts'
import { dotted, fieldsOf, fileJson, fileText, textOf } from './read-found.ts'
import { azureFolders } from './sign-in-places.ts'

/** Names, tenants and states, in the order in which the chain asks. Tokens are counted, never read out. */
export async function discoverAzure({ env, origins }: Look): Promise<Discovery> {
  const origin = (name: string) => originOf(name, origins)
  const [cli, azd, powershell] = await Promise.all([azureCli(env), developerCli(env), powerShell(env)])
  return {
    platform: 'azuremonitor',
    found: [...fromEnvironment(env, origin), ...cli.found, ...azd, ...powershell],
    variables: foundVariables(
      env,
      {
        shown: ['AZURE_MONITOR_WORKSPACE_ID', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID'],
        hidden: ['AZURE_CLIENT_SECRET'],
        rest: {
          shown: [
            'AZURE_CLIENT_CERTIFICATE_PATH',
            'AZURE_FEDERATED_TOKEN_FILE',
            'AZURE_AUTHORITY_HOST',
            'AZURE_TOKEN_CREDENTIALS',
            'AZURE_CONFIG_DIR',
            'AZURE_ADDITIONALLY_ALLOWED_TENANTS',
            'AZD_CONFIG_DIR',
            'TRACECRAFT_AZUREMONITOR_ENDPOINT',
          ],
          hidden: ['AZURE_CLIENT_CERTIFICATE_PASSWORD', 'IDENTITY_HEADER'],
        },
      },
      origins,
    ),
    problem: cli.problem,
  }
}

function fromEnvironment(env: Environment, origin: (name: string) => string): FoundSignIn[] {
  const found: FoundSignIn[] = []
  const workspace = env.AZURE_MONITOR_WORKSPACE_ID?.trim()
  if (workspace)
    found.push({
      kind: 'workspace',
      name: workspace,
      detail: 'AZURE_MONITOR_WORKSPACE_ID',
      state: 'ready',
      origin: origin('AZURE_MONITOR_WORKSPACE_ID'),
      fills: { workspaceId: workspace.toLowerCase() },
      fix: null,
    })
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client } = env
  const ways = [
    ['AZURE_CLIENT_SECRET', 'client secret', 'environment'],
    ['AZURE_CLIENT_CERTIFICATE_PATH', 'client certificate', 'environment'],
    ['AZURE_FEDERATED_TOKEN_FILE', 'workload identity', 'workload-identity'],
  ] as const
  for (const [variable, words, kind] of ways) {
    if (!env[variable]) continue
    const missing = [...(tenant ? [] : ['AZURE_TENANT_ID']), ...(client ? [] : ['AZURE_CLIENT_ID'])]
    found.push({
      kind,
      name: client ? `app ${client}` : variable,
      detail: dotted(
        words,
        tenant && `tenant ${tenant}`,
        missing.length > 0 && `not used: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set`,
      ),
      state: 'unknown',
      origin: origin(variable),
      fills: {},
      fix:
        missing.length > 0
          ? fix('Set the missing variables.', missing.map((name) => `export ${name}=…`).join('\n'))
          : null,
    })
  }
  if (env.IDENTITY_ENDPOINT || env.MSI_ENDPOINT)
    found.push({
      kind: 'managed-identity',
      name: 'Managed identity',
      detail: dotted('of the machine that this runs on', client && `client ${client}`),
      state: 'unknown',
      origin: origin(env.IDENTITY_ENDPOINT ? 'IDENTITY_ENDPOINT' : 'MSI_ENDPOINT'),
      fills: {},
      fix: null,
    })
  return found
}

/** Each subscription that `az login` has found, the default one first. */
async function azureCli(env: Environment): Promise<{ found: FoundSignIn[]; problem: string | null }> {
  const folder = azureFolders(env).cli
  const path = join(folder, 'azureProfile.json')
  const { json, problem } = await fileJson(path)
  const subscriptions = Array.isArray(json?.subscriptions) ? json.subscriptions : []
  const signedIn = subscriptions.length === 0 ? null : await hasRefreshToken(folder)
  const found = subscriptions.flatMap((one: unknown): (FoundSignIn & { isDefault: boolean })[] => {
    const says = fieldsOf(one)
    const name = textOf(says?.name)
    if (says === null || name === null) return []
    const user = textOf(fieldsOf(says.user)?.name)
    const tenant = textOf(says.tenantDisplayName) ?? textOf(says.tenantId)
    const id = textOf(says.id)
    return [
      {
        kind: 'subscription',
        name,
        detail: dotted(
          user,
          tenant && `tenant ${tenant}`,
          id && id !== textOf(says.tenantId) && `subscription ${id}`,
          says.isDefault === true && 'default',
          signedIn === false && 'signed out',
        ),
        state: signedIn === null ? 'unknown' : signedIn ? 'ready' : 'expired',
        origin: path,
        fills: {},
        fix: signedIn === false ? fix('Sign in again.', 'az login') : null,
        isDefault: says.isDefault === true,
      },
    ]
  })
  return {
    found: found
      .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
      .map(({ isDefault: _isDefault, ...sign }) => sign),
    problem,
  }
}

/** Whether Azure CLI's cache holds a token that renews the sign-in; null where it is encrypted (Windows) or there is none to be looked at. */
async function hasRefreshToken(folder: string): Promise<boolean | null> {
  const names = await readdir(folder).catch(() => null)
  if (names === null) return null
  if (names.some((name) => /^(msal_token_cache|service_principal_entries)\.bin$/.test(name))) return null
  const [cache, principals] = await Promise.all([
    fileJson(join(folder, 'msal_token_cache.json')),
    fileText(join(folder, 'service_principal_entries.json')),
  ])
  const tokens = fieldsOf(cache.json?.RefreshToken)
  const hasPrincipal = !['', '[]'].includes(principals.text?.trim() ?? '')
  return hasPrincipal || (tokens !== null && Object.keys(tokens).length > 0)
}

async function developerCli(env: Environment): Promise<FoundSignIn[]> {
  const folder = azureFolders(env).azd
  const { json } = await fileJson(join(folder, 'config.json'))
  const user = fieldsOf(fieldsOf(fieldsOf(json?.auth)?.account)?.currentUser)
  if (user === null) return []
  const app = textOf(user.clientId)
  const tenant = textOf(user.tenantId)
  return [
    {
      kind: 'azd',
      name: 'Azure Developer CLI',
      detail: dotted('signed in', app && `app ${app}`, tenant && `tenant ${tenant}`),
      state: 'unknown',
      origin: join(folder, 'config.json'),
      fills: {},
      fix: null,
    },
  ]
}

async function powerShell(env: Environment): Promise<FoundSignIn[]> {
  const { cli, powershell } = azureFolders(env)
  for (const folder of new Set([powershell, cli])) {
    const path = join(folder, 'AzureRmContext.json')
    const { json } = await fileJson(path)
    const key = textOf(json?.DefaultContextKey)
    const context = key === null ? null : fieldsOf(fieldsOf(json?.Contexts)?.[key])
    const account = textOf(fieldsOf(context?.Account)?.Id)
    if (account === null) continue
    const tenant = textOf(fieldsOf(context?.Tenant)?.Id)
    const subscription = textOf(fieldsOf(context?.Subscription)?.Name)
    return [
      {
        kind: 'powershell',
        name: account,
        detail: dotted('Azure PowerShell', subscription, tenant && `tenant ${tenant}`),
        state: 'unknown',
        origin: path,
        fills: {},
        fix: null,
      },
    ]
  }
  return []
}
