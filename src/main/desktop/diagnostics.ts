/** "Copy Diagnostics" and "Show Log Folder" as the shell does them: without a page, which may be what is broken. */

import { mkdir } from 'node:fs/promises'
import { app, clipboard, shell } from 'electron'
import { logError } from '../log/log-text.ts'
import { logLines } from '../service/diagnostics.ts'
import type { ServiceHost } from '../service/host.ts'
import type { DesktopLog } from './desktop-log.ts'

/** Puts the service's diagnostics on the clipboard; where it does not answer, what the main process knows by itself. */
export async function copyDiagnostics(service: Pick<ServiceHost, 'diagnostics'>, log: DesktopLog): Promise<void> {
  await clipboard.writeText((await service.diagnostics()) ?? withoutService(log))
}

/** Opens the folder of the log in the system's file manager. */
export async function showLogFolder(log: DesktopLog): Promise<void> {
  if (log.file === null) return
  // Nothing may have been written yet.
  await mkdir(log.file.folder, { recursive: true, mode: 0o700 }).catch((error: unknown) =>
    log.log.log('warn', 'log-folder', logError(error)),
  )
  const problem = await shell.openPath(log.file.folder)
  if (problem !== '') log.log.log('warn', 'log-folder', { shown: false })
}

function withoutService({ tail }: DesktopLog): string {
  const { electron, chrome, node } = process.versions
  return [
    'TraceCraft diagnostics',
    'The service does not answer. No secrets and nothing of any trace.',
    '',
    `version ${app.getVersion()}, desktop app`,
    `Electron ${electron ?? ''}, Chromium ${chrome ?? ''}, Node ${node}`,
    `${process.platform} ${process.getSystemVersion()} ${process.arch}`,
    '',
    'Log, newest last',
    ...logLines(tail.records()).map((line) => `  ${line}`),
    '',
  ].join('\n')
}
