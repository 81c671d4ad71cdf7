/** Electron's carrier: one MessagePort for each page, handed over by the preload script, accepted from our own main frames only, and joined to the service. */

import { BrowserWindow, ipcMain, type MessagePortMain, type WebFrameMain } from 'electron'
import type { ShellNote } from '../../shared/shell.ts'
import type { PageLine, ServiceHost } from '../service/host.ts'
import type { PageNotes } from './page-notes.ts'
import { isPageAddress, type PageHome } from './policy/page-origin.ts'
import type { AppWindows } from './windows/windows.ts'

/** The one channel that preload may use. */
const connectChannel = 'rpc:connect'

/** Accepts ports, keeps the line of each window's newest page, and hands on what pages tell. A reload or a closed window closes its port, and with it all that runs for it. */
export function acceptPorts(service: ServiceHost, windows: AppWindows, notes: PageNotes, home: PageHome): void {
  ipcMain.on(connectChannel, (event) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    const [port, ...others] = event.ports
    const ours = window !== null && isOurPage(event.senderFrame, window.webContents.mainFrame, home)
    if (!ours || !port || others.length > 0) {
      for (const unasked of event.ports) unasked.close()
      return
    }
    windows.connected(
      window,
      join(service, port, (note) => notes.tell(window, note)),
    )
  })
}

/** A frame inside the page, contents that we did not make, and a window that holds anything but our page get nothing. */
function isOurPage(sender: WebFrameMain | null, mainFrame: WebFrameMain, home: PageHome): boolean {
  return sender !== null && sender === mainFrame && sender.origin === home.origin && isPageAddress(sender.url, home)
}

function join(service: ServiceHost, port: MessagePortMain, heard: (note: ShellNote) => void): PageLine {
  const line = service.connect(
    (data) => port.postMessage(data),
    () => port.close(),
    heard,
  )
  port.on('message', (event) => line.send(event.data))
  port.on('close', () => line.close())
  port.start()
  return line
}
