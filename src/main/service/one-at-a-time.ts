/**
 * The same work, never twice at once. Who asks while it runs gets the run after that, and all who ask meanwhile get the same one: so that whoever asked sees what there was when they
 * asked, and the last word is that of the newest look.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  const start = (): Promise<void> => {
    next = null
    const run = work().finally(() => {
      if (running === run) running = null
    })
    return (running = run)
  }
  return () => {
    if (!running) return start()
    return (next ??= running.catch(() => {}).then(start))
  }
}
