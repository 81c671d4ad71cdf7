/** Starts the demo platforms in a worker thread, so that what they do never stalls the app. */

import { Worker } from 'node:worker_threads'
import type { SourceSettings } from '../../shared/source.ts'
import type { DemoHandle } from './demo-control.ts'

/** `script` is the built bundle of src/demo/worker.ts. Rejects with the thread's own error when the demo could not be started. */
export function startDemoThread(script: string): Promise<DemoHandle> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script)
    let closing = false
    // Never resolved where the end was asked for: nobody is told of what they did themselves.
    const ended = new Promise<void>((end) => worker.once('exit', () => closing || end()))
    worker.once('message', ({ sources }: { sources: SourceSettings[] }) => {
      // An app that is otherwise done does not stay alive for its demo.
      worker.unref()
      resolve({
        sources,
        ended,
        close: async () => {
          closing = true
          await worker.terminate()
        },
      })
    })
    // Stays after the start: an error without a listener would be thrown in this thread.
    worker.on('error', reject)
    worker.once('exit', () => reject(new Error('The demo ended before it was ready.')))
  })
}
