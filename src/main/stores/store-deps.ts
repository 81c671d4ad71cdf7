/** What a store is given besides its source's settings. */

/** Environment variables as the app sees them: the process's own, completed from the login shell. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface StoreDeps {
  readonly env: Environment
  /** Epoch milliseconds. */
  readonly now: () => number
}
