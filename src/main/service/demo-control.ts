/** Starts and stops the four demo platforms for the page's "Explore the demo". */

import { errorInfo, fix } from '../../shared/errors.ts'
import type { SourceSettings } from '../../shared/source.ts'
import type { SourceRegistry } from './source-registry.ts'

/** The part of a running demo that the service needs. */
export interface DemoHandle {
  readonly sources: readonly SourceSettings[]
  /** Resolves when the demo has ended by itself, without `close`; absent where it cannot. */
  readonly ended?: Promise<void>
  close(): Promise<void>
}

const demoEnded = errorInfo({
  code: 'UNREACHABLE',
  message: 'The demo has ended.',
  cause: 'Its four platforms ran within this app, and stopped unexpectedly.',
  fix: fix('Start it again with “Explore the demo”, in the sidebar or the command palette.'),
})

export class DemoControl {
  readonly #registry: SourceRegistry
  readonly #startDemo: () => Promise<DemoHandle>
  #running: Promise<DemoHandle> | null = null

  /** `startDemo` loads the demo's code when it is first called: an app that never shows the demo does not pay for it. */
  constructor(registry: SourceRegistry, startDemo: () => Promise<DemoHandle>) {
    this.#registry = registry
    this.#startDemo = startDemo
  }

  get running(): boolean {
    return this.#running !== null
  }

  /** Starts the platforms and adds their sources. A second call waits for the first. */
  async start(): Promise<void> {
    const running = (this.#running ??= this.#startDemo())
    try {
      const demo = await running
      // Stopped while it was starting: its servers are gone or going.
      if (this.#running === running) this.#registry.setAll('demo', demo.sources)
      void demo.ended?.then(() => this.#died(running))
    } catch (error) {
      if (this.#running === running) this.#running = null
      throw error
    }
  }

  /** Its sources stay, with what was read of them, and say what became of it; a new start replaces them. */
  #died(running: Promise<DemoHandle>): void {
    if (this.#running !== running) return
    this.#running = null
    for (const entry of this.#registry.entries())
      if (entry.origin === 'demo') entry.setGone({ ...demoEnded, platform: entry.settings.type })
  }

  /** Removes the demo's sources and ends its servers. */
  async stop(): Promise<void> {
    const running = this.#running
    this.#running = null
    this.#registry.setAll('demo', [])
    // A start that failed has told whoever asked for it, and left nothing to end.
    const demo = await running?.catch(() => null)
    await demo?.close()
  }
}
