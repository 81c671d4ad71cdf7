/**
 * Lets long work give the event loop a turn: `await breathe()` returns at once until 8 ms have passed since the last turn, then yields one.
 * 8 ms keeps half a frame free for whoever waits on the main process.
 */
export function breather(sliceMs = 8): () => Promise<void> | void {
  let since = performance.now()
  return () => {
    if (performance.now() - since < sliceMs) return
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now()
        resolve()
      })
    })
  }
}
