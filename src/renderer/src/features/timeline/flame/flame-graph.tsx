/** The run as a flame graph: each step as wide as the time within it, the steps below it side by side under it. */

import { ChevronRight, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useState } from 'react'
import { type Frames, framesOf, mergedFrames, siblingFrame } from '../../../../../shared/model/outline-frames.ts'
import { nameAt } from '../../../../../shared/model/outline.ts'
import { bindingOf, flameKeys } from '../../../app/key-map.ts'
import { usePreferences } from '../../../app/preferences.ts'
import type { MenuEntry } from '../../../ui/menu.tsx'
import { Segmented } from '../../../ui/segmented.tsx'
import { StepMenu } from '../step-menu.tsx'
import { useTimeline, useTimelineStore } from '../timeline-store.ts'
import { type FlameView, frameAt } from './flame-paint.ts'
import styles from './flame-graph.module.css'
import { frameElementId, FlameTree, frameWords } from './flame-tree.tsx'
import { revealFrame, useFlameCanvas } from './use-flame-canvas.ts'

const modes = [
  { value: 'steps', label: 'Every step' },
  { value: 'merged', label: 'Equal ones merged' },
] as const

export function FlameGraph() {
  const store = useTimelineStore()
  const data = useTimeline((state) => state.data)
  const selected = useTimeline((state) => state.selected)
  const search = useTimeline((state) => state.search)
  const [mode, setMode] = useState<'steps' | 'merged'>('steps')
  const [hovered, setHovered] = useState(-1)
  // By span id, so that it outlives a refresh and a change of the mode.
  const [zoomed, setZoomed] = useState<string | null>(null)
  const { outline, times } = data
  const frames = useMemo(
    () => (mode === 'merged' ? mergedFrames(outline, times) : framesOf(outline, times)),
    [mode, outline, times],
  )
  const own = selected < 0 ? -1 : frames.ofStep[selected]!
  const zoomStep = zoomed === null ? -1 : data.indexOf(zoomed)
  const zoomFrame = zoomStep < 0 ? -1 : frames.ofStep[zoomStep]!
  // A selection from outside (search, the detail) that lies beyond the zoom is shown within the whole.
  const root = zoomFrame >= 0 && (own < 0 || isWithin(frames, own, zoomFrame)) ? zoomFrame : -1
  const hits = useMemo(() => (search === null ? null : hitFrames(frames, search.marks)), [frames, search])
  const pointed = hovered < frames.length ? hovered : -1
  const { scroller, canvas, view } = useFlameCanvas(frames, outline, root, { selected: own, hovered: pointed, hits })

  useEffect(() => {
    if (scroller.current && own >= 0) revealFrame(scroller.current, frames, root, own)
  }, [scroller, frames, root, own])

  const select = (frame: number): void => {
    if (frame >= 0) store.getState().select(frames.step[frame]!)
  }
  const zoom = (frame: number): void => setZoomed(frame < 0 ? null : outline.spanIds[frames.step[frame]!]!)
  const zoomOut = (): boolean => {
    if (root < 0) return false
    zoom(frames.parent[root]!)
    return true
  }

  const act: Record<keyof typeof flameKeys, () => boolean | void> = {
    up: () => {
      const above = frames.parent[own] ?? -1
      if (own === root) zoomOut()
      select(above)
    },
    down: () => select((frames.size[own] ?? 1) > 1 ? own + 1 : -1),
    previous: () => select(siblingFrame(frames, own, -1)),
    next: () => select(siblingFrame(frames, own, 1)),
    zoomIn: () => zoom(own),
    zoomOut,
    whole: () => zoom(-1),
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const name = bindingOf(flameKeys, event, usePreferences.getState().singleKeys)
    if (name === null || own < 0 || act[name]() === false) return
    event.preventDefault()
    event.stopPropagation()
  }

  const pointAt = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect()
    const now: FlameView = { ...view(), root }
    return frameAt(frames, now, event.clientX - box.left, event.clientY - box.top)
  }
  const onPress = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return
    const frame = pointAt(event)
    if (frame < 0) return
    if (frame === own && frame !== root) zoom(frame)
    else if (frame === own) zoomOut()
    select(frame)
  }

  // With the menu key the graph itself is what was pointed at: the menu is that of its selected frame.
  const stepAt = (target: Element, at: { readonly clientX: number; readonly clientY: number }): number => {
    if (target !== canvas.current) return frames.step[own] ?? -1
    const box = target.getBoundingClientRect()
    const frame = frameAt(frames, { ...view(), root }, at.clientX - box.left, at.clientY - box.top)
    return frames.step[frame] ?? -1
  }
  const menu = (): readonly MenuEntry[] => {
    const frame = frames.ofStep[store.getState().selected] ?? -1
    return [
      {
        label: 'Zoom into the frame',
        shortcut: 'Enter',
        icon: <ZoomIn size={14} aria-hidden />,
        disabled: frame < 0 || frame === root,
        onSelect: () => zoom(frame),
      },
      {
        label: 'Zoom out by one',
        shortcut: 'Backspace',
        icon: <ZoomOut size={14} aria-hidden />,
        disabled: root < 0,
        onSelect: () => void zoomOut(),
      },
      'separator',
    ]
  }

  const told = pointed >= 0 ? pointed : own
  return (
    <div className={styles.flame}>
      <div className={styles.bar}>
        <Path frames={frames} root={root} nameOf={(frame) => nameAt(outline, frames.step[frame]!)} onZoom={zoom} />
        <Segmented label="Frames" value={mode} options={modes} onChange={setMode} />
      </div>
      <StepMenu stepAt={stepAt} own={menu}>
        <div
          ref={scroller}
          role="tree"
          tabIndex={0}
          aria-label="Flame graph of the run"
          aria-activedescendant={own >= 0 ? frameElementId(own) : undefined}
          className={styles.scroller}
          onKeyDown={onKeyDown}
        >
          <canvas
            ref={canvas}
            className={styles.canvas}
            aria-hidden
            onPointerMove={(event) => setHovered(pointAt(event))}
            onPointerLeave={() => setHovered(-1)}
            onPointerDown={onPress}
          />
          <div className={styles.height} data-flame-height />
          <div className="visually-hidden" role="group">
            <FlameTree frames={frames} outline={outline} selected={own} />
          </div>
        </div>
      </StepMenu>
      <p className={styles.words} aria-hidden>
        {told >= 0 ? frameWords(frames, outline, told) : ''}
        <span className={styles.note}>
          Width is time spent by a step and all below it; what ran in parallel adds up.
        </span>
      </p>
    </div>
  )
}

/** The way from the whole run to what is zoomed into, each part the way back to it. */
function Path({
  frames,
  root,
  nameOf,
  onZoom,
}: {
  frames: Frames
  root: number
  nameOf: (frame: number) => string
  onZoom: (frame: number) => void
}) {
  const path: number[] = []
  for (let at = root; at >= 0 && path.length < 4; at = frames.parent[at]!) path.unshift(at)
  const cut = path.length > 0 && frames.parent[path[0]!]! >= 0
  return (
    <nav className={styles.path} aria-label="Zoom">
      <button type="button" className={styles.crumb} disabled={root < 0} onClick={() => onZoom(-1)}>
        Whole run
      </button>
      {cut ? <span className={styles.cut}>…</span> : null}
      {path.map((frame) => (
        <span key={frame} className={styles.part}>
          <ChevronRight size={12} aria-hidden />
          <button type="button" className={styles.crumb} disabled={frame === root} onClick={() => onZoom(frame)}>
            {nameOf(frame) || 'Unnamed step'}
          </button>
        </span>
      ))}
    </nav>
  )
}

function isWithin(frames: Frames, frame: number, root: number): boolean {
  return frame >= root && frame < root + frames.size[root]!
}

/** One byte a frame: 1 where one of its steps is a hit. */
function hitFrames(frames: Frames, marks: Uint8Array): Uint8Array {
  const out = new Uint8Array(frames.length)
  for (let i = 0; i < marks.length; i++) if (marks[i]) out[frames.ofStep[i]!] = 1
  return out
}
