/** A platform whose every request waits until a test answers it, and whose data has a version that grows: an answer tells the version that the platform had when it was asked. */

import { abortError } from '../../../../src/main/stores/abort.ts'
import type { ListQuery, RunPage, Trace, TraceHint } from '../../../../src/main/stores/store.ts'
import { failure } from '../../../../src/shared/errors.ts'
import { notice } from '../../../../src/shared/notice.ts'
import { FakeStore, row } from '../../../support/fake-store.ts'

/** Pages of every listing, one run each. */
export const listingPages = 3

/** A request that the platform has received and not answered. */
export interface OpenRequest {
  readonly source: string
  /** What is asked for: `list 0`, `run r1`. */
  readonly what: string
  readonly version: number
  answer(ok: boolean): void
}

/** What all platforms of a test have in common. */
export class Platforms {
  /** In the order in which they came. */
  readonly open: OpenRequest[] = []
  readonly versions = new Map<string, number>()

  readonly #listeners = new Set<(request: OpenRequest) => void>()

  /** Tells of every request that comes, until the returned function is called. */
  onOpen(listener: (request: OpenRequest) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The store of a source. */
  store(source: string): FakeStore {
    return new HeldStore(source, this)
  }

  /** The data of a source changes. */
  change(source: string): void {
    this.versions.set(source, this.versionOf(source) + 1)
  }

  versionOf(source: string): number {
    return this.versions.get(source) ?? 0
  }

  /** Resolves to the version when the test answers. */
  ask(source: string, what: string, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const version = this.versionOf(source)
      const leave = () => {
        signal.removeEventListener('abort', onAbort)
        this.open.splice(this.open.indexOf(request), 1)
      }
      const onAbort = () => {
        leave()
        reject(abortError())
      }
      const request: OpenRequest = {
        source,
        what,
        version,
        answer: (ok) => {
          leave()
          if (ok) resolve(version)
          else reject(failure({ code: 'SERVER_ERROR', message: 'It broke.' }))
        },
      }
      if (signal.aborted) return reject(abortError())
      signal.addEventListener('abort', onAbort, { once: true })
      this.open.push(request)
      for (const tell of this.#listeners) tell(request)
    })
  }
}

class HeldStore extends FakeStore {
  readonly #source: string
  readonly #platforms: Platforms

  constructor(source: string, platforms: Platforms) {
    super()
    this.#source = source
    this.#platforms = platforms
  }

  override async *list(_query: ListQuery, signal: AbortSignal): AsyncGenerator<RunPage, void, undefined> {
    for (let page = 0; page < listingPages; page++) {
      const version = await this.#platforms.ask(this.#source, `list ${page}`, signal)
      yield { runs: [row(`${page}@${version}`)], notices: [] }
    }
  }

  override async get(nativeId: string, _hint: TraceHint, signal: AbortSignal): Promise<Trace> {
    const version = await this.#platforms.ask(this.#source, `run ${nativeId}`, signal)
    return { platform: 'xray', nativeId, spans: [], complete: true, notices: [notice('info', `@${version}`)] }
  }
}

/** The version that a trace of such a platform tells. */
export function versionOf({ notices }: { readonly notices: readonly { readonly message: string }[] }): number {
  return Number(notices.find(({ message }) => message.startsWith('@'))?.message.slice(1))
}
