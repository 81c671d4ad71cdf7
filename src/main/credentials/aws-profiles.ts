/** The profiles of ~/.aws/config and ~/.aws/credentials: their names and what kind of sign-in each uses. Never a key. */

import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../stores/store-deps.ts'

/** One profile as a person may choose it. */
export interface AwsProfile {
  readonly name: string
  /** Its own region, or null. */
  readonly region: string | null
  readonly kind: 'keys' | 'sso' | 'login' | 'role' | 'process' | 'web identity' | 'other'
}

/** Where the two files lie: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else ~/.aws. */
export function awsFiles(env: Environment): { config: string; credentials: string } {
  const home = env.HOME || env.USERPROFILE || homedir()
  return {
    config: env.AWS_CONFIG_FILE || join(home, '.aws', 'config'),
    credentials: env.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials'),
  }
}

/** All profiles by name; empty when there are no files. Sections that are not profiles (sso-session, services, plugins) are left out. */
export async function listAwsProfiles(env: Environment): Promise<AwsProfile[]> {
  const files = awsFiles(env)
  const settings = new Map<string, Map<string, string>>()
  collect(await textOrNothing(files.config), true, settings)
  collect(await textOrNothing(files.credentials), false, settings)
  return [...settings]
    .map(([name, keys]) => ({ name, region: keys.get('region') || null, kind: kindOf(keys) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function textOrNothing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return ''
  }
}

// Only section names and which settings are present are kept, so that no secret is held longer than this call.
const kept = new Set(['region'])

function collect(text: string, isConfig: boolean, into: Map<string, Map<string, string>>): void {
  let current: Map<string, string> | null = null
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)
    if (section) {
      const name = profileName(section[1]!, isConfig)
      current = name === null ? null : (into.get(name) ?? new Map<string, string>())
      if (name !== null && current !== null) into.set(name, current)
      continue
    }
    const setting = /^([A-Za-z_][\w-]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (setting && current !== null)
      current.set(setting[1]!.toLowerCase(), kept.has(setting[1]!.toLowerCase()) ? setting[2]! : '')
  }
}

function profileName(section: string, isConfig: boolean): string | null {
  if (!isConfig) return section
  if (section === 'default') return section
  const match = /^profile\s+["']?(.+?)["']?$/.exec(section)
  return match ? match[1]! : null
}

function kindOf(keys: ReadonlyMap<string, string>): AwsProfile['kind'] {
  if (keys.has('role_arn')) return keys.has('web_identity_token_file') ? 'web identity' : 'role'
  if (keys.has('sso_session') || keys.has('sso_start_url')) return 'sso'
  if (keys.has('login_session')) return 'login'
  if (keys.has('credential_process')) return 'process'
  return keys.has('aws_access_key_id') ? 'keys' : 'other'
}
