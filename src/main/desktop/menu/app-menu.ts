/** Keeps the menu bar to what the window's page can do now. macOS has one bar, which is that of the window in front; elsewhere each window has its own. */

import { app, type BrowserWindow, Menu } from 'electron'
import type { MenuAction, PageCommand } from '../../../shared/shell.ts'
import { menuTemplate, type MenuDoes, type MenuState } from './menu-template.ts'
import type { NoteOf } from '../page-notes.ts'
import type { AppWindows } from '../windows/windows.ts'

/** What the menu does beyond asking the page. */
export interface MenuActions extends Omit<
  MenuDoes,
  'command' | 'duplicateWindow' | 'actualSize' | 'toggleMaximized' | 'newWindow' | 'about'
> {
  readonly about: (window: BrowserWindow | null) => void
}

interface Reported {
  readonly actions: readonly MenuAction[]
  readonly blocked: boolean
}

/** Before the app is ready: there is no menu until ours is, so that no key of Electron's own default menu can reload a page. */
export function withoutDefaultMenu(): void {
  Menu.setApplicationMenu(null)
}

export class AppMenu {
  readonly #windows: AppWindows
  readonly #does: MenuActions
  readonly #updates: boolean
  readonly #reported = new WeakMap<BrowserWindow, Reported>()
  /** What each bar shows, so that it is only made anew when that changes: a menu that is open would close. */
  readonly #shown = new WeakMap<object, string>()
  #recent: MenuState['recent'] = []

  /** Runs once the app is ready, before the first window. */
  constructor(windows: AppWindows, does: MenuActions, updates: boolean) {
    this.#windows = windows
    this.#does = does
    this.#updates = updates
    app.on('browser-window-created', (_event, window) => {
      // Before its first frame, which the bar would push down. For the one bar of macOS a new window counts once it is known as one of ours, after this event.
      if (process.platform === 'darwin') setImmediate(() => this.#draw(window))
      else this.#draw(window)
      window.on('closed', () => setImmediate(() => this.#draw(null)))
    })
    app.on('browser-window-focus', (_event, window) => this.#draw(window))
    this.#draw(null)
  }

  /** Takes what a page reported. */
  report(window: BrowserWindow, { actions, blocked }: NoteOf<'actions'>): void {
    this.#reported.set(window, { actions, blocked })
    this.#draw(window)
  }

  /** Takes the recent runs, newest first. */
  setRecent(recent: MenuState['recent']): void {
    this.#recent = recent
    if (process.platform === 'darwin') this.#draw(null)
    else for (const window of this.#windows.all()) this.#draw(window)
  }

  #draw(changed: BrowserWindow | null): void {
    const mac = process.platform === 'darwin'
    const window = mac ? this.#windows.front() : changed
    if (window?.isDestroyed() || (!mac && window === null)) return
    if (mac && changed !== null && changed !== window) return
    const reported = window ? this.#reported.get(window) : undefined
    const state: MenuState = {
      platform: process.platform,
      appName: app.name,
      actions: reported?.actions ?? null,
      blocked: reported?.blocked ?? false,
      recent: this.#recent,
      updates: this.#updates,
    }
    const text = JSON.stringify(state)
    const bar = mac ? this : window!
    if (this.#shown.get(bar) === text) return
    this.#shown.set(bar, text)
    const menu = Menu.buildFromTemplate(menuTemplate(state, this.#doesFor(mac ? null : window)))
    if (mac) Menu.setApplicationMenu(menu)
    else window!.setMenu(menu)
  }

  /** On macOS the window in front when the item is chosen, elsewhere the window whose menu it is. */
  #doesFor(own: BrowserWindow | null): MenuDoes {
    const windows = this.#windows
    const target = () => (own && !own.isDestroyed() ? own : windows.show())
    return {
      ...this.#does,
      about: () => this.#does.about(own ?? windows.front()),
      command: (command: PageCommand) => windows.send(target(), command),
      newWindow: () => void windows.open(),
      duplicateWindow: () => void windows.duplicate(target()),
      toggleMaximized: () => {
        const window = target()
        if (window.isMaximized()) window.unmaximize()
        else window.maximize()
      },
      actualSize: () => target().webContents.setZoomLevel(0),
    }
  }
}
