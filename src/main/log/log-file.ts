/**
 * The log on disk: lines appended to `tracecraft.log`, which makes way for a new one at a megabyte; five files at most. Written without holding anybody, readable by this user alone. What goes wrong
 * here costs the log and nothing else.
 */

import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type LogSink, logLine } from './log.ts'

export interface LogFileOptions {
  readonly maxBytes?: number
  /** How many files there may be, the one that is written among them. */
  readonly maxFiles?: number
  readonly now?: () => number
}

/** Lines that may wait for the disk; what comes on top of them is left out, and counted. */
const maxWaiting = 500
/** How long a folder that could not be written is left alone. */
const pauseMs = 60_000
// A link in this place could make another file grow. Windows has no such flag.
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)

export class LogFile {
  readonly folder: string
  readonly #maxBytes: number
  readonly #maxFiles: number
  readonly #now: () => number
  #waiting: string[] = []
  #leftOut = 0
  #handle: FileHandle | null = null
  #bytes = 0
  #writing: Promise<void> | null = null
  #retryAt = 0

  constructor(folder: string, { maxBytes = 1_000_000, maxFiles = 5, now = Date.now }: LogFileOptions = {}) {
    this.folder = folder
    this.#maxBytes = maxBytes
    this.#maxFiles = maxFiles
    this.#now = now
  }

  /** Takes a record; it is on disk some time after. Never throws. */
  readonly take: LogSink = (record) => {
    if (this.#waiting.length >= maxWaiting || this.#now() < this.#retryAt) {
      this.#leftOut++
      return
    }
    this.#waiting.push(logLine(record))
    this.#writing ??= this.#write().finally(() => (this.#writing = null))
  }

  /** Resolves when everything taken so far is on disk or given up. */
  async written(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  /** Writes what waits before the process ends, holding it. For the end of the process only. */
  writeNow(): void {
    const lines = this.#lines()
    if (lines === '' || this.#bytes + lines.length > this.#maxBytes) return
    try {
      const file = openSync(this.#name(0), flags, 0o600)
      writeSync(file, lines)
      closeSync(file)
    } catch {
      // See above.
    }
  }

  /** Writes what waits, and lets the file go. */
  async close(): Promise<void> {
    await this.written()
    await this.#handle?.close().catch(() => {})
    this.#handle = null
  }

  async #write(): Promise<void> {
    // What is logged in one go is written in one go.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const count = this.#waiting.length + this.#leftOut
      const lines = Buffer.from(this.#lines())
      try {
        await this.#append(lines)
      } catch {
        this.#leftOut += count
        this.#retryAt = this.#now() + pauseMs
        await this.#handle?.close().catch(() => {})
        this.#handle = null
      }
    }
  }

  /** Takes the waiting lines, and says how many were left out before them. */
  #lines(): string {
    const lines = this.#waiting.splice(0)
    if (this.#leftOut > 0 && lines.length > 0) {
      const at = new Date(this.#now()).toISOString()
      lines.unshift(logLine({ at, level: 'warn', event: 'log-left-out', fields: { records: this.#leftOut } }))
      this.#leftOut = 0
    }
    return lines.join('')
  }

  async #append(lines: Buffer): Promise<void> {
    const handle = this.#handle ?? (await this.#open())
    if (this.#bytes > 0 && this.#bytes + lines.length > this.#maxBytes) {
      await this.#rotate(handle)
      return this.#append(lines)
    }
    await handle.appendFile(lines.subarray(0, this.#maxBytes))
    this.#bytes += Math.min(lines.length, this.#maxBytes)
  }

  async #open(): Promise<FileHandle> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    const handle = await open(this.#name(0), flags, 0o600)
    this.#handle = handle
    // One that an older umask or a copy left open to others is closed to them.
    await handle.chmod(0o600).catch(() => {})
    this.#bytes = (await handle.stat()).size
    return handle
  }

  /** Makes room: each file takes the place of the one before it, and the oldest goes. */
  async #rotate(handle: FileHandle): Promise<void> {
    this.#handle = null
    await handle.close()
    await rm(this.#name(this.#maxFiles - 1), { force: true })
    for (let n = this.#maxFiles - 2; n >= 0; n--)
      await rename(this.#name(n), this.#name(n + 1)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
  }

  #name(n: number): string {
    return join(this.folder, n === 0 ? 'tracecraft.log' : `tracecraft.${n}.log`)
  }
}
