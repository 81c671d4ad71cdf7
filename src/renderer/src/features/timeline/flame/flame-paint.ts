/** Paints the frames that are in sight, by hand, on a canvas: a run of 100,000 steps costs what its pixels cost. */

import type { Frames } from '../../../../../shared/model/outline-frames.ts'
import { nameAt, type Outline } from '../../../../../shared/model/outline.ts'
import { stepTypes } from '../../../../../shared/model/step-type.ts'

export const frameHeight = 22

/** The part of the frames that is drawn: everything within `root`, `top` pixels scrolled down. */
export interface FlameView {
  readonly root: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** What is set apart; -1 and null for none. */
export interface FlameMarks {
  readonly selected: number
  readonly hovered: number
  /** One byte a frame: 1 where the search has a hit. */
  readonly hits: Uint8Array | null
}

export interface FlameColors {
  readonly fills: readonly string[]
  readonly dimmed: readonly string[]
  readonly background: string
  readonly text: string
  readonly textDimmed: string
  readonly error: string
  readonly selected: string
  readonly hovered: string
  readonly font: string
}

/** The colours of the theme that an element is in. */
export function flameColors(element: Element): FlameColors {
  const computed = getComputedStyle(element)
  const token = (name: string): string => computed.getPropertyValue(name).trim()
  const base = token('--surface-base')
  const mix = (type: string, share: number): string =>
    `color-mix(in srgb, ${token(`--step-${type}`)} ${share}%, ${base})`
  return {
    fills: stepTypes.map((type) => mix(type, 42)),
    dimmed: stepTypes.map((type) => mix(type, 12)),
    background: base,
    text: token('--text-primary'),
    textDimmed: token('--text-muted'),
    error: token('--error'),
    selected: token('--focus-ring'),
    hovered: token('--text-secondary'),
    font: `${token('--text-xs')} ${token('--font-ui')}`,
  }
}

/** The time across the view. */
export function viewSpan(frames: Frames, root: number): { left: number; width: number } {
  return root < 0
    ? { left: 0, width: frames.total }
    : { left: frames.left[root]!, width: Math.max(frames.width[root]!, Number.MIN_VALUE) }
}

/** The depth of the first row. */
export function viewDepth(frames: Frames, root: number): number {
  return root < 0 ? 0 : frames.depth[root]!
}

/** Paints the view; `scale` is device pixels to one. O(frames that take a pixel). */
export function paintFlame(
  context: CanvasRenderingContext2D,
  frames: Frames,
  outline: Outline,
  view: FlameView,
  marks: FlameMarks,
  colors: FlameColors,
  scale: number,
): void {
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.fillStyle = colors.background
  context.fillRect(0, 0, view.width, view.height)
  context.font = colors.font
  context.textBaseline = 'middle'
  const { left, width } = viewSpan(frames, view.root)
  const firstDepth = viewDepth(frames, view.root)
  const perPixel = width / view.width
  const firstRow = Math.floor(view.top / frameHeight)
  const lastRow = Math.ceil((view.top + view.height) / frameHeight)
  /** The pixel column up to where each row is painted: of frames thinner than a pixel one a column is enough. */
  const painted = new Float64Array(lastRow - firstRow + 1).fill(-1)
  const from = Math.max(0, view.root)
  const to = view.root < 0 ? frames.length : from + frames.size[from]!
  for (let at = from; at < to;) {
    const row = frames.depth[at]! - firstDepth
    const x = (frames.left[at]! - left) / perPixel
    const wide = frames.width[at]! / perPixel
    if (row > lastRow || wide === 0) {
      at += frames.size[at]!
      continue
    }
    const slot = row - firstRow
    if (wide < 1) {
      const column = Math.floor(x)
      const taken = slot >= 0 && painted[slot]! >= column
      if (slot >= 0 && !taken) {
        painted[slot] = column
        paintFrame(context, frames, outline, at, column, 1, row * frameHeight - view.top, marks, colors)
      }
      // Its column is taken, so what lies below it is hidden behind what lies below the one that took it.
      at += taken ? frames.size[at]! : 1
      continue
    }
    if (slot >= 0) {
      painted[slot] = Math.floor(x + wide) - 1
      paintFrame(context, frames, outline, at, x, wide, row * frameHeight - view.top, marks, colors)
    }
    at++
  }
  outlineFrame(context, frames, view, marks.hovered, colors.hovered, 1)
  outlineFrame(context, frames, view, marks.selected, colors.selected, 2)
}

function paintFrame(
  context: CanvasRenderingContext2D,
  frames: Frames,
  outline: Outline,
  frame: number,
  x: number,
  wide: number,
  y: number,
  marks: FlameMarks,
  colors: FlameColors,
): void {
  const step = frames.step[frame]!
  const type = outline.type[step]!
  const dim = marks.hits !== null && marks.hits[frame] === 0
  const gap = wide > 3 ? 1 : 0
  context.fillStyle = (dim ? colors.dimmed : colors.fills)[type] ?? colors.background
  context.fillRect(x, y, Math.max(1, wide - gap), frameHeight - 1)
  if (frames.errors[frame]! > 0) {
    context.fillStyle = colors.error
    context.fillRect(x, y + frameHeight - 4, Math.max(1, wide - gap), 3)
  }
  const label = wide < 28 ? '' : labelOf(frames, outline, frame, Math.floor((wide - 10) / 6.1))
  if (label === '') return
  context.fillStyle = dim ? colors.textDimmed : colors.text
  context.fillText(label, Math.max(x, 0) + 5, y + frameHeight / 2)
}

/** As much of the name as there is room for; the number of merged steps behind it. */
function labelOf(frames: Frames, outline: Outline, frame: number, room: number): string {
  const count = frames.count[frame]!
  const name = nameAt(outline, frames.step[frame]!) || 'Unnamed step'
  const whole = count > 1 ? `${name} ×${count.toLocaleString('en-US')}` : name
  if (whole.length <= room) return whole
  return room < 3 ? '' : `${whole.slice(0, room - 1)}…`
}

function outlineFrame(
  context: CanvasRenderingContext2D,
  frames: Frames,
  view: FlameView,
  frame: number,
  color: string,
  line: number,
): void {
  if (frame < 0) return
  const { left, width } = viewSpan(frames, view.root)
  const x = ((frames.left[frame]! - left) / width) * view.width
  // One that is thinner than can be seen is still set apart.
  const wide = Math.max(4, (frames.width[frame]! / width) * view.width)
  const y = (frames.depth[frame]! - viewDepth(frames, view.root)) * frameHeight - view.top
  if (y < -frameHeight || y > view.height || x > view.width || x + wide < 0) return
  context.strokeStyle = color
  context.lineWidth = line
  context.strokeRect(x + line / 2, y + line / 2, wide - line, frameHeight - 1 - line)
}

/** The frame under a point of the view; -1 where there is none. */
export function frameAt(frames: Frames, view: FlameView, x: number, y: number): number {
  const { left, width } = viewSpan(frames, view.root)
  const time = left + (x / view.width) * width
  const depth = viewDepth(frames, view.root) + Math.floor((y + view.top) / frameHeight)
  const from = Math.max(0, view.root)
  const to = view.root < 0 ? frames.length : from + frames.size[from]!
  for (let at = from; at < to;) {
    const within = frames.left[at]! <= time && time < frames.left[at]! + frames.width[at]!
    if (within && depth === frames.depth[at]) return at
    at += within ? 1 : frames.size[at]!
  }
  return -1
}
