/** Signing in from within the app, where a platform has a way to. The others are signed in to by their own command, which the error names. */

import { failure, fix } from '../../shared/errors.ts'
import { type Platform, platformTitle } from '../../shared/platform.ts'
import type { Environment } from '../stores/store-deps.ts'
import { signInWithBrowser } from './azure-browser.ts'

/** What the tokens of a Log Analytics query are for. */
const logsScope = 'https://api.loganalytics.io/.default'

/** Opens the system's browser and waits for the user. Rejects with CANCELLED when the signal fires, with SETTINGS where the platform has no such sign-in, else as its chain does. */
export async function signIn(
  platform: Platform,
  env: Environment,
  signal: AbortSignal,
): Promise<{ readonly who: string | null }> {
  if (platform !== 'azuremonitor')
    throw failure({
      code: 'SETTINGS',
      platform,
      message: `There is no sign-in in the browser for ${platformTitle[platform]} here.`,
      fix: fix('Sign in with the command that the error of the source names.'),
    })
  const found = await signInWithBrowser(env, { scope: logsScope, tenantId: null }, signal)
  return { who: found.principal }
}
