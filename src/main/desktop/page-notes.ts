/** What pages tell the shell, handed to whoever asked for its kind. */

import type { BrowserWindow } from 'electron'
import type { ShellNote } from '../../shared/shell.ts'

/** A note of one kind. */
export type NoteOf<K extends ShellNote['kind']> = Extract<ShellNote, { kind: K }>

export class PageNotes {
  readonly #listeners: ((window: BrowserWindow, note: ShellNote) => void)[] = []

  /** Calls the listener with every note of this kind, and the window whose page it came from. For the app's whole life. */
  on<K extends ShellNote['kind']>(kind: K, listener: (window: BrowserWindow, note: NoteOf<K>) => void): void {
    this.#listeners.push((window, note) => {
      if (note.kind === kind) listener(window, note as NoteOf<K>)
    })
  }

  /** Hands a note on. */
  tell(window: BrowserWindow, note: ShellNote): void {
    for (const listener of this.#listeners) listener(window, note)
  }
}
