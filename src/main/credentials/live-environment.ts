/**
 * The app's environment while it runs. Where it was completed from the login shell, that is read anew when one of the shell's start files changes, so that a key which is exported
 * there counts without a new start. An app that was started from a terminal keeps that terminal's environment.
 */

import { basename, join } from 'node:path'
import type { Environment } from '../stores/store-deps.ts'
import { appEnvironment, type EnvironmentOrigins } from './login-shell.ts'
import { homeOf, type SignInPlace } from './sign-in-places.ts'
import { type SignInWatch, watchPlaces } from './sign-in-watch.ts'

export class LiveEnvironment {
  /** One object for the whole run: whoever holds it sees what was read anew. */
  readonly env: Environment
  readonly #variables: Record<string, string | undefined>
  readonly #processEnv: Record<string, string | undefined>
  #origins: EnvironmentOrigins | undefined
  #reading: Promise<boolean> | null = null

  /** `processEnv` is what SDKs read by themselves; it is kept in step. */
  constructor(
    env: Environment,
    origins?: EnvironmentOrigins,
    processEnv: Record<string, string | undefined> = process.env,
  ) {
    // The process's own object stays what it is: on Windows its names know no case, which a copy would.
    this.#variables = origins?.shell ? { ...env } : env
    this.env = this.#variables
    this.#origins = origins
    this.#processEnv = processEnv
  }

  /** Where each variable came from; undefined where the environment is this process's own. */
  get origins(): EnvironmentOrigins | undefined {
    return this.#origins
  }

  /** Reads the login shell anew; true when a variable has changed. Does nothing where there is none. Never rejects. */
  refresh(): Promise<boolean> {
    this.#reading ??= this.#read().finally(() => (this.#reading = null))
    return this.#reading
  }

  /**
   * Calls `changed` when a start file of the login shell was changed and the environment is another for it. Null where the environment did not come from a login shell.
   */
  watch(changed: () => void): SignInWatch | null {
    const shell = this.#origins?.shell ?? null
    if (shell === null) return null
    let closed = false
    const files = watchPlaces(startFiles(shell, this.env), () => {
      void this.refresh().then((other) => {
        if (other && !closed) changed()
      })
    })
    return {
      close: () => {
        closed = true
        files?.close()
      },
    }
  }

  async #read(): Promise<boolean> {
    const before = this.#origins
    if (before === undefined || before.shell === null) return false
    const own = Object.fromEntries(
      Object.entries(this.#variables).filter(([name]) => before.origins.get(name) !== 'login-shell' || name === 'PATH'),
    )
    const read = await appEnvironment({
      process: { ...own, SHELL: before.shell },
      platform: process.platform,
      startedFromTerminal: false,
    })
    // What could be read once and cannot now is kept.
    if (read.problem !== null) return false
    const { env, ...origins } = read
    this.#origins = origins
    return this.#adopt({ ...env, ...(env.PATH === undefined ? {} : { PATH: onceEach(env.PATH) }) })
  }

  #adopt(env: Environment): boolean {
    let changed = false
    for (const name of new Set([...Object.keys(env), ...Object.keys(this.#variables)])) {
      const value = env[name]
      if (this.#variables[name] === value || name === 'SHELL') continue
      changed = true
      for (const kept of [this.#variables, this.#processEnv])
        if (value === undefined) delete kept[name]
        else kept[name] = value
    }
    return changed
  }
}

/** A start file that puts folders before the PATH does so at each reading. */
function onceEach(path: string): string {
  return [...new Set(path.split(':'))].join(':')
}

/** The files that a login shell reads for its user, by the manuals of bash, zsh and fish. */
function startFiles(shell: string, env: Environment): SignInPlace[] {
  const home = homeOf(env)
  const named = (folder: string, names: readonly string[]): SignInPlace => ({
    folder,
    named: (name) => names.includes(name),
  })
  switch (basename(shell)) {
    case 'zsh':
      return [named(env.ZDOTDIR || home, ['.zshenv', '.zprofile', '.zshrc', '.zlogin'])]
    case 'fish':
      return [
        named(join(home, '.config', 'fish'), ['config.fish', 'fish_variables']),
        { folder: join(home, '.config', 'fish', 'conf.d'), named: (name) => name.endsWith('.fish') },
      ]
    default:
      return [named(home, ['.profile', '.bash_profile', '.bash_login', '.bashrc'])]
  }
}
