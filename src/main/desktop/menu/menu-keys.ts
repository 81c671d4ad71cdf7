/** The page's keys as Electron writes them. Pure. */

/** What shows an item's key, and whether the system acts on it. */
export interface MenuKey {
  readonly accelerator?: string
  readonly registerAccelerator?: false
  readonly toolTip?: string
}

const named: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Enter: 'Return',
  Escape: 'Esc',
  Backspace: 'Backspace',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Space: 'Space',
  '+': 'Plus',
}

const modifiers: Readonly<Record<string, string>> = { mod: 'CmdOrCtrl', ctrl: 'Ctrl', alt: 'Alt', shift: 'Shift' }

/**
 * The key that an item shows, of all that do the same: a combination where there is one, which the system then acts on when the page did not. A single key is only shown, because registered it
 * would act while somebody types. macOS registers whatever it shows, so there the item's tool tip says it. Nothing for keys that no menu can write (`g g`).
 */
export function menuKey(keys: readonly string[], platform: NodeJS.Platform): MenuKey {
  const combination = keys.find((key) => /^(mod|ctrl|alt)\+/.test(key) && !key.includes('…') && acceleratorOf(key))
  if (combination) return { accelerator: acceleratorOf(combination)! }
  const single = keys.find((key) => !key.includes('…') && acceleratorOf(key))
  if (platform === 'darwin') {
    const [first] = keys
    return first === undefined ? {} : { toolTip: `Key: ${spelled(single ?? first)}` }
  }
  return single ? { accelerator: acceleratorOf(single)!, registerAccelerator: false } : {}
}

/** `mod+shift+n` as `CmdOrCtrl+Shift+N`; null for what an accelerator cannot say. */
export function acceleratorOf(key: string): string | null {
  if (key.includes(' ')) return null
  const parts = key.split(/(?<=.)\+(?=.)/)
  const last = parts.at(-1)!
  const main = named[last] ?? (/^[a-zA-Z\d`,./[\]\-=;'?{}]$/.test(last) ? last.toUpperCase() : null)
  if (main === null) return null
  // A capital alone is the letter with Shift; with a modifier the key map writes letters small.
  const shift = parts.length === 1 && /^[A-Z]$/.test(last) ? ['Shift'] : []
  return [...parts.slice(0, -1).map((part) => modifiers[part] ?? part), ...shift, main].join('+')
}

function spelled(key: string): string {
  return /^[A-Z]$/.test(key) ? `Shift+${key}` : key.replaceAll(/Arrow/g, '')
}
