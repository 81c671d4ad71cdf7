import type { ServerResponse } from 'node:http'

/** Resolves after `ms`, or at once when the caller goes away or the signal aborts; the timer does not outlive either. */
export function sleepUntilClosed(ms: number, response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      response.off('close', finish)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    response.once('close', finish)
    signal.addEventListener('abort', finish, { once: true })
  })
}
