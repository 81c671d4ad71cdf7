import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { ListLine } from './sessions.ts'

/**
 * Holds the first line in sight where it is when a refresh brings lines above it, and counts the new runs among them. At the very top nothing is held, so that new runs
 * come into sight; a new order or filter (`order`) is a new list.
 */
export function useAnchor(
  scroller: RefObject<HTMLDivElement | null>,
  lines: readonly ListLine[],
  order: string,
  /** Is the newest run the first line? Only then can new ones be told from those that come from further back. */
  newestFirst: boolean,
  rowHeight: number,
): { readonly newAbove: number; readonly toTop: () => void } {
  const anchor = useRef<{ key: string; index: number; shift: number; order: string } | null>(null)
  const newest = useRef<{ start: number; order: string }>({ start: Number.POSITIVE_INFINITY, order: '' })
  const [newAbove, setNewAbove] = useState(0)

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const held = anchor.current
    if (held?.order === order) {
      const at = indexNear(lines, held.key, held.index)
      const top = at * rowHeight + held.shift
      if (at >= 0 && top !== element.scrollTop) element.scrollTo({ top })
      const before = newest.current
      const added = newestFirst && at > 0 && before.order === order ? startedAfter(lines, at, before.start) : 0
      if (added > 0) setNewAbove((count) => count + added)
    } else setNewAbove(0)
    newest.current = { start: lines[0] ? startOf(lines[0]) : Number.POSITIVE_INFINITY, order }
    const remember = () => {
      const { scrollTop } = element
      const index = Math.floor(scrollTop / rowHeight)
      const first = lines[index]
      anchor.current = scrollTop > 0 && first ? { key: first.key, index, shift: scrollTop % rowHeight, order } : null
      if (scrollTop <= 0) setNewAbove(0)
    }
    remember()
    // In the capturing phase, before anything is drawn anew: reading the place after that would lay the rows out twice.
    element.addEventListener('scroll', remember, { passive: true, capture: true })
    return () => element.removeEventListener('scroll', remember, { capture: true })
  }, [scroller, lines, order, newestFirst, rowHeight])

  const toTop = () => {
    scroller.current?.scrollTo({ top: 0 })
    setNewAbove(0)
  }
  return { newAbove, toTop }
}

function startOf(line: ListLine): number {
  return line.kind === 'run' ? (line.run.startTime ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY
}

/** Looks outward from where the line was: it mostly has not gone far. -1 when it is not there any more. */
function indexNear(lines: readonly ListLine[], key: string, near: number): number {
  for (let away = 0; away < lines.length + near; away++) {
    if (lines[near + away]?.key === key) return near + away
    if (lines[near - away]?.key === key) return near - away
  }
  return -1
}

function startedAfter(lines: readonly ListLine[], end: number, start: number): number {
  let count = 0
  for (let i = 0; i < end; i++) if (startOf(lines[i]!) > start) count++
  return count
}
