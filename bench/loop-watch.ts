/** How long an event loop was held. */

export interface LoopWatch {
  /** What has held the loop until now does not count. */
  forget(): void
  /** Ends the watch; the longest hold in milliseconds. */
  end(): number
}

/** setImmediate comes once in each turn of the loop: the longest time between two turns is the longest hold. Keeps the thread busy; for the thread that works. */
export function watchBusyLoop(): LoopWatch {
  let last = performance.now()
  let longest = 0
  let watching = true
  const tick = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (watching) setImmediate(tick)
  }
  setImmediate(tick)
  return {
    forget: () => void (last = performance.now()),
    end: () => {
      tick()
      watching = false
      return longest
    },
  }
}

/** The same by a timer of one millisecond, which leaves the processor to others; for a thread that waits. */
export function watchIdleLoop(): LoopWatch {
  let last = performance.now()
  let longest = 0
  const tick = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(tick, 1)
  return {
    forget: () => void (last = performance.now()),
    end: () => {
      tick()
      clearInterval(timer)
      return longest
    },
  }
}
