/** A small logger: JSON lines to one sink, secrets scrubbed. Platform errors are logged by code only: their objects may hold tokens. */

import { scrub } from './scrub.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Logger {
  log(level: LogLevel, event: string, fields?: Readonly<Record<string, string | number | boolean | null>>): void
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Writes records of at least `level` to the sink, one line each. */
export function createLogger(sink: (line: string) => void, level: LogLevel): Logger {
  return {
    log(at, event, fields = {}) {
      if (order.indexOf(at) < order.indexOf(level)) return
      const safe = Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? scrub(value) : value]),
      )
      sink(`${JSON.stringify({ at: new Date().toISOString(), level: at, event, ...safe })}\n`)
    },
  }
}

/** Says nothing; for tests. */
export const silentLogger: Logger = { log() {} }
