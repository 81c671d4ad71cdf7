/**
 * The key with which this tab talks to the loopback service of browser mode. The address brings a token that works once; together with it the page offers a secret of its own, which
 * stands for this tab from then on, so that a reload is let in and nobody who reads the address later is.
 */

const sessionKey = 'tracecraft.session'

/** What this tab offers as WebSocket subprotocols. Throws a sentence for the user when it was opened by an address without a token. */
export function pageKeys(): string[] {
  const token = takeToken()
  if (token === null) {
    const session = sessionStorage.getItem(sessionKey)
    if (session !== null) return ['tracecraft', `tracecraft.session.${session}`]
    throw new Error(
      'This address lacks its one-time token. Open the address that `tracecraft serve` or `npm start` printed; or, in a tab that is connected, press Ctrl+K and choose “Open another tab”.',
    )
  }
  // A new one with every token: the one that is kept may be known to another program that had this port before.
  const session = base64url(crypto.getRandomValues(new Uint8Array(32)))
  // Kept before it is used: should the connection break on the way, the token is used up and this is the way back in.
  sessionStorage.setItem(sessionKey, session)
  return ['tracecraft', `tracecraft.session.${session}`, `tracecraft.token.${token}`]
}

/** A socket to the service that this page came from. */
export function openSocket(path: '/rpc' | '/address', keys: string[]): WebSocket {
  return new WebSocket(`ws://${window.location.host}${path}`, keys)
}

/** Asks the service for an address that opens one more tab. Rejects with a sentence for the user when it gives none. */
export function anotherAddress(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = openSocket('/address', pageKeys())
    socket.addEventListener('message', ({ data }) => resolve(String(data)), { once: true })
    socket.addEventListener('close', () => reject(new Error('The service gave no address for another tab.')), {
      once: true,
    })
  })
}

/** The token comes once in the URL's fragment and is taken out of the address at once. It is given once, too: the service would not take it a second time. */
function takeToken(): string | null {
  const fragment = new URLSearchParams(window.location.hash.slice(1))
  const token = fragment.get('token')
  if (token === null) return null
  fragment.delete('token')
  const rest = fragment.toString()
  const { pathname, search } = window.location
  window.history.replaceState(null, '', `${pathname}${search}${rest ? `#${rest}` : ''}`)
  return token
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
