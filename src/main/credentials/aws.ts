/**
 * Finds AWS credentials the way the SDK's own chain does, but link by link, so that the reason of a failure survives: the SDK's chain answers "Could not load credentials
 * from any providers" for a bad profile and for a failing credential_process alike.
 *
 * Order: the source's profile; AWS_PROFILE; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; the default profile; a web identity token file; the container endpoint. The EC2
 * metadata address is asked only where AWS_EC2_METADATA_DISABLED says "false", because on a desktop it is a wait for nothing.
 */

import { isPlainLoopback, type XRaySource } from '../../shared/source.ts'
import { TraceCraftError } from '../../shared/errors.ts'
import type { Environment } from '../stores/store-deps.ts'
import {
  type AwsAttempt,
  brokenReference,
  credentialsMissing,
  credentialsTimedOut,
  expired,
  explainCredentials,
  profileMissing,
  renewal,
} from './aws-errors.ts'
import { withProcessEnv } from './aws-process-env.ts'
import { type AwsProfile, awsFiles, listAwsProfiles } from './aws-profiles.ts'

/** A key pair as the SDK takes it. Never logged, never shown. */
export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
  readonly accountId?: string
}

/** What was used, without a secret: fit for a screen. */
export interface AwsCredentialsUsed {
  /** "profile dev (SSO)", "environment variables", "placeholder (loopback endpoint)". */
  readonly source: string
  readonly profile: string | null
  readonly accountId: string | null
  /** Epoch milliseconds; null for credentials without an end. */
  readonly expiresAt: number | null
  /** The command that signs in again (`aws sso login --profile dev`); null where no sign-in renews them. */
  readonly renewal: string | null
}

interface Found {
  readonly identity: AwsKeys
  readonly used: AwsCredentialsUsed
}

/** How long before their end credentials are renewed. */
const renewBeforeMs = 5 * 60_000
/** A sign-in may wait for a second factor; a program that waits for its terminal waits for ever. */
const findLimitMs = 60_000
/** The sign-in services are asked by the same rules as X-Ray: one attempt, with limits. The region is not named here, as it would take the place of the SSO session's own. */
const clientConfig = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
}

/** The credentials of one source; found when they are first asked for and renewed before they end. A failure is not remembered. */
export class AwsCredentials {
  readonly #source: Pick<XRaySource, 'profile' | 'region' | 'endpoint'>
  readonly #env: Environment
  readonly #now: () => number
  #found: Found | null = null
  #finding: Promise<Found> | null = null

  constructor(
    source: Pick<XRaySource, 'profile' | 'region' | 'endpoint'>,
    env: Environment,
    now: () => number = Date.now,
  ) {
    this.#source = source
    this.#env = env
    this.#now = now
  }

  /** For the SDK. Rejects with a TraceCraftError: CREDENTIALS_MISSING, CREDENTIALS_EXPIRED, UNREACHABLE or PERMISSION_DENIED. */
  readonly provider = async (): Promise<AwsKeys> => (await this.#get()).identity

  /** What is used; the same failures. */
  async describe(): Promise<AwsCredentialsUsed> {
    return (await this.#get()).used
  }

  /** What was used last, or null before the first. */
  get used(): AwsCredentialsUsed | null {
    return this.#found?.used ?? null
  }

  /** The next request looks at the files and the environment again. */
  forget(): void {
    this.#found = null
    this.#finding = null
  }

  async #get(): Promise<Found> {
    const found = this.#found
    if (found && (found.used.expiresAt === null || found.used.expiresAt - this.#now() > renewBeforeMs)) return found
    if (this.#finding !== null) return this.#finding
    const finding = find(this.#source, this.#env, this.#now)
    this.#finding = finding
    try {
      const fresh = await finding
      // Forgotten in the meantime: handed to those who waited, and not kept.
      if (this.#finding === finding) this.#found = fresh
      return fresh
    } finally {
      if (this.#finding === finding) this.#finding = null
    }
  }
}

async function find(
  source: Pick<XRaySource, 'profile' | 'region' | 'endpoint'>,
  env: Environment,
  now: () => number,
): Promise<Found> {
  // Real credentials never travel in the clear: a plain-http loopback endpoint gets fixed ones, and nobody is asked for others.
  if (isPlainLoopback(source.endpoint))
    return {
      identity: { accessKeyId: 'TRACECRAFTPLACEHOLDER', secretAccessKey: 'placeholder' },
      used: {
        source: 'placeholder (loopback endpoint)',
        profile: null,
        accountId: null,
        expiresAt: null,
        renewal: null,
      },
    }
  const asked = source.profile || env.AWS_PROFILE || null
  if (asked !== null) {
    const profiles = await listAwsProfiles(env)
    if (!profiles.some((profile) => profile.name === asked)) throw profileMissing(asked, profiles)
    return fromProfile(asked, profiles, source.region, env, now)
  }
  const keys = fromEnvironment(env, now)
  if (keys !== null) return keys
  const profiles = await listAwsProfiles(env)
  const standard = profiles.find((profile) => profile.name === 'default')
  if (standard !== undefined && standard.kind !== 'other')
    return fromProfile('default', profiles, source.region, env, now)
  return (await fromMachine(source.region, env, now)) ?? Promise.reject(credentialsMissing(profiles, halfPair(env)))
}

/** One of the two variables is set: the usual slip. */
function halfPair(env: Environment): string | null {
  if (!env.AWS_ACCESS_KEY_ID === !env.AWS_SECRET_ACCESS_KEY) return null
  const [there, gone] = env.AWS_ACCESS_KEY_ID
    ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    : ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID']
  return `${there} is set and ${gone} is not.`
}

function fromEnvironment(env: Environment, now: () => number): Found | null {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (!accessKeyId || !secretAccessKey) return null
  const end = Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '')
  if (end <= now())
    throw expired('The AWS credentials in the environment', null, null, 'AWS_CREDENTIAL_EXPIRATION has passed.')
  return {
    identity: { accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN || undefined },
    used: {
      source: 'environment variables',
      profile: null,
      accountId: env.AWS_ACCOUNT_ID || null,
      expiresAt: Number.isNaN(end) ? null : end,
      renewal: null,
    },
  }
}

async function fromProfile(
  profile: string,
  profiles: readonly AwsProfile[],
  region: string,
  env: Environment,
  now: () => number,
): Promise<Found> {
  const chosen = profiles.find((one) => one.name === profile) ?? null
  const broken = chosen === null ? null : brokenReference(chosen, profiles)
  if (broken !== null) throw broken
  const { fromIni } = await import('@aws-sdk/credential-providers')
  const files = awsFiles(env)
  const kind = chosen?.kind ?? 'other'
  const how = kind === 'other' ? '' : ` (${kind === 'sso' ? 'SSO' : kind})`
  const provider = fromIni({
    profile,
    filepath: files.credentials,
    configFilepath: files.config,
    // A sign-in in a terminal must count at the next refresh, so nothing of the files is remembered.
    ignoreCache: true,
    clientConfig,
  })
  // The source's region counts where the profile has none, for STS; an SSO session has its own.
  const caller = { callerClientConfig: { region: async () => region } }
  return attempt(`profile ${profile}${how}`, { profile, profiles }, now, () =>
    withProcessEnv(env, () => provider(caller)),
  )
}

/** Credentials that the machine itself has: for a host in AWS. */
async function fromMachine(region: string, env: Environment, now: () => number): Promise<Found | null> {
  const none = (source: string): AwsAttempt => ({ profile: null, profiles: [], source })
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) {
    const { fromTokenFile } = await import('@aws-sdk/credential-providers')
    const provider = fromTokenFile({
      webIdentityTokenFile: env.AWS_WEB_IDENTITY_TOKEN_FILE,
      roleArn: env.AWS_ROLE_ARN,
      roleSessionName: env.AWS_ROLE_SESSION_NAME,
      clientConfig: { ...clientConfig, region },
    })
    return attempt('web identity token', none('web identity token'), now, provider)
  }
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
  const full = env.AWS_CONTAINER_CREDENTIALS_FULL_URI
  if (relative || full) {
    const { fromHttp } = await import('@aws-sdk/credential-providers')
    const provider = fromHttp({
      maxRetries: 1,
      awsContainerCredentialsRelativeUri: relative,
      awsContainerCredentialsFullUri: full,
      awsContainerAuthorizationToken: env.AWS_CONTAINER_AUTHORIZATION_TOKEN,
      awsContainerAuthorizationTokenFile: env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE,
    })
    return attempt('container role', none('container role'), now, provider)
  }
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() !== 'false') return null
  const { fromInstanceMetadata } = await import('@aws-sdk/credential-providers')
  const provider = fromInstanceMetadata({ timeout: 1000, maxRetries: 1 })
  return attempt('instance role', none('instance role'), now, () => withProcessEnv(env, provider))
}

async function attempt(
  source: string,
  tried: AwsAttempt,
  now: () => number,
  provider: () => Promise<AwsKeys>,
): Promise<Found> {
  const profile = tried.profiles.find((one) => one.name === tried.profile) ?? null
  const renew = profile === null ? null : renewal(profile, tried.profiles)
  try {
    const identity = await within(findLimitMs, provider(), () => credentialsTimedOut(tried, findLimitMs / 1000))
    const expiresAt = identity.expiration?.getTime() ?? null
    if (expiresAt !== null && expiresAt <= now())
      throw expired(`The credentials from ${source}`, renew, null, 'Their end has passed.')
    return {
      identity,
      used: { source, profile: tried.profile, accountId: identity.accountId ?? null, expiresAt, renewal: renew },
    }
  } catch (error) {
    throw error instanceof TraceCraftError ? error : explainCredentials(error, tried)
  }
}

async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late()), ms)))
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
