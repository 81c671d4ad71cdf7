/** Paints the bar of one row into a canvas: what the step is, when it ran, what of it was its own, and what is out of the ordinary. */

import { piecesOfStep } from '../../../../shared/model/outline-critical-path.ts'
import { eventsOfStep } from '../../../../shared/model/outline-events.ts'
import { isGroup } from '../../../../shared/model/outline-groups.ts'
import { nameAt, outlineFlags, stepTypeAt } from '../../../../shared/model/outline.ts'
import { layoutBar, narrowestBar, roughTextWidth, type Viewport, xOf } from './bar-layout.ts'
import { paintGroup } from './bar-paint-group.ts'
import { durationText } from './bar-text.ts'
import { bandTop, barBottom, type BarPicture, barTop, middle, shortened, text } from './bar-picture.ts'

/** Paints the bar of `step` into the row that begins at `y`. */
export function paintBar(picture: BarPicture, step: number, y: number, folded: boolean, dimmed: boolean): void {
  const { context, data } = picture
  context.globalAlpha = dimmed ? 0.36 : 1
  if (folded && isGroup(data.outline, data.sizes, step)) paintGroup(picture, step, y, dimmed)
  else paintStep(picture, step, y, dimmed ? 0.36 : 1)
  context.globalAlpha = 1
}

function paintStep(picture: BarPicture, step: number, y: number, alpha: number): void {
  const { context, data, view, colors, palette } = picture
  const { outline, times } = data
  const reach = data.reach.get(step)
  const from = reach?.from ?? outline.offset[step]!
  const to = reach?.to ?? times.end[step]!
  const flags = outline.flags[step]!
  const has = (flag: number): boolean => (flags & flag) !== 0
  const name = reach ? '' : nameAt(outline, step)
  const duration = reach ? 'at least this long' : durationText(data, step, has(outlineFlags.running))
  const layout = layoutBar(view, from, to, roughTextWidth(name), roughTextWidth(duration))
  const fill = palette.color(colors.tokens[colors.index[step]!]!)
  if (!layout) return text(picture, 'no time recorded', 8, y, palette.color('--text-muted'))
  if (layout.away !== null) return away(picture, layout.away, y)
  const { left, width, inside, outside } = layout
  const seenLeft = Math.max(0, left)
  const seenRight = Math.min(view.width, left + width)
  const failed = has(outlineFlags.error)

  beyond(picture, step, from, to, y, fill)
  if (has(outlineFlags.missing | outlineFlags.inferred)) {
    context.strokeStyle = fill
    context.lineWidth = 1
    context.setLineDash([4, 3])
    context.strokeRect(left + 0.5, y + barTop + 0.5, Math.max(1, width - 1), barBottom - barTop - 1)
    context.setLineDash([])
    if (has(outlineFlags.missing)) hatch(picture, left, width, y, fill)
  } else {
    const first = from + outline.firstToken[step]!
    const wait = Number.isFinite(first) ? Math.min(width, xOf(view, first) - left) : 0
    context.fillStyle = fill
    if (wait > narrowestBar) {
      context.globalAlpha = alpha * 0.2
      context.fillRect(left, y + barTop, wait, barBottom - barTop)
      context.globalAlpha = alpha * 0.46
      context.fillRect(left + wait, y + barTop, width - wait, barBottom - barTop)
    } else {
      context.globalAlpha = alpha * 0.46
      context.fillRect(left, y + barTop, width, barBottom - barTop)
    }
    context.globalAlpha = alpha
    context.fillRect(left, y + barTop, Math.min(3, width), barBottom - barTop)
    own(picture, step, left, width, y, fill)
    if (has(outlineFlags.running)) openEnd(picture, left + width, y, fill)
  }
  if (failed) {
    context.strokeStyle = palette.color('--error')
    context.lineWidth = 1.5
    context.strokeRect(left + 0.75, y + barTop + 0.75, Math.max(1.5, width - 1.5), barBottom - barTop - 1.5)
  }
  if (has(outlineFlags.cut)) cutEnd(picture, left + width, y)
  marks(picture, step, y)
  if (picture.critical) critical(picture, step, y)
  label(picture, { seenLeft, seenRight, inside, outside, name, duration, failed }, y)
}

interface Label {
  readonly seenLeft: number
  readonly seenRight: number
  readonly inside: 'both' | 'name' | 'nothing'
  readonly outside: 'after' | 'before' | null
  readonly name: string
  readonly duration: string
  readonly failed: boolean
}

function label(picture: BarPicture, one: Label, y: number): void {
  const { palette } = picture
  const ink = palette.color('--text-primary')
  const { seenLeft, seenRight, inside, outside, name, duration } = one
  const durationWidth = roughTextWidth(duration)
  if (inside !== 'nothing') {
    const room = seenRight - seenLeft - 14 - (inside === 'both' ? durationWidth + 6 : 0)
    text(picture, shortened(name, room), seenLeft + 8, y, ink)
  }
  if (inside === 'both') text(picture, duration, seenRight - 6, y, ink, 'right')
  const quiet = palette.color(one.failed ? '--error' : '--text-secondary')
  if (outside === 'after') text(picture, duration, seenRight + 6, y, quiet)
  if (outside === 'before') text(picture, duration, seenLeft - 6, y, quiet, 'right')
}

/** The step lies outside the window: a small pointer at the edge that it lies beyond. */
function away({ context, view, palette }: BarPicture, side: 'left' | 'right', y: number): void {
  const tip = side === 'left' ? 1 : view.width - 1
  const base = side === 'left' ? 6 : view.width - 6
  context.fillStyle = palette.color('--border-control')
  context.beginPath()
  context.moveTo(tip, y + middle)
  context.lineTo(base, y + middle - 4)
  context.lineTo(base, y + middle + 4)
  context.fill()
}

/** A thin line where descendants outlive the step, and a whisker where it began before its parent. */
function beyond({ context, data, view }: BarPicture, step: number, from: number, to: number, y: number, fill: string) {
  const { outline, subtreeEnds } = data
  const last = subtreeEnds[step]!
  context.fillStyle = fill
  if (last > to) {
    const left = Math.max(0, xOf(view, to))
    const right = Math.min(view.width, xOf(view, last))
    if (right - left > 1) {
      context.fillRect(left, y + middle - 0.5, right - left, 1)
      context.fillRect(right - 1, y + middle - 3, 1, 6)
    }
  }
  const above = outline.parent[step]!
  const begun = above < 0 ? Number.NaN : outline.offset[above]!
  if (from < begun) {
    const right = Math.min(view.width, xOf(view, begun))
    if (right - xOf(view, from) > 2) {
      context.fillRect(right - 1, y + barTop - 3, 1, barBottom - barTop + 6)
      context.fillRect(Math.max(0, xOf(view, from)), y + barTop - 2, right - Math.max(0, xOf(view, from)), 1)
    }
  }
}

/** The stretches in which no child ran, as a dark band; hatched where a workflow has children and none of them says what was done. */
function own(picture: BarPicture, step: number, left: number, width: number, y: number, fill: string): void {
  const { context, data, view } = picture
  const stretches = data.selfStretches(step)
  const unaccounted = data.outline.size[step]! > 1 && stepTypeAt(data.outline, step) === 'workflow'
  let drawnTo = Math.max(left, -1)
  const seenTo = Math.min(left + width, view.width)
  // A step may have a hundred thousand stretches: only those that add a pixel within the column are looked at.
  for (let k = firstBeyond(view, stretches, 0, drawnTo); k < stretches.length;) {
    const a = Math.max(left, xOf(view, stretches[k]!))
    if (a > seenTo) break
    const b = Math.min(left + width, xOf(view, stretches[k + 1]!))
    const from = Math.max(a, drawnTo)
    const size = Math.max(1, b - from)
    if (unaccounted) hatch(picture, from, size, y, fill)
    else context.fillRect(from, y + bandTop, size, barBottom - bandTop)
    drawnTo = from + size
    k = firstBeyond(view, stretches, k + 2, drawnTo)
  }
}

/** The first stretch, from place `k` on, that ends right of `x`; stretches are pairs of times, ascending. Looked for in doubling strides: it is most often near. */
function firstBeyond(view: Viewport, stretches: Float64Array, k: number, x: number): number {
  const endsBeyond = (pair: number): boolean => xOf(view, stretches[2 * pair + 1]!) > x
  const pairs = stretches.length / 2
  let low = k / 2
  let stride = 1
  while (low + stride - 1 < pairs && !endsBeyond(low + stride - 1)) {
    low += stride
    stride *= 2
  }
  let high = Math.min(pairs, low + stride - 1)
  while (low < high) {
    const middle = (low + high) >> 1
    if (endsBeyond(middle)) high = middle
    else low = middle + 1
  }
  return low * 2
}

function hatch({ context, view }: BarPicture, left: number, width: number, y: number, color: string): void {
  const from = Math.max(0, left)
  const to = Math.min(view.width, left + width)
  if (to - from < 6) return
  context.save()
  context.beginPath()
  context.rect(from, y + barTop, to - from, barBottom - barTop)
  context.clip()
  context.strokeStyle = color
  context.globalAlpha *= 0.5
  context.lineWidth = 1
  context.beginPath()
  for (let x = Math.floor(from / 6) * 6 - 16; x < to; x += 6) {
    context.moveTo(x, y + barBottom)
    context.lineTo(x + 16, y + barTop)
  }
  context.stroke()
  context.restore()
}

/** Still running: the right end is open, in three strokes that fade. */
function openEnd({ context }: BarPicture, right: number, y: number, fill: string): void {
  context.fillStyle = fill
  for (const at of [1, 5, 9]) context.fillRect(right + at, y + barTop, 2, barBottom - barTop)
}

/** Cut short by the platform or the exporter: a jagged end. */
function cutEnd({ context, palette }: BarPicture, right: number, y: number): void {
  context.strokeStyle = palette.color('--warn')
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(right + 1, y + barTop)
  for (let k = 1; k <= 4; k++) context.lineTo(right + (k % 2 ? 4 : 1), y + barTop + k * 4)
  context.stroke()
}

/** Events as dots, exceptions as triangles. */
function marks({ context, data, view, palette }: BarPicture, step: number, y: number): void {
  const { events } = data
  if (events.step.length === 0) return
  const { from, to } = eventsOfStep(events, step)
  let lastX = Number.NEGATIVE_INFINITY
  for (let k = from; k < to; k++) {
    const x = xOf(view, events.time[k]!)
    const exception = events.exception[k] === 1
    if (x < -4 || x > view.width + 4 || (!exception && x - lastX < 3)) continue
    lastX = x
    context.beginPath()
    if (exception) {
      context.moveTo(x, y + middle - 5)
      context.lineTo(x + 5, y + middle + 4)
      context.lineTo(x - 5, y + middle + 4)
      context.closePath()
    } else context.arc(x, y + barTop + 1, 2.5, 0, Math.PI * 2)
    context.fillStyle = palette.color(exception ? '--error' : '--text-secondary')
    context.strokeStyle = palette.color('--surface-base')
    context.lineWidth = 1
    context.fill()
    context.stroke()
  }
}

/** The critical path: a line of two pixels in the text's colour with the surface's around it, over what the run's end waited for. */
function critical({ context, data, view, palette }: BarPicture, step: number, y: number): void {
  const path = data.criticalPath()
  if (!path.on[step]) return
  const { from, to } = piecesOfStep(path, step)
  const draw = (color: string, top: number, height: number): void => {
    context.fillStyle = color
    let drawnTo = Number.NEGATIVE_INFINITY
    for (let k = from; k < to; k++) {
      const a = Math.max(-2, xOf(view, path.from[k]!))
      const b = Math.min(view.width + 2, xOf(view, path.to[k]!))
      if (b < 0 || a > view.width || b <= drawnTo) continue
      const left = Math.max(a, drawnTo)
      const size = Math.max(1.5, b - left)
      context.fillRect(left, top, size, height)
      drawnTo = left + size
    }
  }
  draw(palette.color('--surface-base'), y + 0.5, 4.5)
  draw(palette.color('--text-primary'), y + 1.5, 2)
}
