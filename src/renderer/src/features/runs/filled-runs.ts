/** What reading listed runs in full has found out about them, beside the listings themselves. Lives as long as the page. */

import { create } from 'zustand'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'
import type { RunRow } from './run-row.ts'

/** One run read in full. */
export interface FilledEntry {
  /** Null: the platform does not have the trace any more. */
  readonly run: RunSummary | null
  /** The forced refresh of its source that it was read under. */
  readonly forced: number
}

interface FilledRuns {
  /** By the row's key. */
  readonly filled: ReadonlyMap<string, FilledEntry>
  /** By the row's key: under which answer of the listing it was last asked for. */
  readonly asked: ReadonlyMap<string, string>
  /** By the source's id: how often the user has asked its platform anew. */
  readonly forced: ReadonlyMap<string, number>
  readonly markAsked: (keys: readonly string[], generation: string) => void
  /** These may be asked for again: their request was given up before an answer came. */
  readonly unmark: (keys: Iterable<string>) => void
  readonly put: (key: string, entry: FilledEntry) => void
  /** The platforms were asked anew by the user: what is known stays on screen, and is asked for again. */
  readonly refresh: (sourceIds: readonly string[]) => void
}

/** Trace ids are unique at a platform, so what was read of one stays true when its source is edited. */
export const useFilledRuns = create<FilledRuns>()((set) => ({
  filled: new Map(),
  asked: new Map(),
  forced: new Map(),
  markAsked: (keys, generation) =>
    set(({ asked }) => ({ asked: new Map([...asked, ...keys.map((key) => [key, generation] as const)]) })),
  unmark: (keys) =>
    set(({ asked }) => {
      const next = new Map(asked)
      for (const key of keys) next.delete(key)
      return { asked: next }
    }),
  put: (key, entry) => set(({ filled }) => ({ filled: new Map(filled).set(key, entry) })),
  refresh: (sourceIds) =>
    set(({ forced }) => ({
      forced: new Map([...forced, ...sourceIds.map((id) => [id, (forced.get(id) ?? 0) + 1] as const)]),
    })),
}))

/** Does the listing leave open what reading the run would tell? A run that goes on is left to its own end. */
export function lacksFields(run: RunSummary): boolean {
  if (run.status === 'running') return false
  if (run.status === 'unknown') return true
  return run.stepCount === null || run.totalTokens === null || run.models === null || run.errorCount === null
}

/** The row with the fields that its listing left open. The listing's own values stay, and so does the row where nothing is known. */
export function withFilled(row: RunRow, entry: FilledEntry | undefined): RunRow {
  if (!entry?.run) return row
  const { run } = row
  const read = entry.run
  const status = run.status === 'unknown' ? read.status : run.status
  return {
    ...row,
    run: {
      ...run,
      status,
      startTime: run.startTime ?? read.startTime,
      endTime: run.endTime ?? read.endTime,
      durationMs: run.durationMs ?? read.durationMs,
      // The listing's null also means that nothing went wrong: a text beside "OK" would contradict it.
      error: run.error ?? (status === 'error' ? read.error : null),
      errorCount: run.errorCount ?? read.errorCount,
      stepCount: run.stepCount ?? read.stepCount,
      totalTokens: run.totalTokens ?? read.totalTokens,
      models: run.models ?? read.models,
      tools: run.tools ?? read.tools,
      agentName: run.agentName ?? read.agentName,
      sessionId: run.sessionId ?? read.sessionId,
      serviceName: run.serviceName ?? read.serviceName,
      environment: run.environment ?? read.environment,
    },
  }
}
