/** The documented limit of the query API: 200 requests in 30 seconds for each user. */

const requests = 200
const windowMs = 30_000

/** Counts requests of one server over wall time, which a held demo clock does not stop. */
export class QueryQuota {
  #at: number[] = []

  /** 0 when the request may pass, and is counted; else the seconds to wait. */
  take(now: number = Date.now()): number {
    this.#at = this.#at.filter((at) => at > now - windowMs)
    const oldest = this.#at[0]
    if (this.#at.length >= requests && oldest !== undefined)
      return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000))
    this.#at.push(now)
    return 0
  }
}
