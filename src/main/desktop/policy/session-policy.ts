import type { Session } from 'electron'
import type { PageHome } from './page-origin.ts'

/** The one thing that a page may ask for: to put on the clipboard what the user copies. */
const allowedPermission = 'clipboard-sanitized-write'

/** Refuses every other permission and every device, and every download but those that the page made itself. */
export function guardSession(session: Session, home: PageHome): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    answer(permission === allowedPermission && requestingUrl.startsWith(`${home.origin}/`))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === allowedPermission && origin.replace(/\/$/, '') === home.origin,
  )
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    // An export is a blob of the page's own; the system's dialog asks where to put it.
    if (!item.getURL().startsWith(`blob:${home.origin}/`)) event.preventDefault()
  })
}

/** Requests of the page's session that are not for the app itself end before they leave: the second wall behind the page's own policy. */
export function guardPageRequests(session: Session, home: PageHome): void {
  const { protocol, host } = new URL(home.url)
  // During development the page comes over http, and a socket tells it of changes.
  const socket = protocol === 'http:' ? 'ws:' : null
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const asked = URL.canParse(url) ? new URL(url) : null
    const own = asked?.host === host && (asked.protocol === protocol || asked.protocol === socket)
    answer({ cancel: !own && !['blob:', 'data:', 'devtools:'].includes(asked?.protocol ?? '') })
  })
}
