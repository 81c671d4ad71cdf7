/** One of Datadog's rate limits over a sliding window, and the headers that tell of it. */
export class RateLimit {
  readonly #name: string
  readonly #limit: number
  readonly #periodSeconds: number
  #taken: number[] = []

  constructor(name: string, limit: number, periodSeconds: number) {
    this.#name = name
    this.#limit = limit
    this.#periodSeconds = periodSeconds
  }

  /** Takes one request at this instant (epoch milliseconds); false when none is left. */
  take(now: number): boolean {
    const edge = now - this.#periodSeconds * 1000
    this.#taken = this.#taken.filter((at) => at > edge)
    if (this.#taken.length >= this.#limit) return false
    this.#taken.push(now)
    return true
  }

  headers(now: number): Record<string, string> {
    const oldest = this.#taken[0] ?? now
    return {
      'x-ratelimit-limit': String(this.#limit),
      'x-ratelimit-period': String(this.#periodSeconds),
      'x-ratelimit-remaining': String(Math.max(0, this.#limit - this.#taken.length)),
      'x-ratelimit-reset': String(Math.max(0, Math.ceil((oldest - now) / 1000 + this.#periodSeconds))),
      'x-ratelimit-name': this.#name,
    }
  }
}
