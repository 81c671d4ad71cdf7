/** Starts the app in Electron: one instance, one window at first, the same service that runs headless. */

import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'
import { looksLikeSourceUrl, parseSourceUrl } from '../../shared/source.ts'
import { findConfig } from '../config/find.ts'
import { appEnvironment } from '../credentials/login-shell.ts'
import { createLogger } from '../log.ts'
import { toErrorInfo } from '../service/error-info.ts'
import { type PageLine, startService } from '../service/host.ts'
import type { Environment } from '../stores/store-deps.ts'
import { setMenu } from './menu.ts'
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
  const logLevel = app.isPackaged ? 'warn' : 'info'
  const log = createLogger((line) => process.stderr.write(line), logLevel)
  void app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      log.log('error', 'start', { stack: (error instanceof Error && error.stack) || String(error) })
      app.exit(1)
    })

  async function run(): Promise<void> {
    const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
    const { env, ...origins } = await appEnvironment({
      process: process.env,
      platform: process.platform,
      startedFromTerminal: Boolean(process.stdout.isTTY || process.env['TERM']),
    })
    if (origins.problem) log.log('warn', 'login-shell', { problem: origins.problem })
    const service = await startService({
      mainDir,
      env,
      origins,
      configPath: findConfig(process.cwd(), homedir()),
      environment: null,
      argumentSources: argumentSources(process.argv.slice(app.isPackaged ? 1 : 2), env),
      info: { version: app.getVersion(), carrier: 'desktop', os: process.platform },
      logLevel,
    })
    const lines = new WeakMap<BrowserWindow, PageLine>()
    lockDown()
    servePage(join(mainDir, '../renderer'))
    acceptPorts(service, lines)
    const open = () => openWindow(preloadPath(mainDir), devServer)
    setMenu({ send: (window, command) => lines.get(window)?.command(command), newWindow: open })
    open()

    app.on('second-instance', (_event, argv) => {
      service.addSources(argumentSources(argv.slice(1), env))
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
      void service.close()
    })
  }

  function argumentSources(args: readonly string[], env: Environment) {
    return args.filter(looksLikeSourceUrl).flatMap((text) => {
      try {
        return [parseSourceUrl(text, env['DD_SITE'] ?? null)]
      } catch (error) {
        log.log('error', 'argument', { message: toErrorInfo(error).message })
        return []
      }
    })
  }
}
