/** The app's log: in the platform's folder for logs, and warnings on stderr for whoever started the app from a terminal. */

import { app } from 'electron'
import { createLogger, isAtLeast, type Logger, type LogLevel, type LogSink, toStderr } from '../log/log.ts'
import { LogFile } from '../log/log-file.ts'
import { LogTail } from '../log/log-tail.ts'

export interface DesktopLog {
  readonly log: Logger
  /** Of the log, and of the service's. */
  readonly level: LogLevel
  /** Takes records of the service, which has a logger of its own. */
  readonly sink: LogSink
  /** Null where the system tells no folder. */
  readonly file: LogFile | null
  /** The newest records of the whole app. */
  readonly tail: LogTail
  /** Hands what the main process logs to the service's diagnostics too. */
  shareWith(service: { record: LogSink }): void
}

/** Opens it. Nothing is written before the first record. */
export function openDesktopLog(env: NodeJS.ProcessEnv = process.env): DesktopLog {
  const level = env['TRACECRAFT_DEBUG'] ? 'debug' : 'info'
  const file = logFile()
  const tail = new LogTail()
  const sink: LogSink = (record) => {
    tail.take(record)
    file?.take(record)
    if (level === 'debug' || isAtLeast(record.level, 'warn')) toStderr(record)
  }
  // What was logged last is what explains an end.
  process.on('exit', () => file?.writeNow())
  let share: LogSink = () => {}
  const log = createLogger((record) => {
    sink(record)
    share(record)
  }, level)
  return {
    log,
    level,
    sink,
    file,
    tail,
    shareWith: (service) => (share = (record) => service.record(record)),
  }
}

function logFile(): LogFile | null {
  try {
    return new LogFile(app.getPath('logs'))
  } catch {
    return null
  }
}
