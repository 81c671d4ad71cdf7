/** Errors of the main process that nobody caught: logged, told once, and survived. */

import { app, dialog } from 'electron'
import type { Logger } from '../log/log.ts'
import { keepStrayErrors } from '../service/stray-errors.ts'

/**
 * Listens for the app's whole life. Without a listener Electron would show the error's text with its stack, and any later one again. A source's library runs in the service's thread; where there is
 * none, its stray errors come here too, and look the same.
 */
export function keepMainErrors(log: Logger, copyDiagnostics: () => Promise<void>): void {
  let told = false
  keepStrayErrors(log, () => {
    if (told || !app.isReady()) return
    told = true
    void tell(copyDiagnostics).catch(() => {})
  })
}

async function tell(copyDiagnostics: () => Promise<void>): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'TraceCraft',
    message: 'Something went wrong inside TraceCraft.',
    detail:
      'It goes on. If something looks wrong, quit and start it again. Diagnostics, without secrets or trace content, help to find out why.',
    buttons: ['OK', 'Copy Diagnostics'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  if (response === 1) await copyDiagnostics()
}
