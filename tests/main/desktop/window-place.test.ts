import { describe, expect, it } from 'vitest'
import { type Area, isReachable, placeBeside, placeWindow } from '../../../src/main/desktop/windows/window-place.ts'

const laptop: Area = { id: 1, workArea: { x: 0, y: 25, width: 1440, height: 875 } }
const left: Area = { id: 2, workArea: { x: -2560, y: 0, width: 2560, height: 1400 } }
const bounds = { x: -2000, y: 100, width: 1400, height: 900 }

describe('a window that comes back', () => {
  it('stands where it stood while its display is there', () => {
    expect(placeWindow({ bounds, displayId: 2 }, [laptop, left])).toEqual(bounds)
  })

  it('stands in the middle of the primary display when its own is gone', () => {
    expect(placeWindow({ bounds, displayId: 2 }, [laptop])).toEqual({ x: 20, y: 25, width: 1400, height: 875 })
  })

  it('goes to the display that its place lies on now, when displays got other ids', () => {
    const again = { ...left, id: 7 }
    expect(placeWindow({ bounds, displayId: 2 }, [laptop, again])).toEqual(bounds)
  })

  it('fits a display whose resolution or scale has become smaller', () => {
    const smaller = { ...laptop, workArea: { x: 0, y: 25, width: 960, height: 575 } }
    expect(placeWindow({ bounds: { x: 300, y: 100, width: 1100, height: 700 }, displayId: 1 }, [smaller])).toEqual({
      x: 0,
      y: 25,
      width: 960,
      height: 575,
    })
  })

  it('is pushed back where it reached beyond an edge', () => {
    expect(placeWindow({ bounds: { x: 1300, y: -50, width: 800, height: 600 }, displayId: 1 }, [laptop])).toEqual({
      x: 640,
      y: 25,
      width: 800,
      height: 600,
    })
  })

  it('is never too small to be used, nor larger than its display', () => {
    expect(placeWindow({ bounds: { x: 10, y: 30, width: 20, height: 20 }, displayId: 1 }, [laptop])).toMatchObject({
      width: 720,
      height: 480,
    })
    const tiny = { id: 3, workArea: { x: 0, y: 0, width: 640, height: 400 } }
    expect(placeWindow(null, [tiny])).toEqual({ x: 0, y: 0, width: 640, height: 400 })
  })

  it('has the usual size in the middle at a first start', () => {
    expect(placeWindow(null, [left])).toEqual({ x: -2000, y: 250, width: 1440, height: 900 })
  })

  it('has whole numbers, as windows must', () => {
    const odd = { id: 1, workArea: { x: 0, y: 0, width: 1365.33, height: 767.5 } }
    for (const value of Object.values(placeWindow(null, [odd]))) expect(Number.isInteger(value)).toBe(true)
  })
})

describe('one more window', () => {
  it('stands a step beside the one before, or at the corner where there is no room', () => {
    const { workArea } = laptop
    expect(placeBeside({ x: 10, y: 30, width: 800, height: 600 }, workArea)).toMatchObject({ x: 38, y: 58 })
    expect(placeBeside({ x: 630, y: 290, width: 800, height: 600 }, workArea)).toMatchObject({ x: 0, y: 25 })
  })
})

describe('a window while displays change', () => {
  it('can be taken hold of while enough of its upper edge is on a display', () => {
    expect(isReachable(bounds, [laptop, left])).toBe(true)
    expect(isReachable(bounds, [laptop])).toBe(false)
    expect(isReachable({ x: 0, y: -400, width: 800, height: 600 }, [laptop])).toBe(false)
  })
})
