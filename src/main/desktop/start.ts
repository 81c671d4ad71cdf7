/** Starts the app in Electron: one instance, the same service that runs headless. Only wires: what each part does stands in its own file. */

import { join } from 'node:path'
import { app } from 'electron'
import { createLogger, toStderr } from '../log.ts'
import { logError } from '../log-text.ts'
import { argumentSources } from './arguments.ts'
import { startDesktopService } from './desktop-service.ts'
import { setMenu } from './menu.ts'
import { PageNotes } from './page-notes.ts'
import { pageHome } from './page-origin.ts'
import { declarePageScheme, servePage } from './page-protocol.ts'
import { lockDown } from './policy.ts'
import { acceptPorts } from './port-host.ts'
import { followQuit } from './quit.ts'
import { AppWindows } from './windows.ts'

/** `mainDir` is the folder of the built main bundle. Never returns a failure: what goes wrong is logged to stderr and, where a window can say it, shown there. */
export function startDesktop(mainDir: string): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  declarePageScheme()
  app.enableSandbox()
  const logLevel = app.isPackaged ? 'warn' : 'info'
  const log = createLogger(toStderr, logLevel)
  void app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      log.log('error', 'start', logError(error))
      app.exit(1)
    })

  async function run(): Promise<void> {
    const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
    const args = process.argv.slice(app.isPackaged ? 1 : 2)
    const { service, env } = await startDesktopService(mainDir, args, logLevel, log)
    const home = pageHome(devServer)
    const windows = new AppWindows(mainDir, home)
    const notes = new PageNotes()
    lockDown(home)
    servePage(join(mainDir, '../renderer'))
    acceptPorts(service, windows, notes, home)
    setMenu({ send: (window, command) => windows.send(window, command), newWindow: () => windows.open() })
    followQuit(service, windows)
    windows.open()

    app.on('second-instance', (_event, argv) => {
      service.addSources(argumentSources(argv.slice(1), env, log))
      windows.show()
    })
  }
}
