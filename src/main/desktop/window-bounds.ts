/** Where the window stood when it was last closed, kept in the app's own folder. Nothing of a trace is in it. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, type Rectangle, screen } from 'electron'

const least = { width: 720, height: 480 }

function file(): string {
  return join(app.getPath('userData'), 'window.json')
}

/** The last bounds, if they still lie on a display; else a window that fits the primary one. */
export function windowBounds(): Partial<Rectangle> {
  const area = screen.getPrimaryDisplay().workAreaSize
  const fitting = { width: Math.min(1440, area.width), height: Math.min(900, area.height) }
  try {
    const kept = JSON.parse(readFileSync(file(), 'utf8')) as Partial<Record<keyof Rectangle, unknown>>
    const { x, y, width, height } = kept
    if (typeof x !== 'number' || typeof y !== 'number' || typeof width !== 'number' || typeof height !== 'number')
      return fitting
    const bounds = { x, y, width: Math.max(least.width, width), height: Math.max(least.height, height) }
    const { workArea } = screen.getDisplayMatching(bounds)
    const visible =
      x < workArea.x + workArea.width - 80 &&
      x + width > workArea.x + 80 &&
      y >= workArea.y &&
      y < workArea.y + workArea.height - 80
    return visible ? bounds : fitting
  } catch {
    return fitting
  }
}

/** Keeps the bounds when the window closes. A folder that cannot be written costs the memory of the place, and nothing else. */
export function keepBounds(window: BrowserWindow): void {
  window.on('close', () => {
    try {
      writeFileSync(file(), JSON.stringify(window.getNormalBounds()))
    } catch {
      // See above.
    }
  })
}
