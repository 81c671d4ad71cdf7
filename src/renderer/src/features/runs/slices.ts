/** Long work in slices, so that the page draws and answers in between. */

/** So long does one slice hold the thread, in milliseconds: a third of a frame. */
const sliceMs = 5

/** Runs the work to its end at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Runs the work in slices. Null when `isStale` said that nobody wants the result any more. */
export async function inSlices<T>(work: Generator<void, T>, isStale: () => boolean): Promise<T | null> {
  for (;;) {
    if (isStale()) return null
    const until = performance.now() + sliceMs
    do {
      const step = work.next()
      if (step.done) return step.value
    } while (performance.now() < until)
    await pause()
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
