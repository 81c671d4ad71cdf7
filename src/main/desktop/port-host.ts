/** Electron's carrier: one MessagePort for each page, handed over by the preload script and accepted from our own main frames only. */

import { RPCHandler } from '@orpc/server/message-port'
import { BrowserWindow, ipcMain } from 'electron'
import { type RouterContext, router } from '../service/router.ts'

/** The one channel that preload may use. */
export const connectChannel = 'rpc:connect'

/** Accepts ports. `contextFor` gives the answers for the window behind a port. A reload or a closed window closes its port, and with it all that runs for it. */
export function acceptPorts(contextFor: (window: BrowserWindow) => RouterContext): void {
  const handler = new RPCHandler(router)
  ipcMain.on(connectChannel, (event) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    const [port] = event.ports
    // A frame inside the page, or contents that we did not make, get nothing.
    if (!window || !port || event.senderFrame !== window.webContents.mainFrame) return
    handler.upgrade(port, { context: contextFor(window) })
    port.start()
  })
}
