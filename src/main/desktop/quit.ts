/** How the app ends, and comes back on a Mac. */

import { app, BrowserWindow } from 'electron'
import type { ServiceHost } from '../service/host.ts'
import type { AppWindows } from './windows.ts'

/** Ends the app with its last window, except on a Mac, where the dock opens another one; ends the service with the app. */
export function followQuit(service: ServiceHost, windows: AppWindows): void {
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) windows.open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', () => {
    void service.close()
  })
}
