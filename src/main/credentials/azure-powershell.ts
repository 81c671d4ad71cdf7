/**
 * A token of Azure PowerShell, by its Get-AzAccessToken. Ours in place of the SDK's, which gives PowerShell up for the rest of the process when it could not be started once: a
 * sign-in that comes later, or a first start that took too long, would never count.
 */

import { execFile } from 'node:child_process'
import type { TokenCredential } from '@azure/identity'
import type { Environment } from '../stores/store-deps.ts'

/** Signs in as Azure PowerShell is signed in. Rejects with an Error whose message is PowerShell's own, secrets included: for the chain's explanation only. */
export function powerShellCredential(env: Environment, timeoutMs: number): TokenCredential {
  return {
    async getToken(scopes, options) {
      const scope = Array.isArray(scopes) ? scopes[0] : scopes
      const resource = scope?.replace(/\/\.default$/, '') ?? ''
      // It becomes part of a script.
      if (!/^https:\/\/[\w.-]+\/?$/.test(resource)) throw new Error('Azure PowerShell cannot be asked for this scope.')
      const signal = options?.abortSignal as AbortSignal | undefined
      for (const shell of process.platform === 'win32' ? ['pwsh.exe', 'powershell.exe'] : ['pwsh']) {
        const text = await run(shell, script(resource), env, timeoutMs, signal)
        if (text !== null) return tokenOf(text)
      }
      throw new Error('Azure PowerShell could not be found.')
    },
  }
}

/** Newer versions of Az.Accounts give the token as a SecureString. */
function script(resource: string): string {
  return [
    "$ErrorActionPreference = 'Stop'",
    'Import-Module Az.Accounts -MinimumVersion 2.2.0',
    `$given = Get-AzAccessToken -ResourceUrl '${resource}'`,
    '$token = $given.Token',
    "if ($token -is [System.Security.SecureString]) { $token = [System.Net.NetworkCredential]::new('', $token).Password }",
    '@{ token = $token; expiresOn = $given.ExpiresOn.ToUnixTimeMilliseconds() } | ConvertTo-Json -Compress',
  ].join('\n')
}

/** Null where there is no such program. */
function run(
  shell: string,
  command: string,
  env: Environment,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const options = {
      // Its own updates and telemetry have no place in a question for a token.
      env: { ...process.env, ...env, POWERSHELL_UPDATECHECK: 'Off', POWERSHELL_TELEMETRY_OPTOUT: '1' },
      timeout,
      windowsHide: true,
      ...(signal === undefined ? {} : { signal }),
    }
    execFile(shell, ['-NoProfile', '-NonInteractive', '-Command', command], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      if (error.code === 'ENOENT') return resolve(null)
      if (error.killed) return reject(new Error(`Azure PowerShell did not answer within ${timeout / 1000} s.`))
      // The error's own message holds the whole script.
      reject(new Error(stderr.trim() || 'Azure PowerShell ended without a word.'))
    })
  })
}

function tokenOf(text: string): { token: string; expiresOnTimestamp: number } {
  // Start-up messages of modules may stand before the answer.
  const line = text.split(/\r?\n/).findLast((one) => one.startsWith('{'))
  try {
    const { token, expiresOn } = JSON.parse(line ?? '') as { token?: unknown; expiresOn?: unknown }
    if (typeof token === 'string' && token !== '' && typeof expiresOn === 'number')
      return { token, expiresOnTimestamp: expiresOn }
  } catch {
    // What it printed may hold the token.
  }
  throw new Error('Azure PowerShell printed something else than a token.')
}
