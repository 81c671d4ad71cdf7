// A stand-in for the few Electron calls that the app uses, with a real Chromium page on the other side of the port. It is strict: a call in the wrong order, or an option that would
// open the sandbox, ends the program, so that the test sees it. What it cannot show: Electron's own process model, asar, packaging.

import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

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
    strict(name === 'userData', `getPath(${name})`)
    return process.cwd()
  }
  quit() {
    this.emit('will-quit')
    void browser?.close().then(() => process.exit(0))
  }
  exit(code) {
    process.exit(code)
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
  }

  show() {
    process.send?.({ shown: true })
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
    })
    const page = await browser.newPage()
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
    this.emit('ready-to-show')
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
})
