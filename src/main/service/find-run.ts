/** Looks for a trace id, in whatever form it was pasted, in the sources whose ids can have that form. */

import type { FoundRun } from '../../shared/contract.ts'
import { summaryOfRun } from '../../shared/model/summary-of-run.ts'
import { toErrorInfo } from './error-info.ts'
import type { TraceService } from './trace-service.ts'

/** One event when a source is asked and one when it has answered. A source that fails does not stop the others. */
export async function* findRun(
  service: TraceService,
  ask: { id: string; sourceIds: readonly string[] | null },
  signal: AbortSignal,
): AsyncGenerator<FoundRun, void, undefined> {
  for (const { id: sourceId } of service.registry.entries()) {
    if (ask.sourceIds !== null && !ask.sourceIds.includes(sourceId)) continue
    try {
      const { run } = await service.agentRun({ sourceId, traceId: ask.id }, signal)
      yield { sourceId, state: 'found', traceId: run.cloudTraceId, run: summaryOfRun(run), error: null }
    } catch (error) {
      const info = toErrorInfo(error)
      const absent = info.code === 'NOT_FOUND'
      yield { sourceId, state: absent ? 'absent' : 'failed', traceId: null, run: null, error: absent ? null : info }
    }
  }
}
