// Electron's runtime: since Electron 42 its package has no install script, so the first start fetches the binary with the package's own installer.

import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Path of Electron's executable, or null when it is not on this machine yet. */
export function electronExecutable(root) {
  const folder = join(root, 'node_modules/electron')
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    const given = join(
      process.env.ELECTRON_OVERRIDE_DIST_PATH,
      process.platform === 'win32' ? 'electron.exe' : 'electron',
    )
    return existsSync(given) ? given : null
  }
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const executable = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(executable) ? executable : null
}

/**
 * Fetches the runtime with Electron's installer. Resolves to the executable, or to null with a reason when it is not there within `limitMs`. A download that is still going on
 * then continues beside the app, and `later` is called when it is done.
 */
export function fetchElectron(root, limitMs, later) {
  const installer = join(root, 'node_modules/electron/install.js')
  if (!existsSync(installer)) return Promise.resolve({ executable: null, reason: 'its package is not installed' })
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], { cwd: join(root, 'node_modules/electron'), stdio: 'ignore' })
    let waiting = true
    const settle = (reason) => {
      clearTimeout(timer)
      if (waiting) resolve({ executable: reason ? null : electronExecutable(root), reason })
      else if (!reason && electronExecutable(root)) later()
      waiting = false
    }
    const timer = setTimeout(() => {
      waiting = false
      child.unref()
      resolve({ executable: null, reason: `it did not arrive within ${Math.round(limitMs / 1000)} s` })
    }, limitMs)
    child.on('error', () => settle('its installer could not be started'))
    child.on('close', (code) => settle(code === 0 ? null : 'it could not be downloaded'))
  })
}
