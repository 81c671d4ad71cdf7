/** The ruler's ticks and their lines through the rows. They move at every frame of a zoom, so they are written by hand: React would render for each of them. */

import { type RefObject, useLayoutEffect } from 'react'
import { formatTick, roundStep, type Ticks, ticksWithin } from '../../../../shared/model/outline-ticks.ts'
import { type Viewport, xOf } from './bar-layout.ts'
import styles from './ruler.module.css'
import { useTimelineStore } from './timeline-store.ts'
import { viewOf } from './viewport.ts'

/** Ticks are no closer together than this, so that their labels never touch. */
const tickDistance = 74
/** Where the column ends before a label would, the tick's line stands alone. */
const labelWidth = 50
/** A mark that is not needed waits here, out of sight: to take it away and put it back costs more than to move it. */
const outOfSight = -200

/** The ticks that a column of this width has room for. Within a compressed stretch there are none: it has its own mark. */
export function ticksOf(view: Viewport): Ticks {
  const { window, width, axis } = view
  const most = Math.max(1, Math.floor(width / tickDistance))
  if (!axis) return ticksWithin(window.from, window.to, most)
  const step = roundStep((axis.at(window.to) - axis.at(window.from)) / most)
  const at: number[] = []
  let last = Number.NEGATIVE_INFINITY
  let from = window.from
  for (const gap of [...axis.gaps, { from: window.to, to: window.to }]) {
    const to = Math.min(gap.from, window.to)
    for (let k = Math.ceil(from / step); k * step <= to && at.length < 500; k++) {
      const x = xOf(view, k * step)
      // Across a compressed stretch two ticks may come too close together.
      if (x - last < tickDistance * 0.7) continue
      at.push(k * step)
      last = x
    }
    from = Math.max(from, gap.to)
  }
  return { step, at }
}

interface TickMark {
  readonly element: HTMLElement
  x: number
  text: string
}

/** Keeps the ticks' labels within the element as the store's window has them. A label stands right of its line. */
export function useTickLabels(room: RefObject<HTMLElement | null>, width: number): void {
  const marks = (element: HTMLElement): ((view: Viewport) => void) => {
    const all: TickMark[] = []
    const make = (): TickMark => {
      const mark = document.createElement('span')
      mark.className = styles.tick ?? ''
      element.append(mark)
      const made = { element: mark, x: Number.NaN, text: '' }
      all.push(made)
      return made
    }
    return (view) => {
      const { step, at } = ticksOf(view)
      for (let i = 0; i < Math.max(at.length, all.length); i++) {
        const mark = all[i] ?? make()
        const tick = at[i]
        const x = tick === undefined ? outOfSight : Math.round(xOf(view, tick))
        const text = tick === undefined || x > view.width - labelWidth ? '' : formatTick(tick, step)
        if (x !== mark.x) mark.element.style.left = `${(mark.x = x)}px`
        if (text !== mark.text) mark.element.textContent = mark.text = text
      }
    }
  }
  useEachView(room, width, marks)
}

/** Keeps the ticks' lines as the element's background: one element and one picture, however many lines. */
export function useTickLines(room: RefObject<HTMLElement | null>, width: number): void {
  const lines = (element: HTMLElement): ((view: Viewport) => void) => {
    let before = ''
    return (view) => {
      const image = linesImage(ticksOf(view).at.map((tick) => Math.round(xOf(view, tick))))
      if (image !== before) element.style.backgroundImage = before = image
    }
  }
  useEachView(room, width, lines)
}

/** Lines of one pixel at these places, ascending. */
function linesImage(places: readonly number[]): string {
  if (places.length === 0) return 'none'
  const stops = places.flatMap((x) => [
    `transparent ${x}px`,
    `var(--border-subtle) ${x}px ${x + 1}px`,
    `transparent ${x + 1}px`,
  ])
  return `linear-gradient(to right, ${stops.join(', ')})`
}

/** Draws at once, and then whenever the window or the axis has changed, before that frame is painted. */
function useEachView(
  room: RefObject<HTMLElement | null>,
  width: number,
  drawing: (element: HTMLElement) => (view: Viewport) => void,
): void {
  const store = useTimelineStore()
  useLayoutEffect(() => {
    const element = room.current
    if (!element) return
    const draw = drawing(element)
    let planned = false
    const now = (): void => {
      planned = false
      draw(viewOf(store.getState(), width))
    }
    now()
    const stop = store.subscribe((state, before) => {
      if (planned || (state.window === before.window && state.axis === before.axis)) return
      // After the bars: they are painted into canvases, which asks for the page's styles where any have changed.
      planned = true
      queueMicrotask(now)
    })
    return () => {
      stop()
      for (const mark of element.querySelectorAll(`:scope > .${styles.tick}`)) mark.remove()
    }
    // What draws is the same at every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [room, width, store])
}
