/** Keys that a browser would take for a reload, and the one that has two meanings. Pure. */

/** A key as Electron's `before-input-event` tells it. */
export interface PressedKey {
  readonly type: string
  readonly key: string
  readonly control: boolean
  readonly meta: boolean
  readonly shift: boolean
  readonly alt: boolean
}

/**
 * What a key means before the page sees it: `refresh` asks the platforms again, which is what every key for a reload means here; `actual-size` takes the zoom back where there is one. Null leaves it
 * to the page and the menu, among them Cmd+R or Ctrl+R, which the page takes for a refresh by itself.
 */
export function pressedMeans(
  input: PressedKey,
  platform: NodeJS.Platform,
  zoomed: boolean,
): 'refresh' | 'actual-size' | null {
  if (input.type !== 'keyDown' || input.alt) return null
  const mac = platform === 'darwin'
  const mod = mac ? input.meta && !input.control : input.control && !input.meta
  if (input.key === 'F5' && !input.meta && !mac) return 'refresh'
  if (!mod) return null
  if (input.shift && input.key.toLowerCase() === 'r') return 'refresh'
  if (input.key === '0' && !input.shift && zoomed) return 'actual-size'
  return null
}
