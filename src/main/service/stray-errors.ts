/**
 * Errors that nobody waits for: an SDK's socket that fails after its answer was read, a promise that was left alone, a timer that throws. They are logged and end nothing, because one source's
 * library must not take the others, or the windows, with it.
 */

import type { Logger } from '../log/log.ts'
import { logError } from '../log/log-text.ts'

/** At most so many are logged in `windowMs`; a library that fails in a loop would fill the log. */
const most = 20
const windowMs = 60_000

/** Listens in this thread until the returned function is called. `heard` is told of each, after it was logged. */
export function keepStrayErrors(log: Logger, heard: (error: unknown) => void = () => {}): () => void {
  let since = 0
  let count = 0
  const take = (kind: 'stray-error' | 'stray-rejection') => (error: unknown) => {
    const now = Date.now()
    if (now - since > windowMs) {
      since = now
      count = 0
    }
    count++
    if (count <= most) log.log('error', kind, { ...logError(error), last: count === most })
    heard(error)
  }
  const onError = take('stray-error')
  const onRejection = take('stray-rejection')
  process.on('uncaughtException', onError)
  process.on('unhandledRejection', onRejection)
  return () => {
    process.off('uncaughtException', onError)
    process.off('unhandledRejection', onRejection)
  }
}
