/** The demo in a process of its own, so that its work is not counted as the app's. Talks to the bench by messages. */

import { fork } from 'node:child_process'
import type { RecordedRequest } from '../src/demo/http/handler.ts'
import type { Platform } from '../src/shared/platform.ts'
import type { SourceSettings } from '../src/shared/source.ts'

export interface BenchDemo {
  readonly sources: readonly SourceSettings[]
  /** Adds a run of 10,000 steps that has just ended; resolves to its 32-hex id. */
  emitHuge(platform: Platform): Promise<string>
  /** The requests since the last call. */
  requests(): Promise<RecordedRequest[]>
  close(): void
}

/** A run of 10,000 steps takes less. */
const hugeMs = 240_000

type Question = { ask: 'huge'; platform: Platform } | { ask: 'requests' }

/** In the child: starts the demo and answers. */
export async function answerAsDemo(): Promise<void> {
  const { startDemo } = await import('../src/demo/index.ts')
  // The platforms' quotas are by the minute, and a bench repeats itself: each round is half a minute later for them.
  let later = 0
  const demo = await startDemo({ seed: 5, now: () => Date.now() + later })
  process.on('message', (question: Question) => {
    if (question.ask === 'huge') {
      const at = Date.now() - hugeMs
      process.send?.(demo.traffic.emit('huge', { platforms: [question.platform], at }).traceId)
    } else {
      later += 30_000
      process.send?.(demo.requests())
      for (const server of Object.values(demo.servers)) server.clearRequests()
    }
  })
  process.send?.(demo.sources)
}

/** In the bench: starts the child. `script` is the bench's own bundle. */
export async function startBenchDemo(script: string): Promise<BenchDemo> {
  const child = fork(script, ['demo'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const answer = <T>(question?: Question): Promise<T> =>
    new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`the demo ended with ${code}`))
      child.once('exit', onExit)
      child.once('message', (message) => {
        child.off('exit', onExit)
        resolve(message as T)
      })
      if (question) child.send(question)
    })
  const sources = await answer<SourceSettings[]>()
  return {
    sources,
    emitHuge: (platform) => answer({ ask: 'huge', platform }),
    requests: () => answer({ ask: 'requests' }),
    close: () => void child.kill(),
  }
}
