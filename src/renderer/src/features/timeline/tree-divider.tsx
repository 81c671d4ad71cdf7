/** The line between tree and bars, which can be moved. */

import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import styles from './tree-divider.module.css'

const storageKey = 'tracecraft.pane.timeline-tree'
const narrowest = 180
const preferred = 400

/** The tree column's width and how to change it. */
export interface TreeWidth {
  readonly width: number
  readonly widest: number
  readonly set: (width: number) => void
  readonly reset: () => void
}

/** The tree column's width, remembered on this machine, and never so wide that no bar is left in `total`. */
export function useTreeWidth(total: number): TreeWidth {
  const [chosen, setChosen] = useState(() => {
    const stored = Number(localStorage.getItem(storageKey) ?? Number.NaN)
    return Number.isFinite(stored) && stored >= narrowest ? stored : null
  })
  const widest = Math.max(narrowest, total - 280)
  // Until the user says otherwise: a share of the room, so that wide screens show longer names.
  const natural = Math.round(Math.min(preferred + Math.max(0, total - 1100) * 0.15, total * 0.42))
  const width = Math.min(widest, Math.max(narrowest, chosen ?? natural))
  const set = (next: number): void => {
    const value = Math.round(Math.min(widest, Math.max(narrowest, next)))
    setChosen(value)
    localStorage.setItem(storageKey, String(value))
  }
  const reset = (): void => {
    setChosen(null)
    localStorage.removeItem(storageKey)
  }
  return { width, widest, set, reset }
}

export function TreeDivider({ root, tree }: { root: RefObject<HTMLDivElement | null>; tree: TreeWidth }) {
  const drag = useRef<{ x: number; width: number; now: number } | null>(null)

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.shiftKey ? 64 : 16
    const moves: Record<string, () => void> = {
      ArrowLeft: () => tree.set(tree.width - by),
      ArrowRight: () => tree.set(tree.width + by),
      Home: () => tree.set(narrowest),
      End: () => tree.set(tree.widest),
      Enter: tree.reset,
    }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    event.stopPropagation()
    move()
  }

  const finish = (): void => {
    const now = drag.current?.now
    drag.current = null
    if (now !== undefined && now !== tree.width) tree.set(now)
  }

  return (
    <div
      className={styles.divider}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Resize the tree of steps"
      aria-valuenow={tree.width}
      aria-valuemin={narrowest}
      aria-valuemax={tree.widest}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { x: event.clientX, width: tree.width, now: tree.width }
      }}
      onPointerMove={(event) => {
        if (!drag.current) return
        const wanted = drag.current.width + event.clientX - drag.current.x
        drag.current.now = Math.round(Math.min(tree.widest, Math.max(narrowest, wanted)))
        // Only the columns move while dragging; the bars are laid out again when it ends.
        root.current?.style.setProperty('--tree-width', `${drag.current.now}px`)
      }}
      onPointerUp={finish}
      onPointerCancel={finish}
      onDoubleClick={tree.reset}
      // The divider lies over the rows: the wheel goes through it.
      onWheel={(event) => root.current?.querySelector('[data-timeline-scroller]')?.scrollBy(0, event.deltaY)}
      onKeyDown={onKeyDown}
    />
  )
}
