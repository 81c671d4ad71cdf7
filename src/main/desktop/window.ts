/** The app's window: sandboxed, isolated, no Node. Where its page may go and what it may open is said for all contents at once (contents-policy.ts). */

import { join } from 'node:path'
import { BrowserWindow } from 'electron'
import type { PageHome } from './page-origin.ts'
import { keepBounds, windowBounds } from './window-bounds.ts'

/** Makes a window and loads the page. */
export function openWindow(preload: string, home: PageHome): BrowserWindow {
  const window = new BrowserWindow({
    ...windowBounds(),
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'TraceCraft',
    backgroundColor: '#16161a',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  })
  keepBounds(window)
  // Shown when the first frame is ready, so that no white page flashes.
  window.once('ready-to-show', () => window.show())
  void window.loadURL(home.url)
  return window
}

/** The built preload script beside the built main bundle. */
export function preloadPath(mainDir: string): string {
  return join(mainDir, '../preload/index.cjs')
}
