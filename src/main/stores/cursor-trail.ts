/** The page tokens of a listing so far: a platform that leads in a circle must end the list, and not keep it going for ever. */

import { type Notice, notice } from '../../shared/notice.ts'

/** So many pages in a row that bring nothing new are no scan any more. */
const maxBarrenPages = 200

export class CursorTrail {
  readonly #seen = new Set<string>()
  #barren = 0
  #stuck: 'circle' | 'barren' | null = null

  /** The token to go on with: null at the end, and where going on leads nowhere. `brought` is how many new rows the page had. */
  next(token: string | null, brought: number): string | null {
    if (token === null) return null
    this.#barren = brought > 0 ? 0 : this.#barren + 1
    if (this.#seen.has(token)) this.#stuck = 'circle'
    else if (this.#barren >= maxBarrenPages) this.#stuck = 'barren'
    this.#seen.add(token)
    return this.#stuck === null ? token : null
  }

  /** What the list says about having been cut; nothing where it was not. */
  notices(platform: string): Notice[] {
    if (this.#stuck === null) return []
    return [
      notice(
        'truncated',
        this.#stuck === 'circle'
          ? `${platform} gave a page token that it had given before; the rest was left out.`
          : `${platform} gave ${maxBarrenPages} pages in a row without anything new; the rest was left out.`,
      ),
    ]
  }
}
