/** A small logger: records of an event and a few plain fields. Platform errors are logged by code only: their objects may hold tokens. */

import type { LogText } from './log-text.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Numbers, yes or no, and texts that were made for the log (log-text.ts): a plain string is refused by the compiler. */
export type LogFields = Readonly<Record<string, LogText | number | boolean | null>>

/** One thing that happened. Plain data, so that it can cross from a thread. */
export interface LogRecord {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly level: LogLevel
  /** Its name, always the same for the same thing: `page-crashed`. */
  readonly event: string
  readonly fields: LogFields
}

export type LogSink = (record: LogRecord) => void

export interface Logger {
  log(level: LogLevel, event: string, fields?: LogFields): void
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Is a record of this level to be written where `least` is asked for? */
export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return order.indexOf(level) >= order.indexOf(least)
}

/** Hands records of at least `level` to the sink. */
export function createLogger(sink: LogSink, level: LogLevel): Logger {
  return {
    log(at, event, fields = {}) {
      if (isAtLeast(at, level)) sink({ at: new Date().toISOString(), level: at, event, fields })
    },
  }
}

/** A record as one line of JSON, with its line feed. */
export function logLine({ at, level, event, fields }: LogRecord): string {
  return `${JSON.stringify({ at, level, event, ...fields })}\n`
}

/** Writes records to this process's stderr, one line each. */
export const toStderr: LogSink = (record) => void process.stderr.write(logLine(record))

/** Says nothing; for tests. */
export const silentLogger: Logger = { log() {} }
