/** The app's window: sandboxed, isolated, no Node. Where its page may go and what it may open is said for all contents at once (contents-policy.ts). */

import { join } from 'node:path'
import { BrowserWindow, type Rectangle } from 'electron'
import { lookBackground } from './look.ts'
import type { PageHome } from '../policy/page-origin.ts'
import { leastSize } from './window-place.ts'

/** Makes a window and loads the page, at what a link of the page's own names. */
export function openWindow(preload: string, home: PageHome, bounds: Rectangle, link: string): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    // A display may have less room than the page would like.
    minWidth: Math.min(leastSize.width, bounds.width),
    minHeight: Math.min(leastSize.height, bounds.height),
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
  // A page that does not load is told of where pages are watched (page-crash.ts).
  window.loadURL(link === '' ? home.url : `${home.url}#${link}`).catch(() => {})
  // At once, in the colour that the page will have: nothing that the page waits for keeps the window from its place.
  window.show()
  return window
}

/** The built preload script beside the built main bundle. */
export function preloadPath(mainDir: string): string {
  return join(mainDir, '../preload/index.cjs')
}
