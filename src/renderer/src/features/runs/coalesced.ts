import type { RunListEvent } from '../../../../shared/contract.ts'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'

/** What a listing sends, with pages that come close together made one: each costs the page a drawing. The first is handed on at once. */
export async function* coalesced(
  events: AsyncIterable<RunListEvent>,
  pauseMs = 100,
): AsyncGenerator<RunListEvent, void, undefined> {
  let pages: (readonly RunSummary[])[] = []
  let end: RunListEvent | null = null
  let failure: { readonly error: unknown } | null = null
  const state = { done: false }
  let wake: () => void = () => {}
  const read = async () => {
    try {
      for await (const event of events) {
        if (event.kind === 'page') pages.push(event.runs)
        else end = event
        wake()
      }
    } catch (error) {
      failure = { error }
    }
    state.done = true
    wake()
  }
  const finished = read()
  let last = Number.NEGATIVE_INFINITY
  const resting = () => last + pauseMs - performance.now()
  while (!state.done || pages.length > 0) {
    if (pages.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    if (!state.done && resting() > 0) await Promise.race([finished, pause(resting())])
    if (pages.length === 0) continue
    const runs = pages.length === 1 ? pages[0]! : pages.flat()
    pages = []
    last = performance.now()
    yield { kind: 'page', runs }
  }
  // Set within `read`, which the compiler does not follow.
  const failed = failure as { readonly error: unknown } | null
  if (failed !== null) throw failed.error
  if (end !== null) yield end
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
