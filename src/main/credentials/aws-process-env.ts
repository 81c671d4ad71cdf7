/**
 * The SDK's profile providers read process.env themselves: the SSO and login providers for the place of the config file, and a credential_process inherits PATH. An app
 * started from a desktop has neither from the login shell, so they are lent while credentials are being found.
 */

import type { Environment } from '../stores/store-deps.ts'

const lentNames = [
  'PATH',
  'HOME',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CA_BUNDLE',
  'AWS_LOGIN_CACHE_DIRECTORY',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE',
] as const

let borrowers = 0
let before: Environment = {}

/** Runs the work while process.env has these variables of `env`; the last to finish puts back what was there. */
export async function withProcessEnv<T>(env: Environment, work: () => Promise<T>): Promise<T> {
  if (borrowers++ === 0) before = Object.fromEntries(lentNames.map((name) => [name, process.env[name]]))
  for (const name of lentNames) if (env[name] !== undefined) process.env[name] = env[name]
  try {
    return await work()
  } finally {
    if (--borrowers === 0)
      for (const name of lentNames) {
        const value = before[name]
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
  }
}
