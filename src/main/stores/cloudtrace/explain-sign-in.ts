/** Refusals that have to do with who asks: tokens, roles, the API's switch. */

import { type ErrorInfo, type Fix, fix } from '../../../shared/errors.ts'
import { cloudTraceGrant, cloudTraceRole, impersonationGrant } from '../../../shared/access-policy.ts'
import { shellWord } from '../../../shared/shell-word.ts'
import { loginCommand } from '../../credentials/google.ts'
import type { CloudTraceCall } from './explain.ts'
import type { OAuthErrorBody, ThrownAnswer } from './google-answer.ts'
import { scrub } from './scrub.ts'

type Words = Pick<ErrorInfo, 'code' | 'message'> & Partial<ErrorInfo>

/** Null when the failure is of another kind. */
export function explainSignIn(thrown: ThrownAnswer, call: CloudTraceCall): Words | null {
  if (thrown.oauth) return explainToken(thrown.oauth, call)
  if (thrown.status === null) return explainLocal(thrown, call)
  // A page of a proxy may carry any status: only Google's own form says something about the credentials.
  if (thrown.google === null) return null
  if (/iam\.serviceAccounts\.getAccessToken/i.test(`${thrown.google.message ?? ''} ${thrown.message}`))
    return impersonation(thrown, call)
  if (thrown.status === 401) return explainUnauthenticated(thrown)
  if (thrown.status === 403 && !/^rate_?limit/i.test(thrown.google.reason ?? '')) return explainForbidden(thrown, call)
  return null
}

function explainToken({ error, subtype, description }: OAuthErrorBody, call: CloudTraceCall): Words {
  const said = scrub(description ? `${description} (${error})` : error)
  if (call.credentialType === 'service_account' && error === 'invalid_grant')
    return explainKey(description ?? '', said, call)
  if (call.credentialType === 'external_account')
    return {
      code: /expired/i.test(said) ? 'CREDENTIALS_EXPIRED' : 'CREDENTIALS_INVALID',
      message: 'Google did not accept the token of the workload identity.',
      cause: said,
      fix: fix(
        'Renew the token that the credentials file names, and check its issuer and audience against the provider of the workload identity pool.',
        null,
        'https://cloud.google.com/iam/docs/workload-identity-federation',
      ),
    }
  if (error === 'invalid_grant' || subtype === 'invalid_rapt')
    return {
      code: 'CREDENTIALS_EXPIRED',
      message: 'The Google sign-in has expired.',
      cause:
        subtype === 'invalid_rapt'
          ? 'Your organisation asks for a new sign-in from time to time, and the time has come (invalid_rapt).'
          : 'Google no longer accepts the saved sign-in: it was revoked, replaced or is too old (invalid_grant).',
      fix: signIn('Sign in again.'),
    }
  return {
    code: 'CREDENTIALS_INVALID',
    message: 'Google refused the credentials.',
    cause: said,
    fix: signIn('Sign in again, or use another service account key.'),
  }
}

/** A service account has no sign-in that could expire: its key is gone, or the clock is wrong. */
function explainKey(description: string, said: string, call: CloudTraceCall): Words {
  if (/reasonable timeframe|iat|exp\b/i.test(description))
    return {
      code: 'CREDENTIALS_INVALID',
      message: 'Google refused the service account key because of its time.',
      cause: 'The clock of this machine is wrong by more than Google allows.',
      fix: fix('Set the clock of this machine.'),
    }
  const account = call.serviceAccount
  return {
    code: 'CREDENTIALS_INVALID',
    message: `Google does not know the key of ${account ?? 'the service account'}.`,
    cause: said,
    fix: fix(
      'The key or the account was deleted or switched off. Make a new key, or sign in as a user.',
      account === null
        ? loginCommand
        : `gcloud iam service-accounts keys create key.json --iam-account=${shellWord(account)}`,
    ),
  }
}

/** Failures before any request: the key itself cannot be used. */
function explainLocal(thrown: ThrownAnswer, call: CloudTraceCall): Words | null {
  if (thrown.networkCode === 'ENOENT' && call.credentialType === 'external_account')
    return {
      code: 'CREDENTIALS_MISSING',
      message: 'The token of the workload identity is not there.',
      cause: 'The file that credential_source of the credentials file names does not exist.',
      fix: fix('Check that the token file is written, or correct its path.'),
    }
  if (/could not load the default credentials/i.test(thrown.message))
    return {
      code: 'CREDENTIALS_MISSING',
      message: 'No Google credentials were found.',
      fix: signIn('Sign in with gcloud.'),
    }
  if (/^ERR_(?:OSSL|CRYPTO)/.test(thrown.networkCode ?? '') || /PEM routines|DECODER routines/.test(thrown.message))
    return {
      code: 'CREDENTIALS_INVALID',
      message: 'The Google credentials file cannot be used.',
      cause: 'Its private key is not a key.',
      fix: signIn('Make a new key for the service account, or sign in with gcloud.'),
    }
  return null
}

function explainUnauthenticated({ google }: ThrownAnswer): Words {
  if (google?.reason === 'ACCESS_TOKEN_EXPIRED')
    return {
      code: 'CREDENTIALS_EXPIRED',
      message: 'The Google sign-in has expired.',
      cause: scrub(google.message ?? ''),
      fix: signIn('Sign in again.'),
    }
  return {
    code: 'CREDENTIALS_INVALID',
    message: 'Cloud Trace refused the credentials.',
    cause: google?.message ? scrub(google.message) : null,
    fix: signIn('Sign in again.'),
  }
}

function explainForbidden({ google }: ThrownAnswer, call: CloudTraceCall): Words {
  const cause = google?.message ? scrub(google.message) : null
  if (google?.reason === 'SERVICE_DISABLED' || /has not been used in project|is disabled/i.test(google?.message ?? ''))
    return {
      code: 'PERMISSION_DENIED',
      message: `The Cloud Trace API is switched off in ${call.project}.`,
      cause,
      fix: fix(
        'Switch it on; it takes a few minutes to be noticed.',
        `gcloud services enable cloudtrace.googleapis.com --project ${shellWord(call.project)}`,
        google?.activationUrl ?? null,
      ),
    }
  if (google?.reason === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT')
    return {
      code: 'PERMISSION_DENIED',
      message: 'The Google sign-in does not cover reading traces.',
      cause,
      fix: signIn('Sign in again; the default scopes are enough.'),
    }
  if (google?.reason === 'USER_PROJECT_DENIED')
    return {
      code: 'PERMISSION_DENIED',
      message: 'The quota project of the Google sign-in may not be used.',
      cause,
      fix: fix(
        'Name a quota project that you may use.',
        `gcloud auth application-default set-quota-project ${shellWord(call.project)}`,
      ),
    }
  return {
    code: 'PERMISSION_DENIED',
    message: `Cloud Trace does not let these credentials read traces of ${call.project}.`,
    cause: cause ?? 'The caller lacks cloudtrace.traces.list.',
    fix: fix(
      `Ask for the role ${cloudTraceRole} (it holds cloudtrace.traces.list and cloudtrace.traces.get) in ${call.project}, and check the project id.`,
      // A file of a user does not name them; the account of gcloud is who ran the sign-in. Other kinds stand for somebody that only Google knows.
      call.serviceAccount !== null || call.credentialType === 'authorized_user'
        ? cloudTraceGrant(call, call.serviceAccount)
        : null,
      'https://cloud.google.com/trace/docs/iam',
    ),
  }
}

function impersonation({ google }: ThrownAnswer, call: CloudTraceCall): Words {
  const account = call.serviceAccount
  return {
    code: 'PERMISSION_DENIED',
    message: 'The service account may not be impersonated.',
    cause: google?.message ? scrub(google.message) : null,
    fix: fix(
      'Ask for roles/iam.serviceAccountTokenCreator on that service account.',
      account === null ? null : impersonationGrant(account, null),
      'https://cloud.google.com/iam/docs/service-account-impersonation',
    ),
  }
}

function signIn(text: string): Fix {
  return fix(text, loginCommand)
}
