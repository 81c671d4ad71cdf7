import { failure, type TraceCraftError } from '../../shared/errors.ts'

/** The error that every room rejects with when its caller went away, or what it asked of did: `why`, in a sentence. */
export function abortError(why = 'The request was cancelled.'): TraceCraftError {
  return failure({ code: 'CANCELLED', message: why })
}

/**
 * A signal that fires with the first of these. `release` lets go of all of them; call it when the work is done. (AbortSignal.any leaves an entry in each of them for as long as
 * that one lives.)
 */
export function firstOf(...signals: readonly AbortSignal[]): {
  readonly signal: AbortSignal
  readonly release: () => void
} {
  const first = new AbortController()
  const fire = () => {
    release()
    first.abort()
  }
  const release = () => {
    for (const one of signals) one.removeEventListener('abort', fire)
  }
  for (const one of signals) one.addEventListener('abort', fire, { once: true })
  if (signals.some((one) => one.aborted)) fire()
  return { signal: first.signal, release }
}

/** The work's own end, or CANCELLED as soon as the signal fires; the work is left alone then. For what takes no signal itself. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  // Left alone after a cancellation, its failure is nobody's any more.
  work.catch(() => {})
  if (signal.aborted) throw abortError()
  let onAbort = () => {}
  const gone = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortError())
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, gone])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
