/** Search over everything that a run's steps hold. */

import type { RunSearchEvent } from '../../shared/contract.ts'
import { searchOutline } from '../../shared/model/outline-search.ts'
import type { AssembledRun } from '../semantics/assembled-run.ts'

/** Hits as they are found, in the order of the Outline, then the end. */
export async function* searchRun(
  assembled: AssembledRun,
  fetchedAt: number,
  text: string,
  _signal: AbortSignal,
): AsyncGenerator<RunSearchEvent, void, undefined> {
  const steps = [...searchOutline(assembled.outline, text)]
  if (steps.length > 0) yield { kind: 'hits', steps, places: steps.map(() => 0) }
  yield { kind: 'end', searched: assembled.outline.length, fetchedAt }
}
