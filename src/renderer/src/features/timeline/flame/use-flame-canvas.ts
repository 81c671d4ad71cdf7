/** The canvas of the flame graph: as large as its place, painted anew once a frame when something of it has changed. */

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { Frames } from '../../../../../shared/model/outline-frames.ts'
import type { Outline } from '../../../../../shared/model/outline.ts'
import { flameColors, type FlameMarks, type FlameView, frameHeight, paintFlame, viewDepth } from './flame-paint.ts'

interface FlameCanvas {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly canvas: RefObject<HTMLCanvasElement | null>
  /** What is in view now. */
  readonly view: () => Omit<FlameView, 'root'>
}

export function useFlameCanvas(frames: Frames, outline: Outline, root: number, marks: FlameMarks): FlameCanvas {
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { selected, hovered, hits } = marks

  const view = useCallback((): Omit<FlameView, 'root'> => {
    const place = scroller.current
    return { top: place?.scrollTop ?? 0, width: place?.clientWidth ?? 0, height: place?.clientHeight ?? 0 }
  }, [])

  useLayoutEffect(() => {
    const height = scroller.current?.querySelector<HTMLElement>('[data-flame-height]')
    if (height) height.style.height = `${rowsWithin(frames, root) * frameHeight}px`
  }, [frames, root])

  useEffect(() => {
    const place = scroller.current
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!place || !element || !context) return
    let colors = flameColors(place)
    let frame = 0
    const paint = (): void => {
      frame = 0
      const now = view()
      const scale = globalThis.devicePixelRatio || 1
      const width = Math.round(now.width * scale)
      const height = Math.round(now.height * scale)
      if (element.width !== width || element.height !== height) {
        element.width = width
        element.height = height
        element.style.width = `${now.width}px`
        element.style.height = `${now.height}px`
        // It lies under what gives the scroller its height, and takes no room of its own.
        element.style.marginBottom = `${-now.height}px`
      }
      paintFlame(context, frames, outline, { ...now, root }, { selected, hovered, hits }, colors, scale)
    }
    const soon = (): void => {
      if (frame === 0) frame = requestAnimationFrame(paint)
    }
    const recolour = (): void => {
      colors = flameColors(place)
      soon()
    }
    paint()
    const size = new ResizeObserver(soon)
    size.observe(place)
    const theme = new MutationObserver(recolour)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast'] })
    place.addEventListener('scroll', soon, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      size.disconnect()
      theme.disconnect()
      place.removeEventListener('scroll', soon)
    }
  }, [frames, outline, root, selected, hovered, hits, view])

  return { scroller, canvas, view }
}

/** How many rows the frames within `root` take. */
function rowsWithin(frames: Frames, root: number): number {
  const from = Math.max(0, root)
  const to = root < 0 ? frames.length : from + frames.size[from]!
  let deepest = viewDepth(frames, root)
  for (let at = from; at < to; at++) if (frames.depth[at]! > deepest) deepest = frames.depth[at]!
  return deepest - viewDepth(frames, root) + 1
}

/** Scrolls so far that a frame's row is in sight. */
export function revealFrame(scroller: HTMLElement, frames: Frames, root: number, frame: number): void {
  const y = (frames.depth[frame]! - viewDepth(frames, root)) * frameHeight
  const { scrollTop, clientHeight } = scroller
  if (y < scrollTop) scroller.scrollTop = y
  else if (y + frameHeight > scrollTop + clientHeight) scroller.scrollTop = y + 2 * frameHeight - clientHeight
}
