// The stand-in's displays. A test may take one away, add one, or change its size.

import { EventEmitter } from 'node:events'
import { strict, state } from './strict.mjs'

const first = { id: 1, scaleFactor: 1, workArea: { x: 0, y: 25, width: 1280, height: 775 } }

class Screen extends EventEmitter {
  displays = process.env.STAND_IN_DISPLAYS ? JSON.parse(process.env.STAND_IN_DISPLAYS) : [first]
  getAllDisplays() {
    strict(state.ready, 'screen before ready')
    return this.displays
  }
  getPrimaryDisplay() {
    return this.getAllDisplays()[0]
  }
  /** The one that the bounds cover most, else the nearest. */
  getDisplayMatching(bounds) {
    const covered = ({ workArea: area }) =>
      Math.max(0, Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)) *
      Math.max(0, Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y))
    return this.getAllDisplays().reduce((best, one) => (covered(one) > covered(best) ? one : best))
  }
  /** Says which displays there are from now on. */
  change(displays) {
    const before = this.displays
    this.displays = displays
    for (const gone of before.filter(({ id }) => !displays.some((one) => one.id === id)))
      this.emit('display-removed', {}, gone)
    for (const same of displays.filter(({ id }) => before.some((one) => one.id === id)))
      this.emit('display-metrics-changed', {}, same, ['workArea'])
  }
}

export const screen = new Screen()
