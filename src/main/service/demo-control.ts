/** Starts and stops the four demo platforms for the page's "Explore the demo". */

import type { SourceSettings } from '../../shared/source.ts'
import type { SourceRegistry } from './source-registry.ts'

/** The part of a running demo that the service needs. */
export interface DemoHandle {
  readonly sources: readonly SourceSettings[]
  close(): Promise<void>
}

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
    } catch (error) {
      if (this.#running === running) this.#running = null
      throw error
    }
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
