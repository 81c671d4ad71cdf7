/**
 * Who may talk to the loopback service. An address carries a token that works once: the first page that brings it brings a secret of its own making too, which from then on stands
 * for that tab (a reload brings it again). So an address that lies in a shell's history, in a list of processes or in a browser's history opens nothing any more.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a page offers as WebSocket subprotocols. */
export const protocolName = 'tracecraft'
const tokenPrefix = 'tracecraft.token.'
const sessionPrefix = 'tracecraft.session.'

/** Tokens that wait to be used; with one more, the oldest no longer works. */
const mostTokens = 16
/** After so many wrong keys within a minute nobody new is let in until it has passed. */
const mostWrong = 20
const wrongWindowMs = 60_000

/** 32 bytes as base64url: whatever is shorter was not made by a page of ours. */
const secretForm = /^[\w-]{43}$/

export class PageKeys {
  readonly #tokens: Buffer[] = []
  readonly #sessions: Buffer[] = []
  readonly #now: () => number
  #wrong: number[] = []

  /** `now` in milliseconds of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** A token for one page that has none yet. 32 random bytes; kept here as a hash only. */
  newToken(): string {
    const token = randomBytes(32).toString('base64url')
    this.#tokens.push(hash(token))
    if (this.#tokens.length > mostTokens) this.#tokens.shift()
    return token
  }

  /**
   * Judges what a page offers: `known` for the secret of a tab that was let in before, `new` for an unused token with a new secret, which is used up by this, else `refused`, or
   * `slow-down` after too many wrong ones. A tab that is known is let in even then, so that nobody can lock the user out.
   */
  admit(offered: readonly string[]): 'known' | 'new' | 'refused' | 'slow-down' {
    const session = after(offered, sessionPrefix)
    const token = after(offered, tokenPrefix)
    const known = session !== null && find(this.#sessions, session) !== -1
    const late = !known && this.#tooManyWrong()
    // A token that was brought is used up, whatever else came with it.
    const at = token === null || late ? -1 : find(this.#tokens, token)
    if (at !== -1) this.#tokens.splice(at, 1)
    if (known) return 'known'
    if (late) return 'slow-down'
    if (at === -1 || session === null) {
      this.#wrong.push(this.#now())
      return 'refused'
    }
    this.#sessions.push(hash(session))
    return 'new'
  }

  #tooManyWrong(): boolean {
    const from = this.#now() - wrongWindowMs
    this.#wrong = this.#wrong.filter((at) => at > from)
    return this.#wrong.length >= mostWrong
  }
}

function after(offered: readonly string[], prefix: string): string | null {
  const secret = offered.find((one) => one.startsWith(prefix))?.slice(prefix.length)
  return secret !== undefined && secretForm.test(secret) ? secret : null
}

/** Every kept one is compared, each in constant time, so that the time taken says nothing of where one was found. */
function find(kept: readonly Buffer[], secret: string): number {
  const wanted = hash(secret)
  let found = -1
  for (const [at, one] of kept.entries()) if (timingSafeEqual(one, wanted)) found = at
  return found
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
