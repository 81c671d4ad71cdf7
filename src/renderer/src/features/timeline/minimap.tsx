/** The whole run at a glance, and the window over it: drag to choose, to move, or its edges; double-click for the whole. */

import { type PointerEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { TimeAxis } from '../../../../shared/model/outline-idle.ts'
import { barPadding } from './bar-layout.ts'
import { minimapColors, paintMinimap } from './minimap-paint.ts'
import styles from './minimap.module.css'
import { onThemeChange } from './palette.ts'
import { clampWindow, isWhole } from './time-window.ts'
import { useTimeline, useTimelineStore } from './timeline-store.ts'
import { whenIdle } from './when-idle.ts'

export const minimapHeight = 56
/** How near to an edge of the window the pointer takes hold of it. */
const grip = 6

type Gesture =
  | { readonly kind: 'brush'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number; readonly from: number; readonly to: number }
  | { readonly kind: 'edge'; readonly fixed: number }

export function Minimap({ width }: { width: number }) {
  const store = useTimelineStore()
  const root = useRef<HTMLDivElement>(null)
  const gesture = useRef<Gesture | null>(null)
  const inner = Math.max(1, width - 2 * barPadding)
  const x = (time: number): number => placeOf(store.getState().axis, inner, time)
  useWindowMark(root, inner)

  const timeOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect()
    const { axis, data } = store.getState()
    const { extent } = data.times
    const place = ((event.clientX - box.left - barPadding) / inner) * axis.extent
    return Math.min(extent, Math.max(0, axis.timeAt(place)))
  }
  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const { window, data } = store.getState()
    const whole = isWhole(window, data.times.extent)
    const left = x(window.from)
    const right = x(window.to)
    const at = timeOf(event)
    const px = x(at)
    if (!whole && Math.abs(px - left) <= grip) gesture.current = { kind: 'edge', fixed: window.to }
    else if (!whole && Math.abs(px - right) <= grip) gesture.current = { kind: 'edge', fixed: window.from }
    else if (!whole && px > left && px < right) gesture.current = { kind: 'move', at, from: window.from, to: window.to }
    else gesture.current = { kind: 'brush', at }
  }
  const drag = (event: PointerEvent<HTMLElement>): void => {
    const now = gesture.current
    if (!now) return
    const at = timeOf(event)
    const { show, data } = store.getState()
    if (now.kind === 'move') {
      const next = clampWindow(now.from + at - now.at, now.to + at - now.at, data.times.extent)
      show(next.from, next.to)
      return
    }
    const fixed = now.kind === 'edge' ? now.fixed : now.at
    if (Math.abs(x(at) - x(fixed)) >= 3) show(Math.min(fixed, at), Math.max(fixed, at))
  }

  return (
    <div
      ref={root}
      className={styles.minimap}
      title="The whole run: drag to zoom, double-click to show all"
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={begin}
      onPointerMove={drag}
      onPointerUp={() => (gesture.current = null)}
      onPointerCancel={() => (gesture.current = null)}
      onDoubleClick={() => store.getState().showWhole()}
    >
      <MinimapCanvas width={inner} />
      <span className={styles.shade} data-mark="before" hidden />
      <span className={styles.shade} data-mark="after" hidden />
      <span className={styles.window} data-mark="window" hidden />
    </div>
  )
}

/** The x of a moment on the minimap. */
function placeOf(axis: TimeAxis, inner: number, time: number): number {
  return barPadding + (axis.at(time) / axis.extent) * inner
}

/** Keeps the window's frame, and the shade on both sides of it, over the picture. Written by hand: they move at every frame of a zoom. */
function useWindowMark(root: RefObject<HTMLDivElement | null>, inner: number): void {
  const store = useTimelineStore()
  useLayoutEffect(() => {
    const [before, after, frame] = root.current?.querySelectorAll<HTMLElement>('[data-mark]') ?? []
    if (!before || !after || !frame) return
    let planned = false
    const write = (): void => {
      planned = false
      const { window, axis, data } = store.getState()
      const whole = isWhole(window, data.times.extent)
      for (const one of [before, after, frame]) one.hidden = whole
      if (whole) return
      const left = Math.round(placeOf(axis, inner, window.from))
      const right = Math.round(placeOf(axis, inner, window.to))
      before.style.width = `${Math.max(0, left)}px`
      after.style.left = `${right}px`
      frame.style.left = `${left}px`
      frame.style.width = `${Math.max(2, right - left)}px`
    }
    write()
    return store.subscribe((state, last) => {
      if (planned || (state.window === last.window && state.axis === last.axis && state.data === last.data)) return
      // After the bars, as the ruler's ticks are.
      planned = true
      queueMicrotask(write)
    })
  }, [root, inner, store])
}

/** The picture itself. It is painted after the rows are on screen, and only anew for another answer, search, size or theme. */
function MinimapCanvas({ width }: { width: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const data = useTimeline((state) => state.data)
  const search = useTimeline((state) => state.search)
  const colors = useTimeline((state) => state.colors)
  const critical = useTimeline((state) => state.critical)
  const axis = useTimeline((state) => state.axis)

  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context || width <= 1) return
    const paint = (): void => {
      const scale = globalThis.devicePixelRatio || 1
      element.width = Math.round(width * scale)
      element.height = Math.round(minimapHeight * scale)
      const image = context.createImageData(element.width, element.height)
      const pixels = new Uint32Array(image.data.buffer)
      const picture = { data, marks: search?.marks ?? null, colors, critical, axis }
      paintMinimap(pixels, element.width, element.height, picture, minimapColors(colors.tokens), scale)
      context.putImageData(image, 0, 0)
    }
    const unplan = whenIdle(paint)
    const stop = onThemeChange(paint)
    return () => {
      unplan()
      stop()
    }
  }, [data, search, colors, critical, axis, width])

  return <canvas ref={canvas} className={styles.canvas} style={{ left: barPadding, width }} aria-hidden />
}
