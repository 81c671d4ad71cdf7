/** The line under the pointer with its time. Everything is written to the elements by hand, once a frame: React does not render for it. */

import { type RefObject, useEffect, useRef } from 'react'
import { formatTick, roundStep } from '../../../../shared/model/outline-ticks.ts'
import { timeAt } from './bar-layout.ts'
import { useTimelineStore } from './timeline-store.ts'
import { viewOf } from './viewport.ts'

/** Follows the pointer over the timeline's time column. */
export function useCrosshair(root: RefObject<HTMLDivElement | null>, width: number): void {
  const store = useTimelineStore()
  const latest = useRef(width)
  const redraw = useRef<() => void>(() => {})
  useEffect(() => {
    latest.current = width
    redraw.current()
  }, [width])

  useEffect(() => {
    const element = root.current
    const label = element?.querySelector<HTMLElement>('[data-cursor-time]')
    const line = label?.parentElement
    if (!element || !label || !line) return
    let frame = 0
    let clientX = 0
    const draw = (): void => {
      frame = 0
      const box = element.getBoundingClientRect()
      const width = latest.current
      const timeLeft = Number.parseFloat(element.style.getPropertyValue('--tree-width')) || 0
      const tokens = Number.parseFloat(element.style.getPropertyValue('--tokens-width')) || 0
      const x = clientX - box.left - timeLeft - tokens
      if (x < 0 || x > width) {
        delete element.dataset['cursor']
        return
      }
      element.dataset['cursor'] = 'on'
      line.style.transform = `translateX(${Math.round(clientX - box.left)}px)`
      const state = store.getState()
      const { from, to } = state.window
      const { axis } = state
      const time = Math.min(to, Math.max(from, timeAt(viewOf(state, width), x)))
      const step = roundStep((axis.at(to) - axis.at(from)) / Math.max(1, width))
      label.textContent = formatTick(Math.round(time / step) * step, step)
    }
    const move = (event: PointerEvent): void => {
      clientX = event.clientX
      if (frame === 0) frame = requestAnimationFrame(draw)
    }
    redraw.current = () => {
      if (element.dataset['cursor'] !== undefined) draw()
    }
    const leave = (): void => {
      cancelAnimationFrame(frame)
      frame = 0
      delete element.dataset['cursor']
    }
    const stop = store.subscribe((state, before) => {
      if (state.window !== before.window || state.axis !== before.axis) redraw.current()
    })
    element.addEventListener('pointermove', move, { passive: true })
    element.addEventListener('pointerleave', leave)
    return () => {
      stop()
      leave()
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerleave', leave)
    }
  }, [root, store])
}
