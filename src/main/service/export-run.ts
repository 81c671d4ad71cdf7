/** A run, or one step of it with all below, as a text that leaves the app: for copy and for export to a file that the user chose. */

import type { ExportFormat } from '../../shared/export-format.ts'
import { failure, fix } from '../../shared/errors.ts'
import { agentRunJsonChunks, stepJsonChunks } from '../../shared/model/agent-run-json.ts'
import type { Step } from '../../shared/model/agent-run.ts'
import { breather } from '../breathe.ts'
import type { AssembledRun } from '../semantics/assembled-run.ts'
import { otlpChunks, type StepRange } from '../semantics/otlp.ts'
import { markdownChunks } from '../semantics/run-markdown.ts'
import { abortError } from '../stores/abort.ts'

/** Longer than this no text is handed on: V8 holds none beyond about 536 million units, and whoever receives it needs room for it too. */
const longestExport = 400_000_000
/** Pieces are put together on the way: to join all of them at the end would hold the thread. */
const blockLength = 1_000_000

/**
 * The text in one of the formats, made in turns so that the thread is never held, however large or deep the run is. Rejects with NOT_FOUND when the run has no such
 * step, with BAD_REQUEST when the text would be too long to be held, and with CANCELLED when the signal fires.
 */
export async function exportRun(
  assembled: AssembledRun,
  ask: { format: ExportFormat; spanId: string | null },
  signal: AbortSignal,
): Promise<string> {
  const breathe = breather()
  const blocks: string[] = []
  let pieces: string[] = []
  let length = 0
  let joined = 0
  for (const piece of chunks(assembled, ask.format, rangeOf(assembled, ask.spanId))) {
    pieces.push(piece)
    length += piece.length
    if (length > longestExport)
      throw failure({
        code: 'BAD_REQUEST',
        message: 'This is too large to be exported as one text.',
        cause: `It is longer than ${longestExport.toLocaleString('en-US')} characters.`,
        fix: fix('Export a part of it: choose a step and export it with all below.'),
      })
    if (length - joined > blockLength) {
      blocks.push(pieces.join(''))
      pieces = []
      joined = length
    }
    const pause = breathe()
    if (!pause) continue
    await pause
    if (signal.aborted) throw abortError()
  }
  return blocks.join('') + pieces.join('')
}

function rangeOf({ outline }: AssembledRun, spanId: string | null): StepRange | null {
  if (spanId === null) return null
  const from = outline.spanIds.indexOf(spanId)
  if (from === -1)
    throw failure({
      code: 'NOT_FOUND',
      message: `Step ${spanId} is not in this run.`,
      fix: fix('Choose another step, or refresh the run.'),
    })
  return { from, to: from + outline.size[from]! }
}

/** A null range is the whole run. */
function chunks(assembled: AssembledRun, format: ExportFormat, part: StepRange | null): Generator<string> {
  const range = part ?? { from: 0, to: assembled.outline.length }
  switch (format) {
    case 'json':
      if (part === null) return agentRunJsonChunks(assembled.toAgentRun())
      return stepJsonChunks(stepAt(assembled.toAgentRun().steps, part.from))
    case 'otlp':
      return otlpChunks(assembled, range)
    case 'markdown':
      return markdownChunks(assembled, range)
  }
}

/** The step at a place in pre-order. Does not recurse. */
function stepAt(roots: readonly Step[], place: number): Step {
  const open = roots.toReversed()
  for (let left = place; left > 0; left--) {
    const step = open.pop()!
    for (let at = step.children.length - 1; at >= 0; at--) open.push(step.children[at]!)
  }
  return open.pop()!
}
