/** Google's client reads HTTPS_PROXY of this process only; the app's environment may come from the login shell. */

import type { AuthClient } from 'google-auth-library'
import type { GoogleEnvironment } from './google-files.ts'

/** The proxy that the environment names for https, and the hosts that are asked without it; null where it names none. */
export function proxyOf(env: GoogleEnvironment): { readonly proxy: string; readonly noProxy: string[] } | null {
  const proxy = env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy
  if (!proxy) return null
  const exceptions = (env.NO_PROXY || env.no_proxy || '').split(',').map((host) => host.trim())
  return { proxy, noProxy: exceptions.filter((host) => host !== '') }
}

/** Sends a client's requests, and those for its tokens, through the environment's proxy. */
export function useProxyOf(env: GoogleEnvironment, client: AuthClient): void {
  const found = proxyOf(env)
  if (found === null) return
  const source: unknown = 'sourceClient' in client ? client.sourceClient : null
  for (const one of [client, source as AuthClient | null])
    if (one?.transporter) Object.assign(one.transporter.defaults, found)
}
