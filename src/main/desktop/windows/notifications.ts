/** The system's notifications, for users who asked the page for them. */

import { BrowserWindow, Notification } from 'electron'
import type { NoteOf } from '../page-notes.ts'
import type { AppWindows } from './windows.ts'

/** The same words are not told twice within this time: each window's page sees the same sources. */
const pauseMs = 5 * 60_000

/** Shows what pages tell while no window of the app has the focus. A click brings the window up, at what the notification is about. */
export class Notifications {
  readonly #windows: AppWindows
  readonly #now: () => number
  readonly #toldAt = new Map<string, number>()
  /** A notification that nobody holds is collected, and its click is lost. */
  readonly #shown = new Set<Notification>()

  constructor(windows: AppWindows, now: () => number = Date.now) {
    this.#windows = windows
    this.#now = now
  }

  show(from: BrowserWindow, note: NoteOf<'notify'>): void {
    if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return
    if (!this.#isNew(`${note.title}\n${note.body}`)) return
    const one = new Notification({ title: note.title, body: note.body, silent: true })
    const gone = () => this.#shown.delete(one)
    one.on('click', () => {
      gone()
      const window = from.isDestroyed() ? this.#windows.show() : from
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
      if (note.link !== null) this.#windows.send(window, { link: note.link })
    })
    one.on('close', gone)
    one.on('failed', gone)
    this.#shown.add(one)
    one.show()
  }

  #isNew(words: string): boolean {
    const now = this.#now()
    for (const [known, at] of this.#toldAt) if (now - at >= pauseMs) this.#toldAt.delete(known)
    if (this.#toldAt.has(words)) return false
    this.#toldAt.set(words, now)
    return true
  }
}
