/** What of AWS is on this machine: profiles with their sign-ins, keys in the environment, roles of the machine. */

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Discovery, FoundSignIn } from '../../shared/discovery.ts'
import { type Fix, fix } from '../../shared/errors.ts'
import type { Environment } from '../stores/store-deps.ts'
import { renewal } from './aws-errors.ts'
import { awsFiles, type AwsProfile, listAwsProfiles, signInProfile } from './aws-profiles.ts'
import type { Look } from './discover.ts'
import { foundVariables, originOf } from './found-variables.ts'
import { dotted, fieldsOf, fileJson, fileText, span, textOf } from './read-found.ts'
import { awsCaches } from './sign-in-places.ts'

/** Profiles as AWS CLI's files have them, each with what is known of its sign-in; keys and roles that the environment names. */
export async function discoverAws({ env, origins, now }: Look): Promise<Discovery> {
  const files = awsFiles(env)
  const [profiles, config, credentials] = await Promise.all([
    listAwsProfiles(env),
    fileText(files.config),
    fileText(files.credentials),
  ])
  const inConfig = (name: string) =>
    config.text?.includes(name === 'default' ? '[default]' : name) ? files.config : files.credentials
  const found = await Promise.all(
    profiles.map(async (profile): Promise<FoundSignIn> => {
      const { state, words, way } = await signInOf(profile, profiles, env, now)
      return {
        kind: 'profile',
        name: profile.name,
        detail: dotted(describe(profile), profile.region, words),
        state,
        origin: inConfig(profile.name),
        fills: { profile: profile.name, ...(profile.region === null ? {} : { region: profile.region }) },
        fix: way,
      }
    }),
  )
  const problems = [config, credentials].flatMap((read) => (read.text === null && read.problem ? [read.problem] : []))
  return {
    platform: 'xray',
    found: [...fromEnvironment(env, now, (name) => originOf(name, origins)), ...found],
    variables: foundVariables(
      env,
      {
        shown: ['AWS_PROFILE', 'AWS_REGION'],
        hidden: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
        rest: {
          shown: [
            'AWS_DEFAULT_REGION',
            'AWS_CONFIG_FILE',
            'AWS_SHARED_CREDENTIALS_FILE',
            'AWS_CREDENTIAL_EXPIRATION',
            'AWS_ROLE_ARN',
            'AWS_WEB_IDENTITY_TOKEN_FILE',
            'AWS_EC2_METADATA_DISABLED',
            'TRACECRAFT_XRAY_ENDPOINT',
          ],
          hidden: ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
        },
      },
      origins,
    ),
    problem: problems.join(' ') || null,
  }
}

function fromEnvironment(env: Environment, now: number, origin: (name: string) => string): FoundSignIn[] {
  const found: FoundSignIn[] = []
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION
  const fills: Readonly<Record<string, string>> = region ? { region } : {}
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) {
    const end = Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '')
    const over = end <= now
    found.push({
      kind: 'environment',
      name: 'AWS_ACCESS_KEY_ID',
      detail: dotted(
        env.AWS_SESSION_TOKEN ? 'temporary keys' : 'keys',
        region,
        !Number.isNaN(end) && (over ? 'expired' : `expires in ${span(end - now)}`),
        env.AWS_PROFILE ? `not used while AWS_PROFILE is ${env.AWS_PROFILE}` : null,
      ),
      state: over ? 'expired' : env.AWS_SESSION_TOKEN && Number.isNaN(end) ? 'unknown' : 'ready',
      origin: origin('AWS_ACCESS_KEY_ID'),
      fills,
      fix: over ? fix('Get fresh keys and start the app from the shell that has them.') : null,
    })
  }
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN)
    found.push({
      kind: 'web-identity',
      name: env.AWS_ROLE_ARN,
      detail: dotted('web identity token', env.AWS_WEB_IDENTITY_TOKEN_FILE),
      state: 'unknown',
      origin: origin('AWS_WEB_IDENTITY_TOKEN_FILE'),
      fills,
      fix: null,
    })
  const container = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'].find(
    (name) => env[name],
  )
  if (container)
    found.push({
      kind: 'container',
      name: 'Container role',
      detail: 'credentials of the container that this runs in',
      state: 'unknown',
      origin: origin(container),
      fills,
      fix: null,
    })
  return found
}

interface SignIn {
  readonly state: FoundSignIn['state']
  readonly words: string | null
  readonly way: Fix | null
}

async function signInOf(
  profile: AwsProfile,
  profiles: readonly AwsProfile[],
  env: Environment,
  now: number,
): Promise<SignIn> {
  const needing = signInProfile(profile, profiles)
  const token = await tokenOf(needing, env)
  if (token === null) return { state: needing.kind === 'keys' ? 'ready' : 'unknown', words: null, way: null }
  const command = renewal(profile, profiles)
  const over = (words: string): SignIn => ({ state: 'expired', words, way: fix('Sign in again.', command) })
  if (token === 'absent') return { ...over('not signed in'), way: fix('Sign in.', command) }
  if (token.end !== null && token.end > now)
    return { state: 'ready', words: `expires in ${span(token.end - now)}`, way: null }
  if (token.renewable(now)) return { state: 'unknown', words: 'renewed when it is used', way: null }
  return over('expired')
}

interface Token {
  readonly end: number | null
  /** Whether it may be renewed without a new sign-in. */
  renewable(now: number): boolean
}

/** The token of a sign-in by AWS CLI: null for profiles that have none, `absent` where there should be one. */
async function tokenOf(profile: AwsProfile, env: Environment): Promise<Token | 'absent' | null> {
  const caches = awsCaches(env)
  if (profile.kind === 'sso') {
    const id = profile.sso?.session ?? profile.sso?.startUrl
    if (!id) return null
    const { json } = await fileJson(join(caches.sso, `${createHash('sha1').update(id).digest('hex')}.json`))
    if (!textOf(json?.accessToken)) return 'absent'
    const refreshable = textOf(json?.refreshToken) !== null && textOf(json?.clientSecret) !== null
    const registration = instantOf(json?.registrationExpiresAt)
    return {
      end: instantOf(json?.expiresAt),
      renewable: (now) => refreshable && registration !== null && registration > now,
    }
  }
  if (profile.kind === 'login' && profile.loginSession !== null) {
    const name = createHash('sha256').update(profile.loginSession).digest('hex')
    const { json } = await fileJson(join(caches.login, `${name}.json`))
    const access = fieldsOf(json?.accessToken)
    if (access === null) return 'absent'
    return { end: instantOf(access.expiresAt), renewable: () => textOf(json?.refreshToken) !== null }
  }
  return null
}

/** AWS CLI writes both 2026-01-01T00:00:00Z and 2026-01-01T00:00:00UTC. */
function instantOf(value: unknown): number | null {
  const at = Date.parse(textOf(value)?.replace(/UTC$/, 'Z') ?? '')
  return Number.isNaN(at) ? null : at
}

function describe(profile: AwsProfile): string | null {
  switch (profile.kind) {
    case 'sso':
      return dotted(
        profile.sso?.session ? `SSO session ${profile.sso.session}` : 'SSO',
        profile.sso?.role && profile.sso.account
          ? `${profile.sso.role} in ${profile.sso.account}`
          : (profile.sso?.role ?? profile.sso?.account),
      )
    case 'login':
      return 'aws login'
    case 'role':
      return profile.sourceProfile === null ? 'assumes a role' : `assumes a role as ${profile.sourceProfile}`
    case 'process':
      return 'credential_process'
    case 'web identity':
      return 'web identity'
    case 'keys':
      return 'access key'
    case 'other':
      return 'no credentials of its own'
  }
}
