/** How far this machine's clock is from the platform's, as the Date of its answers tells. A wrong clock asks for the wrong time, and finds nothing there. */

import { type Notice, notice } from '../../shared/notice.ts'
import { type Platform, platformTitle } from '../../shared/platform.ts'

/** Less than this is the network, or nobody's harm: the signatures of AWS allow as much too. */
const tolerableMs = 5 * 60_000

export class ServerClock {
  readonly #platform: Platform
  #aheadMs = 0

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Takes the Date of an answer, and its Age, which a cache on the way adds: then the Date is of another time. */
  observe(date: string | null | undefined, age: string | null | undefined = null): void {
    if (age !== null && age !== undefined) return
    const at = Date.parse(date ?? '')
    if (!Number.isNaN(at)) this.#aheadMs = Date.now() - at
  }

  /** What a list or an opened run says about it; nothing while the clocks agree. */
  notices(): Notice[] {
    if (Math.abs(this.#aheadMs) < tolerableMs) return []
    const way = this.#aheadMs > 0 ? 'ahead of' : 'behind'
    return [
      notice(
        'clock-skew',
        `This machine’s clock is about ${roughly(Math.abs(this.#aheadMs))} ${way} the clock of ${platformTitle[this.#platform]}: the newest runs may be outside the time that was asked for. Set the clock of this machine.`,
      ),
    ]
  }
}

function roughly(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 90) return `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}
