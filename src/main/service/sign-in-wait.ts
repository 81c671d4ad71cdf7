/** Waits for a sign-in to arrive, and says when it is worth asking the platform again. */

import type { ErrorCode } from '../../shared/errors.ts'

/** Failures that signing in can mend. */
export const signInCodes: ReadonlySet<ErrorCode> = new Set([
  'CREDENTIALS_MISSING',
  'CREDENTIALS_EXPIRED',
  'CREDENTIALS_INVALID',
])

/** Starts watching the places where a sign-in would arrive; null where there is none to watch (keys of the environment, say). */
export type StartWatching = (changed: () => void) => { close(): void } | null

const firstPauseMs = 1_000
const longestPauseMs = 5 * 60_000

/**
 * Between the first credential failure and the next success. Each change that is seen leads to one retry, but a retry that fails doubles the pause before the next, from one
 * second to five minutes: signing-in tools write into the watched places by themselves whenever they are asked for a token, so that a retry can be seen as a change.
 */
export class SignInWait {
  readonly #start: StartWatching
  readonly #retry: () => void
  readonly #steady: () => number
  #watch: { close(): void } | null = null
  #timer: NodeJS.Timeout | null = null
  #pauseMs = 0
  #retriedAt = 0

  constructor(start: StartWatching, retry: () => void, steady: () => number) {
    this.#start = start
    this.#retry = retry
    this.#steady = steady
  }

  /** Is a sign-in being watched for? */
  get waiting(): boolean {
    return this.#watch !== null
  }

  /** A request failed for want of a sign-in. */
  failed(): void {
    if (this.#watch) return
    this.#watch = this.#start(() => this.#changed())
  }

  /** A request did not fail for want of a sign-in, or nobody waits any longer. */
  end(): void {
    this.#watch?.close()
    this.#watch = null
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#pauseMs = 0
    this.#retriedAt = 0
  }

  #changed(): void {
    if (!this.#watch || this.#timer) return
    const earliest = this.#retriedAt + this.#pauseMs
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.#retriedAt = this.#steady()
        this.#pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, this.#pauseMs * 2))
        this.#retry()
      },
      Math.max(0, earliest - this.#steady()),
    )
    this.#timer.unref()
  }
}
