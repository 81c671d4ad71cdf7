/**
 * Credentials for https addresses on loopback, where the app looks for real ones: by its real chains, with made-up values that can be told from everything else. None of them may ever
 * be said.
 */

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Environment } from '../../src/main/stores/store-deps.ts'

/** In every secret. */
export const canary = 'CANARY5EC2E7'

export interface MadeUpCredentials {
  readonly env: Environment
  /** An environment with none. */
  readonly none: Environment
  close(): Promise<void>
}

export async function madeUpCredentials(): Promise<MadeUpCredentials> {
  const folder = await mkdtemp(join(tmpdir(), 'tracecraft-reliability-'))
  const path = process.env.PATH
  const tokens = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        access_token: `${canary}-google-token`,
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: 3600,
      }),
    )
  })
  await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve))
  const subject = join(folder, 'subject-token')
  const google = join(folder, 'google.json')
  const az = join(folder, 'az')
  await writeFile(subject, `${canary}-subject`)
  await writeFile(
    google,
    JSON.stringify({
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`,
      credential_source: { file: subject },
    }),
  )
  const token = { accessToken: `${canary}-azure-token`, expires_on: Math.floor(Date.now() / 1000) + 3600 }
  await writeFile(az, `#!/bin/sh\necho '${JSON.stringify({ ...token, tenant: 'made-up', tokenType: 'Bearer' })}'\n`)
  await chmod(az, 0o755)
  return {
    env: {
      PATH: [folder, path].join(delimiter),
      AWS_ACCESS_KEY_ID: 'MADEUPACCESSKEY',
      AWS_SECRET_ACCESS_KEY: `${canary}-aws-secret`,
      AWS_SESSION_TOKEN: `${canary}-aws-session`,
      AWS_CONFIG_FILE: join(folder, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      CLOUDSDK_CONFIG: join(folder, 'none'),
      GOOGLE_APPLICATION_CREDENTIALS: google,
      AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential',
      DD_API_KEY: `${canary}-dd-api`,
      DD_APP_KEY: `${canary}-dd-app`,
    },
    none: {
      PATH: join(folder, 'none'),
      AWS_CONFIG_FILE: join(folder, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      CLOUDSDK_CONFIG: join(folder, 'none'),
      AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential',
    },
    async close() {
      // The SDK starts az by the process's own PATH, which the app completed from the environment above.
      if (path !== undefined) process.env.PATH = path
      await new Promise((resolve) => {
        tokens.close(resolve)
        tokens.closeAllConnections()
      })
      await rm(folder, { recursive: true, force: true })
    },
  }
}
