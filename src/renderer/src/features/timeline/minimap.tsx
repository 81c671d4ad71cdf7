/** The whole run at a glance, and the window over it: drag to choose, to move, or its edges; double-click for the whole. */

import { type PointerEvent, useEffect, useRef } from 'react'
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
  const data = useTimeline((state) => state.data)
  const window = useTimeline((state) => state.window)
  const { extent } = data.times
  const gesture = useRef<Gesture | null>(null)
  const inner = Math.max(1, width - 2 * barPadding)
  const axis = useTimeline((state) => state.axis)
  const x = (time: number): number => barPadding + (axis.at(time) / axis.extent) * inner
  const whole = isWhole(window, extent)
  const left = x(window.from)
  const right = x(window.to)

  const timeOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect()
    const place = ((event.clientX - box.left - barPadding) / inner) * axis.extent
    return Math.min(extent, Math.max(0, axis.timeAt(place)))
  }
  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
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
    const { show } = store.getState()
    if (now.kind === 'move') {
      const next = clampWindow(now.from + at - now.at, now.to + at - now.at, extent)
      show(next.from, next.to)
      return
    }
    const fixed = now.kind === 'edge' ? now.fixed : now.at
    if (Math.abs(x(at) - x(fixed)) >= 3) show(Math.min(fixed, at), Math.max(fixed, at))
  }

  return (
    <div
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
      {whole ? null : (
        <>
          <span className={styles.shade} style={{ left: 0, width: Math.max(0, left) }} />
          <span className={styles.shade} style={{ left: right, right: 0 }} />
          <span className={styles.window} style={{ left, width: Math.max(2, right - left) }} />
        </>
      )}
    </div>
  )
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
