/** Looks for a trace id, in whatever form it was pasted, in the sources whose ids can have that form. */

import type { FoundRun } from '../../shared/contract.ts'
import { summaryOfRun } from '../../shared/model/summary-of-run.ts'
import { possibleIds } from '../../shared/pasted-trace-id.ts'
import { firstOf } from '../stores/abort.ts'
import { toErrorInfo } from './error-info.ts'
import type { TraceService } from './trace-service.ts'

/**
 * All sources side by side. One event when a source is asked and one when it has answered; a source that cannot have such an id is told absent with a null id, and
 * asked nothing. A source that fails stops no other, and does not count as failed for it. Ends with the questions under way when the signal fires.
 */
export async function* findRun(
  service: TraceService,
  ask: { id: string; sourceIds: readonly string[] | null },
  signal: AbortSignal,
): AsyncGenerator<FoundRun, void, undefined> {
  const events: FoundRun[] = []
  let wake = (): void => {}
  const tell = (event: FoundRun): void => {
    events.push(event)
    wake()
  }
  // Whoever stops listening stops the questions too.
  const left = new AbortController()
  const either = firstOf(signal, left.signal)
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort, { once: true })
  const entries = service.registry.entries().filter(({ id }) => ask.sourceIds === null || ask.sourceIds.includes(id))
  let open = entries.length
  const asked = entries.map(async ({ id: sourceId, settings }) => {
    try {
      await look(service, sourceId, possibleIds(settings.type, ask.id), tell, either.signal)
    } finally {
      open--
      wake()
    }
  })
  try {
    while (!signal.aborted) {
      yield* events.splice(0)
      if (events.length > 0 || signal.aborted) continue
      if (open === 0) return
      await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    left.abort()
    either.release()
    await Promise.all(asked)
  }
}

/** Asks one source for each form of the id in turn, until one is there. Never rejects. */
async function look(
  service: TraceService,
  sourceId: string,
  ids: readonly string[],
  tell: (event: FoundRun) => void,
  signal: AbortSignal,
): Promise<void> {
  const first = ids[0] ?? null
  if (first !== null) tell({ sourceId, state: 'looking', traceId: first, run: null, error: null })
  for (const traceId of ids) {
    try {
      const header = await service.lookFor({ sourceId, traceId }, signal)
      return tell({ sourceId, state: 'found', traceId: header.cloudTraceId, run: summaryOfRun(header), error: null })
    } catch (error) {
      const info = toErrorInfo(error)
      if (signal.aborted) return
      if (info.code !== 'NOT_FOUND') return tell({ sourceId, state: 'failed', traceId, run: null, error: info })
    }
  }
  tell({ sourceId, state: 'absent', traceId: first, run: null, error: null })
}
