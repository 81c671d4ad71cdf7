/**
 * Pages that end, hang or do not load. Each is logged by its reason and told over its window, with the offer to load it anew. Nothing is loaded anew by itself, and after a third end within a minute
 * the offer stands back: what ends a page that quickly will end it again.
 */

import { app, type BrowserWindow, dialog, type MessageBoxOptions, type WebContents } from 'electron'
import type { Logger } from '../../log/log.ts'
import { logError, logReason, logWord } from '../../log/log-text.ts'

/** So many ends within `windowMs` are too many. */
const tooMany = 3
const windowMs = 60_000

export interface CrashOptions {
  readonly log: Logger
  readonly copyDiagnostics: () => Promise<void>
  readonly now?: () => number
}

/** Watches the pages of all windows made from now on, and Electron's helper processes. */
export function tellCrashes({ log, copyDiagnostics, now = Date.now }: CrashOptions): void {
  app.on('browser-window-created', (_event, window) => new PageWatch(window, log, copyDiagnostics, now))
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    // Chromium starts these anew by itself.
    if (reason !== 'clean-exit') log.log('warn', 'helper-gone', { type: logWord(type), why: logWord(reason), exitCode })
  })
}

type Choice = 'reload' | 'close' | 'wait'

class PageWatch {
  readonly #window: BrowserWindow
  readonly #contents: WebContents
  readonly #log: Logger
  readonly #copy: () => Promise<void>
  readonly #now: () => number
  #ends: number[] = []
  /** The dialog that is open over the window. */
  #told: AbortController | null = null
  /** The page is being ended by the user's choice. */
  #ending = false

  constructor(window: BrowserWindow, log: Logger, copy: () => Promise<void>, now: () => number) {
    this.#window = window
    this.#contents = window.webContents
    this.#log = log
    this.#copy = copy
    this.#now = now
    const contents = this.#contents
    contents.on('render-process-gone', (_event, { reason, exitCode }) => this.#gone(reason, exitCode))
    contents.on('unresponsive', () => void this.#hangs())
    contents.on('responsive', () => {
      this.#log.log('info', 'page-responds', {})
      this.#dismiss()
    })
    contents.on('preload-error', (_event, _path, error) => {
      this.#log.log('error', 'preload', logError(error))
      void this.#broken('The page could not be prepared.', 'A part of the app could not be loaded.')
    })
    contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      // A load that a newer one replaced is no failure.
      if (!isMainFrame || description === 'ERR_ABORTED' || code === -3) return
      this.#log.log('error', 'page-load', { code, why: logReason(description) })
      void this.#broken('The page could not be loaded.', `A file of the app could not be read (${description}).`)
    })
    window.on('closed', () => this.#dismiss())
  }

  #gone(reason: string, exitCode: number): void {
    if (reason === 'clean-exit') return
    this.#log.log('error', 'page-gone', { why: logWord(reason), exitCode, asked: this.#ending })
    if (this.#ending) {
      this.#ending = false
      return
    }
    void this.#broken(
      reason === 'oom' ? 'The page ran out of memory.' : 'The page ended unexpectedly.',
      'Your sources and settings are kept. What was read is read anew.',
    )
  }

  async #broken(message: string, detail: string): Promise<void> {
    const now = this.#now()
    this.#ends = [...this.#ends.filter((at) => now - at < windowMs), now]
    const again = this.#ends.length >= tooMany
    const choice = await this.#ask({
      type: 'error',
      message,
      detail: again
        ? `${detail}\n\nIt has happened ${this.#ends.length} times within a minute: loading it again may not help. Diagnostics, without secrets or trace content, help to find out why.`
        : detail,
      choices: again ? ['close', 'reload'] : ['reload', 'close'],
    })
    if (choice === 'reload') this.#contents.reload()
    if (choice === 'close') this.#window.close()
  }

  async #hangs(): Promise<void> {
    this.#log.log('warn', 'page-hangs', {})
    const choice = await this.#ask({
      type: 'warning',
      message: 'The page does not respond.',
      detail: 'You can wait for it, or load it anew.',
      choices: ['wait', 'reload'],
    })
    if (choice !== 'reload') return
    // A page that hangs does not hear of a reload. Right after its process was ended, a reload starts a new one (Electron, forcefullyCrashRenderer).
    this.#ending = true
    this.#contents.forcefullyCrashRenderer()
    this.#contents.reload()
  }

  /** The user's choice; null when the dialog went away by itself, or another one is open. The first choice is the default. */
  async #ask(given: {
    type: 'error' | 'warning'
    message: string
    detail: string
    choices: readonly [Choice, Choice]
  }): Promise<Choice | null> {
    if (this.#told || this.#window.isDestroyed()) return null
    const told = new AbortController()
    this.#told = told
    const { type, message, detail, choices } = given
    const options: MessageBoxOptions = {
      type,
      title: 'TraceCraft',
      message,
      detail,
      buttons: [...choices.map((choice) => labels[choice]), 'Copy Diagnostics'],
      defaultId: 0,
      cancelId: type === 'warning' ? 0 : 1,
      noLink: true,
      signal: told.signal,
    }
    try {
      for (;;) {
        const { response } = await dialog.showMessageBox(this.#window, options)
        if (told.signal.aborted) return null
        const choice = choices[response]
        if (choice) return choice
        await this.#copy()
      }
    } finally {
      if (this.#told === told) this.#told = null
    }
  }

  /** Takes the open dialog away; what comes next may open another at once. */
  #dismiss(): void {
    const told = this.#told
    this.#told = null
    told?.abort()
  }
}

const labels: Record<Choice, string> = { reload: 'Reload', close: 'Close Window', wait: 'Wait' }
