/** Search over everything that a run's steps hold. */

import type { RunSearchEvent } from '../../shared/contract.ts'
import { type SearchPlace, searchPlaces } from '../../shared/search-place.ts'
import type { AssembledRun } from '../semantics/assembled-run.ts'
import { StepSearch } from '../semantics/step-search.ts'
import { stepTextsOf } from '../semantics/step-texts.ts'
import { TextMatch } from '../semantics/text-match.ts'

/** A run that was opened is made ready for its first search once it is on screen. */
const readyAfterMs = 400
const readySliceMs = 4

/** Slices grow from the first to the last of these: the hits come early, and a long search does not spend its time on handing over. */
const firstSliceMs = 2
const longestSliceMs = 12

/**
 * Hits as they are found, in the order of the Outline, then the end; each step once, with the first place that holds the text. Works in slices, so that the
 * thread is never held, and ends without a word when the signal fires. What it lays out of the run's texts is kept with the run for the next search.
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
  const texts = stepTextsOf(assembled)
  const mayHold = texts.look(match)
  // A name, a model or a service is looked at once, however many steps share it.
  const named = outline.strings.map((one) => match.inText(one))
  const placeAt = (i: number): SearchPlace | null => {
    if (named[outline.name[i]!] || named[outline.model[i]!] || named[outline.service[i]!]) return 'name'
    if (!mayHold(i)) return null
    const span = assembled.span(i)
    return span === null ? null : search.placeIn(span, assembled.failure(i))
  }
  let steps: number[] = []
  let places: number[] = []
  let isFirst = true
  let slice = firstSliceMs
  let since = performance.now()
  for (let i = 0; i < outline.length; i++) {
    if ((i & 0xf) === 0 && performance.now() - since > slice) {
      if (steps.length > 0) yield { kind: 'hits', steps, places }
      steps = []
      places = []
      await turn()
      if (signal.aborted) return
      slice = Math.min(longestSliceMs, slice * 2)
      since = performance.now()
    }
    if (i >= texts.filled) texts.fill()
    const place = placeAt(i)
    if (place === null) continue
    steps.push(i)
    places.push(searchPlaces.indexOf(place))
    if (!isFirst) continue
    // The first hit waits for no other: it is what the user looks for most often.
    isFirst = false
    yield { kind: 'hits', steps, places }
    steps = []
    places = []
  }
  if (signal.aborted) return
  if (steps.length > 0) yield { kind: 'hits', steps, places }
  yield { kind: 'end', searched: outline.length, fetchedAt }
}

/** Lays out the texts of a run in short slices, a moment from now, so that its first search is as fast as the next ones. A search that comes before goes on from where this is. */
export function makeSearchReady(assembled: AssembledRun): void {
  const texts = stepTextsOf(assembled)
  const { length } = assembled.outline
  const lay = async (): Promise<void> => {
    while (texts.indexed < length) {
      const since = performance.now()
      while (texts.indexed < length && performance.now() - since < readySliceMs)
        if (texts.filled < length) texts.fill()
        else texts.index()
      await turn()
    }
  }
  if (texts.indexed < length) setTimeout(() => void lay(), readyAfterMs).unref()
}

/** Lets the event loop do what else there is. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
