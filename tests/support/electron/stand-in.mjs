// A stand-in for the Electron calls that the app uses, with a real Chromium page behind each window. What it cannot show: Electron's own process model, asar, packaging, native drawing.

import './control.mjs'
import { state } from './strict.mjs'

export { app } from './app.mjs'
export { Menu } from './menu.mjs'
export { powerMonitor } from './power.mjs'
export { screen } from './screen.mjs'
export { protocol, session } from './session.mjs'
export * from './system-parts.mjs'
export { BrowserWindow, ipcMain } from './window.mjs'

export const shell = {
  openExternal(url) {
    state.opened.push(url)
    return Promise.resolve()
  },
  openPath(path) {
    state.opened.push(path)
    return Promise.resolve('')
  },
}
