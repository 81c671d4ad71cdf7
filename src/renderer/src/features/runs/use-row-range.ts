import { type RefObject, useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** Rows drawn beyond either edge, so that a fast scroll finds them there. */
const overscan = 6
/** The range moves by so many rows at a time, so that not every pixel draws anew. */
const step = 4

/** Indices of the rows to draw: from `first` up to but without `end`. */
export interface RowRange {
  readonly first: number
  readonly end: number
  /** The rows in sight, without those drawn beyond the edges; exact when scrolling rests. */
  readonly top: number
  readonly bottom: number
  /** How many rows are drawn at most: a row that leaves hands its elements to the one that comes `slots` later. */
  readonly slots: number
}

/**
 * Which rows of one height are in sight of a scroller. No size of a row is ever measured, so that nothing depends on how many there are. Draws within the scroll event,
 * before the browser paints.
 */
export function useRowRange(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowRange {
  const [shown, setShown] = useState({ at: 0, rows: 40 })

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const read = () => {
      const at = Math.floor(element.scrollTop / rowHeight / step) * step
      const rows = Math.ceil(element.clientHeight / rowHeight) + step
      setShown((now) => (now.at === at && now.rows === rows ? now : { at, rows }))
    }
    const onScroll = () => flushSync(read)
    read()
    element.addEventListener('scroll', onScroll, { passive: true })
    const size = new ResizeObserver(read)
    size.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      size.disconnect()
    }
  }, [scroller, rowHeight])

  // Fewer rows than before may leave the range behind their end until the browser has scrolled.
  const at = Math.min(shown.at, Math.max(0, count - shown.rows))
  const bottom = Math.min(count, at + shown.rows)
  return {
    first: Math.max(0, at - overscan),
    end: Math.min(count, bottom + overscan),
    top: at,
    bottom,
    slots: shown.rows + 2 * overscan,
  }
}
