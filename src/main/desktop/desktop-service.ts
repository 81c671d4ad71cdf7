/** The service as the desktop app starts it: with the login shell's environment, the config file of this place, and the sources of the command line. */

import { homedir } from 'node:os'
import { app } from 'electron'
import { findConfig } from '../config/find.ts'
import { appEnvironment } from '../credentials/login-shell.ts'
import type { Logger, LogLevel } from '../log.ts'
import { logReason } from '../log-text.ts'
import { type ServiceHost, startService } from '../service/host.ts'
import type { Environment } from '../stores/store-deps.ts'
import { argumentSources } from './arguments.ts'

export interface DesktopService {
  readonly service: ServiceHost
  readonly env: Environment
}

/** Starts it. `args` are the arguments of this start, without the program. */
export async function startDesktopService(
  mainDir: string,
  args: readonly string[],
  logLevel: LogLevel,
  log: Logger,
): Promise<DesktopService> {
  const { env, ...origins } = await appEnvironment({
    process: process.env,
    platform: process.platform,
    startedFromTerminal: Boolean(process.stdout.isTTY || process.env['TERM']),
  })
  if (origins.problem) log.log('warn', 'login-shell', { reason: logReason(origins.problem) })
  const service = await startService({
    mainDir,
    env,
    origins,
    configPath: findConfig(process.cwd(), homedir()),
    environment: null,
    argumentSources: argumentSources(args, env, log),
    info: { version: app.getVersion(), carrier: 'desktop', os: process.platform },
    logLevel,
  })
  return { service, env }
}
