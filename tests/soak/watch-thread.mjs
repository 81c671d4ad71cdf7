// Loaded before all else in each thread of a soak: makes its clock run faster where SOAK_SPEED says so, and tells on demand how the thread stands. A plain module, so that it
// can be loaded into the built service without a change to it.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

const speed = Number(process.env.SOAK_SPEED ?? '1')
const realSetTimeout = setTimeout
if (speed !== 1) quicken(speed, Number(process.env.SOAK_EPOCH ?? Date.now()))

/** Wall clock, steady clock and timers of this thread go `by` times as fast, from the same moment in all threads and processes of the soak. */
function quicken(by, epoch) {
  const RealDate = Date
  const realNow = RealDate.now
  const now = () => Math.round(epoch + (realNow() - epoch) * by)
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, as) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, as === globalThis.Date ? target : as),
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  const steady = performance.now.bind(performance)
  performance.now = () => steady() * by
  const timers = createRequire(import.meta.url)('node:timers')
  for (const name of ['setTimeout', 'setInterval']) {
    const real = timers[name]
    const quick = (work, ms, ...rest) => real(work, Math.max(1, (ms ?? 0) / by), ...rest)
    for (const key of Reflect.ownKeys(real))
      if (!(key in quick)) Object.defineProperty(quick, key, Object.getOwnPropertyDescriptor(real, key))
    timers[name] = quick
    globalThis[name] = quick
  }
  syncBuiltinESMExports()
  AbortSignal.timeout = (ms) => {
    const timeout = new AbortController()
    globalThis.setTimeout(() => timeout.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms).unref()
    return timeout.signal
  }
}

const stalls = monitorEventLoopDelay({ resolution: 1 })
stalls.enable()
const name = isMainThread ? 'host' : basename(process.argv[1] ?? '', '.js')
const channel = new BroadcastChannel('soak')
channel.addEventListener('message', ({ data }) => {
  if (data.kind !== 'tell') return
  stalls.disable()
  const ms = (nanoseconds) => nanoseconds / 1e6
  const stalled = {
    p50: ms(stalls.percentile(50)),
    p99: ms(stalls.percentile(99)),
    max: ms(stalls.max),
    turns: stalls.count,
  }
  // Twice: what a finalizer lets go of in the first round is collected in the second.
  globalThis.gc?.()
  realSetTimeout(() => {
    globalThis.gc?.()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    const handles = {}
    for (const type of process.getActiveResourcesInfo()) handles[type] = (handles[type] ?? 0) + 1
    channel.postMessage({ kind: 'told', ask: data.ask, name, stalled, heapUsed, arrayBuffers, handles })
    stalls.reset()
    stalls.enable()
  }, 20)
})
channel.unref()
