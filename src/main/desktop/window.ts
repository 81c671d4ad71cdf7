/** The app's window: sandboxed, isolated, no Node. Where its page may go and what it may open is said for all contents at once (contents-policy.ts). */

import { join } from 'node:path'
import { BrowserWindow } from 'electron'
import { lookBackground } from './look.ts'
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
    backgroundColor: lookBackground(),
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
  // A page that does not load is told of where pages are watched (page-crash.ts).
  window.loadURL(home.url).catch(() => {})
  // At once, in the colour that the page will have: nothing that the page waits for keeps the window from its place.
  window.show()
  return window
}

/** The built preload script beside the built main bundle. */
export function preloadPath(mainDir: string): string {
  return join(mainDir, '../preload/index.cjs')
}
