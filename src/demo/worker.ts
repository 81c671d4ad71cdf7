// The demo in a thread of its own: encoding ten thousand spans for a platform takes longer than the app's own thread may stall.

import { parentPort } from 'node:worker_threads'
import { startDemo } from './index.ts'

const demo = await startDemo()
parentPort?.postMessage({ sources: demo.sources })
