/** Paints a whole run into a small canvas: every step a line in its colour, the critical path over them, errors as ticks along the top, search hits along the bottom. */

import { plainAxis } from '../../../../shared/model/outline-idle.ts'
import { palette } from './palette.ts'
import type { TimelineState } from './timeline-store.ts'

/** Colours as 32-bit words in the byte order of ImageData on a little-endian machine. */
export interface MinimapColors {
  readonly background: number
  /** By the index of the bars' colours. */
  readonly bars: readonly number[]
  readonly critical: number
  readonly error: number
  readonly hit: number
}

/** What is painted. `marks` as in TimelineSearch; null for no search. */
export interface MinimapPicture extends Pick<TimelineState, 'data' | 'colors' | 'critical' | 'axis'> {
  readonly marks: Uint8Array | null
}

type Rgb = readonly [number, number, number]

function word([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

function mixed(over: Rgb, under: Rgb, share: number): Rgb {
  const mix = (i: 0 | 1 | 2): number => Math.round(over[i] * share + under[i] * (1 - share))
  return [mix(0), mix(1), mix(2)]
}

/** Reads `#rgb` (what the minifier makes of `#rrggbb` where it can) and `#rrggbb`. */
function parseHex(text: string): Rgb {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim())
  const long = /^#([0-9a-f]{6})$/i.exec(text.trim())?.[1] ?? '808080'
  const hex = short ? `${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}` : long
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb
}

/** The colours of the theme now. */
export function minimapColors(tokens: readonly string[]): MinimapColors {
  const colors = palette()
  const token = (name: string): Rgb => parseHex(colors.color(name))
  const background = token('--surface-base')
  return {
    background: word(background),
    bars: tokens.map((name) => word(mixed(token(name), background, 0.72))),
    critical: word(token('--text-primary')),
    error: word(token('--error')),
    hit: word(token('--accent')),
  }
}

/**
 * Fills `pixels` (width × height words). Steps lie in pre-order from top to bottom; where several share a line the deeper one is on top, so that what was worked
 * on shows over what waited for it. O(n + painted pixels).
 */
export function paintMinimap(
  pixels: Uint32Array,
  width: number,
  height: number,
  state: MinimapPicture,
  colors: MinimapColors,
  scale: number,
): void {
  pixels.fill(colors.background)
  const { data } = state
  const { outline, times, errors } = data
  const { marks } = state
  const axis = state.axis.gaps.length > 0 ? state.axis : plainAxis(times.extent)
  const strip = Math.round(5 * scale)
  const room = height - 2 * strip
  const lines = Math.max(1, Math.min(outline.length, Math.floor(room / scale)))
  const pitch = Math.min(6 * scale, room / lines)
  const thickness = Math.max(1, Math.min(3 * scale, Math.floor(pitch - (pitch >= 2 * scale ? scale : 0))))
  const perTime = (width - 1) / axis.extent
  const place = state.axis.gaps.length > 0 ? (time: number): number => axis.at(time) : null
  const perStep = outline.length <= 1 ? 0 : (lines - 1) / (outline.length - 1)
  for (let i = 0; i < outline.length; i++) {
    const from = outline.offset[i]!
    if (Number.isNaN(from)) continue
    const to = times.end[i]!
    const till = Number.isNaN(to) ? from : to
    const left = Math.max(0, Math.floor((place ? place(from) : from) * perTime))
    const right = Math.min(width, Math.max(left + 1, Math.ceil((place ? place(till) : till) * perTime)))
    const top = strip + Math.round(Math.round(i * perStep) * pitch)
    const color = colors.bars[state.colors.index[i]!]!
    for (let y = top; y < top + thickness; y++) pixels.fill(color, y * width + left, y * width + right)
  }
  if (state.critical) {
    const path = data.criticalPath()
    const thick = Math.max(1, Math.round(scale))
    for (let k = 0; k < path.step.length; k++) {
      const left = Math.max(0, Math.floor(axis.at(path.from[k]!) * perTime))
      const right = Math.min(width, Math.max(left + 1, Math.ceil(axis.at(path.to[k]!) * perTime)))
      const top = strip + Math.round(Math.round(path.step[k]! * perStep) * pitch)
      for (let y = top; y < top + thick; y++) pixels.fill(colors.critical, y * width + left, y * width + right)
    }
  }
  const tick = (i: number, top: number, color: number, size: number): void => {
    const from = outline.offset[i]!
    if (Number.isNaN(from)) return
    const left = Math.min(width - size, Math.max(0, Math.floor(axis.at(from) * perTime)))
    for (let y = top; y < top + strip - scale; y++) pixels.fill(color, y * width + left, y * width + left + size)
  }
  for (const i of errors.steps) tick(i, 0, colors.error, Math.ceil(2 * scale))
  if (marks)
    for (let i = 0; i < marks.length; i++)
      if (marks[i]) tick(i, height - strip + Math.round(scale), colors.hit, Math.ceil(scale))
}
