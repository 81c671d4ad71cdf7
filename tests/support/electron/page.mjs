// The real Chromium page behind a window's contents: the built preload runs in it, app:// is answered by the app's own handler, and what Electron would tell of it is told.

import { EventEmitter } from 'node:events'
import { contextOfApp } from './browser.mjs'
import { session } from './session.mjs'
import { state } from './strict.mjs'

/** Where Chromium, which knows no app:// scheme, is led instead. */
const pageHost = 'http://tracecraft.localhost'

/** The page's address as the app knows it. */
export const appAddress = (url) => url.replace(pageHost, 'app://tracecraft')

/**
 * Opens a page. `events` hears of what happens in it: `connect` with a channel and a port, `address` at a new address within the document, `context` where a context menu is asked for,
 * `open` for a new window, `navigate` with what may prevent it.
 */
export async function openPage(url, preload, windowId, events) {
  const page = await (await contextOfApp()).newPage()
  const ports = new Map()
  const closePorts = () => {
    for (const port of ports.values()) port.emit('close')
    ports.clear()
  }
  await page.exposeBinding('__connect', (_source, id, channel) => {
    const port = new Port((data) =>
      page.evaluate(([to, text]) => window.__fromMain(to, text), [id, data]).catch(() => {}),
    )
    ports.set(id, port)
    events.emit('connect', channel, port)
  })
  await page.exposeBinding('__toMain', (_source, id, data) => ports.get(id)?.emit('message', { data }))
  // A reload or a closed page closes its ports, as Electron does. (A new address within the document, which Playwright reports too, does not.)
  await page.exposeBinding('__newDocument', () => closePorts())
  await page.exposeBinding('__context', (_source, place) => events.emit('context', place))
  await page.exposeBinding('__open', (_source, target) => events.emit('open', appAddress(target)))
  await page.addInitScript({ content: preloadScript(preload, windowId) })
  await page.route('**/*', (route) => answer(route, events))
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame() && frame.url().startsWith(pageHost)) events.emit('address', appAddress(frame.url()))
  })
  page.on('close', closePorts)
  page.on('crash', closePorts)
  const { pathname, hash } = new URL(url)
  await page.goto(`${pageHost}${pathname}${hash}`)
  return page
}

async function answer(route, events) {
  const request = route.request()
  const address = appAddress(request.url())
  const isPage = request.isNavigationRequest()
  if (isPage && request.frame().url() !== 'about:blank' && events.emit('navigate', address, request) && request.stopped)
    // Chromium stays where it was, as Electron does.
    return route.abort('aborted')
  const rule = session.defaultSession.rules.request
  const refused = rule ? await new Promise((done) => rule({ url: address }, ({ cancel }) => done(cancel))) : false
  // Nothing that is not the app's own is ever fetched here.
  if (refused || !address.startsWith('app://')) return route.abort()
  const response = await state.handlers.get('app')(new Request(address, { method: request.method() }))
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
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

/** Runs the built preload in the page with a `require` that offers what a sandboxed preload may have of Electron, and watches for what Chromium would tell the app. */
function preloadScript(source, windowId) {
  return `(() => {
    if (window !== window.top) return
    window.__windowId = ${windowId}
    window.__appId = ${process.pid}
    const cleared = window.__newDocument()
    const ports = []
    window.__fromMain = (id, data) => ports[id].postMessage(data)
    window.open = (url) => { void window.__open(new URL(url, location.href).href); return null }
    // Whether the page took a key or a context menu is known once all its listeners have run.
    window.addEventListener('keydown', (event) => setTimeout(() => { window.__lastKey = { key: event.key, taken: event.defaultPrevented } }))
    window.addEventListener('contextmenu', (event) => setTimeout(() => {
      if (event.defaultPrevented) return
      const target = event.target
      const link = target.closest && target.closest('a[href]')
      void window.__context({
        x: event.clientX,
        y: event.clientY,
        isEditable: target.matches('input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable]'),
        selectionText: String(getSelection()),
        linkURL: link ? link.href : '',
      })
    }), true)
    window.addEventListener('click', (event) => {
      const link = event.target.closest && event.target.closest('a[target=_blank]')
      if (!link || event.defaultPrevented) return
      event.preventDefault()
      void window.__open(link.href)
    })
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
