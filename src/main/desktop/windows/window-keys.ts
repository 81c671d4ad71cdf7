/** The keys of a window that the page does not get. */

import type { BrowserWindow } from 'electron'
import type { PageCommand } from '../../../shared/shell.ts'
import { pressedMeans } from './page-keys.ts'

/** Takes the keys for a reload as a refresh, whatever has the focus in the page, and the key for the actual size while the page is zoomed. */
export function followWindowKeys(window: BrowserWindow, send: (command: PageCommand) => void): void {
  const contents = window.webContents
  contents.on('before-input-event', (event, input) => {
    const meaning = pressedMeans(input, process.platform, contents.getZoomLevel() !== 0)
    if (meaning === null) return
    event.preventDefault()
    if (meaning === 'actual-size') contents.setZoomLevel(0)
    else if (!input.isAutoRepeat) send('refresh')
  })
}
