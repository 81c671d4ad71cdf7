/** The rest of a text that a step's detail gave in part. */

import { failure, fix } from '../../shared/errors.ts'
import type { StepDetail, WholeStepDetail } from '../../shared/model/step-detail.ts'
import type { AssembledRun } from '../semantics/assembled-run.ts'

/** The detail with its long texts given in part. */
export function shortened(detail: WholeStepDetail): StepDetail {
  return { ...detail, shortened: [] }
}

/** A piece of the text at `path` from `offset` on. Rejects with NOT_FOUND when the step has no such text. */
export function stepText(
  _assembled: AssembledRun,
  ask: { spanId: string; path: string; offset: number },
): { text: string; length: number; next: number | null } {
  throw failure({
    code: 'NOT_FOUND',
    message: `Step ${ask.spanId} has no text at ${ask.path}.`,
    fix: fix('Choose the step again.'),
  })
}
