/**
 * The environment of the user's login shell. An app that is started from the dock or a menu gets almost none of it, so that AWS_PROFILE, DD_API_KEY or the PATH to
 * `az` and `gcloud` would be missing: the top cause of "works in the terminal, not in the app".
 *
 * Read once, with a time limit; only variables of an allow-list are taken; no value is ever logged.
 */

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Environment } from '../stores/store-deps.ts'

/** Where each variable of the app's environment came from. */
export type VariableOrigin = 'process' | 'login-shell'

/** How the app's environment came about. Plain data, so that it can cross into a thread. */
export interface EnvironmentOrigins {
  readonly origins: ReadonlyMap<string, VariableOrigin>
  /** The login shell that was asked; null when none was. */
  readonly shell: string | null
  /** Why the login shell could not be read, in words, or null. */
  readonly problem: string | null
}

export interface AppEnvironment extends EnvironmentOrigins {
  readonly env: Environment
}

const wanted =
  /^(PATH|AWS_.*|AZURE_.*|GOOGLE_.*|GCLOUD_PROJECT|CLOUDSDK_.*|DD_.*|DATADOG_.*|AZD_CONFIG_DIR|METADATA_SERVER_DETECTION|TRACECRAFT_.*|HTTPS?_PROXY|NO_PROXY|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/

/** Folders where command-line tools are usually installed; appended to PATH when they are not on it. */
const extraPath = ['/opt/homebrew/bin', '/usr/local/bin', '/snap/bin']

export interface LoginShellOptions {
  readonly process: Environment
  readonly platform: string
  /** A start from a terminal has the environment already. */
  readonly startedFromTerminal: boolean
  readonly timeoutMs?: number
}

/** The process's environment completed from the login shell. Never rejects: what went wrong is in `problem`. */
export async function appEnvironment(options: LoginShellOptions): Promise<AppEnvironment> {
  const origins = new Map<string, VariableOrigin>(Object.keys(options.process).map((name) => [name, 'process']))
  if (options.platform === 'win32' || options.startedFromTerminal)
    return { env: withExtraPath(options.process, options.platform), origins, shell: null, problem: null }
  const shell = options.process['SHELL'] || (options.platform === 'darwin' ? '/bin/zsh' : '/bin/bash')
  const read = await readShell(shell, options.process, options.timeoutMs ?? 8000)
  const env: Record<string, string | undefined> = { ...options.process }
  for (const [name, value] of read.variables) {
    if (!wanted.test(name) || (env[name] !== undefined && name !== 'PATH')) continue
    env[name] = value
    origins.set(name, 'login-shell')
  }
  return { env: withExtraPath(env, options.platform), origins, shell, problem: read.problem }
}

function withExtraPath(env: Environment, platform: string): Environment {
  if (platform === 'win32') return env
  const parts = (env['PATH'] ?? '').split(':').filter(Boolean)
  return { ...env, PATH: [...parts, ...extraPath.filter((folder) => !parts.includes(folder))].join(':') }
}

function readShell(
  shell: string,
  env: Environment,
  timeoutMs: number,
): Promise<{ variables: Map<string, string>; problem: string | null }> {
  // Shell start files may print anything; what lies between the marks is ours.
  const mark = `tracecraft-${randomBytes(8).toString('hex')}`
  return new Promise((resolve) => {
    const nothing = (problem: string) => resolve({ variables: new Map(), problem })
    const child = spawn(shell, ['-ilc', `printf '%s' '${mark}'; env -0; printf '%s' '${mark}'`], {
      env: { ...env, TERM: 'dumb' },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    const chunks: Buffer[] = []
    const timer = setTimeout(() => {
      // The whole group: a start file may have started something that waits.
      if (child.pid) {
        try {
          process.kill(-child.pid, 'SIGKILL')
        } catch {
          child.kill('SIGKILL')
        }
      }
      nothing(`${shell} did not answer within ${Math.round(timeoutMs / 1000)} s.`)
    }, timeoutMs)
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      nothing(`${shell} could not be started (${error.code ?? error.name}).`)
    })
    child.on('close', () => {
      clearTimeout(timer)
      const between = Buffer.concat(chunks).toString('utf8').split(mark)[1]
      if (between === undefined) return nothing(`${shell} ended before it printed its environment.`)
      const variables = new Map<string, string>()
      for (const line of between.split('\0')) {
        const at = line.indexOf('=')
        if (at > 0) variables.set(line.slice(0, at), line.slice(at + 1))
      }
      resolve({ variables, problem: null })
    })
  })
}
