/** The page of a soak: asks what a page with twenty sources on screen asks, minute by minute, and counts what it gets. */

import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Client } from '../../src/renderer/src/client.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import type { Microseconds } from '../../src/shared/units.ts'
import type { PageCounts } from './plan.ts'

/** What the thread of a page is given. */
export interface PageTask {
  readonly port: MessagePort
  readonly runsPerSource: number
}

/** Rows of an ordinary look at a list; in each minute a fifth of the sources is asked for all rows. */
const usualLimit = 500
const wholeEvery = 5
const minuteMs = 60_000

interface Mutable extends Omit<PageCounts, 'failures' | 'strange' | 'longestMs'> {
  lists: number
  rows: number
  opened: number
  filled: number
  falseEmpties: number
  failures: Record<string, number>
  strange: string[]
}

const nothing = (): Mutable => ({ lists: 0, rows: 0, opened: 0, filled: 0, falseEmpties: 0, failures: {}, strange: [] })

/** A page over any client: `minute(n)` does what a page does in its n-th minute. */
export class LoadPage {
  readonly #client: Client
  readonly #runsPerSource: number
  #counts = nothing()
  /** Since when, in epoch milliseconds, each source is being asked. */
  readonly #asking = new Map<string, number>()

  constructor(client: Client, runsPerSource: number) {
    this.#client = client
    this.#runsPerSource = runsPerSource
  }

  /** What was got since the last call. */
  counts(): PageCounts {
    const counts = this.#counts
    this.#counts = nothing()
    const longestMs = [...this.#asking.values()].reduce((most, since) => Math.max(most, Date.now() - since), 0)
    return { ...counts, longestMs }
  }

  /**
   * For every source that is done with the minute before: lists it, fills in rows, opens a run, reads a step, searches. Resolves when all have been asked and answered. Never
   * rejects: failures are counted.
   */
  async minute(number: number): Promise<void> {
    const { sources } = await this.#client.sources.list()
    const limitOf = (index: number) => ((number + index) % wholeEvery === 0 ? this.#runsPerSource + 5000 : usualLimit)
    const idle = sources.flatMap(({ id }, index) => (this.#asking.has(id) ? [] : [{ id, limit: limitOf(index) }]))
    await Promise.all(
      idle.map(async ({ id, limit }) => {
        this.#asking.set(id, Date.now())
        await this.#source(id, number, limit)
        this.#asking.delete(id)
      }),
    )
  }

  async #source(sourceId: string, number: number, limit: number): Promise<void> {
    const rows = await this.#list(sourceId, limit)
    if (rows.length === 0) return
    const shown = Array.from({ length: 10 }, (_, n) => rows[(number * 10 + n) % rows.length]!)
    await this.#counting(async () => {
      const runs = shown.map((row) => ({ traceId: row.cloudTraceId, startedAt: row.startTime }))
      for await (const row of await this.#client.runs.fillIn({ sourceId, runs })) if (row.run) this.#counts.filled++
    })
    await this.#counting(() => this.#open(sourceId, rows[(number * 37) % rows.length]!))
  }

  async #list(sourceId: string, limit: number): Promise<RunSummary[]> {
    const rows: RunSummary[] = []
    await this.#counting(async () => {
      const ask = { sourceId, window: null, limit, errorsOnly: false, filter: null }
      for await (const event of await this.#client.runs.list(ask)) {
        if (event.kind === 'page') rows.push(...event.runs)
        else if (rows.length === 0 && event.complete) this.#counts.falseEmpties++
      }
      this.#counts.lists++
      this.#counts.rows += rows.length
    })
    return rows
  }

  async #open(sourceId: string, row: RunSummary): Promise<void> {
    const ref = { sourceId, traceId: row.cloudTraceId }
    const startedAt: Microseconds | null = row.startTime
    const opened = await this.#client.runs.open({ ...ref, startedAt })
    this.#counts.opened++
    const spanId = opened.outline.spanIds[opened.outline.length - 1]
    if (spanId !== undefined) await this.#client.runs.step({ ...ref, spanId })
    for await (const hit of await this.#client.runs.search({ ...ref, text: 'order' })) void hit
  }

  async #counting(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const code = (error as { code?: unknown }).code
      if (typeof code !== 'string' || code === 'INTERNAL') this.#counts.strange.push(String(error))
      else this.#counts.failures[code] = (this.#counts.failures[code] ?? 0) + 1
    }
  }
}

/** In the thread: a minute's work at the start of each minute, until it is told to stop; tells the counts when it is asked. */
export async function answerAsLoadPage(): Promise<void> {
  const { port, runsPerSource } = workerData as PageTask
  const client: Client = createORPCClient(new RPCLink({ port }))
  const page = new LoadPage(client, runsPerSource)
  const leaving = new AbortController()
  void watchSources(client, leaving.signal)
  parentPort?.on('message', (word: 'counts' | 'stop') => {
    if (word === 'counts') parentPort?.postMessage(page.counts())
    else leaving.abort()
  })
  for (let number = 0; !leaving.signal.aborted; number++) {
    void page.minute(number)
    await untilAborted(leaving.signal, minuteMs)
  }
  port.close()
  process.exit(0)
}

/** As the sidebar does. */
async function watchSources(client: Client, signal: AbortSignal): Promise<void> {
  try {
    for await (const answer of await client.sources.watch(undefined, { signal })) void answer
  } catch {
    // The end of the soak.
  }
}

function untilAborted(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted || ms <= 0) return done()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      done()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
