import { shell } from 'electron'
import { outsideLink } from '../../../shared/outside-link.ts'

/** Opens a web page in the user's browser. Only plain https leaves the app: a trace's text could hold a link of any other kind. Never throws. */
export function openOutside(url: string): void {
  const address = outsideLink(url)
  // A system without a browser rejects; there is nothing to be done about it from here.
  if (address !== null) shell.openExternal(address).catch(() => {})
}
