// The demo in a thread of its own: encoding ten thousand spans for a platform takes longer than the app's own thread may stall.

import { parentPort } from 'node:worker_threads'
import { startDemo } from './index.ts'

const demo = await startDemo()
// Any message asks for the end: with the servers closed and the port gone, nothing is left to run.
parentPort?.once('message', () => void demo.close().finally(() => parentPort?.close()))
parentPort?.postMessage({ sources: demo.sources })
