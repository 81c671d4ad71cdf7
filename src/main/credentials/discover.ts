/** What is on this machine that a source could sign in with: profiles, sign-ins, accounts, keys. Looked at without asking any platform, and without reading a secret. */

import type { Discovery } from '../../shared/discovery.ts'
import { platforms } from '../../shared/platform.ts'
import type { Environment } from '../stores/store-deps.ts'

/** One answer a platform, as it is known; never rejects but for cancellation. */
export async function* discover(_env: Environment, _signal: AbortSignal): AsyncGenerator<Discovery, void, undefined> {
  for (const platform of platforms) yield { platform, found: [], variables: [], problem: null }
}
