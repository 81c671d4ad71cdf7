/** One or two panes; between two, a separator that can be dragged, moved by arrow keys and reset by a double click. */

import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import styles from './split-pane.module.css'

interface SplitPaneProps {
  /** Names the place in local storage where the size is remembered. May change: each id has a size of its own. */
  readonly id: string
  /** `row`: side by side; `column`: one above the other. */
  readonly direction: 'row' | 'column'
  /** Which of the two panes has the size; the other takes the rest. */
  readonly side: 'start' | 'end'
  /** Pixels, until the user chooses otherwise. */
  readonly initial: number
  readonly min: number
  readonly max: number
  /** What the separator sizes, for assistive technology: "Step detail". */
  readonly label?: string
  /** Is the sized pane as large as what is in it, with no separator? */
  readonly fixed?: boolean
  /** Null: that pane is not there, and the other has all the room. */
  readonly children: readonly [ReactNode, ReactNode]
}

const storagePrefix = 'tracecraft.pane.'
const step = 16
const largeStep = 64

/**
 * Two panes and a separator (role=separator). The size is a local preference and is remembered under `id`. A pane keeps its contents, with their focus and state,
 * when the other comes or goes and when direction, side or id change.
 */
export function SplitPane({ id, direction, side, initial, min, max, label, fixed, children }: SplitPaneProps) {
  const [sizes, setSizes] = useState<Readonly<Record<string, number>>>({})
  const size = useMemo(() => sizes[id] ?? clamp(remembered(id) ?? initial, min, max), [sizes, id, initial, min, max])
  const both = children[0] !== null && children[1] !== null
  const root = useRef<HTMLDivElement>(null)
  const live = useRef(size)
  const drag = useRef<{ from: number; size: number } | null>(null)
  const paneId = useId()

  useLayoutEffect(() => {
    live.current = size
    root.current?.style.setProperty('--pane-size', `${size}px`)
  }, [size])

  const commit = (next: number): void => {
    const value = clamp(next, min, max)
    setSizes((others) => ({ ...others, [id]: value }))
    remember(id, value)
  }
  const at = (event: PointerEvent): number => (direction === 'row' ? event.clientX : event.clientY)

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    event.currentTarget.focus()
    drag.current = { from: at(event), size: live.current }
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!drag.current) return
    const moved = at(event) - drag.current.from
    live.current = clamp(drag.current.size + (side === 'start' ? moved : -moved), min, max)
    // The property is set by hand while dragging, so that a drag never renders the panes' contents.
    root.current?.style.setProperty('--pane-size', `${live.current}px`)
  }
  const onPointerEnd = (): void => {
    if (!drag.current) return
    drag.current = null
    commit(live.current)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const grow = side === 'start' ? 1 : -1
    const by = event.shiftKey ? largeStep : step
    const moves: Record<string, number> = {
      [direction === 'row' ? 'ArrowLeft' : 'ArrowUp']: size - grow * by,
      [direction === 'row' ? 'ArrowRight' : 'ArrowDown']: size + grow * by,
      Home: min,
      End: max,
      Enter: initial,
    }
    const next = moves[event.key]
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    commit(next)
  }

  return (
    <div ref={root} className={styles['root']} data-direction={direction} data-side={side} data-fixed={fixed}>
      {children[0] === null ? null : (
        <div
          className={styles['pane']}
          data-sized={both && side === 'start'}
          id={side === 'start' ? paneId : undefined}
        >
          {children[0]}
        </div>
      )}
      {!both || fixed ? null : (
        <div
          className={styles['separator']}
          role="separator"
          tabIndex={0}
          aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
          aria-label={label ? `Resize ${label}` : 'Resize'}
          aria-controls={paneId}
          aria-valuenow={Math.round(size)}
          aria-valuemin={min}
          aria-valuemax={max}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerEnd}
          onPointerCancel={onPointerEnd}
          onDoubleClick={() => commit(initial)}
          onKeyDown={onKeyDown}
        />
      )}
      {children[1] === null ? null : (
        <div className={styles['pane']} data-sized={both && side === 'end'} id={side === 'end' ? paneId : undefined}>
          {children[1]}
        </div>
      )}
    </div>
  )
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}

function remembered(id: string): number | null {
  const text = localStorage.getItem(storagePrefix + id)
  const value = text === null ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

function remember(id: string, size: number): void {
  localStorage.setItem(storagePrefix + id, String(Math.round(size)))
}
