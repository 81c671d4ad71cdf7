/**
 * Signing in to Azure in the system's browser: only when the user asks for it, never as a step of looking for credentials. The sign-in is kept in the memory of this process and ends
 * with it; the chain asks it first while it lasts.
 */

import type { TokenCredential } from '@azure/identity'
import { failure, fix, TraceCraftError } from '../../shared/errors.ts'
import type { Environment } from '../stores/store-deps.ts'
import type { AzureSignIn } from './azure.ts'
import { claimsOf } from './azure-claims.ts'
import { explainAzureCredentials } from './azure-errors.ts'

export interface BrowserSignIn {
  /** The scope of the tokens that will be asked for: `https://api.loganalytics.io/.default`. */
  readonly scope: string
  /** The tenant to sign in to; null for that of the user. */
  readonly tenantId: string | null
}

let current: TokenCredential | null = null

/**
 * Opens the browser at Microsoft's sign-in page and waits until the user is back. Afterwards every Azure source of this process reads as that user, until `endBrowserSignIn`. Rejects
 * with CANCELLED when the signal fires, else with an error of the kind that the chain gives.
 */
export async function signInWithBrowser(
  env: Environment,
  asked: BrowserSignIn,
  signal: AbortSignal,
): Promise<AzureSignIn> {
  const { InteractiveBrowserCredential } = await import('@azure/identity')
  const authorityHost = env.AZURE_AUTHORITY_HOST
  const made = new InteractiveBrowserCredential({
    ...(asked.tenantId === null ? {} : { tenantId: asked.tenantId }),
    ...(authorityHost ? { authorityHost } : {}),
    additionallyAllowedTenants: (env.AZURE_ADDITIONALLY_ALLOWED_TENANTS ?? '').split(';').filter(Boolean),
    // Only this call may open a window: a token that cannot be renewed silently is a sign-in that has ended.
    disableAutomaticAuthentication: true,
  })
  try {
    await unless(signal, made.authenticate(asked.scope))
    const token = await unless(signal, made.getToken(asked.scope))
    current = made
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

/** What it is called in messages. */
export const browserTitle = 'browser sign-in'

async function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let onAbort = () => {}
  const gone = new Promise<never>((_, reject) => {
    onAbort = () =>
      reject(
        failure({
          code: 'CANCELLED',
          platform: 'azuremonitor',
          message: 'The sign-in was cancelled.',
          fix: fix('Close the page in the browser.'),
        }),
      )
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  // Left alone after a cancellation: its end is nobody's any more.
  work.catch(() => {})
  try {
    return await Promise.race([work, gone])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
