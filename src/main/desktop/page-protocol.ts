/** Serves the built page as app://tracecraft/… with its Content-Security-Policy. */

import { protocol } from 'electron'
import { readPageFile } from '../page-files.ts'
import { contentSecurityPolicy } from '../page-policy.ts'

/** Must run before the app is ready (Electron: registerSchemesAsPrivileged can be used only before ready, and once). */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Answers app:// from the folder of the built page and nothing outside it. Runs once the app is ready. */
export function servePage(pageDir: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const file = url.host === 'tracecraft' ? await readPageFile(pageDir, url.pathname) : null
    if (!file) return new Response('Not found', { status: 404 })
    return new Response(file.body, {
      headers: {
        'content-type': file.contentType,
        'content-security-policy': contentSecurityPolicy("'none'"),
        'x-content-type-options': 'nosniff',
      },
    })
  })
}
