// The stand-in's Menu: reads templates as Electron does, and refuses what Electron would not show, what could reload a page, and two items of one bar with one key.

import { state, strict, tell } from './strict.mjs'

const everywhere =
  'undo redo cut copy paste pasteAndMatchStyle delete selectAll toggleDevTools resetZoom zoomIn zoomOut togglefullscreen minimize close help quit about'
const macOnly = 'services hide hideOthers unhide zoom front window startSpeaking stopSpeaking'
const roles = () => new Set([...everywhere.split(' '), ...macOnly.split(' ')])

/** The keys that come with a role. */
const roleKeys = {
  undo: 'CmdOrCtrl+Z',
  redo: 'CmdOrCtrl+Shift+Z',
  cut: 'CmdOrCtrl+X',
  copy: 'CmdOrCtrl+C',
  paste: 'CmdOrCtrl+V',
  selectAll: 'CmdOrCtrl+A',
  zoomIn: 'CmdOrCtrl+Plus',
  zoomOut: 'CmdOrCtrl+-',
  resetZoom: 'CmdOrCtrl+0',
  close: 'CmdOrCtrl+W',
  minimize: 'CmdOrCtrl+M',
  toggleDevTools: 'Ctrl+Shift+I',
  togglefullscreen: 'F11',
  hide: 'Cmd+H',
  hideOthers: 'Cmd+Alt+H',
}

const modifier = /^(CmdOrCtrl|CommandOrControl|Cmd|Command|Ctrl|Control|Alt|Option|AltGr|Shift|Super|Meta)$/
const plainKey =
  /^([A-Z0-9]|F([1-9]|1\d|2[0-4])|[)!@#$%^&*(:;<,_>.?/~`{\][|\\}"'=-]|Plus|Space|Tab|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc)$/

function checkKey(accelerator) {
  const parts = accelerator.split('+')
  const key = parts.pop()
  strict(plainKey.test(key) && parts.every((part) => modifier.test(part)), `"${accelerator}" is no accelerator`)
}

/** One way of writing each key. */
function written(accelerator) {
  const mac = process.platform === 'darwin'
  const parts = accelerator.split('+')
  const key = parts.pop()
  const names = parts.map((part) =>
    part
      .replace(/^(CmdOrCtrl|CommandOrControl)$/, mac ? 'Cmd' : 'Ctrl')
      .replace('Command', 'Cmd')
      .replace('Control', 'Ctrl')
      .replace('Option', 'Alt'),
  )
  return [...new Set(names)]
    .sort((a, b) => a.localeCompare(b))
    .concat(key)
    .join('+')
}

function readItem(template) {
  const { type, role, label, submenu, accelerator, registerAccelerator, enabled = true, visible = true } = template
  if (type === 'separator') return { type }
  strict(!/reload/i.test(role ?? ''), `the role ${role} loads a page anew`)
  strict(role === undefined || roles().has(role), `no role "${role}"`)
  strict(
    role === undefined || process.platform === 'darwin' || !macOnly.split(' ').includes(role),
    `the role ${role} is for macOS`,
  )
  strict(role !== undefined || (typeof label === 'string' && label !== ''), 'an item without label or role')
  strict(
    role !== undefined || submenu !== undefined || typeof template.click === 'function' || !enabled,
    `"${label}" does nothing`,
  )
  const key = accelerator ?? roleKeys[role]
  if (key !== undefined) checkKey(key)
  return {
    type: submenu ? 'submenu' : 'normal',
    label: label ?? role,
    role,
    accelerator: key,
    registerAccelerator: registerAccelerator !== false || process.platform === 'darwin',
    toolTip: template.toolTip,
    enabled,
    visible,
    click: template.click,
    submenu: submenu ? new Menu(submenu.map(readItem)) : undefined,
  }
}

export class Menu {
  constructor(items) {
    this.items = items
  }
  static buildFromTemplate(template) {
    strict(Array.isArray(template), 'a menu without a template')
    return new Menu(template.map(readItem))
  }
  static setApplicationMenu(menu) {
    if (menu) checkBar(menu)
    state.applicationMenu = menu
  }
  static getApplicationMenu() {
    return state.applicationMenu
  }
  popup(options) {
    strict(options?.window, 'a menu pops up over a window')
    state.popup = this
    tell({ popup: plain(this) })
  }
}

/** All items that do something, whatever menu they stand in. */
export function leaves(menu) {
  return menu.items.flatMap((item) => (item.submenu ? leaves(item.submenu) : item.type === 'separator' ? [] : [item]))
}

export function checkBar(menu) {
  const keys = new Map()
  for (const item of leaves(menu)) {
    if (!item.accelerator || !item.registerAccelerator) continue
    const key = written(item.accelerator)
    strict(!keys.has(key), `"${item.label}" and "${keys.get(key)}" have one key: ${key}`)
    keys.set(key, item.label)
  }
}

/** The item that the system would choose for a key that the page left alone. */
export function itemFor(menu, accelerator) {
  return leaves(menu).find(
    (item) =>
      item.enabled &&
      item.accelerator &&
      item.registerAccelerator &&
      written(item.accelerator) === written(accelerator),
  )
}

/** The menu as data. */
export function plain(menu) {
  return menu.items.map(({ click: _click, submenu, ...item }) => ({
    ...item,
    ...(submenu ? { submenu: plain(submenu) } : {}),
  }))
}
