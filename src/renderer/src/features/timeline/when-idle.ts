/** Does something once the browser has painted and has nothing more urgent to do, at the latest after half a second. Returns how to call it off. */
export function whenIdle(act: () => void): () => void {
  if ('requestIdleCallback' in globalThis) {
    const handle = requestIdleCallback(act, { timeout: 500 })
    return () => cancelIdleCallback(handle)
  }
  const timer = setTimeout(act, 30)
  return () => clearTimeout(timer)
}
