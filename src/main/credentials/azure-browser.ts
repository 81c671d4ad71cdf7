/**
 * Signing in to Azure in the system's browser: only when the user asks for it, by AZURE_TOKEN_CREDENTIALS=InteractiveBrowserCredential or by a call of `signInWithBrowser`, never as a
 * step of looking for credentials. The sign-in is kept in the memory of this process and ends with it.
 */

import type { TokenCredential } from '@azure/identity'
import { TraceCraftError } from '../../shared/errors.ts'
import { abortError, unlessAborted } from '../stores/abort.ts'
import type { Environment } from '../stores/store-deps.ts'
import type { AzureSignIn } from './azure.ts'
import { claimsOf } from './azure-claims.ts'
import { explainAzureCredentials } from './azure-errors.ts'

export interface BrowserSignIn {
  /** The scope of the tokens that will be asked for: `https://api.loganalytics.io/.default`. */
  readonly scope: string
  /** The tenant to sign in to; null for AZURE_TENANT_ID, else that of the user. */
  readonly tenantId: string | null
}

/** What it is called in messages. */
export const browserTitle = 'browser sign-in'

let current: TokenCredential | null = null
let underWay: Promise<TokenCredential> | null = null

/**
 * Opens the browser at Microsoft's sign-in page and waits until the user is back. Afterwards every Azure source of this process reads as that user, until `endBrowserSignIn`. Rejects
 * with CANCELLED when the signal fires, else with an error of the kind that the chain gives.
 */
export async function signInWithBrowser(
  env: Environment,
  asked: BrowserSignIn,
  signal: AbortSignal,
): Promise<AzureSignIn> {
  if (signal.aborted) throw abortError()
  try {
    const credential = await unlessAborted(signal, open(env, asked))
    const token = await unlessAborted(signal, credential.getToken(asked.scope))
    if (token === null) throw new Error('The browser sign-in gave no token.')
    return { member: browserTitle, ...claimsOf(token.token), expiresAt: token.expiresOnTimestamp }
  } catch (error) {
    if (error instanceof TraceCraftError) throw error
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: 'unknown error' }
    throw explainAzureCredentials([{ member: 'InteractiveBrowserCredential', title: browserTitle, name, message }], env)
  }
}

/** The chain goes on without it; the browser itself stays signed in. */
export function endBrowserSignIn(): void {
  current = null
}

/** The sign-in of this process, or null. */
export function browserCredential(): TokenCredential | null {
  return current
}

/** Opens the browser when a token is first asked for. A sign-in that failed or was declined is not begun again by the next request, but by the next credential that is made. */
export function browserOnDemand(env: Environment): TokenCredential {
  let failed: { readonly error: unknown } | null = null
  return {
    async getToken(scopes, options) {
      if (failed !== null) throw failed.error
      try {
        const scope = Array.isArray(scopes) ? scopes[0]! : scopes
        return await (current ?? (await open(env, { scope, tenantId: null }))).getToken(scopes, options)
      } catch (error) {
        failed = { error }
        throw error
      }
    },
  }
}

/** One window, however many sources ask for it. */
function open(env: Environment, asked: BrowserSignIn): Promise<TokenCredential> {
  underWay ??= authenticate(env, asked).finally(() => (underWay = null))
  return underWay
}

async function authenticate(env: Environment, asked: BrowserSignIn): Promise<TokenCredential> {
  const { InteractiveBrowserCredential } = await import('@azure/identity')
  const tenantId = asked.tenantId ?? env.AZURE_TENANT_ID
  const authorityHost = env.AZURE_AUTHORITY_HOST
  const made = new InteractiveBrowserCredential({
    ...(tenantId ? { tenantId } : {}),
    ...(authorityHost ? { authorityHost } : {}),
    additionallyAllowedTenants: (env.AZURE_ADDITIONALLY_ALLOWED_TENANTS ?? '').split(';').filter(Boolean),
    retryOptions: { maxRetries: 0 },
    // Only this call may open a window: a token that cannot be renewed silently is a sign-in that has ended.
    disableAutomaticAuthentication: true,
  })
  await made.authenticate(asked.scope)
  current = made
  return made
}
