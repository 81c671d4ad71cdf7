/**
 * Where on this machine a new sign-in for a source would arrive: token caches, profile files, key files. Paths only; what they hold is looked at by the watcher.
 *
 * The places are those of the vendors' own tools: AWS CLI (~/.aws), gcloud (its configuration folder), Azure CLI (~/.azure, AZURE_CONFIG_DIR), Azure Developer CLI (~/.azd,
 * AZD_CONFIG_DIR) and Azure PowerShell (AzureRmContext.json beside Azure CLI's files).
 */

import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isPlainLoopback, type SourceSettings } from '../../shared/source.ts'
import type { Environment } from '../stores/store-deps.ts'
import { awsFiles } from './aws-profiles.ts'
import { gcloudFolder } from './google-files.ts'

/** Files of one folder. The folder need not exist yet. */
export interface SignInPlace {
  readonly folder: string
  /** Whether a file of this name counts. */
  readonly named: (name: string) => boolean
  /** Whether what a changed file says is a new sign-in; absent: any change of its content is. */
  readonly matters?: (text: string) => boolean
}

/** The places of a source; empty where a sign-in leaves no trace on disk (Datadog's keys) or none is needed (a plain-http loopback endpoint). */
export function signInPlaces(settings: SourceSettings, env: Environment): readonly SignInPlace[] {
  if (isPlainLoopback(settings.endpoint)) return []
  switch (settings.type) {
    case 'xray':
      return awsPlaces(env)
    case 'cloudtrace':
      return googlePlaces(env)
    case 'azuremonitor':
      return azurePlaces(env)
    case 'datadog':
      return []
  }
}

/** The user's home folder as the given environment has it. */
export function homeOf(env: Environment): string {
  return env.HOME || env.USERPROFILE || homedir()
}

/** AWS CLI's token caches: `aws sso login` and `aws login`. */
export function awsCaches(env: Environment): { readonly sso: string; readonly login: string } {
  // Both lie in the home folder even where AWS_CONFIG_FILE names another place for the profiles.
  const home = homeOf(env)
  return {
    sso: join(home, '.aws', 'sso', 'cache'),
    login: env.AWS_LOGIN_CACHE_DIRECTORY || join(home, '.aws', 'login', 'cache'),
  }
}

function awsPlaces(env: Environment): SignInPlace[] {
  const { config, credentials } = awsFiles(env)
  const { sso, login } = awsCaches(env)
  const token = { named: (name: string) => name.endsWith('.json'), matters: holdsLiveToken }
  return [
    file(config),
    file(credentials),
    { folder: sso, ...token },
    { folder: login, ...token },
    ...files(env.AWS_WEB_IDENTITY_TOKEN_FILE, env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE),
  ]
}

/** `aws sso login` writes the registration of its client beside the tokens, before the user has signed in. */
function holdsLiveToken(text: string): boolean {
  try {
    const { accessToken, expiresAt } = JSON.parse(text) as { accessToken?: unknown; expiresAt?: unknown }
    if (accessToken === undefined || accessToken === null) return false
    const end = typeof expiresAt === 'string' ? Date.parse(expiresAt.replace(/UTC$/, 'Z')) : NaN
    return Number.isNaN(end) || end > Date.now()
  } catch {
    // Half-written: the rest comes with the next change.
    return false
  }
}

function googlePlaces(env: Environment): SignInPlace[] {
  const named = env.GOOGLE_APPLICATION_CREDENTIALS || env.google_application_credentials
  if (named) return [file(named), ...files(subjectTokenFile(named))]
  const folder = gcloudFolder(env)
  if (folder === null) return []
  const known = join(folder, 'application_default_credentials.json')
  return [file(known), ...files(subjectTokenFile(known))]
}

/** The file from which workload identity federation takes the other cloud's token. */
function subjectTokenFile(credentialsFile: string): string | undefined {
  try {
    const json = JSON.parse(readFileSync(credentialsFile, 'utf8')) as { credential_source?: { file?: unknown } } | null
    const source = json?.credential_source?.file
    return typeof source === 'string' && source !== '' ? source : undefined
  } catch {
    return undefined
  }
}

/** Azure's tools and their folders. */
export function azureFolders(env: Environment): {
  readonly cli: string
  readonly azd: string
  readonly powershell: string
} {
  const home = homeOf(env)
  return {
    cli: env.AZURE_CONFIG_DIR || join(home, '.azure'),
    azd: env.AZD_CONFIG_DIR || join(home, '.azd'),
    // Its name is written with a capital, which matters on Linux only.
    powershell: join(home, '.Azure'),
  }
}

function azurePlaces(env: Environment): SignInPlace[] {
  const { cli, azd, powershell } = azureFolders(env)
  const anyFile = () => true
  return [
    {
      folder: cli,
      named: (name) => /^(msal_token_cache\.|service_principal_entries\.|azureProfile\.json$)/.test(name),
    },
    { folder: azd, named: (name) => name === 'config.json' },
    { folder: join(azd, 'auth'), named: anyFile },
    { folder: join(azd, 'auth', 'msal'), named: anyFile },
    { folder: powershell, named: (name) => /^(AzureRmContext\.json|TokenCache\.dat)$/.test(name) },
    { folder: cli, named: (name) => name === 'AzureRmContext.json' },
    ...files(env.AZURE_FEDERATED_TOKEN_FILE, env.AZURE_CLIENT_CERTIFICATE_PATH),
  ]
}

function file(path: string): SignInPlace {
  const name = basename(path)
  return { folder: dirname(path), named: (one) => one === name }
}

function files(...paths: (string | undefined)[]): SignInPlace[] {
  return paths.filter((path): path is string => path !== undefined && path !== '').map(file)
}
