// The test's hand on the stand-in: it asks by messages, and each question has its answer. (tests/support/desktop-app.ts is the other end.)

import { EventEmitter } from 'node:events'
import { app, preventable } from './app.mjs'
import { itemFor, leaves, plain } from './menu.mjs'
import { screen } from './screen.mjs'
import { session } from './session.mjs'
import { state, strict, tell } from './strict.mjs'
import { ipcMain } from './window.mjs'

const windowOf = (id) =>
  id === undefined ? (state.focused ?? state.windows[0]) : state.windows.find((one) => one.id === id)
const barOf = (id) => (process.platform === 'darwin' ? state.applicationMenu : windowOf(id)?.menu)

/** As Electron calls it: with the window in front, and whether a key chose it. */
function choose(item, id, triggeredByAccelerator = false) {
  strict(item.enabled, `"${item.label}" is greyed out`)
  const window = windowOf(id)
  if (item.role === 'close') window?.close()
  else if (item.role === 'quit') app.quit()
  else item.click?.(item, window, { triggeredByAccelerator })
}

const asked = {
  windows: () =>
    state.windows.map((window) => ({
      id: window.id,
      bounds: window.getBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
      minimized: window.isMinimized(),
      focused: state.focused === window,
      loaded: window.loaded === true,
      url: window.webContents.getURL(),
      zoom: window.webContents.getZoomLevel(),
    })),
  menu: ({ window }) => {
    const bar = barOf(window)
    return bar ? plain(bar) : null
  },
  /** Chooses an item by its way through the menus, or by its label alone. */
  choose: ({ path, window }) => {
    const bar = barOf(window)
    const item =
      path.length === 1
        ? leaves(bar).find(({ label }) => label === path[0])
        : path.reduce((at, label) => (at?.submenu ?? at)?.items?.find((one) => one.label === label), bar)
    strict(item, `no menu item "${path.join(' > ')}"`)
    choose(item, window)
  },
  choosePopup: ({ label }) => {
    const item = state.popup?.items.find((one) => one.label === label)
    strict(item, `no item "${label}" in the context menu`)
    choose(item)
  },
  /** A key as the system gives it: to the app, then to the page, then to the menu. Says who took it. */
  press: async ({ key, window }) => {
    const at = windowOf(window)
    while (!at.loaded) await new Promise((again) => setTimeout(again, 20))
    const parts = key.split('+')
    const letter = parts.at(-1)
    const has = (name) => parts.slice(0, -1).includes(name)
    const event = preventable()
    at.webContents.emit('before-input-event', event, {
      type: 'keyDown',
      key: letter,
      control: has('Control'),
      meta: has('Meta'),
      shift: has('Shift'),
      alt: has('Alt'),
      isAutoRepeat: false,
    })
    if (event.defaultPrevented) return 'app'
    await at.page.evaluate(() => (window.__lastKey = null))
    await at.page.keyboard.press(key)
    const taken = await at.page.evaluate(
      () => new Promise((done) => setTimeout(() => done(window.__lastKey?.taken ?? false), 20)),
    )
    if (taken) return 'page'
    const accelerator = key
      .replace('Control', 'Ctrl')
      .replace('Meta', 'Cmd')
      .replace(/[a-z]$/, (text) => text.toUpperCase())
    const item = itemFor(barOf(window), accelerator)
    if (!item) return 'nobody'
    choose(item, window, true)
    return 'menu'
  },
  focus: ({ window }) => windowOf(window).focus(),
  close: ({ window }) => windowOf(window).close(),
  minimize: ({ window }) => windowOf(window).minimize(),
  maximize: ({ window }) => windowOf(window).maximize(),
  setBounds: ({ window, bounds }) => windowOf(window).setBounds(bounds),
  zoom: ({ window, level }) => windowOf(window).webContents.setZoomLevel(level),
  displays: ({ displays }) => screen.change(displays),
  openUrl: ({ url }) => app.emit('open-url', preventable(), url),
  openFile: ({ path }) => app.emit('open-file', preventable(), path),
  activate: () => app.emit('activate', {}, state.windows.length > 0),
  opened: () => state.opened,
  /** What the rules of the page's session say of these permissions and addresses, asked for by this page. */
  rules: async ({ permissions, addresses, from }) => {
    const { rules } = session.defaultSession
    const requested = (name) =>
      new Promise((done) => rules.permissionRequest(null, name, done, { requestingUrl: `${from}/index.html` }))
    const letThrough = (url) => new Promise((done) => rules.request({ url }, ({ cancel }) => done(!cancel)))
    return {
      requested: await Promise.all(permissions.map(requested)),
      checked: permissions.map((name) => rules.permissionCheck(null, name, from)),
      device: rules.device({ deviceType: 'usb' }),
      let: await Promise.all(addresses.map(letThrough)),
    }
  },
  /** A port that comes from somewhere: was it closed at once? */
  port: ({ frame }) => {
    const { webContents } = windowOf()
    const port = Object.assign(new EventEmitter(), { closed: false, start() {}, postMessage() {} })
    port.close = () => (port.closed = true)
    const senderFrame =
      frame === 'none' ? null : frame === 'main' ? webContents.mainFrame : { ...webContents.mainFrame, ...frame }
    ipcMain.emit('rpc:connect', { sender: webContents, senderFrame, ports: [port] })
    return port.closed
  },
  given: () => {
    const { dock, jumpList, about, aboutShown, scheme } = app.given
    return { dock: dock ? plain(dock) : null, jumpList, about, aboutShown, scheme }
  },
  chooseDock: ({ label }) => choose(app.given.dock.items.find((one) => one.label === label)),
  removeFromJumpList: ({ items }) => void (app.removedItems = items),
}

process.on('message', async (message) => {
  if (message.ask) {
    strict(asked[message.ask], `the stand-in is asked for "${message.ask}"`)
    const value = await asked[message.ask](message.with ?? {})
    // Some answers come after the program's end was asked for.
    tell({ answer: message.id, value: value ?? null })
  }
  if (message.click) asked.choose({ path: [message.click] })
  if (message.quit) app.quit()
  // The page's process ends, or does not answer, as Electron tells of it.
  if (message.gone) state.windows[0].webContents.emit('render-process-gone', {}, { reason: message.gone, exitCode: 5 })
  if (message.contents) state.windows[0].webContents.emit(message.contents)
})
