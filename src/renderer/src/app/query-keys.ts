/** Every key of the query cache, in one place. A key holds exactly what changes the question. */

import type { SourceState, WindowSpec } from '../../../shared/contract.ts'

export const queryKeys = {
  appInfo: ['app', 'info'] as const,
  sources: ['sources'] as const,
  /** All listings, for invalidation. */
  runs: ['runs'] as const,
  runsOf: (sourceId: string) => ['runs', sourceId] as const,
  /** The settings are part of the question: runs of a region must not be shown for another that an edit has put in its place. */
  runsOfSource: (source: SourceState) => ['runs', source.id, source.settings] as const,
  runList: (
    source: SourceState,
    question: { window: WindowSpec | null; limit: number; errorsOnly: boolean; filter: string | null },
  ) =>
    [
      'runs',
      source.id,
      source.settings,
      question.window,
      question.limit,
      question.errorsOnly,
      question.filter,
    ] as const,
  /** All opened runs, for invalidation. */
  openRuns: ['run'] as const,
  openRun: (sourceId: string, traceId: string) => ['run', sourceId, traceId] as const,
  step: (sourceId: string, traceId: string, spanId: string) => ['run', sourceId, traceId, 'step', spanId] as const,
}
