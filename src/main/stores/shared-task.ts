import { abortError } from './abort.ts'

/**
 * One piece of work with several waiters. Each may leave by its own signal; the work is aborted only when the last has left. (lru-cache's own
 * `fetch` shares the first caller's signal, so that one caller's abort ends the others' wait.)
 */
export class SharedTask<T> {
  readonly #abort = new AbortController()
  readonly #result: Promise<T>
  #waiters = 0

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    // Started in a microtask, so that the maker can store the task before the work looks for it.
    this.#result = Promise.resolve().then(() => work(this.#abort.signal))
    this.#result.catch(() => {})
  }

  /** True once everybody left: the work is being aborted and nobody new may join. */
  get abandoned(): boolean {
    return this.#abort.signal.aborted
  }

  /** Waits for the result, or rejects with CANCELLED as soon as this waiter's signal fires. */
  join(signal: AbortSignal): Promise<T> {
    if (signal.aborted) {
      // Made for a caller who has left already: the work begins with a signal that has fired.
      if (this.#waiters === 0) this.#abort.abort()
      return Promise.reject(abortError())
    }
    this.#waiters++
    return new Promise((resolve, reject) => {
      let left = false
      const leave = () => {
        if (left) return
        left = true
        signal.removeEventListener('abort', onAbort)
        this.#waiters--
      }
      const onAbort = () => {
        leave()
        if (this.#waiters === 0) this.#abort.abort()
        reject(abortError())
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#result.then(
        (value) => {
          leave()
          resolve(value)
        },
        (error: unknown) => {
          leave()
          reject(error)
        },
      )
    })
  }
}
