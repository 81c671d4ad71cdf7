import { abortError } from './abort.ts'

/**
 * One piece of work with several waiters. Each may leave by its own signal; the work is aborted only when the last has left. (lru-cache's own
 * `fetch` shares the first caller's signal, so that one caller's abort ends the others' wait.)
 */
export class SharedTask<T> {
  readonly #abort = new AbortController()
  readonly #result: Promise<T>
  /** What ends each wait with an error. */
  readonly #waiters = new Set<(error: unknown) => void>()
  #stopped: { readonly error: unknown } | null = null

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    // Started in a microtask, so that the maker can store the task before the work looks for it.
    this.#result = Promise.resolve().then(() => work(this.#abort.signal))
    this.#result.catch(() => {})
  }

  /** True once everybody left or it was stopped: the work is being aborted and nobody new may join. */
  get abandoned(): boolean {
    return this.#abort.signal.aborted
  }

  /** Aborts the work; everybody's wait, also of who joins later, ends with this error. */
  stop(error: unknown): void {
    this.#stopped ??= { error }
    this.#abort.abort()
    for (const end of this.#waiters) end(error)
  }

  /** Waits for the result, or rejects with CANCELLED as soon as this waiter's signal fires. */
  join(signal: AbortSignal): Promise<T> {
    if (this.#stopped) return Promise.reject(this.#stopped.error)
    if (signal.aborted) {
      // Made for a caller who has left already: the work begins with a signal that has fired.
      if (this.#waiters.size === 0) this.#abort.abort()
      return Promise.reject(abortError())
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', onAbort)
        this.#waiters.delete(end)
      }
      const end = (error: unknown) => {
        leave()
        reject(error)
      }
      const onAbort = () => {
        end(abortError())
        if (this.#waiters.size === 0) this.#abort.abort()
      }
      this.#waiters.add(end)
      signal.addEventListener('abort', onAbort, { once: true })
      this.#result.then((value) => {
        leave()
        resolve(value)
      }, end)
    })
  }
}
