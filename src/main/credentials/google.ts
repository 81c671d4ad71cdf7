/**
 * Application Default Credentials, found by the environment that the app was given (its own, completed from the login shell), in Google's own order:
 * GOOGLE_APPLICATION_CREDENTIALS, then gcloud's well-known file. The metadata server is asked only where the caller or METADATA_SERVER_DETECTION=assume-present says so: on a desktop it would be a wait for nothing.
 *
 * google-auth-library would read process.env by itself, run `gcloud` for a project and knock at the metadata address; so the file is read here and its content handed over.
 */

import { readFile } from 'node:fs/promises'
import type { AuthClient } from 'google-auth-library'
import { type ErrorInfo, failure, fix, type TraceCraftError } from '../../shared/errors.ts'
import { type GoogleEnvironment, wellKnownFile } from './google-files.ts'
import { gcloudConfiguration } from './google-identity.ts'
import { useProxyOf } from './google-proxy.ts'

/** The kinds of credentials file that Google's libraries know. */
export const googleCredentialTypes = [
  'authorized_user',
  'service_account',
  'external_account',
  'external_account_authorized_user',
  'impersonated_service_account',
] as const

/** One kind of credentials file, or the metadata server of a Google machine. */
export type GoogleCredentialType = (typeof googleCredentialTypes)[number] | 'metadata_server'

/** Credentials that were found. Printing or serialising it shows no secret. */
export interface GoogleCredentials {
  readonly type: GoogleCredentialType
  /** Where they were found, in words: `GOOGLE_APPLICATION_CREDENTIALS (/keys/reader.json)`. */
  readonly origin: string
  /** Path of the file; null for the metadata server. */
  readonly path: string | null
  /** Who they stand for, where the file says so: a service account's address. A user's file does not. */
  readonly principal: string | null
  /** The pool and provider of workload identity federation, in words; null for others. */
  readonly pool: string | null
  /** The project of a service account's key; null otherwise. */
  readonly project: string | null
  /** The project that requests are billed to, or null. */
  readonly quotaProject: string | null
  /** The client that signs requests. Made on first use; loads google-auth-library then. */
  authClient(): Promise<AuthClient>
}

/** The command that signs a user in again. */
export const loginCommand = 'gcloud auth application-default login'

/** Enough to read traces, and no more. */
export const traceScopes = [
  'https://www.googleapis.com/auth/trace.readonly',
  'https://www.googleapis.com/auth/cloud-platform.read-only',
]

/**
 * Finds the credentials that Google's libraries would use. Rejects with CREDENTIALS_MISSING when there are none or the file that is named does not exist, with
 * CREDENTIALS_INVALID when the file cannot be used.
 */
export async function findGoogleCredentials(
  env: GoogleEnvironment,
  options: { readonly metadataServer?: boolean } = {},
): Promise<GoogleCredentials> {
  const named = env.GOOGLE_APPLICATION_CREDENTIALS || env.google_application_credentials
  if (named) {
    const text = await readText(named)
    if (text === null) throw missingFile(named)
    return fromFile(text, named, `GOOGLE_APPLICATION_CREDENTIALS (${named})`, env)
  }
  const known = wellKnownFile(env)
  const text = known === null ? null : await readText(known)
  if (known !== null && text !== null) return fromFile(text, known, `gcloud login (${known})`, env)
  if (options.metadataServer ?? env.METADATA_SERVER_DETECTION === 'assume-present') return fromMetadataServer(env)
  throw noCredentials(known, (await gcloudConfiguration(env))?.account ?? null)
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw invalid(path, code === 'EISDIR' ? 'It is a folder.' : `It cannot be read (${code ?? 'unknown reason'}).`)
  }
}

type Fields = Readonly<Record<string, unknown>>

function fromFile(text: string, path: string, origin: string, env: GoogleEnvironment): GoogleCredentials {
  const json = parse(text, path)
  const type = googleCredentialTypes.find((known) => known === json.type)
  if (!type)
    throw invalid(
      path,
      `Its "type" is ${JSON.stringify(json.type ?? null)?.slice(0, 80)}, which is none of ${googleCredentialTypes.join(', ')}.`,
    )
  const lacking = requiredFields[type].filter((field) => !textOf(json[field]) && typeof json[field] !== 'object')
  if (lacking.length > 0) throw invalid(path, `It has no ${lacking.join(', ')}.`)
  const quotaProject = env.GOOGLE_CLOUD_QUOTA_PROJECT || textOf(json.quota_project_id)
  let client: Promise<AuthClient> | null = null
  return {
    type,
    origin,
    path,
    principal: principalOf(json),
    pool: poolOf(json),
    project: textOf(json.project_id),
    quotaProject,
    authClient: () => (client ??= makeClient(json, path, quotaProject, env)),
  }
}

const requiredFields: Readonly<Record<(typeof googleCredentialTypes)[number], readonly string[]>> = {
  authorized_user: ['client_id', 'client_secret', 'refresh_token'],
  service_account: ['client_email', 'private_key'],
  external_account: ['audience', 'subject_token_type', 'credential_source'],
  external_account_authorized_user: ['client_id', 'client_secret', 'refresh_token'],
  impersonated_service_account: ['source_credentials', 'service_account_impersonation_url'],
}

function parse(text: string, path: string): Fields {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Fields
  } catch {
    // A parse error quotes the text, which holds the key: it is not passed on.
  }
  throw invalid(path, 'It is not JSON as Google writes it.')
}

/** Who a credentials file stands for, where it says so: a service account's address, or a workforce user. */
export function principalOf(json: Readonly<Record<string, unknown>>): string | null {
  const impersonated = /\/([^/]+):generateAccessToken$/.exec(textOf(json.service_account_impersonation_url) ?? '')?.[1]
  return textOf(json.client_email) ?? impersonated ?? textOf(json.account)
}

/** The audience of workload identity federation names pool and provider. */
function poolOf(json: Fields): string | null {
  const match = /\/(?:workloadIdentity|workforce)Pools\/([^/]+)\/providers\/([^/]+)$/.exec(textOf(json.audience) ?? '')
  return match ? `pool ${match[1]}, provider ${match[2]}` : null
}

async function makeClient(
  json: Fields,
  path: string,
  quotaProject: string | null,
  env: GoogleEnvironment,
): Promise<AuthClient> {
  const { GoogleAuth } = await import('google-auth-library')
  let client: AuthClient
  try {
    // With the content given, getClient() reads no environment, runs no gcloud and asks no metadata server.
    client = await new GoogleAuth({ credentials: { ...json }, scopes: traceScopes }).getClient()
  } catch {
    throw invalid(path, 'Google’s library refuses its content.')
  }
  if (quotaProject !== null) client.quotaProjectId = quotaProject
  useProxyOf(env, client)
  return client
}

function fromMetadataServer(env: GoogleEnvironment): GoogleCredentials {
  const quotaProject = env.GOOGLE_CLOUD_QUOTA_PROJECT || null
  return {
    type: 'metadata_server',
    origin: 'metadata server of this machine',
    path: null,
    principal: null,
    pool: null,
    project: null,
    quotaProject,
    authClient: async () => {
      const { Compute } = await import('google-auth-library')
      const client = new Compute({ scopes: traceScopes })
      if (quotaProject !== null) client.quotaProjectId = quotaProject
      return client
    },
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function noCredentials(known: string | null, account: string | null): TraceCraftError {
  return failure({
    code: 'CREDENTIALS_MISSING',
    platform: 'cloudtrace',
    message: 'No Google credentials were found.',
    cause: `GOOGLE_APPLICATION_CREDENTIALS is not set${known ? ` and there is no ${known}` : ''}.${
      account === null ? '' : ` gcloud itself is signed in as ${account}, which other programs do not share.`
    }`,
    fix: signIn(
      'Sign in with gcloud, or point GOOGLE_APPLICATION_CREDENTIALS at a service account key. On a machine of Google Cloud, METADATA_SERVER_DETECTION=assume-present uses its own service account.',
    ),
  })
}

function missingFile(path: string): TraceCraftError {
  return failure({
    code: 'CREDENTIALS_MISSING',
    platform: 'cloudtrace',
    message: 'The Google credentials file does not exist.',
    cause: `GOOGLE_APPLICATION_CREDENTIALS names ${path}, which is not there.`,
    fix: signIn('Correct or unset GOOGLE_APPLICATION_CREDENTIALS, or sign in with gcloud.'),
  })
}

function invalid(path: string, why: string): TraceCraftError {
  return failure({
    code: 'CREDENTIALS_INVALID',
    platform: 'cloudtrace',
    message: 'The Google credentials file cannot be used.',
    cause: `${path}: ${why}`,
    fix: signIn('Put a right file there, or sign in with gcloud.'),
  })
}

function signIn(text: string): NonNullable<ErrorInfo['fix']> {
  return fix(text, loginCommand, 'https://cloud.google.com/docs/authentication/provide-credentials-adc')
}
