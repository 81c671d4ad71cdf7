/** The native menu's commands, delivered to the page that they are meant for. */

import type { PageCommand } from '../../shared/shell.ts'

/** So many commands wait for a page that does not listen yet. */
const mostHeld = 20

export class PageCommands<Page> {
  readonly #listeners = new Map<Page, Set<(command: PageCommand) => void>>()
  /** What was sent to pages that are connected and do not listen yet: a link that opened their window, say. */
  readonly #held = new Map<Page, PageCommand[]>()

  /** Sends a command to every listener of the page; holds it for the first one where there is none. */
  send(page: Page, command: PageCommand): void {
    const listeners = this.#listeners.get(page)
    if (listeners) for (const listener of listeners) listener(command)
    else this.#held.set(page, [...(this.#held.get(page) ?? []).slice(1 - mostHeld), command])
  }

  /** Forgets what was held for a page that is gone. */
  forget(page: Page): void {
    this.#held.delete(page)
  }

  /** The commands for a page as they come, until the signal fires. */
  async *listen(page: Page, signal: AbortSignal): AsyncGenerator<PageCommand, void, undefined> {
    const queue: PageCommand[] = this.#held.get(page) ?? []
    this.#held.delete(page)
    let wake: (() => void) | null = null
    const listener = (command: PageCommand) => {
      queue.push(command)
      wake?.()
    }
    const onAbort = () => wake?.()
    const listeners = this.#listeners.get(page) ?? new Set()
    listeners.add(listener)
    this.#listeners.set(page, listeners)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      while (!signal.aborted) {
        const next = queue.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(page)
      signal.removeEventListener('abort', onAbort)
    }
  }
}
