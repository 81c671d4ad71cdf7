/** The app's windows: the line to the page of each, where each stands, and how they come back at the next start. */

import { join } from 'node:path'
import { app, BrowserWindow, screen, type Rectangle } from 'electron'
import type { PageCommand } from '../../../shared/shell.ts'
import type { PageLine } from '../../service/host.ts'
import type { PageHome } from '../policy/page-origin.ts'
import { openWindow, preloadPath } from './window.ts'
import { readWindowMemory, type WindowState, writeWindowMemory } from './window-memory.ts'
import { type Area, isReachable, placeBeside, placeWindow } from './window-place.ts'

/** Changes of a window's place come in bursts while it is dragged. */
const restMs = 400

const changes = ['resize', 'move', 'maximize', 'unmaximize', 'enter-full-screen', 'leave-full-screen'] as const

export class AppWindows {
  readonly #mainDir: string
  readonly #home: PageHome
  readonly #lines = new WeakMap<BrowserWindow, PageLine>()
  /** Commands for a page that is not connected yet. */
  readonly #waiting = new WeakMap<BrowserWindow, PageCommand[]>()
  /** In the order in which they had the focus, the last one last. */
  readonly #order: BrowserWindow[] = []
  #reopen: boolean
  /** What the last start left, until this one has a window. */
  #left: readonly WindowState[]
  #quitting = false
  #timer: NodeJS.Timeout | undefined

  /** Runs once the app is ready. */
  constructor(mainDir: string, home: PageHome) {
    this.#mainDir = mainDir
    this.#home = home
    const { reopen, windows } = readWindowMemory(memoryFile())
    this.#reopen = reopen
    this.#left = windows
    // What is open when the app is asked to end is what comes back, not what is left when the last window has gone.
    app.on('before-quit', () => {
      this.#save()
      this.#quitting = true
    })
    screen.on('display-removed', () => this.#bringBack())
    screen.on('display-metrics-changed', () => this.#bringBack())
  }

  /** Opens the windows that the app was left with, or one. */
  restore(): void {
    const left = this.#left
    if (!this.#reopen || left.length === 0) this.open()
    else for (const state of left) this.#openAt(state)
  }

  /** Opens a window that shows what a link of the page's own names; an empty one is the first view. */
  open(link = ''): BrowserWindow {
    const beside = this.front()
    if (beside) {
      const bounds = beside.getNormalBounds()
      return this.#make(placeBeside(bounds, screen.getDisplayMatching(bounds).workArea), link)
    }
    const last = this.#left.at(-1)
    return this.#openAt(last ? { ...last, link } : null, link)
  }

  /** Opens another window that shows what this one shows. */
  duplicate(window: BrowserWindow): BrowserWindow {
    return this.open(linkOf(window))
  }

  /** The window that has the focus, or had it last; null where there is none. */
  front(): BrowserWindow | null {
    return BrowserWindow.getFocusedWindow() ?? this.#order.at(-1) ?? null
  }

  /** All of them. */
  all(): readonly BrowserWindow[] {
    return this.#order
  }

  /** Brings a window to the front; opens one where there is none. */
  show(): BrowserWindow {
    const window = this.front()
    if (!window) return this.open()
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
    return window
  }

  /** Takes the line of a window's newest page, and says what the page was to be told. */
  connected(window: BrowserWindow, line: PageLine): void {
    this.#lines.set(window, line)
    const waiting = this.#waiting.get(window) ?? []
    this.#waiting.delete(window)
    for (const command of waiting) line.command(command)
  }

  /** Asks the page of a window to do something, or will once it is connected. */
  send(window: BrowserWindow, command: PageCommand): void {
    const line = this.#lines.get(window)
    if (line) return line.command(command)
    const waiting = this.#waiting.get(window) ?? []
    this.#waiting.set(window, [...waiting.slice(-19), command])
  }

  /** Whether the windows are to come back at the next start. */
  setReopen(on: boolean): void {
    if (on === this.#reopen) return
    this.#reopen = on
    this.#save()
  }

  #openAt(state: WindowState | null, link = state?.link ?? ''): BrowserWindow {
    const window = this.#make(placeWindow(state, areas()), link)
    // Full screen keeps the place that the window has when it leaves it.
    if (state?.maximized) window.maximize()
    if (state?.fullScreen) window.setFullScreen(true)
    return window
  }

  #make(bounds: Rectangle, link: string): BrowserWindow {
    const window = openWindow(preloadPath(this.#mainDir), this.#home, bounds, link)
    this.#order.push(window)
    this.#left = []
    window.on('focus', () => {
      this.#drop(window)
      this.#order.push(window)
    })
    const later = () => this.#saveLater()
    // One by one, because each name has a type of its own.
    for (const change of changes) window.on(change as 'resize', later)
    window.webContents.on('did-navigate-in-page', later)
    window.on('close', () => this.#closing(window))
    window.on('closed', () => this.#drop(window))
    this.#saveLater()
    return window
  }

  #closing(window: BrowserWindow): void {
    if (this.#quitting) return
    const others = this.#order.filter((one) => one !== window)
    // The last one is remembered: with it the app ends, or on a Mac waits for the next window.
    const left = (others.length > 0 ? others : [window]).map(stateOf)
    if (others.length === 0) this.#left = left
    this.#write(left)
  }

  #drop(window: BrowserWindow): void {
    const at = this.#order.indexOf(window)
    if (at >= 0) this.#order.splice(at, 1)
  }

  #saveLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#save(), restMs)
    this.#timer.unref()
  }

  #save(): void {
    if (!this.#quitting && this.#order.length > 0) this.#write(this.#order.map(stateOf))
  }

  #write(windows: readonly WindowState[]): void {
    clearTimeout(this.#timer)
    writeWindowMemory(memoryFile(), { reopen: this.#reopen, windows: windows.slice(-50) })
  }

  /** Windows that a display took with it, or that a smaller one does not show. */
  #bringBack(): void {
    const displays = areas()
    for (const window of this.#order) {
      if (window.isMinimized() || window.isFullScreen() || isReachable(window.getBounds(), displays)) continue
      const bounds = window.getNormalBounds()
      window.setBounds(placeWindow({ bounds, displayId: screen.getDisplayMatching(bounds).id }, displays))
    }
  }
}

function memoryFile(): string {
  return join(app.getPath('userData'), 'windows.json')
}

/** The page's own link to what the window shows. */
function linkOf(window: BrowserWindow): string {
  const address = window.webContents.getURL()
  return URL.canParse(address) ? new URL(address).hash.slice(1) : ''
}

function stateOf(window: BrowserWindow): WindowState {
  const bounds = window.getNormalBounds()
  return {
    bounds,
    displayId: screen.getDisplayMatching(bounds).id,
    maximized: window.isMaximized(),
    fullScreen: window.isFullScreen(),
    link: linkOf(window),
  }
}

/** The displays there are, the primary one first. */
function areas(): [Area, ...Area[]] {
  const primary = screen.getPrimaryDisplay()
  return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)]
}
