/** Paints a whole run into a small canvas: every step a line in its type's colour, errors as ticks along the top, search hits along the bottom. */

import { stepTypes } from '../../../../shared/model/step-type.ts'
import type { TimelineData } from './timeline-data.ts'

/** Colours as 32-bit words in the byte order of ImageData on a little-endian machine. */
export interface MinimapColors {
  readonly background: number
  readonly types: readonly number[]
  readonly error: number
  readonly hit: number
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

/** The colours of the theme that `element` is in. */
export function minimapColors(element: Element): MinimapColors {
  const computed = getComputedStyle(element)
  const token = (name: string): Rgb => parseHex(computed.getPropertyValue(name))
  const background = token('--surface-base')
  return {
    background: word(background),
    types: stepTypes.map((type) => word(mixed(token(`--step-${type}`), background, 0.72))),
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
  data: TimelineData,
  marks: Uint8Array | null,
  colors: MinimapColors,
  scale: number,
): void {
  pixels.fill(colors.background)
  const { outline, times, errors } = data
  const strip = Math.round(5 * scale)
  const room = height - 2 * strip
  const lines = Math.max(1, Math.min(outline.length, Math.floor(room / scale)))
  const pitch = Math.min(6 * scale, room / lines)
  const thickness = Math.max(1, Math.min(3 * scale, Math.floor(pitch - (pitch >= 2 * scale ? scale : 0))))
  const perTime = (width - 1) / times.extent
  const perStep = outline.length <= 1 ? 0 : (lines - 1) / (outline.length - 1)
  for (let i = 0; i < outline.length; i++) {
    const from = outline.offset[i]!
    if (Number.isNaN(from)) continue
    const to = times.end[i]!
    const left = Math.floor(from * perTime)
    const right = Math.min(width, Math.max(left + 1, Math.ceil((Number.isNaN(to) ? from : to) * perTime)))
    const top = strip + Math.round(Math.round(i * perStep) * pitch)
    for (let y = top; y < top + thickness; y++)
      pixels.fill(colors.types[outline.type[i]!]!, y * width + left, y * width + right)
  }
  const tick = (i: number, top: number, color: number, size: number): void => {
    const from = outline.offset[i]!
    if (Number.isNaN(from)) return
    const left = Math.min(width - size, Math.floor(from * perTime))
    for (let y = top; y < top + strip - scale; y++) pixels.fill(color, y * width + left, y * width + left + size)
  }
  for (const i of errors.steps) tick(i, 0, colors.error, Math.ceil(2 * scale))
  if (marks)
    for (let i = 0; i < marks.length; i++)
      if (marks[i]) tick(i, height - strip + Math.round(scale), colors.hit, Math.ceil(scale))
}
