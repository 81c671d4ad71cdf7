// The stand-in's windows and their contents.

import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { app, preventable } from './app.mjs'
import { checkBar } from './menu.mjs'
import { openPage } from './page.mjs'
import { state, strict, tell } from './strict.mjs'

export const ipcMain = new EventEmitter()

let made = 0

class WebContents extends EventEmitter {
  mainFrame = { name: 'main', url: '', origin: '' }
  #zoom = 0
  constructor() {
    super()
    app.emit('web-contents-created', {}, this)
  }
  setWindowOpenHandler(handler) {
    this.openHandler = handler
  }
  getURL() {
    return this.mainFrame.url
  }
  /** As Electron: the process ends, and says that it was killed. */
  forcefullyCrashRenderer() {
    setTimeout(() => this.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 }))
  }
  getZoomLevel() {
    return this.#zoom
  }
  setZoomLevel(level) {
    this.#zoom = level
  }
  showDefinitionForSelection() {
    strict(process.platform === 'darwin', 'showDefinitionForSelection is for macOS')
    tell({ lookedUp: true })
  }
}

export class BrowserWindow extends EventEmitter {
  id = ++made
  #preload
  #bounds
  #minimized = false
  #maximized = false
  #fullScreen = false
  #destroyed = false
  menu = null

  static getAllWindows() {
    return [...state.windows]
  }
  static getFocusedWindow() {
    return state.focused
  }
  static fromWebContents(contents) {
    return state.windows.find((window) => window.webContents === contents) ?? null
  }

  constructor(options) {
    super()
    const { sandbox, contextIsolation, nodeIntegration, preload } = options.webPreferences
    strict(state.ready, 'a window before ready')
    strict(
      sandbox === true && contextIsolation === true && nodeIntegration === false,
      'a window without sandbox and isolation',
    )
    strict(preload.endsWith('.cjs'), 'a sandboxed preload must be CommonJS')
    this.#preload = readFileSync(preload, 'utf8')
    strict(!/^\s*import\s/m.test(this.#preload), 'the preload bundle has an import')
    const { x, y, width, height } = options
    strict([x, y, width, height].every(Number.isInteger), 'bounds that are no whole numbers')
    this.#bounds = { x, y, width, height }
    this.backgroundColor = options.backgroundColor
    this.webContents = new WebContents()
    state.windows.push(this)
    app.emit('browser-window-created', {}, this)
  }

  #alive(what) {
    strict(!this.#destroyed, `${what} of a window that is gone`)
  }
  isDestroyed() {
    return this.#destroyed
  }
  setMenu(menu) {
    this.#alive('setMenu')
    strict(process.platform !== 'darwin', 'setMenu is for Windows and Linux')
    checkBar(menu)
    this.menu = menu
  }
  /** Told with the time at which it happens, and again when the page is there. */
  show() {
    this.#alive('show')
    const first = !this.shown
    this.shown = true
    if (first) this.focus()
    if (first && this.loaded) this.#tellShown()
  }
  #tellShown() {
    tell({ shown: true, window: this.id, backgroundColor: this.backgroundColor })
  }
  setBackgroundColor(color) {
    this.backgroundColor = color
  }
  focus() {
    this.#alive('focus')
    if (state.focused === this) return
    state.focused = this
    this.emit('focus')
    app.emit('browser-window-focus', {}, this)
  }
  getBounds() {
    this.#alive('getBounds')
    return { ...this.#bounds }
  }
  getNormalBounds() {
    this.#alive('getNormalBounds')
    return { ...this.#bounds }
  }
  setBounds(bounds) {
    this.#alive('setBounds')
    Object.assign(this.#bounds, bounds)
    this.emit('move')
    this.emit('resize')
  }
  isMinimized() {
    return this.#minimized
  }
  minimize() {
    this.#minimized = true
    this.emit('minimize')
  }
  restore() {
    this.#minimized = false
    this.emit('restore')
  }
  isMaximized() {
    return this.#maximized
  }
  maximize() {
    this.#maximized = true
    this.emit('maximize')
  }
  unmaximize() {
    this.#maximized = false
    this.emit('unmaximize')
  }
  isFullScreen() {
    return this.#fullScreen
  }
  setFullScreen(on) {
    this.#fullScreen = on
    this.emit(on ? 'enter-full-screen' : 'leave-full-screen')
  }
  close() {
    if (this.#destroyed) return
    const event = preventable()
    this.emit('close', event)
    if (event.defaultPrevented) return
    this.#destroyed = true
    state.windows.splice(state.windows.indexOf(this), 1)
    if (state.focused === this) state.focused = null
    this.emit('closed')
    void this.page?.close().catch(() => {})
    state.windows.at(-1)?.focus()
    if (state.windows.length === 0 && !state.quitting) app.emit('window-all-closed')
  }

  async loadURL(url) {
    const contents = this.webContents
    const { protocol, host } = new URL(url)
    Object.assign(contents.mainFrame, { url, origin: `${protocol}//${host}` })
    const events = new EventEmitter()
    events.on('connect', (channel, port) =>
      ipcMain.emit(channel, { sender: contents, senderFrame: contents.mainFrame, ports: [port] }),
    )
    events.on('address', (address) => {
      contents.mainFrame.url = address
      contents.emit('did-navigate-in-page', {}, address, true)
    })
    events.on('context', (place) =>
      contents.emit('context-menu', preventable(), { ...place, frame: null, editFlags, menuSourceType: 'mouse' }),
    )
    events.on('open', (address) => contents.openHandler?.({ url: address }))
    events.on('navigate', (address, request) => {
      const event = preventable({ url: address, isMainFrame: request.frame().parentFrame() === null })
      contents.emit('will-frame-navigate', event)
      if (event.isMainFrame && !event.defaultPrevented) contents.emit('will-navigate', event)
      request.stopped = event.defaultPrevented
    })
    this.page = await openPage(url, this.#preload, this.id, events)
    if (this.#destroyed) return void this.page.close().catch(() => {})
    contents.reload = () => void this.page.reload().catch(() => {})
    this.loaded = true
    this.emit('ready-to-show')
    if (this.shown) this.#tellShown()
  }
}

const editFlags = {
  canUndo: true,
  canRedo: false,
  canCut: true,
  canCopy: true,
  canPaste: true,
  canDelete: true,
  canSelectAll: true,
}
