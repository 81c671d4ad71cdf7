/** Electron's carrier: one MessagePort for each page, handed over by the preload script, accepted from our own main frames only, and joined to the service. */

import { BrowserWindow, ipcMain, type MessagePortMain } from 'electron'
import type { PageLine, ServiceHost } from '../service/host.ts'

/** The one channel that preload may use. */
const connectChannel = 'rpc:connect'

/** Accepts ports, and keeps the line of each window's newest page in `lines`. A reload or a closed window closes its port, and with it all that runs for it. */
export function acceptPorts(service: ServiceHost, lines: WeakMap<BrowserWindow, PageLine>): void {
  ipcMain.on(connectChannel, (event) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    const [port] = event.ports
    // A frame inside the page, or contents that we did not make, get nothing.
    if (!window || !port || event.senderFrame !== window.webContents.mainFrame) return
    lines.set(window, join(service, port))
  })
}

function join(service: ServiceHost, port: MessagePortMain): PageLine {
  const line = service.connect(
    (data) => port.postMessage(data),
    () => port.close(),
  )
  port.on('message', (event) => line.send(event.data))
  port.on('close', () => line.close())
  port.start()
  return line
}
