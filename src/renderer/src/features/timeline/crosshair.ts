/** The line under the pointer with its time. Everything is written to the elements by hand, once a frame: React does not render for it. */

import { type RefObject, useEffect, useRef } from 'react'
import { formatTick, roundStep } from '../../../../shared/model/outline-ticks.ts'
import { timeAt, type Viewport } from './bar-layout.ts'

/** Follows the pointer over the timeline's time column. */
export function useCrosshair(root: RefObject<HTMLDivElement | null>, view: Viewport): void {
  const latest = useRef(view)
  const redraw = useRef<() => void>(() => {})
  useEffect(() => {
    latest.current = view
    redraw.current()
  }, [view])

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
      const { width } = latest.current
      const timeLeft = Number.parseFloat(element.style.getPropertyValue('--tree-width')) || 0
      const tokens = Number.parseFloat(element.style.getPropertyValue('--tokens-width')) || 0
      const x = clientX - box.left - timeLeft - tokens
      if (x < 0 || x > width) {
        delete element.dataset['cursor']
        return
      }
      element.dataset['cursor'] = 'on'
      line.style.transform = `translateX(${Math.round(clientX - box.left)}px)`
      const { from, to } = latest.current.window
      const time = Math.min(to, Math.max(from, timeAt(latest.current, x)))
      const step = roundStep((to - from) / Math.max(1, width))
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
    element.addEventListener('pointermove', move, { passive: true })
    element.addEventListener('pointerleave', leave)
    return () => {
      leave()
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerleave', leave)
    }
  }, [root])
}
