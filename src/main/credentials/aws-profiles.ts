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
  /** The profile whose credentials a role is assumed with; null for none. */
  readonly sourceProfile: string | null
  /** Where an SSO profile signs in; null for others. */
  readonly sso: AwsSso | null
  /** The session of `aws login`; null for others. */
  readonly loginSession: string | null
}

/** What an SSO profile says about its sign-in. */
export interface AwsSso {
  /** Name of the sso-session section; null for the older form, which has the start URL in the profile. */
  readonly session: string | null
  /** Null where the session that is named does not exist, or has none. */
  readonly startUrl: string | null
  readonly account: string | null
  readonly role: string | null
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
  const sections: Sections = { profiles: new Map(), sessions: new Map() }
  collect(await textOrNothing(files.config), true, sections)
  collect(await textOrNothing(files.credentials), false, sections)
  return [...sections.profiles]
    .map(([name, keys]) => profileOf(name, keys, sections.sessions))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * The profile that must sign in for this one: itself, or, for a role, the profile at the end of its source_profile chain. AWS CLI signs in the profile that it is given and
 * follows no chain.
 */
export function signInProfile(profile: AwsProfile, profiles: readonly AwsProfile[]): AwsProfile {
  const seen = new Set<string>()
  let at = profile
  while (at.kind === 'role' && at.sourceProfile !== null && !seen.has(at.name)) {
    seen.add(at.name)
    const next = profiles.find((one) => one.name === at.sourceProfile)
    if (next === undefined || next === at) break
    at = next
  }
  return at
}

async function textOrNothing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return ''
  }
}

type Keys = Map<string, string>

interface Sections {
  readonly profiles: Map<string, Keys>
  readonly sessions: Map<string, Keys>
}

// Of all other settings only the presence is kept, so that no secret is held longer than this call.
const kept = new Set([
  'region',
  'source_profile',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'sso_role_name',
  'login_session',
])

function collect(text: string, isConfig: boolean, into: Sections): void {
  let current: Keys | null = null
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)
    if (section) {
      current = sectionOf(section[1]!, isConfig, into)
      continue
    }
    const setting = /^([A-Za-z_][\w-]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (setting && current !== null)
      current.set(setting[1]!.toLowerCase(), kept.has(setting[1]!.toLowerCase()) ? setting[2]! : '')
  }
}

/** Null for sections that are neither a profile nor an SSO session. */
function sectionOf(title: string, isConfig: boolean, into: Sections): Keys | null {
  const match = isConfig && title !== 'default' ? /^(profile|sso-session)\s+["']?(.+?)["']?$/.exec(title) : null
  if (isConfig && title !== 'default' && match === null) return null
  const map = match?.[1] === 'sso-session' ? into.sessions : into.profiles
  const name = match?.[2] ?? title
  const keys = map.get(name) ?? new Map<string, string>()
  map.set(name, keys)
  return keys
}

function profileOf(name: string, keys: Keys, sessions: ReadonlyMap<string, Keys>): AwsProfile {
  const kind = kindOf(keys)
  const session = keys.get('sso_session') || null
  return {
    name,
    region: keys.get('region') || null,
    kind,
    sourceProfile: keys.get('source_profile') || null,
    sso:
      kind === 'sso'
        ? {
            session,
            startUrl: (session === null ? keys : sessions.get(session))?.get('sso_start_url') || null,
            account: keys.get('sso_account_id') || null,
            role: keys.get('sso_role_name') || null,
          }
        : null,
    loginSession: keys.get('login_session') || null,
  }
}

/** In the order in which the SDK's profile provider looks. */
function kindOf(keys: ReadonlyMap<string, string>): AwsProfile['kind'] {
  const role = keys.has('role_arn')
  if (role && (keys.has('source_profile') || keys.has('credential_source'))) return 'role'
  if (keys.has('aws_access_key_id') && keys.has('aws_secret_access_key')) return 'keys'
  if (role && keys.has('web_identity_token_file')) return 'web identity'
  if (keys.has('credential_process')) return 'process'
  if (keys.has('sso_session') || keys.has('sso_start_url')) return 'sso'
  if (keys.has('login_session')) return 'login'
  return role ? 'role' : keys.has('aws_access_key_id') ? 'keys' : 'other'
}
