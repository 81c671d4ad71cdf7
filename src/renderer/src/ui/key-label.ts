/** Is this a Mac, where the command key takes the place of Ctrl? */
export function isMac(): boolean {
  return /mac/i.test(navigator.platform)
}

const names: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Enter: '↵',
  Space: 'Space',
}

/** The caps to print for a combination such as `mod+shift+n`, in order. */
export function keyLabel(keys: string): string[] {
  const parts = keys.split(/(?<=.)\+(?=.)/)
  const mac = isMac()
  if (keys.includes(' ')) return keys.split(' ').flatMap(keyLabel)
  // A capital alone is written as it is typed, because the small letter may mean something else.
  if (parts.length === 1 && /^[A-Z]$/.test(keys)) return [mac ? '⇧' : 'Shift', keys]
  return parts.map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl'
    if (part === 'ctrl') return mac ? '⌃' : 'Ctrl'
    if (part === 'shift') return mac ? '⇧' : 'Shift'
    if (part === 'alt') return mac ? '⌥' : 'Alt'
    return names[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
}

/** The combination as one text, for aria labels and menus. */
export function keyText(keys: string): string {
  return keyLabel(keys).join(isMac() ? '' : '+')
}
