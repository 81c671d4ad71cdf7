/** The members of the Azure chain, made from the environment that the app sees (which may come from the login shell, so that process.env is not asked). */

import { delimiter } from 'node:path'
import type { TokenCredential } from '@azure/identity'
import type { Environment } from '../stores/store-deps.ts'
import { browserCredential, browserOnDemand, browserTitle } from './azure-browser.ts'
import { powerShellCredential } from './azure-powershell.ts'

export type AzureMemberId =
  | 'EnvironmentCredential'
  | 'WorkloadIdentityCredential'
  | 'ManagedIdentityCredential'
  | 'AzureCliCredential'
  | 'AzureDeveloperCliCredential'
  | 'AzurePowerShellCredential'
  | 'InteractiveBrowserCredential'

/** One way to sign in. */
export interface AzureMember {
  readonly id: AzureMemberId
  /** For people: `Azure CLI`. */
  readonly title: string
  readonly credential: TokenCredential
  /** It was set up on purpose: when it fails, no other member is asked. */
  readonly decisive: boolean
}

export interface MemberSettings {
  /** Where tokens are issued, in place of AZURE_AUTHORITY_HOST and the public cloud. */
  readonly authorityHost?: string
  /** How long a command-line tool may take. */
  readonly toolTimeoutMs?: number
  /** The process's own variables: what managed identity and the tools really see. Default process.env. */
  readonly processEnv?: Record<string, string | undefined>
}

/** The members that apply, in order. Loads @azure/identity. */
export async function azureMembers(env: Environment, settings: MemberSettings = {}): Promise<readonly AzureMember[]> {
  const identity = await import('@azure/identity')
  const processEnv = settings.processEnv ?? process.env
  adoptPath(env, processEnv)
  const members: AzureMember[] = []
  const wanted = wantedMembers(env.AZURE_TOKEN_CREDENTIALS)
  const add = (id: AzureMemberId, title: string, decisive: boolean, make: () => TokenCredential) => {
    if (wanted.has(id)) members.push({ id, title, decisive, credential: deferred(make) })
  }
  const authorityHost = settings.authorityHost ?? env.AZURE_AUTHORITY_HOST
  const options = {
    ...(authorityHost ? { authorityHost } : {}),
    additionallyAllowedTenants: (env.AZURE_ADDITIONALLY_ALLOWED_TENANTS ?? '').split(';').filter(Boolean),
    // The request loop tries again.
    retryOptions: { maxRetries: 0 },
  }
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client } = env
  const certificatePath = env.AZURE_CLIENT_CERTIFICATE_PATH
  if (tenant && client && env.AZURE_CLIENT_SECRET)
    add('EnvironmentCredential', 'environment variables (client secret)', true, () => {
      return new identity.ClientSecretCredential(tenant, client, env.AZURE_CLIENT_SECRET!, options)
    })
  else if (tenant && client && certificatePath)
    add('EnvironmentCredential', 'environment variables (client certificate)', true, () => {
      const certificatePassword = env.AZURE_CLIENT_CERTIFICATE_PASSWORD
      return new identity.ClientCertificateCredential(
        tenant,
        client,
        { certificatePath, ...(certificatePassword ? { certificatePassword } : {}) },
        {
          ...options,
          sendCertificateChain: /^(1|true)$/i.test(env.AZURE_CLIENT_SEND_CERTIFICATE_CHAIN ?? ''),
        },
      )
    })
  const tokenFilePath = env.AZURE_FEDERATED_TOKEN_FILE
  if (tenant && client && tokenFilePath)
    add('WorkloadIdentityCredential', 'workload identity', true, () => {
      return new identity.WorkloadIdentityCredential({ ...options, tenantId: tenant, clientId: client, tokenFilePath })
    })
  if (hasManagedIdentity(env, processEnv))
    add('ManagedIdentityCredential', 'managed identity', true, () => {
      return client
        ? new identity.ManagedIdentityCredential({ clientId: client, ...options })
        : new identity.ManagedIdentityCredential(options)
    })
  const processTimeoutInMs = settings.toolTimeoutMs ?? 15_000
  const tool = { processTimeoutInMs, additionallyAllowedTenants: options.additionallyAllowedTenants }
  add('AzureCliCredential', 'Azure CLI', false, () => new identity.AzureCliCredential(tool))
  add('AzureDeveloperCliCredential', 'Azure Developer CLI', false, () => new identity.AzureDeveloperCliCredential(tool))
  add('AzurePowerShellCredential', 'Azure PowerShell', false, () => powerShellCredential(env, processTimeoutInMs))
  // The user asked for it, in this run of the app or by name, so it is meant before all that is set up on the machine.
  const browser = browserCredential() ?? (wanted.name === 'interactivebrowsercredential' ? browserOnDemand(env) : null)
  if (browser !== null)
    members.unshift({ id: 'InteractiveBrowserCredential', title: browserTitle, decisive: true, credential: browser })
  return members
}

/**
 * The SDK starts az, azd and PowerShell with the process's own PATH and takes no other. An app that was started from the dock has not got the one of the login shell, which the given
 * environment has: it is taken over.
 */
function adoptPath(env: Environment, processEnv: Record<string, string | undefined>): void {
  const folders = new Set((processEnv.PATH ?? '').split(delimiter))
  if (env.PATH && env.PATH.split(delimiter).some((folder) => !folders.has(folder))) processEnv.PATH = env.PATH
}

/** Making a credential can throw (a malformed tenant id): that failure belongs to the member, at the time it is asked. */
function deferred(make: () => TokenCredential): TokenCredential {
  let made: TokenCredential | undefined
  return { getToken: async (scopes, options) => (made ??= make()).getToken(scopes, options) }
}

/**
 * Managed identity only where the platform announces its endpoint; the SDK would else ask the metadata address. It reads process.env by itself, so the
 * variables must be there.
 */
function hasManagedIdentity(env: Environment, processEnv: Environment): boolean {
  const both = (name: string) => Boolean(env[name]) && env[name] === processEnv[name]
  return (both('IDENTITY_ENDPOINT') && (both('IDENTITY_HEADER') || both('IMDS_ENDPOINT'))) || both('MSI_ENDPOINT')
}

const deployed: ReadonlySet<string> = new Set([
  'environmentcredential',
  'workloadidentitycredential',
  'managedidentitycredential',
])

/** What AZURE_TOKEN_CREDENTIALS narrows the chain to: `dev`, `prod` or the name of one member, in any case of letters. */
function wantedMembers(narrowing: string | undefined): { name: string | null; has(id: AzureMemberId): boolean } {
  const name = narrowing?.trim().toLowerCase() || null
  if (name === null) return { name, has: () => true }
  if (name === 'dev') return { name, has: (id) => !deployed.has(id.toLowerCase()) }
  if (name === 'prod') return { name, has: (id) => deployed.has(id.toLowerCase()) }
  return { name, has: (id) => id.toLowerCase() === name }
}
