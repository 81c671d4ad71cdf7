/** The native menu's commands, delivered to the page that they are meant for. */

import type { PageCommand } from '../../shared/shell.ts'

export class PageCommands<Page> {
  readonly #listeners = new Map<Page, Set<(command: PageCommand) => void>>()

  /** Sends a command to every listener of the page. */
  send(page: Page, command: PageCommand): void {
    for (const listener of this.#listeners.get(page) ?? []) listener(command)
  }

  /** The commands for a page as they come, until the signal fires. */
  async *listen(page: Page, signal: AbortSignal): AsyncGenerator<PageCommand, void, undefined> {
    const queue: PageCommand[] = []
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
