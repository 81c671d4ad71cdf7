/** Who the Google credentials stand for, as far as files on this machine say. No request is made and no secret is read. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GoogleCredentials } from './google.ts'
import { gcloudFolder, type GoogleEnvironment } from './google-files.ts'

/** What gcloud's active configuration says. */
export interface GcloudConfiguration {
  readonly account: string | null
  readonly project: string | null
}

/** Reads gcloud's active configuration; null where there is none. Never rejects. */
export async function gcloudConfiguration(env: GoogleEnvironment): Promise<GcloudConfiguration | null> {
  const active = await activeConfiguration(env)
  const says = active === null ? null : await gcloudConfigurationNamed(env, active)
  return says === null
    ? null
    : {
        account: env.CLOUDSDK_CORE_ACCOUNT || says.account,
        project: env.CLOUDSDK_CORE_PROJECT || says.project,
      }
}

/** The name of gcloud's active configuration; null where gcloud was never set up. Never rejects. */
export async function activeConfiguration(env: GoogleEnvironment): Promise<string | null> {
  const folder = gcloudFolder(env)
  if (folder === null) return null
  if (env.CLOUDSDK_ACTIVE_CONFIG_NAME) return env.CLOUDSDK_ACTIVE_CONFIG_NAME
  try {
    return (await readFile(join(folder, 'active_config'), 'utf8')).trim() || 'default'
  } catch {
    return null
  }
}

/** What one configuration of gcloud says; null where it is not there. Never rejects. */
export async function gcloudConfigurationNamed(
  env: GoogleEnvironment,
  name: string,
): Promise<GcloudConfiguration | null> {
  const folder = gcloudFolder(env)
  // The name becomes part of a path: gcloud itself allows only these characters.
  if (folder === null || !/^[a-zA-Z0-9-]+$/.test(name)) return null
  try {
    const core = iniSection(await readFile(join(folder, 'configurations', `config_${name}`), 'utf8'), 'core')
    return { account: core.get('account') ?? null, project: core.get('project') ?? null }
  } catch {
    return null
  }
}

function iniSection(text: string, name: string): Map<string, string> {
  const found = new Map<string, string>()
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? section
    const pair = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line)
    if (pair && section === name) found.set(pair[1]!, pair[2]!)
  }
  return found
}

const typeNames: Readonly<Record<GoogleCredentials['type'], string>> = {
  authorized_user: 'a user signed in with gcloud',
  service_account: 'service account',
  external_account: 'workload identity federation',
  external_account_authorized_user: 'a user of a workforce pool',
  impersonated_service_account: 'an impersonated service account',
  metadata_server: 'the service account of this machine',
}

/**
 * The identity in one line: `service account reader@p.iam.gserviceaccount.com`. A user's credentials do not name the user; the account of the gcloud CLI is given
 * beside them, and called that, since it may be another one.
 */
export async function describeGoogleIdentity(credentials: GoogleCredentials, env: GoogleEnvironment): Promise<string> {
  const kind = typeNames[credentials.type]
  if (credentials.principal !== null) return `${kind} ${credentials.principal}`
  if (credentials.pool !== null) return `${kind} (${credentials.pool})`
  if (credentials.type !== 'authorized_user') return kind
  const account = (await gcloudConfiguration(env))?.account
  return account ? `${kind} (the gcloud CLI account is ${account})` : `${kind} (the file does not say who)`
}
