/** Where a window is put back. Pure: the displays are given. All sizes are in device-independent pixels, as Electron counts them at every scale. */

import type { Rectangle } from 'electron'

/** A display as far as a window needs it. */
export interface Area {
  readonly id: number
  readonly workArea: Rectangle
}

export interface RememberedPlace {
  readonly bounds: Rectangle
  /** The display that it was on. */
  readonly displayId: number
}

export const leastSize = { width: 720, height: 480 } as const
const usualSize = { width: 1440, height: 900 } as const

/**
 * The bounds for a window that was left at `place`, on the displays that there are now, the first of which is the primary one. It goes back to its own display if that is there, else to the one that
 * its old bounds lie on; where that is none, or null is given, to the middle of the primary one. It never reaches beyond the work area, and is never larger than it.
 */
export function placeWindow(place: RememberedPlace | null, displays: readonly [Area, ...Area[]]): Rectangle {
  if (place === null) return centred(usualSize, displays[0].workArea)
  const { bounds } = place
  const own = displays.find(({ id }) => id === place.displayId)
  const display = own && overlap(bounds, own.workArea) > 0 ? own : mostCovered(bounds, displays)
  return display ? clamped(bounds, display.workArea) : centred(bounds, (own ?? displays[0]).workArea)
}

/** The bounds of one more window beside this one: a step right and down, or at the work area's corner where there is no room for that. */
export function placeBeside(bounds: Rectangle, workArea: Rectangle): Rectangle {
  const step = 28
  const moved = { ...bounds, x: bounds.x + step, y: bounds.y + step }
  const fits =
    moved.x + moved.width <= workArea.x + workArea.width && moved.y + moved.height <= workArea.y + workArea.height
  return clamped(fits ? moved : { ...bounds, x: workArea.x, y: workArea.y }, workArea)
}

/** Can the window still be taken hold of: is enough of its upper edge on some display? */
export function isReachable(bounds: Rectangle, displays: readonly Area[]): boolean {
  const handle = { x: bounds.x, y: bounds.y, width: bounds.width, height: 32 }
  return displays.some(({ workArea }) => overlap(handle, workArea) >= 80 * 16)
}

function mostCovered(bounds: Rectangle, displays: readonly Area[]): Area | null {
  let best: Area | null = null
  let most = 0
  for (const display of displays) {
    const covered = overlap(bounds, display.workArea)
    if (covered > most) {
      most = covered
      best = display
    }
  }
  return best
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return width > 0 && height > 0 ? width * height : 0
}

function sizeWithin(size: { width: number; height: number }, area: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(area.width, Math.max(leastSize.width, size.width)),
    height: Math.min(area.height, Math.max(leastSize.height, size.height)),
  }
}

function clamped(bounds: Rectangle, area: Rectangle): Rectangle {
  const { width, height } = sizeWithin(bounds, area)
  return {
    x: Math.round(Math.min(Math.max(bounds.x, area.x), area.x + area.width - width)),
    y: Math.round(Math.min(Math.max(bounds.y, area.y), area.y + area.height - height)),
    width: Math.round(width),
    height: Math.round(height),
  }
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const { width, height } = sizeWithin(size, area)
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width: Math.round(width),
    height: Math.round(height),
  }
}
