/**
 * The bars of all rows on screen, in a few canvases that lie in the list and are scrolled with it: scrolling paints only what comes into sight, and the browser
 * moves the rest.
 */

import { palette } from './palette.ts'
import { paintBar } from './bar-paint.ts'
import type { BarPicture } from './bar-picture.ts'
import type { Viewport } from './bar-layout.ts'
import { rowHeight } from './row-window.ts'
import type { TimelineState } from './timeline-store.ts'

/** Rows of one canvas. */
const tileRows = 8

interface Tile {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  /** Which tile of the list it holds; -1 for none. */
  place: number
  /** The font that is set. */
  font: string
}

/** What is drawn: another object means another picture. */
export interface BarScene {
  readonly state: TimelineState
  readonly view: Viewport
  /** Is this row's step to be drawn faintly? */
  readonly dimmed: (step: number) => boolean
}

export class BarTiles {
  readonly #room: HTMLElement
  readonly #tiles: Tile[] = []
  #width = 0
  #scale = 0

  constructor(room: HTMLElement) {
    this.#room = room
  }

  /** Paints the tiles that rows `start` … `end` (exclusive) need; with `all` those that hold a picture already too. */
  draw(scene: BarScene, start: number, end: number, all: boolean): void {
    const scale = globalThis.devicePixelRatio || 1
    const width = Math.round(scene.view.width)
    if (width <= 0) return
    const resized = width !== this.#width || scale !== this.#scale
    this.#width = width
    this.#scale = scale
    const first = Math.floor(start / tileRows)
    const last = Math.ceil(Math.min(end, scene.state.rows.length) / tileRows)
    const free: Tile[] = []
    const there = new Set<number>()
    for (const tile of this.#tiles) {
      if (tile.place < first || tile.place >= last) free.push(tile)
      else there.add(tile.place)
      if (resized) this.#size(tile)
    }
    if (all || resized) for (const tile of this.#tiles) if (!free.includes(tile)) this.#paint(tile, scene)
    const moved: Tile[] = []
    for (let place = first; place < last; place++) {
      if (there.has(place)) continue
      const tile = free.pop() ?? this.#make()
      if (!tile) return
      tile.place = place
      moved.push(tile)
      this.#paint(tile, scene)
    }
    // To write into a canvas that is in the document has the page's styles worked out, where any have changed: all are painted before one is put in or moved.
    for (const { canvas, place } of moved) canvas.style.top = `${place * tileRows * rowHeight}px`
    for (const { canvas } of this.#tiles) if (!canvas.isConnected) this.#room.append(canvas)
    for (const tile of free) {
      if (tile.place < 0) continue
      // A canvas left beyond the end of a shorter list would make it longer.
      tile.place = -1
      tile.canvas.style.top = '0'
      tile.context.clearRect(0, 0, tile.canvas.width, tile.canvas.height)
    }
  }

  #make(): Tile | null {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')
    if (!context) return null
    const tile: Tile = { canvas, context, place: -1, font: '' }
    this.#size(tile)
    this.#tiles.push(tile)
    return tile
  }

  #size(tile: Tile): void {
    const { canvas } = tile
    // A canvas that is given a size forgets what was set on it.
    tile.font = ''
    canvas.width = Math.round(this.#width * this.#scale)
    canvas.height = Math.round(tileRows * rowHeight * this.#scale)
    canvas.style.width = `${this.#width}px`
    canvas.style.height = `${tileRows * rowHeight}px`
  }

  #paint(tile: Tile, { state, view, dimmed }: BarScene): void {
    const { canvas, context, place } = tile
    const { data, rows, folding, colors, critical, search } = state
    const { font } = palette()
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0)
    if (tile.font !== font) {
      context.font = `11px ${font}`
      context.textBaseline = 'middle'
      tile.font = font
    }
    const picture: BarPicture = { context, data, view, colors, palette: palette(), critical }
    const from = place * tileRows
    const to = Math.min(rows.length, from + tileRows)
    for (let row = from; row < to; row++) {
      const step = rows[row]!
      const folded = folding[step] === 1 && !search?.onlyMatches
      paintBar(picture, step, (row - from) * rowHeight, folded, dimmed(step))
    }
  }
}
