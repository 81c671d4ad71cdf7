/** The page's tokens as a canvas can use them. */

/** Colours by the names of the tokens, in the theme that the page is in. */
export interface Palette {
  readonly font: string
  /** A CSS colour; a grey for a token that there is not. */
  color(token: string): string
}

let current: { key: string; palette: Palette } | null = null

/** The colours of the theme now. They are looked up once for each theme. */
export function palette(): Palette {
  const root = document.documentElement
  const key = JSON.stringify(root.dataset)
  if (current?.key === key) return current.palette
  const computed = getComputedStyle(root)
  const known = new Map<string, string>()
  const value = (name: string): string => {
    let text = known.get(name)
    if (text === undefined) known.set(name, (text = computed.getPropertyValue(name).trim()))
    return text
  }
  current = { key, palette: { font: value('--font-ui') || 'sans-serif', color: (token) => value(token) || '#808080' } }
  return current.palette
}

/** Calls back when the theme or the contrast changes. Returns how to stop. */
export function onThemeChange(act: () => void): () => void {
  const observer = new MutationObserver(act)
  observer.observe(document.documentElement, { attributes: true })
  return () => observer.disconnect()
}
