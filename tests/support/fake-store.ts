/** A store whose answers a test scripts. For tests of what lies around a store; the stores themselves are tested with their real SDKs. */

import { abortError } from '../../src/main/stores/abort.ts'
import {
  type ListQuery,
  type ProbeStage,
  ReadOnlyStore,
  type RunPage,
  type Trace,
  type TraceHint,
  type TraceStore,
} from '../../src/main/stores/store.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import type { Query } from '../../src/shared/query/parse.ts'
import { microseconds } from '../../src/shared/units.ts'

export class FakeStore extends ReadOnlyStore implements TraceStore {
  readonly className = 'FakeTraceStore'
  readonly platform = 'xray'
  listCalls: ListQuery[] = []
  pagesPulled = 0
  getCalls: string[] = []
  aborted = 0
  invalidated = 0
  closed = false
  /** Pages of each listing, or the error that the next pull throws. */
  pages: (RunPage | Error)[] = []
  /** What get answers; null: it waits for its abort. */
  trace: ((id: string) => Trace | Error) | null = (id) => ({
    platform: 'xray',
    nativeId: id,
    spans: [],
    complete: true,
    notices: [],
  })
  /** What the platform can be asked for of a filter; undefined: it knows none. */
  narrowing?: (filter: Query) => readonly Query[]
  /** Held before each page and each trace, so that a test may look at requests under way. */
  gate: Promise<void> = Promise.resolve()

  async *list(query: ListQuery, signal: AbortSignal): AsyncGenerator<RunPage, void, undefined> {
    this.listCalls.push(query)
    for (const page of this.pages) {
      await this.#pass(signal)
      this.pagesPulled++
      if (page instanceof Error) throw page
      yield page
    }
  }

  async get(nativeId: string, _hint: TraceHint, signal: AbortSignal): Promise<Trace> {
    this.getCalls.push(nativeId)
    await this.#pass(signal)
    const answer = this.trace ? this.trace(nativeId) : await new Promise<never>(() => {})
    if (answer instanceof Error) throw answer
    return answer
  }

  async *probe(): AsyncGenerator<ProbeStage, void, undefined> {
    yield { id: 'sample', title: 'Sample', state: 'passed', detail: null, durationMs: 1, error: null }
  }

  invalidateCache(): void {
    this.invalidated++
  }

  close(): void {
    this.closed = true
  }

  #pass(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.aborted++
        reject(abortError())
      }
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      void this.gate.then(() => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      })
    })
  }
}

/** A row with the given id, started at `second`. */
export function row(id: string, second = 0): RunSummary {
  return {
    id,
    cloudProvider: 'aws',
    cloudTraceId: id,
    name: `run ${id}`,
    status: 'ok',
    startTime: microseconds(second * 1e6),
    endTime: null,
    durationMs: null,
    error: null,
    errorCount: null,
    stepCount: null,
    totalTokens: null,
    models: null,
    agentName: null,
    sessionId: null,
    serviceName: null,
    environment: null,
  }
}

/** A promise that a test opens when it likes. */
export function gate(): { readonly promise: Promise<void>; open: () => void } {
  let open!: () => void
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}
