/** What the bars of a picture share, and how they are written on. */

import type { Viewport } from './bar-layout.ts'
import type { BarColors } from './bar-colors.ts'
import type { Palette } from './palette.ts'
import type { TimelineData } from './timeline-data.ts'

/** Where the parts of a bar lie within its row, in pixels from the row's top. */
export const barTop = 5
export const barBottom = 21
export const bandTop = 18
export const middle = 13

/** What all bars of a picture share. */
export interface BarPicture {
  readonly context: CanvasRenderingContext2D
  readonly data: TimelineData
  readonly view: Viewport
  readonly colors: BarColors
  readonly palette: Palette
  readonly critical: boolean
}

/** As much of a text as has room, with an ellipsis where it was cut. */
export function shortened(whole: string, room: number): string {
  const letters = Math.floor(room / 6.3)
  return whole.length <= letters ? whole : letters < 3 ? '' : `${whole.slice(0, letters - 1)}…`
}

/** Writes a text on the middle line of a row. */
export function text(
  { context }: BarPicture,
  words: string,
  x: number,
  y: number,
  color: string,
  align: CanvasTextAlign = 'left',
): void {
  context.fillStyle = color
  context.textAlign = align
  context.fillText(words, x, y + middle + 0.5)
}
