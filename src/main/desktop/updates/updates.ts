/**
 * "Check for Updates…". The app looks for updates when it is asked to and never by itself, only in a package whose maker named a feed and a key, and it downloads nothing before the user
 * has said yes to a version.
 */

import { app, BrowserWindow, dialog, type MessageBoxOptions } from 'electron'
import type { AppUpdater } from 'electron-updater'
import { createLogger, type Logger, toStderr } from '../../log/log.ts'
import { logError } from '../../log/log-text.ts'
import { explainUpdateFailure } from './update-failure.ts'
import { readUpdateSettings, type UpdateSettings } from './update-settings.ts'

/** Longer release notes would make the dialog taller than the screen. */
const notesLimit = 1200

let settings: UpdateSettings | null | Error | undefined
let updater: AppUpdater | null = null
let running: Promise<void> | null = null

/**
 * Is "Check for Updates…" worth showing? Only in a packaged app whose package names a feed, and on Linux only in an AppImage: deb and rpm packages are updated by the system's own package manager.
 */
export function updatesConfigured(): boolean {
  return configured() !== null
}

/**
 * Looks for a newer version and tells in native dialogs: that there is none, or which and what is new; asks before it downloads and before it restarts. A failure is logged, and told once in plain
 * words. Resolves when the user has been told; never rejects. A second call while one runs joins it.
 */
export function checkForUpdates(log: Logger = createLogger(toStderr, 'info')): Promise<void> {
  return (running ??= check(log).finally(() => (running = null)))
}

async function check(log: Logger): Promise<void> {
  try {
    const found = configured()
    if (found instanceof Error) throw found
    if (!found) {
      await tell({
        type: 'info',
        message: 'This build is not updated by itself',
        detail: 'Whoever packaged it named no update feed.',
      })
      return
    }
    updater ??= (await import('./updater.ts')).makeUpdater(found, log)
    const result = await updater.checkForUpdates()
    if (!result?.isUpdateAvailable) {
      await tell({
        type: 'info',
        message: 'TraceCraft is up to date',
        detail: `${app.getVersion()} is the newest version.`,
      })
      return
    }
    const { version } = result.updateInfo
    const download = await tell({
      type: 'info',
      message: `TraceCraft ${version} is available`,
      detail: [`You have ${app.getVersion()}.`, notesOf(result.updateInfo.releaseNotes)].filter(Boolean).join('\n\n'),
      buttons: ['Download', 'Not Now'],
    })
    if (!download) return
    await fetchShown(updater)
    const restart = await tell({
      type: 'info',
      message: `TraceCraft ${version} is ready`,
      detail: 'It is installed when the app quits.',
      buttons: ['Restart Now', 'When I Quit'],
    })
    if (restart) updater.quitAndInstall(true, true)
  } catch (error) {
    log.log('error', 'update', { ...logError(error) })
    await tell({ type: 'error', message: 'The update did not succeed', detail: explainUpdateFailure(error) })
  }
}

/** Downloads with a bar on the app's icon in the dock or task bar. */
async function fetchShown(from: AppUpdater): Promise<void> {
  const show = (part: number) => {
    for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(part)
  }
  const progress = ({ percent }: { percent: number }) => show(percent / 100)
  from.on('download-progress', progress)
  try {
    await from.downloadUpdate()
  } finally {
    from.off('download-progress', progress)
    show(-1)
  }
}

function configured(): UpdateSettings | Error | null {
  if (settings === undefined) settings = find()
  return settings
}

function find(): UpdateSettings | Error | null {
  if (!app.isPackaged) return null
  if (process.platform === 'linux' && !process.env['APPIMAGE']) return null
  try {
    return readUpdateSettings(app.getAppPath())
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Shows a dialog, over the focused window where there is one. True when the first of several buttons was chosen. */
async function tell(options: MessageBoxOptions): Promise<boolean> {
  const window = BrowserWindow.getFocusedWindow()
  const all: MessageBoxOptions = { title: 'TraceCraft', noLink: true, defaultId: 0, ...options }
  if (options.buttons) all.cancelId = options.buttons.length - 1
  const { response } = await (window ? dialog.showMessageBox(window, all) : dialog.showMessageBox(all))
  return options.buttons !== undefined && response === 0
}

/** Release notes as plain text: a native dialog draws no HTML, and nothing of a feed may steer the terminal or the dialog. */
function notesOf(notes: string | { version: string; note: string | null }[] | null | undefined): string {
  const text = Array.isArray(notes) ? notes.map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n') : notes
  const plain = (text ?? '')
    .replace(/<[^>]*>/g, '')
    .replace(/[^\P{C}\n\t]/gu, '')
    .trim()
  return plain.length > notesLimit ? `${plain.slice(0, notesLimit)}…` : plain
}
