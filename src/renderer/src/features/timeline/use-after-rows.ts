/** What the first rows do not need comes one frame after them, each into room that is kept for it. */

import { startTransition, useEffect, useState } from 'react'

/** A run of no more steps than this is shown whole at once: its rows are ready as soon as all else is. */
export const soonSteps = 5000

/** False until the rows of a long run have been painted, then true for good. What appears then is rendered in slices, so that the rows answer meanwhile. */
export function useAfterRows(steps: number): boolean {
  const [painted, setPainted] = useState(steps <= soonSteps)
  useEffect(() => {
    if (painted) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setPainted(true)))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [painted])
  return painted
}
