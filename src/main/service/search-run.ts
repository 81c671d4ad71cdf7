/** Search over everything that a run's steps hold. */

import { type RunSearchEvent, searchPlaces } from '../../shared/contract.ts'
import type { AssembledRun } from '../semantics/assembled-run.ts'
import { StepSearch } from '../semantics/step-search.ts'
import { TextMatch } from '../semantics/text-match.ts'

/** Slices grow from the first to the last of these: the first hits come at once, and a long search does not spend its time on handing over. */
const firstSliceMs = 2
const longestSliceMs = 12

/**
 * Hits as they are found, in the order of the Outline, then the end; each step once, with the first place that holds the text. Works in slices, so that the
 * thread is never held, and ends without a word when the signal fires. Nothing is built and nothing is kept for it.
 */
export async function* searchRun(
  assembled: AssembledRun,
  fetchedAt: number,
  text: string,
  signal: AbortSignal,
): AsyncGenerator<RunSearchEvent, void, undefined> {
  const { outline } = assembled
  const match = new TextMatch(text)
  if (match.blank) {
    yield { kind: 'end', searched: outline.length, fetchedAt }
    return
  }
  const search = new StepSearch(match)
  const name = searchPlaces.indexOf('name')
  // A name, a model or a service is looked at once, however many steps share it.
  const named = outline.strings.map((one) => match.inText(one))
  let steps: number[] = []
  let places: number[] = []
  let slice = firstSliceMs
  let since = performance.now()
  for (let i = 0; i < outline.length; i++) {
    if ((i & 0xf) === 0 && performance.now() - since > slice) {
      if (steps.length > 0) yield { kind: 'hits', steps, places }
      steps = []
      places = []
      await new Promise((resolve) => setImmediate(resolve))
      if (signal.aborted) return
      slice = Math.min(longestSliceMs, slice * 2)
      since = performance.now()
    }
    if (named[outline.name[i]!] || named[outline.model[i]!] || named[outline.service[i]!]) {
      steps.push(i)
      places.push(name)
      continue
    }
    const span = assembled.span(i)
    const place = span === null ? null : search.placeIn(span, assembled.failure(i))
    if (place === null) continue
    steps.push(i)
    places.push(searchPlaces.indexOf(place))
  }
  if (signal.aborted) return
  if (steps.length > 0) yield { kind: 'hits', steps, places }
  yield { kind: 'end', searched: outline.length, fetchedAt }
}
