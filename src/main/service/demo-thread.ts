/** Starts the demo platforms in a worker thread, so that what they do never stalls the app. */

import { Worker } from 'node:worker_threads'
import type { SourceSettings } from '../../shared/source.ts'
import type { DemoHandle } from './demo-control.ts'

/** How long a demo may take to end by itself: to finish the answer that it is encoding. */
const patienceMs = 3000

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
          await end(worker)
        },
      })
    })
    // Stays after the start: an error without a listener would be thrown in this thread.
    worker.on('error', reject)
    worker.once('exit', () => reject(new Error('The demo ended before it was ready.')))
  })
}

/** Asks the thread to end, and ends it where it does not. A thread that is torn down while it writes to a socket takes the whole process with it, so that is the last resort. */
function end(worker: Worker): Promise<void> {
  return new Promise((done) => {
    if (worker.threadId === -1) return done()
    const force = setTimeout(() => void worker.terminate(), patienceMs)
    worker.once('exit', () => {
      clearTimeout(force)
      done()
    })
    worker.ref()
    worker.postMessage('close')
  })
}
