/** About TraceCraft: the app's version and those of what it is made of. */

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, type BrowserWindow, clipboard, dialog, shell } from 'electron'

/** What the panel says. Pure but for the versions of this process. */
export function aboutLines(): string[] {
  const { electron, chrome, node } = process.versions
  return [
    `Version ${app.getVersion()}`,
    `Electron ${electron ?? 'unknown'}`,
    `Chromium ${chrome ?? 'unknown'}`,
    `Node.js ${node}`,
    `${process.platform} ${process.getSystemVersion()} ${process.arch}`,
  ]
}

const licence = 'MIT License'

/** Shows it: the system's own panel on macOS, a message with a button to copy the versions elsewhere. */
export async function showAbout(window: BrowserWindow | null): Promise<void> {
  const lines = aboutLines()
  if (process.platform === 'darwin') {
    app.setAboutPanelOptions({
      applicationName: app.name,
      applicationVersion: app.getVersion(),
      version: '',
      copyright: licence,
      credits: lines.slice(1).join('\n'),
    })
    app.showAboutPanel()
    return
  }
  const options = {
    type: 'info' as const,
    title: `About ${app.name}`,
    message: app.name,
    detail: `${lines.join('\n')}\n\n${licence}`,
    buttons: ['OK', 'Copy'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  if (response === 1) await clipboard.writeText([app.name, ...lines].join('\n'))
}

/**
 * Opens the licences of everything that the app is made of, as the build wrote them down. Out of the archive that the app is packed in no other program can read, so a copy in the app's own
 * folder is opened.
 */
export async function showLicenses(mainDir: string): Promise<void> {
  const copy = join(app.getPath('userData'), 'Third-party licenses.txt')
  try {
    await writeFile(copy, await readFile(join(mainDir, '../THIRD-PARTY-LICENSES.txt')))
    const problem = await shell.openPath(copy)
    if (problem !== '') dialog.showErrorBox('The licenses could not be opened', problem)
  } catch {
    dialog.showErrorBox('The licenses could not be opened', 'The file that lists them could not be read or copied.')
  }
}
