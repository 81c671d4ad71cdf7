/**
 * Answers the contract's questions, without knowing who asks: Electron, a browser, the command line or a test. Owns the sources and the stores
 * behind them.
 */

import type {
  FilledRun,
  FoundRun,
  OpenedRun,
  ProbeEvent,
  RunListEvent,
  RunSearchEvent,
  SourcesAnswer,
  SourceState,
  WindowSpec,
} from '../../shared/contract.ts'
import type { ExportFormat } from '../../shared/export-format.ts'
import { failure, fix, TraceCraftError } from '../../shared/errors.ts'
import type { AgentRun, RunHeader } from '../../shared/model/agent-run.ts'
import { packOutline } from '../../shared/model/outline.ts'
import { summaryOfRun } from '../../shared/model/summary-of-run.ts'
import type { StepDetail } from '../../shared/model/step-detail.ts'
import type { SourceSettings } from '../../shared/source.ts'
import { toNative } from '../../shared/trace-id.ts'
import type { Microseconds } from '../../shared/units.ts'
import { assembleRun } from '../semantics/assemble.ts'
import type { AssembledRun } from '../semantics/assembled-run.ts'
import { firstOf } from '../stores/abort.ts'
import type { CachedTrace } from '../stores/cached-store.ts'
import type { TraceStore } from '../stores/store.ts'
import { toErrorInfo } from './error-info.ts'
import { withGeneralAdvice } from './general-advice.ts'
import { exportRun } from './export-run.ts'
import { findRun } from './find-run.ts'
import { listFilter } from './list-filter.ts'
import { makeSearchReady, searchRun } from './search-run.ts'
import type { SourceEntry } from './source-entry.ts'
import { shortHeader } from './short-header.ts'
import type { SourceRegistry } from './source-registry.ts'
import { shortDetail, stepText } from './step-text.ts'

/** What names a run: a source and a trace id in any form. */
export interface RunRef {
  readonly sourceId: string
  readonly traceId: string
}

export interface RunListAsk {
  readonly sourceId: string
  /** Null: the source's own look-back. */
  readonly window: WindowSpec | null
  readonly limit: number
  readonly errorsOnly: boolean
  /** In the list's language; null: none. */
  readonly filter: string | null
}

/** Rows to read in full. */
export interface FillAsk {
  readonly sourceId: string
  readonly runs: readonly { readonly traceId: string; readonly startedAt: Microseconds | null }[]
}

/** Traces read side by side: as many as one X-Ray call takes. */
const fillTogether = 5

/** Makes the store of a source; given by the composition, so that tests may give another. */
export type OpenStore = (settings: SourceSettings) => Promise<TraceStore>

export class TraceService {
  readonly registry: SourceRegistry
  readonly #openStore: OpenStore
  readonly #closing = new AbortController()
  readonly #assembled = new WeakMap<CachedTrace, Promise<AssembledRun>>()

  constructor(registry: SourceRegistry, openStore: OpenStore) {
    this.registry = registry
    this.#openStore = openStore
  }

  sources(): SourcesAnswer {
    return this.registry.answer()
  }

  /** The sources now, and again after every change, until the signal fires. */
  async *watchSources(signal: AbortSignal): AsyncGenerator<SourcesAnswer, void, undefined> {
    yield this.registry.answer()
    for await (const answer of this.registry.changes(signal)) yield answer
  }

  addSource(settings: SourceSettings, save: boolean): Promise<SourceState> {
    return this.registry.add(settings, save)
  }

  updateSource(id: string, settings: SourceSettings, save: boolean): Promise<SourceState> {
    return this.registry.update(id, settings, save)
  }

  removeSource(id: string): Promise<boolean> {
    return this.registry.remove(id)
  }

  reorderSources(ids: readonly string[]): Promise<SourcesAnswer> {
    return this.registry.reorder(ids)
  }

  setPaused(id: string, paused: boolean): Promise<SourceState> {
    return this.registry.setPaused(id, paused)
  }

  /** Forgets the cached answers of these sources, or of all. Returns how many were refreshed. What a paused one holds stays: nothing could take its place. */
  refresh(ids: readonly string[] | null): number {
    const entries = this.registry.entries().filter((entry) => !entry.paused && (ids === null || ids.includes(entry.id)))
    for (const entry of entries) entry.invalidateCache()
    return entries.length
  }

  /** Tests a configured source, or settings that are not saved yet, stage by stage. */
  async *probe(
    target: { id: string } | { settings: SourceSettings },
    signal: AbortSignal,
  ): AsyncGenerator<ProbeEvent, void, undefined> {
    const entry = 'id' in target ? this.registry.entry(target.id) : null
    const settings = 'id' in target ? this.registry.entry(target.id).settings : target.settings
    const started = performance.now()
    let store: TraceStore
    try {
      store = await this.#openStore(settings)
    } catch (error) {
      yield {
        id: 'settings',
        title: 'Settings',
        state: 'failed',
        detail: null,
        durationMs: performance.now() - started,
        error: toErrorInfo(error, settings.type),
      }
      return
    }
    // A test never answers from a cache, and its store ends with it, so that it always uses the credentials of this moment.
    const ends = firstOf(signal, this.#closing.signal, ...(entry ? [entry.closed] : []))
    try {
      for await (const stage of store.probe(ends.signal))
        yield stage.error ? { ...stage, error: withGeneralAdvice(stage.error) } : stage
    } finally {
      ends.release()
      store.close()
    }
  }

  /** Rows as they come, then `end`. */
  async *listRuns(ask: RunListAsk, signal: AbortSignal): AsyncGenerator<RunListEvent, void, undefined> {
    const entry = this.registry.entry(ask.sourceId)
    const filter = listFilter(ask.filter, entry.settings)
    const asked = entry.begin()
    let outcome: Parameters<typeof asked.done>[0] = 'cancelled'
    let rows = 0
    try {
      const store = await entry.store()
      const window = ask.window ?? { lookbackMs: entry.settings.lookbackHours * 3.6e6 }
      if (filter.rulesOut !== null) {
        yield { kind: 'end', ...store.nothing(window), ttlMs: store.ttlMs, filter: filter.reach([]), complete: true }
        return
      }
      const listing = { window, errorsOnly: ask.errorsOnly, filter: filter.rest, limit: ask.limit }
      for await (const step of store.list(listing, signal)) {
        if (step.kind === 'page') {
          rows += step.runs.length
          yield step
          continue
        }
        // Rows of a narrowed list say nothing about how many the source has.
        const isWhole = ask.filter === null && !ask.errorsOnly
        outcome = { fetchedAt: step.fetchedAt, order: step.order, ...(isWhole ? { runCount: rows } : {}) }
        yield {
          kind: 'end',
          hasMore: step.hasMore,
          window: step.window,
          filter: filter.reach(step.narrowed),
          fetchedAt: step.fetchedAt,
          expiresAt: step.expiresAt,
          ttlMs: store.ttlMs,
          complete: !step.hasMore && step.notices.every((one) => !incomplete.has(one.code)),
          notices: step.notices,
        }
      }
    } catch (error) {
      const info = toErrorInfo(error, entry.settings.type)
      if (info.code !== 'CANCELLED') outcome = { error: info }
      throw new TraceCraftError(info, error)
    } finally {
      asked.done(outcome)
    }
  }

  /**
   * Reads listed runs in full, a few side by side, and gives each row as it is known. Ends early when half of the source's budget is spent, so that opening a run never
   * waits for rows, and at the first failure other than a trace that is gone: the listing itself will tell what is wrong.
   */
  async *fillRuns(ask: FillAsk, signal: AbortSignal): AsyncGenerator<FilledRun, void, undefined> {
    const store = await this.registry.entry(ask.sourceId).store()
    const platform = store.store.platform
    const spent = () => {
      const state = store.store.budget?.state()
      return state !== undefined && (state.freeAt !== null || state.used * 2 > state.limit.units)
    }
    const read = async ({ traceId, startedAt }: FillAsk['runs'][number]): Promise<FilledRun> => {
      try {
        const cached = await store.get(toNative(platform, traceId), { startedAt }, signal)
        return { traceId, run: summaryOfRun((await this.#assemble(cached)).header) }
      } catch (error) {
        if (toErrorInfo(error).code === 'NOT_FOUND') return { traceId, run: null }
        throw error
      }
    }
    for (let at = 0; at < ask.runs.length && !spent(); at += fillTogether) {
      const rows = await Promise.allSettled(ask.runs.slice(at, at + fillTogether).map(read))
      for (const row of rows) if (row.status === 'fulfilled') yield row.value
      if (rows.some((row) => row.status === 'rejected')) return
    }
  }

  /** A run with its outline. The trace id may be in any form that a user may paste. */
  async openRun(ref: RunRef & { startedAt: Microseconds | null }, signal: AbortSignal): Promise<OpenedRun> {
    const { entry, cached, assembled } = await this.#open(ref, ref.startedAt, signal)
    makeSearchReady(assembled)
    return {
      run: shortHeader(assembled.header),
      events: assembled.events,
      outline: packOutline(assembled.outline, (bytes) =>
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'),
      ),
      fetchedAt: cached.fetchedAt,
      expiresAt: cached.expiresAt,
      ttlMs: entry.settings.cacheTtlSeconds * 1000,
      // What is still running is not whole yet, however much the platform gave.
      complete: cached.trace.complete && assembled.header.status !== 'running',
      notices: [...cached.trace.notices, ...assembled.notices],
    }
  }

  /** One step of a run in full. Answers from the trace that is on screen, even past its TTL, so that a selection never shows another trace than the timeline. */
  async step(ref: RunRef & { spanId: string }, signal: AbortSignal): Promise<StepDetail> {
    const { entry, assembled } = await this.#open(ref, null, signal, 'even-stale')
    const detail = shortDetail(assembled, ref.spanId)
    if (detail) return detail
    throw failure({
      code: 'NOT_FOUND',
      platform: entry.settings.type,
      message: `Step ${ref.spanId} is not in this run.`,
      cause: 'The run was read anew and the platform did not return this step.',
      fix: fix('Choose another step, or refresh the run.'),
    })
  }

  /** The canonical run with its tree of steps. */
  async agentRun(
    ref: RunRef & { startedAt?: Microseconds | null },
    signal: AbortSignal,
  ): Promise<{ run: AgentRun; opened: CachedTrace; assembled: AssembledRun }> {
    const { cached, assembled } = await this.#open(ref, ref.startedAt ?? null, signal, 'even-stale')
    return { run: assembled.toAgentRun(), opened: cached, assembled }
  }

  /** The rest of a text that a step's detail gave in part. */
  async stepText(
    ref: RunRef & { spanId: string; path: string; offset: number },
    signal: AbortSignal,
  ): Promise<{ text: string; length: number; next: number | null }> {
    const { assembled } = await this.#open(ref, null, signal, 'even-stale')
    return stepText(assembled, ref)
  }

  /** Searches all that a run's steps hold. Hits come as they are found. */
  async *searchRun(
    ref: RunRef & { text: string },
    signal: AbortSignal,
  ): AsyncGenerator<RunSearchEvent, void, undefined> {
    const { cached, assembled } = await this.#open(ref, null, signal, 'even-stale')
    yield* searchRun(assembled, cached.fetchedAt, ref.text, signal)
  }

  /** The header of a run that may be anywhere. What goes wrong is thrown, and does not count as a failure of the source. */
  async lookFor(ref: RunRef, signal: AbortSignal): Promise<RunHeader> {
    const entry = this.registry.entry(ref.sourceId)
    try {
      const store = await entry.store()
      const cached = await store.get(ref.traceId, { startedAt: null }, signal)
      return (await this.#assemble(cached)).header
    } catch (error) {
      throw new TraceCraftError(toErrorInfo(error, entry.settings.type), error)
    }
  }

  /** Looks for a trace id in several sources. */
  findRun(
    ask: { id: string; sourceIds: readonly string[] | null },
    signal: AbortSignal,
  ): AsyncGenerator<FoundRun, void, undefined> {
    return findRun(this, ask, signal)
  }

  /** The run, or one step with all below it, as text, however large and deep, without holding the thread. */
  async exportRun(ref: RunRef & { format: ExportFormat; spanId: string | null }, signal: AbortSignal): Promise<string> {
    const { assembled } = await this.#open(ref, null, signal, 'even-stale')
    return exportRun(assembled, ref, signal)
  }

  /** Aborts whatever is asked of any platform, and closes every store. */
  close(): void {
    this.#closing.abort()
    this.registry.close()
  }

  async #open(
    ref: RunRef,
    startedAt: Microseconds | null,
    signal: AbortSignal,
    how: 'fresh' | 'even-stale' = 'fresh',
  ): Promise<{ entry: SourceEntry; cached: CachedTrace; assembled: AssembledRun }> {
    const entry = this.registry.entry(ref.sourceId)
    const nativeId = toNative(entry.settings.type, ref.traceId)
    // What is answered from memory asks nothing of the source, so its state is not told to every page anew: a selection that moves on would do that at each step.
    const kept = how === 'even-stale' ? entry.kept(nativeId) : undefined
    if (kept) return { entry, cached: kept, assembled: await this.#assemble(kept) }
    const asked = entry.begin()
    let outcome: Parameters<typeof asked.done>[0] = 'cancelled'
    try {
      const store = await entry.store()
      const cached = await store.get(nativeId, { startedAt }, signal)
      outcome = { fetchedAt: cached.fetchedAt, order: cached.order }
      return { entry, cached, assembled: await this.#assemble(cached) }
    } catch (error) {
      const info = toErrorInfo(error, entry.settings.type)
      // A trace that is not there says nothing about the source's health.
      if (info.code !== 'CANCELLED' && info.code !== 'NOT_FOUND') outcome = { error: info }
      throw new TraceCraftError(info, error)
    } finally {
      asked.done(outcome)
    }
  }

  #assemble(cached: CachedTrace): Promise<AssembledRun> {
    let assembled = this.#assembled.get(cached)
    if (!assembled) {
      assembled = assembleRun(cached.trace)
      this.#assembled.set(cached, assembled)
    }
    return assembled
  }
}

/** Notices that mean the list is not the whole of its window. */
const incomplete: ReadonlySet<string> = new Set([
  'truncated',
  'partial',
  'sampled',
  'indexed-only',
  'transaction-search',
])
