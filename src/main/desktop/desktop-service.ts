/** The service as the desktop app starts it: with the login shell's environment, the config file of this place, and the sources of the command line. */

import { homedir } from 'node:os'
import { app } from 'electron'
import { findConfig } from '../config/find.ts'
import { appEnvironment } from '../credentials/login-shell.ts'
import { logError, logReason } from '../log/log-text.ts'
import { hostService, type ServiceHost } from '../service/host.ts'
import type { Environment } from '../stores/store-deps.ts'
import { argumentSources } from './arguments.ts'
import type { DesktopLog } from './desktop-log.ts'

export interface DesktopService {
  /** Pages may connect to it at once. */
  readonly service: ServiceHost
  /** Never rejects. */
  readonly env: Promise<Environment>
}

/**
 * Starts it beside the windows: neither the login shell, which may take seconds, nor the loading of the service holds them up. `args` are the arguments of this start, without the program. What goes
 * wrong is logged, and told by the pages, which find no service.
 */
export function startDesktopService(
  mainDir: string,
  args: readonly string[],
  { log, level, sink }: DesktopLog,
): DesktopService {
  const environment = appEnvironment({
    process: process.env,
    platform: process.platform,
    startedFromTerminal: Boolean(process.stdout.isTTY || process.env['TERM']),
  })
  const options = environment.then(({ env, ...origins }) => {
    if (origins.problem) log.log('warn', 'login-shell', { reason: logReason(origins.problem) })
    return {
      mainDir,
      env,
      origins,
      configPath: findConfig(process.cwd(), homedir()),
      environment: null,
      argumentSources: argumentSources(args, env, log),
      info: { version: app.getVersion(), carrier: 'desktop', os: process.platform },
      logLevel: level,
    } as const
  })
  const { ready, ...service } = hostService(options, sink)
  ready.then(
    () => log.log('info', 'service-ready', { afterMs: Math.round(process.uptime() * 1000) }),
    (error: unknown) => log.log('error', 'service', logError(error)),
  )
  return { service, env: environment.then(({ env }) => env) }
}
