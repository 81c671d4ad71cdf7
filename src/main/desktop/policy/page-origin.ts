/** Where the page lives: its own origin inside the app, or electron-vite's server during development. Everything else is somebody else's. */

export const pageScheme = 'app'
export const pageHost = 'tracecraft'

/** The page's address and origin in this start. */
export interface PageHome {
  readonly url: string
  /** As Chromium writes it. */
  readonly origin: string
}

/** `devServer` is electron-vite's address during development. */
export function pageHome(devServer: string | undefined): PageHome {
  if (devServer !== undefined) return { url: devServer, origin: new URL(devServer).origin }
  const origin = `${pageScheme}://${pageHost}`
  return { url: `${origin}/index.html`, origin }
}

/** Is this the address of the page itself, whatever place within the page it names? (Node gives every app: address the origin "null", so the parts are compared.) */
export function isPageAddress(address: string, home: PageHome): boolean {
  if (!URL.canParse(address)) return false
  const [asked, page] = [new URL(address), new URL(home.url)]
  return (
    asked.protocol === page.protocol &&
    asked.host === page.host &&
    asked.pathname === page.pathname &&
    asked.username === '' &&
    asked.password === ''
  )
}
