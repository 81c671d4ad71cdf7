// The stand-in's parts of the system around the windows: theme, dialogs, clipboard, notifications, folders. What the app does with them is told to the test as messages; the test answers dialogs
// and clicks notifications the same way.

import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { state } from './strict.mjs'

const tell = (news) => void process.send?.(news)

export const nativeTheme = {
  themeSource: 'system',
  get shouldUseDarkColors() {
    return this.themeSource === 'dark' || (this.themeSource === 'system' && process.env.STAND_IN_DARK === '1')
  },
}

/** The folders of an app whose home is the working folder. */
export function folderOf(name) {
  return name === 'userData' ? process.cwd() : name === 'logs' ? join(process.cwd(), 'logs') : null
}

export const clipboard = {
  writeText: (text) => tell({ copied: text }),
}

/** Dialogs that are open, the newest last. */
const dialogs = []

export const dialog = {
  showErrorBox: (title, text) => tell({ dialog: { message: title, detail: text } }),
  showMessageBox(...given) {
    const options = given.at(-1)
    return new Promise((resolve) => {
      const open = { resolve }
      dialogs.push(open)
      options.signal?.addEventListener('abort', () => answer(open, options.cancelId ?? 0))
      const { message, detail, buttons, defaultId } = options
      tell({ dialog: { message, detail, buttons, defaultId } })
    })
  },
}

function answer(open, response) {
  const at = dialogs.indexOf(open)
  if (at < 0) return
  dialogs.splice(at, 1)
  open.resolve({ response, checkboxChecked: false })
}

const notifications = []

export class Notification extends EventEmitter {
  static isSupported() {
    return true
  }
  constructor(options) {
    super()
    this.options = options
  }
  show() {
    notifications.push(this)
    tell({ notified: this.options })
  }
}

process.on('message', (message) => {
  if (message.answer !== undefined && dialogs.length > 0) answer(dialogs.at(-1), message.answer)
  if (message.clickNotification) notifications.at(-1)?.emit('click')
  // Something of another program comes to the front.
  if (message.blur) state.focused = null
  // A fault of the main process that nothing catches.
  if (message.uncaught)
    setTimeout(() => {
      throw new Error(message.uncaught)
    })
})
