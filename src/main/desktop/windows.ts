/** The app's windows and the line to the page of each. */

import { BrowserWindow } from 'electron'
import type { PageCommand } from '../../shared/shell.ts'
import type { PageLine } from '../service/host.ts'
import type { PageHome } from './page-origin.ts'
import { openWindow, preloadPath } from './window.ts'

export class AppWindows {
  /** The line of each window's newest page. */
  readonly lines = new WeakMap<BrowserWindow, PageLine>()
  readonly #mainDir: string
  readonly #home: PageHome

  constructor(mainDir: string, home: PageHome) {
    this.#mainDir = mainDir
    this.#home = home
  }

  open(): BrowserWindow {
    return openWindow(preloadPath(this.#mainDir), this.#home)
  }

  /** Asks the page of a window to do something. One that is not connected is not asked. */
  send(window: BrowserWindow, command: PageCommand): void {
    this.lines.get(window)?.command(command)
  }

  /** Brings a window to the front; opens one where there is none. */
  show(): BrowserWindow {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
    if (!window) return this.open()
    if (window.isMinimized()) window.restore()
    window.focus()
    return window
  }
}
