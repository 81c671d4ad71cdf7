// The stand-in's `app`: when it is ready, how it ends, and the one instance that it may be.

import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endBrowser } from './browser.mjs'
import { state, strict, tell } from './strict.mjs'
import { folderOf } from './system-parts.mjs'

const on = (...platforms) => platforms.includes(process.platform)

class App extends EventEmitter {
  name = 'TraceCraft'
  isPackaged = process.env.STAND_IN_PACKAGED === '1'
  /** What the app gave the system. */
  given = { dock: null, jumpList: null, about: null, aboutShown: 0, scheme: null }
  dock = on('darwin') ? { setMenu: (menu) => (this.given.dock = menu) } : undefined
  #lock = null
  #watch = null
  #ready = new Promise((resolve) => {
    // A link that the app is started for comes before it is ready.
    if (process.env.STAND_IN_OPEN_URL)
      setTimeout(() => this.emit('open-url', preventable(), process.env.STAND_IN_OPEN_URL), 2)
    setTimeout(() => {
      state.ready = true
      resolve()
      this.emit('ready', {})
    }, 10)
  })

  /** As Electron: scoped to the app's own folder; what a second start sends comes once the first is ready. */
  requestSingleInstanceLock(additionalData) {
    strict(!state.ready, 'the lock is asked for after ready')
    const lock = join(folderOf('userData'), '.stand-in-lock')
    const holder = join(lock, 'holder')
    if (existsSync(holder) && isAlive(Number(readFileSync(holder, 'utf8')))) {
      writeFileSync(join(lock, `second-${process.pid}`), JSON.stringify(additionalData ?? null))
      return false
    }
    mkdirSync(lock, { recursive: true })
    writeFileSync(holder, String(process.pid))
    this.#lock = lock
    this.#watch = setInterval(() => state.ready && this.#readSeconds(), 50).unref()
    return true
  }
  #readSeconds() {
    for (const name of readdirSync(this.#lock).filter((one) => one.startsWith('second-'))) {
      let data
      try {
        data = JSON.parse(readFileSync(join(this.#lock, name), 'utf8'))
      } catch {
        // Still being written.
        continue
      }
      rmSync(join(this.#lock, name))
      // The order and the extra words are Chromium's.
      this.emit(
        'second-instance',
        {},
        ['electron', '--original-process-start-time=1', 'datadog://us1/from-argv'],
        '/',
        data,
      )
    }
  }
  enableSandbox() {
    strict(!state.ready, 'enableSandbox after ready')
  }
  whenReady() {
    return this.#ready
  }
  isReady() {
    return state.ready
  }
  getVersion() {
    return '0.0.0-test'
  }
  getPath(name) {
    strict(folderOf(name) !== null, `getPath(${name})`)
    return folderOf(name)
  }
  setAsDefaultProtocolClient(scheme) {
    this.given.scheme = scheme
    return true
  }
  setAboutPanelOptions(options) {
    this.given.about = options
  }
  showAboutPanel() {
    this.given.aboutShown++
  }
  getJumpListSettings() {
    strict(on('win32'), 'getJumpListSettings is for Windows')
    return { minItems: 4, removedItems: this.removedItems ?? [] }
  }
  setJumpList(categories) {
    strict(on('win32'), 'setJumpList is for Windows')
    strict(state.ready, 'setJumpList before ready')
    for (const { type, name, items } of categories ?? []) {
      strict(type !== 'custom' || name, 'a custom category without a name')
      for (const item of items ?? []) {
        strict(item.type === 'task' && item.program && item.title, 'an item of a jump list that is no whole task')
        strict((item.description ?? '').length <= 260, 'a description beyond 260 characters')
      }
    }
    this.given.jumpList = categories
    return 'ok'
  }
  /** As Electron: the windows close, then the app may put its end off, and ask for it again. */
  quit() {
    const before = preventable()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    state.quitting = true
    for (const window of state.windows.slice()) window.close()
    const will = preventable()
    this.emit('will-quit', will)
    if (!will.defaultPrevented) this.exit(0)
  }
  exit(code) {
    this.emit('quit', {}, code)
    tell({ exit: code })
    clearInterval(this.#watch)
    if (this.#lock) rmSync(this.#lock, { recursive: true, force: true })
    void endBrowser().finally(() => process.exit(code))
  }
}

/** An event whose default may be prevented. */
export function preventable(fields = {}) {
  const event = { ...fields, defaultPrevented: false, preventDefault: () => (event.defaultPrevented = true) }
  return event
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export const app = new App()
