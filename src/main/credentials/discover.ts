/** What is on this machine that a source could sign in with: profiles, sign-ins, accounts, keys. Looked at without asking any platform, and without telling a secret. */

import type { Discovery } from '../../shared/discovery.ts'
import { type Platform, platforms } from '../../shared/platform.ts'
import type { Environment } from '../stores/store-deps.ts'
import { discoverAws } from './discover-aws.ts'
import { discoverAzure } from './discover-azure.ts'
import { discoverDatadog } from './discover-datadog.ts'
import { discoverGoogle } from './discover-google.ts'
import type { EnvironmentOrigins } from './login-shell.ts'

/** What a platform's look is given. */
export interface Look {
  readonly env: Environment
  readonly origins: EnvironmentOrigins | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

const looks: Readonly<Record<Platform, (look: Look) => Promise<Discovery>>> = {
  xray: discoverAws,
  cloudtrace: discoverGoogle,
  azuremonitor: discoverAzure,
  datadog: async (look) => discoverDatadog(look),
}

/**
 * One answer a platform, as each is known. Reads files only: no command is run and nothing is asked of the network. Never rejects: what could not be looked at is in `problem`.
 * Ends early when the signal fires.
 */
export async function* discover(
  env: Environment,
  signal: AbortSignal,
  origins?: EnvironmentOrigins,
  now: number = Date.now(),
): AsyncGenerator<Discovery, void, undefined> {
  let leave = () => {}
  const gone = new Promise<null>((resolve) => {
    leave = () => resolve(null)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
  const pending = new Map(platforms.map((platform) => [platform, lookAt(platform, { env, origins, now })]))
  try {
    while (pending.size > 0) {
      const found = await Promise.race([gone, ...pending.values()])
      if (found === null) return
      pending.delete(found.platform)
      yield found
    }
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

async function lookAt(platform: Platform, look: Look): Promise<Discovery> {
  const { origins } = look
  const shell = origins?.problem ? `The login shell could not be read: ${origins.problem}` : null
  try {
    const found = await looks[platform](look)
    return { ...found, problem: [shell, found.problem].filter((one) => one !== null).join(' ') || null }
  } catch (error) {
    // Files of other programs may hold anything. The kind of failure is told, never what was read.
    const kind = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown'
    const problem = `What is on this machine could not be looked at (${kind}).`
    return { platform, found: [], variables: [], problem: [shell, problem].filter((one) => one !== null).join(' ') }
  }
}
