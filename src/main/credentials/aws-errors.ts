/** What went wrong while AWS credentials were being found, with the command that mends it. */

import { failure, fix, type TraceCraftError } from '../../shared/errors.ts'
import { nearest } from '../../shared/nearest.ts'
import { scrub } from '../scrub.ts'
import type { AwsProfile } from './aws-profiles.ts'

/** What was being tried when credentials failed. */
export interface AwsAttempt {
  /** Null when no profile was involved. */
  readonly profile: string | null
  readonly profiles: readonly AwsProfile[]
}

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'])

/** No place holds credentials. */
export function credentialsMissing(profiles: readonly AwsProfile[]): TraceCraftError {
  const names = profiles.map((profile) => profile.name)
  const first = names[0]
  return failure({
    code: 'CREDENTIALS_MISSING',
    platform: 'xray',
    message: 'No AWS credentials were found.',
    cause: `Looked at the environment, ${
      first === undefined
        ? 'and at ~/.aws, which has no profiles'
        : `and at the default profile of ~/.aws, which has none`
    }.`,
    fix:
      first === undefined
        ? fix('Sign in with the AWS CLI, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.', 'aws configure sso')
        : fix(`Choose a profile of this source (${list(names)}), or set AWS_PROFILE.`, `export AWS_PROFILE=${first}`),
  })
}

/** A profile was asked for by name and is not there. */
export function profileMissing(profile: string, profiles: readonly AwsProfile[]): TraceCraftError {
  const names = profiles.map((one) => one.name)
  const near = nearest(profile, names)
  return failure({
    code: 'CREDENTIALS_MISSING',
    platform: 'xray',
    message: `There is no AWS profile "${profile}".`,
    cause: names.length === 0 ? 'The files of ~/.aws name no profiles.' : `~/.aws has ${list(names)}.`,
    fix: fix(
      near === null ? 'Choose a profile that exists, or add this one.' : `Did you mean ${near}?`,
      `aws configure --profile ${shellWord(near ?? profile)}`,
    ),
  })
}

/** Reads whatever a credential provider threw. */
export function explainCredentials(error: unknown, attempt: AwsAttempt): TraceCraftError {
  const raw = scrub(error instanceof Error ? error.message : String(error)).slice(0, 2000)
  const name = error instanceof Error ? error.name : ''
  const code = (error as { code?: unknown } | null)?.code
  const { profile } = attempt
  const flag = profile === null || profile === 'default' ? '' : ` --profile ${shellWord(profile)}`
  const who = profile === null ? 'The AWS credentials' : `The credentials of the AWS profile "${profile}"`
  const kind = attempt.profiles.find((one) => one.name === profile)?.kind
  if (typeof code === 'string' && networkCodes.has(code))
    return failure({
      code: 'UNREACHABLE',
      platform: 'xray',
      message: `${who} could not be refreshed: no connection to AWS sign-in.`,
      cause: `The connection failed with ${code}.`,
      fix: fix('Check the network, VPN or proxy, and try again.'),
      raw,
    })
  if (/multi-factor|mfa/i.test(raw))
    return failure({
      code: 'CREDENTIALS_MISSING',
      platform: 'xray',
      message: `${who} ask for a one-time code, which TraceCraft does not enter.`,
      cause: 'The profile assumes a role with an MFA device.',
      fix: fix(
        'Sign in with the AWS CLI and use a profile that holds the session it gives.',
        `aws sts get-session-token${flag} --serial-number ARN_OF_MFA --token-code CODE`,
      ),
      raw,
    })
  if (kind === 'login' || /aws login|login session/i.test(raw))
    return expired(who, `aws login${flag}`, raw, 'The sign-in session has ended.')
  if (/sso/i.test(raw) || /^(UnauthorizedException|TokenProviderError)$/.test(name) || kind === 'sso')
    return expired(who, `aws sso login${flag}`, raw, 'The SSO session has ended, or was never started.')
  if (/expired/i.test(raw) || /expired/i.test(name))
    return expired(who, null, raw, 'They have an end, and it has passed.')
  if (name === 'AccessDenied' || name === 'AccessDeniedException')
    return failure({
      code: 'PERMISSION_DENIED',
      platform: 'xray',
      message: `${who} may not be used to assume the role.`,
      cause: 'AWS STS refused AssumeRole.',
      fix: fix('Ask for sts:AssumeRole on the role, or choose another profile.', `aws sts get-caller-identity${flag}`),
      raw,
    })
  return failure({
    code: 'CREDENTIALS_MISSING',
    platform: 'xray',
    message: `${who} could not be loaded.`,
    cause: kind === 'process' ? 'The credential_process of the profile failed.' : null,
    fix: fix('See what the AWS CLI says to the same profile.', `aws sts get-caller-identity${flag}`),
    raw,
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

/** A word as a POSIX shell takes it unharmed. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function list(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ')
}
