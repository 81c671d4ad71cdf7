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
  rowHeight: number,
): { readonly newAbove: number; readonly toTop: () => void } {
  const anchor = useRef<{ key: string; shift: number; order: string } | null>(null)
  const newest = useRef<{ start: number; order: string }>({ start: Number.POSITIVE_INFINITY, order: '' })
  const [newAbove, setNewAbove] = useState(0)

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const held = anchor.current
    if (held?.order === order) {
      const at = lines.findIndex((line) => line.key === held.key)
      const top = at * rowHeight + held.shift
      if (at >= 0 && top !== element.scrollTop) element.scrollTo({ top })
      const before = newest.current
      const added = at > 0 && before.order === order ? startedAfter(lines, at, before.start) : 0
      if (added > 0) setNewAbove((count) => count + added)
    } else setNewAbove(0)
    newest.current = { start: newestOf(lines), order }
    const remember = () => {
      const { scrollTop } = element
      const first = lines[Math.floor(scrollTop / rowHeight)]
      anchor.current = scrollTop > 0 && first ? { key: first.key, shift: scrollTop % rowHeight, order } : null
      if (scrollTop <= 0) setNewAbove(0)
    }
    remember()
    element.addEventListener('scroll', remember, { passive: true })
    return () => element.removeEventListener('scroll', remember)
  }, [scroller, lines, order, rowHeight])

  const toTop = () => {
    scroller.current?.scrollTo({ top: 0 })
    setNewAbove(0)
  }
  return { newAbove, toTop }
}

function startOf(line: ListLine): number {
  return line.kind === 'run' ? (line.run.startTime ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY
}

function newestOf(lines: readonly ListLine[]): number {
  let newest = Number.NEGATIVE_INFINITY
  for (const line of lines) {
    const start = startOf(line)
    if (start > newest) newest = start
  }
  return newest
}

function startedAfter(lines: readonly ListLine[], end: number, start: number): number {
  let count = 0
  for (let i = 0; i < end; i++) if (startOf(lines[i]!) > start) count++
  return count
}
