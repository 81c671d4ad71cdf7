/** The demo lives in the app's own process: long work gives the event loop a turn every few milliseconds. */

const sliceMs = 6

/** Returns at once while the slice lasts, else after a turn of the event loop. */
export function turnTaker(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < sliceMs) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now()
        resolve()
      })
    })
  }
}
