// A stand-in for the few Electron calls that the app uses, with a real Chromium page on the other side of the port. It is strict: a call in the wrong order, or an option that would
// open the sandbox, ends the program, so that the test sees it. What it cannot show: Electron's own process model, asar, packaging.

import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { folderOf } from './system-parts.mjs'

export * from './system-parts.mjs'

/** Where Chromium, which knows no app:// scheme, is led instead; every request is answered by the app's own protocol handler. */
const pageHost = 'http://tracecraft.localhost'

const state = { ready: false, schemes: [], handlers: new Map(), windows: [], menu: null, opened: [] }

function strict(condition, message) {
  if (condition) return
  process.stderr.write(`stand-in: ${message}\n`)
  process.exit(70)
}

class App extends EventEmitter {
  name = 'TraceCraft'
  isPackaged = false
  #ready = new Promise((resolve) => {
    setTimeout(() => {
      state.ready = true
      resolve()
    }, 10)
  })
  requestSingleInstanceLock() {
    return true
  }
  enableSandbox() {
    strict(!state.ready, 'enableSandbox after ready')
  }
  whenReady() {
    return this.#ready
  }
  getVersion() {
    return '0.0.0-test'
  }
  getPath(name) {
    strict(folderOf(name) !== null, `getPath(${name})`)
    return folderOf(name)
  }
  isReady() {
    return state.ready
  }
  /** As Electron: the windows close, then the app may put its end off, and ask for it again. */
  quit() {
    this.emit('before-quit', { preventDefault() {} })
    for (const window of state.windows.slice()) window.close()
    let prevented = false
    this.emit('will-quit', { preventDefault: () => (prevented = true) })
    if (!prevented) this.exit(0)
  }
  exit(code) {
    this.emit('quit', {}, code)
    const gone = browser ? browser.close() : Promise.resolve()
    void gone.finally(() => process.exit(code))
  }
}

export const app = new App()

export const protocol = {
  registerSchemesAsPrivileged(schemes) {
    strict(!state.ready, 'registerSchemesAsPrivileged after ready')
    state.schemes.push(...schemes)
  },
  handle(scheme, handler) {
    strict(state.ready, 'protocol.handle before ready')
    strict(
      state.schemes.some((one) => one.scheme === scheme && one.privileges.standard && one.privileges.secure),
      `${scheme} is not privileged`,
    )
    state.handlers.set(scheme, handler)
  },
}

/** Keeps the rules that the app set, so that a test can ask what each would say. */
class Session extends EventEmitter {
  rules = {}
  webRequest = { onBeforeRequest: (rule) => void (this.rules.request = rule) }
  setPermissionRequestHandler(rule) {
    this.rules.permissionRequest = rule
  }
  setPermissionCheckHandler(rule) {
    this.rules.permissionCheck = rule
  }
  setDevicePermissionHandler(rule) {
    this.rules.device = rule
  }
}

export const session = { defaultSession: new Session() }

const display = { workAreaSize: { width: 1280, height: 800 }, workArea: { x: 0, y: 0, width: 1280, height: 800 } }
export const screen = { getPrimaryDisplay: () => display, getDisplayMatching: () => display }

export const shell = {
  openExternal(url) {
    state.opened.push(url)
    return Promise.resolve()
  },
}

export const Menu = {
  buildFromTemplate: (template) => ({ template }),
  setApplicationMenu(menu) {
    state.menu = menu.template
  },
}

export const ipcMain = new EventEmitter()

let browser = null

class WebContents extends EventEmitter {
  mainFrame = { name: 'main', url: '', origin: '' }
  constructor() {
    super()
    app.emit('web-contents-created', {}, this)
  }
  setWindowOpenHandler(handler) {
    this.openHandler = handler
  }
}

export class BrowserWindow extends EventEmitter {
  webContents = new WebContents()
  #preload
  #ports = new Map()

  static getAllWindows() {
    return state.windows
  }
  static getFocusedWindow() {
    return state.windows[0] ?? null
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
    state.windows.push(this)
    this.backgroundColor = options.backgroundColor
    app.emit('browser-window-created', {}, this)
  }

  /** Told with the time at which it happens, and again when the page is there. */
  show() {
    this.shown = true
    if (this.loaded) process.send?.({ shown: true, backgroundColor: this.backgroundColor })
  }
  setBackgroundColor(color) {
    this.backgroundColor = color
  }
  isDestroyed() {
    return this.destroyed === true
  }
  close() {
    if (this.destroyed) return
    this.destroyed = true
    state.windows.splice(state.windows.indexOf(this), 1)
    this.#closePorts()
    this.emit('close', { preventDefault() {} })
    this.emit('closed')
    void this.page?.close().catch(() => {})
  }
  focus() {}
  isMinimized() {
    return false
  }

  async loadURL(url) {
    const { protocol: scheme, host, pathname } = new URL(url)
    Object.assign(this.webContents.mainFrame, { url, origin: `${scheme}//${host}` })
    browser ??= await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH,
      headless: true,
      args: JSON.parse(process.env.STAND_IN_BROWSER_ARGS ?? '[]'),
      // Signals are the app's to answer.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
    const page = await browser.newPage()
    this.page = page
    this.webContents.reload = () => void page.reload().catch(() => {})
    await page.exposeBinding('__connect', (_source, id, channel) => this.#connect(page, id, channel))
    await page.exposeBinding('__toMain', (_source, id, data) => this.#ports.get(id)?.emit('message', { data }))
    // A reload or a closed page closes its ports, as Electron does. (A new address within the document, which Playwright reports too, does not.)
    await page.exposeBinding('__newDocument', () => this.#closePorts())
    await page.addInitScript({ content: preloadScript(this.#preload) })
    await page.route(`${pageHost}/**`, async (route) => {
      const path = new URL(route.request().url()).pathname
      const response = await state.handlers.get(scheme.replace(':', ''))(new Request(`app://tracecraft${path}`))
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      })
    })
    page.on('close', () => this.#closePorts())
    await page.goto(`${pageHost}${pathname}`)
    this.loaded = true
    this.emit('ready-to-show')
    if (this.shown) this.show()
  }

  #connect(page, id, channel) {
    const port = new Port((data) =>
      page.evaluate(([to, text]) => window.__fromMain(to, text), [id, data]).catch(() => {}),
    )
    this.#ports.set(id, port)
    ipcMain.emit(channel, { sender: this.webContents, senderFrame: this.webContents.mainFrame, ports: [port] })
  }

  #closePorts() {
    for (const port of this.#ports.values()) port.emit('close')
    this.#ports.clear()
  }
}

/** Looks like Electron's MessagePortMain: messages are held until start(). */
class Port extends EventEmitter {
  #send
  #started = false
  #held = []
  constructor(send) {
    super()
    this.#send = send
  }
  postMessage(data) {
    this.#send(data)
  }
  start() {
    this.#started = true
    for (const held of this.#held.splice(0)) super.emit('message', held)
  }
  emit(name, event) {
    if (name === 'message' && !this.#started) return void this.#held.push(event)
    return super.emit(name, event)
  }
  close() {
    this.emit('close')
  }
}

/** Runs the built preload in the page with a `require` that offers what a sandboxed preload may have of Electron. */
function preloadScript(source) {
  return `(() => {
    if (window !== window.top) return
    const cleared = window.__newDocument()
    const ports = []
    window.__fromMain = (id, data) => ports[id].postMessage(data)
    const electron = {
      contextBridge: { exposeInMainWorld: (name, value) => { window[name] = value } },
      ipcRenderer: {
        postMessage: (channel, _message, [port]) => {
          const id = ports.push(port) - 1
          const connected = cleared.then(() => window.__connect(id, channel))
          port.onmessage = (event) => { void connected.then(() => window.__toMain(id, event.data)) }
        },
      },
    }
    const require = (name) => {
      if (name !== 'electron') throw new Error('A sandboxed preload cannot require ' + name)
      return electron
    }
    const module = { exports: {} }
    ;(function (exports, require, module) {${source}\n})(module.exports, require, module)
  })()`
}

/** The test's hand on the native menu. */
process.on('message', (message) => {
  if (message.click) {
    const item = state.menu
      .flatMap((one) => (Array.isArray(one.submenu) ? one.submenu : []))
      .find((one) => one.label === message.click)
    strict(item, `no menu item "${message.click}"`)
    item.click(item, state.windows[0])
  }
  if (message.quit) app.quit()
  // The page's process ends, or does not answer, as Electron tells of it.
  if (message.gone) state.windows[0].webContents.emit('render-process-gone', {}, { reason: message.gone, exitCode: 5 })
  if (message.contents) state.windows[0].webContents.emit(message.contents)
})
