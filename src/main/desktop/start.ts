/** Starts the app in Electron: one instance, one window at first, the same service that runs headless. */

import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'
import { looksLikeSourceUrl, parseSourceUrl } from '../../shared/source.ts'
import { compose } from '../compose.ts'
import { findConfig } from '../config/find.ts'
import { ConfigKeeper } from '../config/keeper.ts'
import { appEnvironment } from '../credentials/login-shell.ts'
import { createLogger } from '../log.ts'
import { toErrorInfo } from '../service/error-info.ts'
import { setMenu } from './menu.ts'
import { PageCommands } from './page-commands.ts'
import { declarePageScheme, servePage } from './page-protocol.ts'
import { lockDown } from './policy.ts'
import { acceptPorts } from './port-host.ts'
import { openWindow, preloadPath } from './window.ts'

/** `mainDir` is the folder of the built main bundle. Never returns a failure: what goes wrong is logged to stderr and, where a window can say it, shown there. */
export function startDesktop(mainDir: string): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  declarePageScheme()
  app.enableSandbox()
  const log = createLogger((line) => process.stderr.write(line), app.isPackaged ? 'warn' : 'info')
  void app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      log.log('error', 'start', { stack: (error instanceof Error && error.stack) || String(error) })
      app.exit(1)
    })

  async function run(): Promise<void> {
    const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
    const { env, problem } = await appEnvironment({
      process: process.env,
      platform: process.platform,
      startedFromTerminal: Boolean(process.stdout.isTTY || process.env['TERM']),
    })
    if (problem) log.log('warn', 'login-shell', { problem })
    const keeper = new ConfigKeeper(findConfig(process.cwd(), homedir()), env, null)
    const commands = new PageCommands<BrowserWindow>()
    const composed = compose({
      mainDir,
      env,
      keeper,
      log,
      info: { version: app.getVersion(), carrier: 'desktop', os: process.platform },
    })
    const load = async () => {
      const content = await keeper.load()
      composed.registry.setAll('config', content.sources, content.problems)
    }
    await load()
    const stopWatching = keeper.watch(() => {
      void load().catch((error: unknown) => log.log('error', 'config', { message: toErrorInfo(error).message }))
    })
    composed.registry.setAll('argument', argumentSources(process.argv.slice(app.isPackaged ? 1 : 2)))

    lockDown()
    servePage(join(mainDir, '../renderer'))
    acceptPorts((window) => ({
      ...composed.context,
      commands: (signal) => commands.listen(window, signal),
    }))
    const open = () => openWindow(preloadPath(mainDir), devServer)
    setMenu({ send: (window, command) => commands.send(window, command), newWindow: open })
    open()

    app.on('second-instance', () => {
      const window = BrowserWindow.getAllWindows()[0]
      if (window?.isMinimized()) window.restore()
      if (window) window.focus()
      else open()
    })
    app.on('activate', () => {
      if (BrowserWindow.getAllWindows().length === 0) open()
    })
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit()
    })
    app.on('will-quit', () => {
      stopWatching()
      void composed.close()
    })
  }

  function argumentSources(args: readonly string[]) {
    return args.filter(looksLikeSourceUrl).flatMap((text) => {
      try {
        return [parseSourceUrl(text)]
      } catch (error) {
        log.log('error', 'argument', { message: toErrorInfo(error).message })
        return []
      }
    })
  }
}
