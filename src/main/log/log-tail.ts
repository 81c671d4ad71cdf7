import type { LogRecord, LogSink } from './log.ts'

/** The newest records, in memory, for diagnostics. */
export class LogTail {
  readonly #limit: number
  readonly #records: LogRecord[] = []

  constructor(limit = 80) {
    this.#limit = limit
  }

  readonly take: LogSink = (record) => {
    this.#records.push(record)
    if (this.#records.length > this.#limit) this.#records.shift()
  }

  /** Oldest first. */
  records(): readonly LogRecord[] {
    return this.#records
  }
}
