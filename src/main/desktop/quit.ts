/** How the app ends, and comes back on a Mac. */

import { app, BrowserWindow } from 'electron'
import type { Logger } from '../log/log.ts'
import type { ServiceHost } from '../service/host.ts'
import type { AppWindows } from './windows/windows.ts'

/** As a shell expects of a program that such a signal ended. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * Ends the app with its last window, except on a Mac, where the dock opens another one. The service ends first, and with it every request that is under way; one that hangs is given two seconds. A
 * signal to end counts as Quit.
 */
export function followQuit(service: Pick<ServiceHost, 'close'>, windows: AppWindows, log: Logger): void {
  let code = 0
  let state: 'running' | 'ending' | 'ended' = 'running'
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0 && state === 'running') windows.open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', (event) => {
    if (state === 'ended') return
    event.preventDefault()
    if (state === 'ending') return
    state = 'ending'
    const started = performance.now()
    void service.close().finally(() => {
      state = 'ended'
      log.log('info', 'quit', { code, afterMs: Math.round(performance.now() - started) })
      // Quitting anew lets what listens for the end, such as an update that waits to be installed, hear of it. Only a code of one's own needs the short way.
      if (code === 0) app.quit()
      else app.exit(code)
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      code = exitCodes[signal]
      app.quit()
    })
}
