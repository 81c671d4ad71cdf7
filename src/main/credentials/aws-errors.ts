/** What went wrong while AWS credentials were being found, with the command that mends it. */

import { type ErrorCode, type Fix, failure, fix, type TraceCraftError } from '../../shared/errors.ts'
import { nearest } from '../../shared/nearest.ts'
import { shellWord } from '../../shared/shell-word.ts'
import { scrub } from '../scrub.ts'
import { type AwsProfile, signInProfile } from './aws-profiles.ts'

/** What was being tried when credentials failed. */
export interface AwsAttempt {
  /** Null when no profile was involved. */
  readonly profile: string | null
  readonly profiles: readonly AwsProfile[]
  /** What was tried, where it was no profile: "web identity token". */
  readonly source?: string
}

/** No place holds credentials. `half` names a variable that is missing beside one that is set. */
export function credentialsMissing(profiles: readonly AwsProfile[], half: string | null = null): TraceCraftError {
  // A profile with a region alone signs in nobody.
  const usable = profiles.filter((profile) => profile.kind !== 'other')
  const names = (usable.length > 0 ? usable : profiles).map((profile) => profile.name)
  const first = names[0]
  return missing(
    'No AWS credentials were found.',
    `${half === null ? '' : `${half} `}Looked at the environment, ${
      first === undefined
        ? 'and at ~/.aws, which has no profiles'
        : `and at the default profile of ~/.aws, which has none`
    }.`,
    first === undefined
      ? fix('Sign in with the AWS CLI, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.', 'aws configure sso')
      : fix(
          `Choose a profile of this source (${list(names)}), or set AWS_PROFILE.`,
          `export AWS_PROFILE=${shellWord(first)}`,
        ),
  )
}

/** A profile was asked for by name and is not there. */
export function profileMissing(profile: string, profiles: readonly AwsProfile[]): TraceCraftError {
  const names = profiles.map((one) => one.name)
  const near = nearest(profile, names)
  return missing(
    `There is no AWS profile "${profile}".`,
    names.length === 0 ? 'The files of ~/.aws name no profiles.' : `~/.aws has ${list(names)}.`,
    fix(
      near === null ? 'Choose a profile that exists, or add this one.' : `Did you mean ${near}?`,
      `aws configure --profile ${shellWord(near ?? profile)}`,
    ),
  )
}

/** What a profile refers to and the files do not have; null when its references hold. The SDK says less of these, or stumbles. */
export function brokenReference(profile: AwsProfile, profiles: readonly AwsProfile[]): TraceCraftError | null {
  const { name, sourceProfile } = profile
  const names = profiles.map((one) => one.name)
  if (profile.kind === 'role' && sourceProfile !== null && !names.includes(sourceProfile)) {
    const near = nearest(sourceProfile, names)
    return missing(
      `The AWS profile "${name}" takes its credentials from a profile "${sourceProfile}", which does not exist.`,
      `~/.aws has ${list(names)}.`,
      fix(
        near === null ? 'Correct its source_profile.' : `Correct its source_profile. Did you mean ${near}?`,
        `aws configure set source_profile ${shellWord(near ?? 'NAME')}${profileFlag(name)}`,
      ),
    )
  }
  const needing = signInProfile(profile, profiles)
  if (needing.kind !== 'sso' || needing.sso === null) return null
  const { session, startUrl, account, role } = needing.sso
  const lacking = [
    ...(startUrl === null
      ? [session === null ? 'sso_start_url' : `section [sso-session ${session}] with a start URL`]
      : []),
    ...(account === null ? ['sso_account_id'] : []),
    ...(role === null ? ['sso_role_name'] : []),
  ]
  if (lacking.length === 0) return null
  return missing(
    `The AWS profile "${needing.name}" is set up for SSO in part.`,
    `The config file has no ${lacking.join(' and no ')} for it.`,
    fix('Set it up again.', `aws configure sso${profileFlag(needing.name)}`),
  )
}

/** Reads whatever a credential provider threw. */
export function explainCredentials(error: unknown, attempt: AwsAttempt): TraceCraftError {
  const name = error instanceof Error ? error.name : ''
  const profile = attempt.profiles.find((one) => one.name === attempt.profile) ?? null
  const text = error instanceof Error ? error.message : String(error)
  const raw = scrub(profile?.kind === 'process' ? withoutCommand(text) : text).slice(0, 2000)
  const who =
    attempt.profile === null ? 'The AWS credentials' : `The credentials of the AWS profile "${attempt.profile}"`
  const check = `aws sts get-caller-identity${profileFlag(attempt.profile)}`
  const told = (code: ErrorCode, message: string, cause: string | null, way: Fix) =>
    failure({ code, platform: 'xray', message, cause, fix: way, raw })
  if (profile?.kind === 'process') return processFailed(who, raw, check)
  const network = networkCode(error, text)
  if (network !== null)
    return told(
      'UNREACHABLE',
      `${who} could not be refreshed: no connection to AWS sign-in.`,
      `The connection failed with ${network}.`,
      fix('Check the network, VPN or proxy, and try again.'),
    )
  if ((error as { code?: unknown } | null)?.code === 'ENOENT')
    return told(
      'CREDENTIALS_MISSING',
      `${who} could not be loaded: the token file is not there.`,
      'The file that the web identity names does not exist, or not any more.',
      fix('Check AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file of the profile.', check),
    )
  if (/multi-factor|mfa/i.test(raw))
    return told(
      'CREDENTIALS_MISSING',
      `${who} ask for a one-time code, which TraceCraft does not enter.`,
      'The profile assumes a role with an MFA device.',
      fix(
        'Sign in with the AWS CLI and use a profile that holds the session it gives.',
        `aws sts get-session-token${profileFlag(attempt.profile)} --serial-number ARN_OF_MFA --token-code CODE`,
      ),
    )
  // An SSO role that is not assigned is refused by the portal, with a session that is fine.
  if (/\bForbiddenException\b|\bNo access\b/.test(raw))
    return told(
      'PERMISSION_DENIED',
      `${who} could not be had: AWS SSO refused the role.`,
      `The role ${profile?.sso?.role ?? 'of the profile'} is not assigned to you in account ${profile?.sso?.account ?? 'of the profile'}.`,
      fix('Choose an account and a role that you have.', `aws configure sso${profileFlag(attempt.profile)}`),
    )
  if (/AccessDenied/.test(name) || /\bnot authorized to perform: sts:AssumeRole/.test(raw))
    return told(
      'PERMISSION_DENIED',
      `${who} may not be used to assume the role.`,
      'AWS STS refused AssumeRole.',
      fix('Ask for sts:AssumeRole on the role, or choose another profile.', check),
    )
  const signIn = profile === null ? null : renewal(profile, attempt.profiles)
  if (signIn?.startsWith('aws login') || /aws login\b|login session/i.test(raw))
    return expired(who, signIn ?? `aws login${profileFlag(attempt.profile)}`, raw, 'The sign-in session has ended.')
  if (signIn !== null || /\bsso\b/i.test(raw) || /^(UnauthorizedException|TokenProviderError)$/.test(name))
    return expired(
      who,
      signIn ?? `aws sso login${profileFlag(attempt.profile)}`,
      raw,
      'The SSO session has ended, or was never started.',
    )
  if (/expired/i.test(raw) || /expired/i.test(name))
    return expired(who, null, raw, 'They have an end, and it has passed.')
  if (/^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidIdentityToken)/.test(name))
    return told(
      'CREDENTIALS_INVALID',
      `AWS STS does not accept ${who[0]!.toLowerCase()}${who.slice(1)}.`,
      name.startsWith('InvalidIdentityToken')
        ? 'The web identity token is not one of the identity provider that the role trusts.'
        : 'The access key is not known, or its secret is wrong.',
      fix('See what the AWS CLI says to the same credentials.', check),
    )
  return told(
    'CREDENTIALS_MISSING',
    `${who} could not be loaded${attempt.source === undefined ? '' : ` from the ${attempt.source}`}.`,
    null,
    fix(profile === null ? 'See what the AWS CLI says.' : 'See what the AWS CLI says to the same profile.', check),
  )
}

/** A credential_process that ended badly. What it is called with may hold a secret, so its command line is never told. */
function processFailed(who: string, raw: string, check: string): TraceCraftError {
  const ended = /\bexpired?\b/i.test(raw)
  return failure({
    code: ended ? 'CREDENTIALS_EXPIRED' : 'CREDENTIALS_MISSING',
    platform: 'xray',
    message: ended ? `${who} have expired.` : `${who} could not be loaded.`,
    cause: /returned invalid JSON/.test(raw)
      ? 'The credential_process of the profile printed something else than its JSON.'
      : ended
        ? 'The credential_process of the profile says so.'
        : 'The credential_process of the profile failed.',
    fix: fix('Run it in a terminal, and sign in there if it asks.', check),
    raw,
  })
}

/** A credential provider did not come to an end. */
export function credentialsTimedOut(attempt: AwsAttempt, seconds: number): TraceCraftError {
  const profile = attempt.profiles.find((one) => one.name === attempt.profile) ?? null
  return failure({
    code: 'TIMED_OUT',
    platform: 'xray',
    message: `The AWS credentials${profile === null ? '' : ` of the profile "${profile.name}"`} did not come within ${seconds} s.`,
    cause:
      profile?.kind === 'process'
        ? 'Its credential_process is still running: it may be waiting for an answer in a terminal.'
        : 'AWS sign-in did not answer.',
    fix: fix('See what the AWS CLI says to the same.', `aws sts get-caller-identity${profileFlag(attempt.profile)}`),
  })
}

/** Credentials that were fine once. `command` is the sign-in that renews them, or null for keys that somebody must copy again. */
export function expired(who: string, command: string | null, raw: string | null, cause: string): TraceCraftError {
  return failure({
    code: 'CREDENTIALS_EXPIRED',
    platform: 'xray',
    message: `${who} have expired.`,
    cause,
    fix:
      command === null
        ? fix('Get fresh credentials and restart from the shell that has them, or sign in with SSO.', 'aws sso login')
        : fix('Sign in again.', command),
    raw,
  })
}

/** The command that signs a profile in again; null where its credentials are not had by a sign-in of AWS CLI. */
export function renewal(profile: AwsProfile, profiles: readonly AwsProfile[]): string | null {
  const needing = signInProfile(profile, profiles)
  if (needing.kind === 'sso') return `aws sso login${profileFlag(needing.name)}`
  return needing.kind === 'login' ? `aws login${profileFlag(needing.name)}` : null
}

/** ` --profile dev`; empty for none and for the default one. */
export function profileFlag(profile: string | null): string {
  return profile === null || profile === 'default' ? '' : ` --profile ${shellWord(profile)}`
}

const networkPattern =
  /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|CERT_HAS_EXPIRED|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+)\b/

/** The SSO provider wraps what its client threw in text, and its code is in that text. */
function networkCode(error: unknown, text: string): string | null {
  const code = (error as { code?: unknown } | null)?.code
  return networkPattern.exec(typeof code === 'string' ? code : text)?.[0] ?? null
}

/** Node says "Command failed: " and the whole command line before what the program printed. */
function withoutCommand(text: string): string {
  return text.replace(/^Command failed:[^\n]*\n?/, 'credential_process failed. ').trim()
}

function missing(message: string, cause: string | null, way: Fix): TraceCraftError {
  return failure({ code: 'CREDENTIALS_MISSING', platform: 'xray', message, cause, fix: way })
}

function list(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ')
}
