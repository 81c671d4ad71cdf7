/** Wheel and pinch over the time column: Ctrl or ⌘ with the wheel zooms at the pointer, Shift or a sideways wheel pans. Taken together once a frame. */

import { type RefObject, useEffect, useRef } from 'react'
import { barPadding } from './bar-layout.ts'
import { useTimelineStore } from './timeline-store.ts'

export function useTimeGestures(root: RefObject<HTMLDivElement | null>, width: number): void {
  const store = useTimelineStore()
  const latest = useRef(width)
  useEffect(() => {
    latest.current = width
  }, [width])

  useEffect(() => {
    const element = root.current
    if (!element) return
    let frame = 0
    let zoomBy = 0
    let panBy = 0
    let clientX = 0
    // Measured once a frame, when nothing has changed yet: after a change it would lay out the page an extra time.
    const anchor = (): number => {
      const left = element.getBoundingClientRect().left + element.clientWidth - latest.current
      const x = clientX - left - barPadding
      return Math.min(1, Math.max(0, x / Math.max(1, latest.current - 2 * barPadding)))
    }
    const apply = (): void => {
      frame = 0
      const { zoom, pan } = store.getState()
      if (zoomBy !== 0) zoom(Math.exp(zoomBy), anchor())
      if (panBy !== 0) pan(panBy / Math.max(1, latest.current))
      zoomBy = 0
      panBy = 0
    }
    const onWheel = (event: WheelEvent): void => {
      const zooming = event.ctrlKey || event.metaKey
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX
      const panning = !zooming && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      if (!zooming && !panning) return
      // Without this the browser would zoom the page or go back in history.
      event.preventDefault()
      const unit = event.deltaMode === 1 ? 16 : 1
      if (zooming) {
        // A pinch sends small deltas, a notched wheel 100 or more.
        const delta = Math.max(-60, Math.min(60, event.deltaY * unit))
        zoomBy += delta * 0.008
        clientX = event.clientX
      } else panBy += sideways * unit
      if (frame === 0) frame = requestAnimationFrame(apply)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('wheel', onWheel)
    }
  }, [root, store])
}
