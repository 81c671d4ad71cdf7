/** Where gcloud keeps its files, by the given environment. */

import { join } from 'node:path'

/** Environment variables as the app sees them. */
export type GoogleEnvironment = Readonly<Record<string, string | undefined>>

/** gcloud's folder: CLOUDSDK_CONFIG, else %APPDATA%\gcloud on Windows, else ~/.config/gcloud. Null when the environment names no home. */
export function gcloudFolder(env: GoogleEnvironment, os: NodeJS.Platform = process.platform): string | null {
  if (env.CLOUDSDK_CONFIG) return env.CLOUDSDK_CONFIG
  if (os === 'win32') return env.APPDATA ? join(env.APPDATA, 'gcloud') : null
  return env.HOME ? join(env.HOME, '.config', 'gcloud') : null
}

/** The file that `gcloud auth application-default login` writes, whether or not it is there. */
export function wellKnownFile(env: GoogleEnvironment, os: NodeJS.Platform = process.platform): string | null {
  const folder = gcloudFolder(env, os)
  return folder === null ? null : join(folder, 'application_default_credentials.json')
}
