/** electron-updater, set up for this app. Loaded when somebody asks for updates, and never before. */

import type { AppUpdater } from 'electron-updater'
import { AppImageUpdater, MacUpdater, NsisUpdater } from 'electron-updater'
import type { Logger } from '../../log/log.ts'
import { logReason } from '../../log/log-text.ts'
import { SignedFeed } from './signed-feed.ts'
import type { UpdateSettings } from './update-settings.ts'

/** A user id that is nobody's: electron-updater would send one of its own making, for staged rollouts, with each request. */
const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * The updater of this platform, which reads the signed feed and downloads only when told to. What is checked: the feed's Ed25519 signature and the installer's SHA-512 everywhere; besides, Squirrel on
 * macOS takes only an app that is signed as this one is, and on Windows the installer's publisher must be this one's where this one is signed (`publisherName` in app-update.yml).
 */
export function makeUpdater(settings: UpdateSettings, log: Logger): AppUpdater {
  const updater = forPlatform(process.platform)
  const say = (level: 'info' | 'warn' | 'error') => (message?: unknown) =>
    log.log(level, 'update', { reason: logReason(String(message)) })
  updater.logger = { info: say('info'), warn: say('warn'), error: say('error') }
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = true
  updater.disableWebInstaller = true
  updater.allowPrerelease = false
  updater.allowDowngrade = false
  updater.isUserWithinRollout = () => true
  Object.assign(updater, { stagingUserIdPromise: { value: Promise.resolve(nobody) } })
  updater.setFeedURL({ provider: 'custom', updateProvider: SignedFeed, url: settings.feed.href, key: settings.key })
  return updater
}

function forPlatform(platform: NodeJS.Platform): AppUpdater {
  if (platform === 'win32') return new NsisUpdater()
  return platform === 'darwin' ? new MacUpdater() : new AppImageUpdater()
}
