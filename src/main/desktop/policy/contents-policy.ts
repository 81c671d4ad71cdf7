import type { WebContents } from 'electron'
import { openOutside } from './links.ts'
import { isPageAddress, type PageHome } from './page-origin.ts'

/**
 * Keeps contents where they are: a page may load itself anew and go nowhere else, in no frame, by no redirect; it opens no window, and holds no webview. A link that the user
 * followed asks for a new window: it goes to the user's browser if it may. An attempt to navigate goes nowhere at all, because no click of the user's stands behind it.
 */
export function guardContents(contents: WebContents, home: PageHome): void {
  const stay = (event: { preventDefault(): void; readonly url: string }) => {
    if (!isPageAddress(event.url, home)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-frame-navigate', (event) => {
    // The page has no frames.
    if (event.isMainFrame) stay(event)
    else event.preventDefault()
  })
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}
