/** The service as a running thing: configured, watching its config file, and answering pages that connect by a MessagePort. */

import type { MessagePort } from 'node:worker_threads'
import type { AppInfo } from '../../shared/contract.ts'
import type { PageCommand, ShellNote } from '../../shared/shell.ts'
import type { SourceSettings } from '../../shared/source.ts'
import { compose } from '../compose.ts'
import { ConfigKeeper } from '../config/keeper.ts'
import { type ConfigContent, noConfig } from '../config/read.ts'
import type { EnvironmentOrigins } from '../credentials/login-shell.ts'
import { createLogger, type LogLevel, type LogRecord, type LogSink } from '../log/log.ts'
import { logWord } from '../log/log-text.ts'
import { LogTail } from '../log/log-tail.ts'
import type { Environment } from '../stores/store-deps.ts'
import { answerPage } from './answer-page.ts'
import { toErrorInfo } from './error-info.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { PageCommands } from './page-commands.ts'

/** Everything that the service is started with; plain data, so that it can cross into a thread. */
export interface ServiceOptions {
  /** Folder of the built main bundle. */
  readonly mainDir: string
  readonly env: Environment
  /** Where the environment came from; absent: it is this process's own. */
  readonly origins?: EnvironmentOrigins
  readonly configPath: string
  /** `--env`; null for TRACECRAFT_ENV. */
  readonly environment: string | null
  /** Sources named on the command line. */
  readonly argumentSources: readonly SourceSettings[]
  readonly info: Pick<AppInfo, 'version' | 'carrier' | 'os'>
  readonly logLevel: LogLevel
  /** What the caches of all sources may hold together, in estimated bytes; absent: the usual bound. */
  readonly memoryBytes?: number
}

export interface RunningService {
  /** Answers a page on this port until it closes. `pageId` names the page for `command`. */
  connect(pageId: number, port: MessagePort): void
  /** Adds sources that a second start of the app named; those that are there already stay as they are. */
  addSources(sources: readonly SourceSettings[]): void
  /** Hands a command of the native menu to a page. */
  command(pageId: number, command: PageCommand): void
  /** Takes what was logged outside the service, for diagnostics. */
  record(record: LogRecord): void
  /** The text of `app.diagnostics`. */
  diagnostics(): Promise<string>
  /** The machine has slept and is awake again, as the system says. */
  resumed(): void
  close(): Promise<void>
}

/** Takes what a page tells its shell. */
export type Heard = (pageId: number, note: ShellNote) => void

/** Whom the running service speaks to besides pages. */
export interface ServiceShell {
  readonly heard: Heard
  readonly log: LogSink
  /** Does it run in a thread of its own? */
  readonly inThread: boolean
}

/** Starts the service in this thread. Problems of the config file are told to the pages and stop nothing. */
export async function runService(options: ServiceOptions, shell: ServiceShell): Promise<RunningService> {
  const tail = new LogTail()
  const log = createLogger((record) => {
    tail.take(record)
    shell.log(record)
  }, options.logLevel)
  const keeper = new ConfigKeeper(options.configPath, options.env, options.environment)
  const composed = compose({
    mainDir: options.mainDir,
    env: options.env,
    memoryBytes: options.memoryBytes,
    origins: options.origins,
    keeper,
    log,
    tail,
    inThread: shell.inThread,
    info: options.info,
  })
  // One after another: of two that overlap, the one that began to read first could be the last to tell.
  const load = oneAtATime(async () => {
    const { sources, problems, paused } = await keeper.load().catch(unreadable)
    composed.registry.setAll('config', sources, problems, paused)
  })
  const unreadable = (error: unknown): ConfigContent => {
    const info = toErrorInfo(error)
    const problem = { file: options.configPath, line: null, message: info.message, fix: info.fix?.text ?? null }
    return { ...noConfig, problems: [problem] }
  }
  await load()
  composed.registry.setAll('argument', options.argumentSources)
  const stopWatching = keeper.watch(() => void load())
  const commands = new PageCommands<number>()
  return {
    connect: (pageId, port) => {
      port.once('close', () => commands.forget(pageId))
      answerPage(port, {
        ...composed.context,
        commands: (signal) => commands.listen(pageId, signal),
        ...(options.info.carrier === 'desktop' && { tell: (note: ShellNote) => shell.heard(pageId, note) }),
      })
    },
    addSources: (sources) => {
      for (const source of sources)
        // One of this name is there already: it is the one that was meant.
        composed.registry.add(source, false).catch((error: unknown) => {
          log.log('info', 'add-source', { code: logWord(toErrorInfo(error).code) })
        })
    },
    command: (pageId, command) => commands.send(pageId, command),
    record: tail.take,
    diagnostics: async () => composed.context.diagnostics(),
    resumed: () => composed.resumed(),
    close: async () => {
      stopWatching()
      await composed.close()
    },
  }
}
