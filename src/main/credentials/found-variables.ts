/** Environment variables as a page may see them: whether they are set and where that was, and their values only where those are no secret. */

import type { FoundVariable } from '../../shared/discovery.ts'
import type { Environment } from '../stores/store-deps.ts'
import type { EnvironmentOrigins } from './login-shell.ts'

/** The variables of one platform. Those of `rest` are told only when they are set. */
export interface VariableNames {
  /** No secrets: their values are told. */
  readonly shown: readonly string[]
  /** Secrets, and values that may hold one. */
  readonly hidden: readonly string[]
  readonly rest?: { readonly shown?: readonly string[]; readonly hidden?: readonly string[] }
}

/** What is known of these variables, in this order. */
export function foundVariables(env: Environment, names: VariableNames, origins?: EnvironmentOrigins): FoundVariable[] {
  const one = (name: string, shown: boolean): FoundVariable => {
    const value = env[name]
    const set = value !== undefined && value !== ''
    return { name, set, value: set && shown ? value : null, origin: set ? originOf(name, origins) : null }
  }
  const rest = [
    ...(names.rest?.shown ?? []).map((name) => one(name, true)),
    ...(names.rest?.hidden ?? []).map((name) => one(name, false)),
  ]
  return [
    ...names.shown.map((name) => one(name, true)),
    ...names.hidden.map((name) => one(name, false)),
    ...rest.filter((variable) => variable.set),
  ]
}

/** Where a variable that is set came from: `environment`, or `login shell (/bin/zsh)`. */
export function originOf(name: string, origins?: EnvironmentOrigins): string {
  if (origins?.origins.get(name) !== 'login-shell') return 'environment'
  return origins.shell === null ? 'login shell' : `login shell (${origins.shell})`
}
