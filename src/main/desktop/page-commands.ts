/** The menu's commands, delivered to the page of one window. */

import type { PageCommand } from '../../shared/contract.ts'

export class PageCommands<Window extends object> {
  readonly #listeners = new WeakMap<Window, Set<(command: PageCommand) => void>>()

  /** Sends a command to every page of the window that listens. */
  send(window: Window, command: PageCommand): void {
    for (const listener of this.#listeners.get(window) ?? []) listener(command)
  }

  /** The commands for a window as they come, until the signal fires. */
  async *listen(window: Window, signal: AbortSignal): AsyncGenerator<PageCommand, void, undefined> {
    const queue: PageCommand[] = []
    let wake: (() => void) | null = null
    const listener = (command: PageCommand) => {
      queue.push(command)
      wake?.()
    }
    const onAbort = () => wake?.()
    const listeners = this.#listeners.get(window) ?? new Set()
    listeners.add(listener)
    this.#listeners.set(window, listeners)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      while (!signal.aborted) {
        const next = queue.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      listeners.delete(listener)
      signal.removeEventListener('abort', onAbort)
    }
  }
}
