/** Paints a folded group of alike steps: each member where it ran, and their figures beside the last. */

import { outlineFlags } from '../../../../shared/model/outline.ts'
import { barPadding, narrowestBar, roughTextWidth, xOf } from './bar-layout.ts'
import { type BarPicture, barBottom, barTop, text } from './bar-picture.ts'
import { groupText, shortGroupText } from './bar-text.ts'

export function paintGroup(picture: BarPicture, step: number, y: number, dimmed: boolean): void {
  const { context, data, view, colors, palette, critical } = picture
  const { outline, times, sizes } = data
  const alpha = dimmed ? 0.36 : 1
  const height = barBottom - barTop
  const path = critical ? data.criticalPath() : null
  let first = view.width
  let last = 0
  let drawnTo = Number.NEGATIVE_INFINITY
  for (let at = step; at < step + sizes[step]!; at++) {
    const from = outline.offset[at]!
    if (Number.isNaN(from)) continue
    const left = xOf(view, from)
    const end = Number.isNaN(times.end[at]!) ? left : xOf(view, times.end[at]!)
    const right = Math.max(left + narrowestBar, end)
    first = Math.min(first, left)
    last = Math.max(last, right)
    const failed = (outline.flags[at]! & outlineFlags.error) !== 0
    // What lies within a pixel that is painted already cannot be seen, unless it failed.
    if (right < 0 || left > view.width || (right <= drawnTo + 0.5 && !failed)) continue
    const a = Math.max(-barPadding, left)
    const width = Math.min(view.width + barPadding, right) - a
    context.globalAlpha = alpha * 0.46
    context.fillStyle = palette.color(colors.tokens[colors.index[at]!]!)
    context.fillRect(a, y + barTop, width, height)
    context.globalAlpha = alpha
    context.fillRect(a, y + barTop, 1.5, height)
    if (failed) {
      context.fillStyle = palette.color('--error')
      context.fillRect(a, y + barBottom - 3, Math.max(2, width), 3)
    }
    if (path?.on[at]) {
      context.fillStyle = palette.color('--text-primary')
      context.fillRect(a, y + 1.5, width, 2)
    }
    drawnTo = Math.max(drawnTo, right)
  }
  const seenLast = Math.min(view.width, last)
  const room = Math.max(view.width - seenLast, first) - 10
  const whole = groupText(data, step)
  const words = roughTextWidth(whole) <= room ? whole : shortGroupText(data, step)
  const ink = palette.color('--text-secondary')
  if (view.width - seenLast >= Math.min(roughTextWidth(words) + 10, first)) text(picture, words, seenLast + 6, y, ink)
  else text(picture, words, Math.max(0, first) - 6, y, ink, 'right')
}
