/** What every store promises. Read-only by construction: there is no way to write through it. */

import type { Notice } from '../../shared/notice.ts'
import type { RunSummary } from '../../shared/model/agent-run.ts'
import type { ProbeEvent } from '../../shared/contract.ts'
import { NotImplementedError } from '../../shared/errors.ts'
import type { Query } from '../../shared/query/parse.ts'
import type { Platform } from '../../shared/platform.ts'
import type { Microseconds } from '../../shared/units.ts'
import type { Span } from '../semantics/span.ts'
import type { RequestBudget } from './request-budget.ts'

/** The part of time that a list covers, resolved to instants. `from` is inclusive, `to` exclusive. */
export interface TimeWindow {
  readonly from: Microseconds
  readonly to: Microseconds
}

/** What to list. The source's own service filter is part of the store's settings and always applies. */
export interface ListQuery {
  readonly window: TimeWindow
  /** Only runs in which something failed. Asked of the platform where it can; else filtered here with a `filtered-here` notice. */
  readonly errorsOnly: boolean
  /** Keeps runs that fail it away where that costs none that match. Only parts that `narrowing` gave; absent and null: everything. */
  readonly narrowed?: Query | null
}

/** Some rows of a list. */
export interface RunPage {
  /** Newest first within the page, and no page holds a run newer than the oldest window of the page before it. */
  readonly runs: readonly RunSummary[]
  /** What is known so far about the wholeness of the list; notices with equal code and message count once. */
  readonly notices: readonly Notice[]
}

/** All that could be read of one trace. */
export interface Trace {
  readonly platform: Platform
  /** The platform's own id of the trace. */
  readonly nativeId: string
  /** In any order. */
  readonly spans: readonly Span[]
  /** False when the platform is known, or must be supposed, to hold more of this trace than was read. */
  readonly complete: boolean
  readonly notices: readonly Notice[]
  /** Characters of the payload that it was read from, for what it takes in memory; absent where the store does not see them. */
  readonly characters?: number
}

/** One stage of a connection test, in the very form in which the page shows it. */
export type ProbeStage = ProbeEvent

/** What helps to find a trace faster; every field may be null. */
export interface TraceHint {
  /** When the run started, as its row in the list says. */
  readonly startedAt: Microseconds | null
}

/**
 * A source of traces. Every method that reads takes an AbortSignal and stops the request at the platform when it fires,
 * rejecting with a CANCELLED TraceCraftError. All failures are TraceCraftErrors.
 */
export interface TraceStore {
  /** Used in messages: "XRayTraceStore is read-only". */
  readonly className: string
  readonly platform: Platform
  /** The source's request budget, for the page to show. */
  readonly budget?: RequestBudget

  /**
   * The runs of a window, newest first, page by page as the platform gives them. Pulling the next page is what asks for it: a caller that stops pulling costs no
   * further request. An empty page is possible. Ends when the window is exhausted.
   */
  list(query: ListQuery, signal: AbortSignal): AsyncIterable<RunPage>

  /**
   * The parts of a filter that this platform can be asked for, from those that must all hold. With any of them as `narrowed`, `list` gives every run that it would give without and that
   * matches, each with the same row; it may give others. Absent: none. No request is made.
   */
  narrowing?(filter: Query): readonly Query[]

  /** Everything readable of one trace; rejects with NOT_FOUND when the platform has none of it. */
  get(nativeId: string, hint: TraceHint, signal: AbortSignal): Promise<Trace>

  /** Tests the connection stage by stage; yields a stage when it starts (`running`) and again when it is done. Never throws but for cancellation. */
  probe(signal: AbortSignal): AsyncIterable<ProbeStage>

  /** Forgets every cached answer, and any client that holds old credentials. */
  invalidateCache(): void

  /** The machine has slept: connections that were open may be dead, so they are cut, and requests that wait on them are made anew. */
  woke?(): void

  /** Always rejects with NotImplementedError("<className> is read-only"). */
  save(): Promise<never>
  /** Always rejects with NotImplementedError("<className> is read-only"). */
  delete(): Promise<never>

  /** Ends what is held open (sockets, timers), requests under way included. The store is not used afterwards. */
  close(): void
}

/** The two refusals of every store, in the words of the reference. */
export abstract class ReadOnlyStore {
  abstract readonly className: string

  save(): Promise<never> {
    return Promise.reject(new NotImplementedError(`${this.className} is read-only`))
  }

  delete(): Promise<never> {
    return Promise.reject(new NotImplementedError(`${this.className} is read-only`))
  }
}
