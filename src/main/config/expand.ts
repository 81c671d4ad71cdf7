/** `${VAR}` and `${VAR:-otherwise}` in a text of the config file. */

import type { Environment } from '../stores/store-deps.ts'

/** The text with its variables put in, and the names of those that are not set (they become nothing). */
export function expandVariables(text: string, env: Environment): { text: string; unset: string[] } {
  const unset: string[] = []
  const expanded = text.replace(/\$\{([^}]*)\}/g, (_whole, inside: string) => {
    const { name = inside, otherwise } = /^(?<name>\w+):-(?<otherwise>.*)$/s.exec(inside)?.groups ?? {}
    const value = env[name]
    // As in a shell, `:-` also stands in for an empty value.
    if (otherwise !== undefined) return value || otherwise
    if (value === undefined) unset.push(name)
    return value ?? ''
  })
  return { text: expanded, unset }
}
