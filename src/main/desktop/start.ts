/** Starts the app in Electron: one instance, the same service that runs headless. Only wires: what each part does stands in its own file. */

import { join } from 'node:path'
import { app } from 'electron'
import { logError, logWord } from '../log/log-text.ts'
import { openableArguments } from './arguments.ts'
import { openDesktopLog } from './desktop-log.ts'
import { startDesktopService } from './desktop-service.ts'
import { copyDiagnostics, showLogFolder } from './diagnostics.ts'
import { keepLook, recallLook } from './windows/look.ts'
import { keepMainErrors } from './main-errors.ts'
import { withoutDefaultMenu } from './menu/app-menu.ts'
import { followMenus } from './menu/menu.ts'
import { followOpenings } from './follow-openings.ts'
import { claimLinks, Openings } from './openings.ts'
import { checkForUpdates, updatesConfigured } from './updates/updates.ts'
import { Notifications } from './windows/notifications.ts'
import { tellCrashes } from './windows/page-crash.ts'
import { PageNotes } from './page-notes.ts'
import { pageHome } from './policy/page-origin.ts'
import { declarePageScheme, servePage } from './policy/page-protocol.ts'
import { lockDown } from './policy/policy.ts'
import { acceptPorts } from './port-host.ts'
import { followQuit } from './quit.ts'
import { followSleep } from './sleep.ts'
import { AppWindows } from './windows/windows.ts'

/** `mainDir` is the folder of the built main bundle. Never returns a failure: what goes wrong is logged and, where a window can say it, shown there. */
export function startDesktop(mainDir: string): void {
  const args = process.argv.slice(app.isPackaged ? 1 : 2)
  const openings = new Openings()
  if (!openings.claim(args)) {
    app.quit()
    return
  }
  withoutDefaultMenu()
  claimLinks()
  declarePageScheme()
  app.enableSandbox()
  const desktopLog = openDesktopLog()
  const { log } = desktopLog
  log.log('info', 'start', { version: logWord(app.getVersion()), packaged: app.isPackaged })
  // Before the windows, and beside them: pages connect when it is ready.
  const { service, env } = startDesktopService(mainDir, args, desktopLog)
  desktopLog.shareWith(service)
  const diagnose = () => copyDiagnostics(service, desktopLog)
  keepMainErrors(log, diagnose)
  tellCrashes({ log, copyDiagnostics: diagnose })
  void app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      log.log('error', 'start', logError(error))
      app.exit(1)
    })

  function run(): void {
    const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
    const home = pageHome(devServer)
    const windows = new AppWindows(mainDir, home)
    const notes = new PageNotes()
    const notifications = new Notifications(windows)
    recallLook()
    lockDown(home)
    servePage(join(mainDir, '../renderer'))
    acceptPorts(service, windows, notes, home)
    followMenus(windows, notes, {
      mainDir,
      updates: updatesConfigured(),
      checkForUpdates: () => void checkForUpdates(log),
      copyDiagnostics: () => void diagnose(),
      showLogs: () => void showLogFolder(desktopLog),
    })
    followQuit(service, windows, log)
    followSleep(service)
    notes.on('look', (_window, note) => void keepLook(note))
    notes.on('notify', (window, note) => notifications.show(window, note))
    notes.on('show-logs', () => void showLogFolder(desktopLog))
    windows.restore()
    followOpenings(openings, openableArguments(args), { windows, service, env, log })
    log.log('info', 'window', { afterMs: Math.round(process.uptime() * 1000) })
  }
}
