/** Starts the demo platforms in a worker thread, so that what they do never stalls the app. */

import { Worker } from 'node:worker_threads'
import type { SourceSettings } from '../../shared/source.ts'
import type { DemoHandle } from './demo-control.ts'

/** `script` is the built bundle of src/demo/worker.ts. Rejects with the thread's own error when the demo could not be started. */
export function startDemoThread(script: string): Promise<DemoHandle> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script)
    worker.once('message', ({ sources }: { sources: SourceSettings[] }) => {
      // An app that is otherwise done does not stay alive for its demo.
      worker.unref()
      resolve({
        sources,
        close: async () => {
          await worker.terminate()
        },
      })
    })
    // Stays after the start: an error without a listener would be thrown in this thread. A demo that ends leaves its sources, which say that they cannot be reached.
    worker.on('error', reject)
    worker.once('exit', () => reject(new Error('The demo ended before it was ready.')))
  })
}
