import { shell } from 'electron'

/** Opens a web page in the user's browser. Only https leaves the app: a trace's text could hold a link of any other kind. */
export function openOutside(url: string): void {
  if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url)
}
