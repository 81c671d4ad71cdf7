/** The app's window: sandboxed, isolated, no Node, no navigation away, no new windows. */

import { join } from 'node:path'
import { BrowserWindow } from 'electron'
import { openOutside } from './links.ts'
import { keepBounds, windowBounds } from './window-bounds.ts'

/** Where the built page is served from inside the app: a real origin, so that CSP and postMessage have something to check. */
export const pageOrigin = 'app://tracecraft'

/** Makes a window and loads the page. `devServer` is electron-vite's address during development. */
export function openWindow(preload: string, devServer: string | undefined): BrowserWindow {
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
  window.webContents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  const home = devServer ?? `${pageOrigin}/index.html`
  window.webContents.on('will-navigate', (event, url) => {
    if (new URL(url).origin === new URL(home).origin && new URL(url).pathname === new URL(home).pathname) return
    event.preventDefault()
    openOutside(url)
  })
  void window.loadURL(home)
  return window
}

/** The built preload script beside the built main bundle. */
export function preloadPath(mainDir: string): string {
  return join(mainDir, '../preload/index.cjs')
}
