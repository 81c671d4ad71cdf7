/** Serves the built page as app://tracecraft/… with its Content-Security-Policy. */

import { readFile } from 'node:fs/promises'
import { extname, normalize, resolve, sep } from 'node:path'
import { protocol } from 'electron'
import { contentSecurityPolicy } from '../page-policy.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

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
    const path = normalize(decodeURIComponent(url.pathname === '/' ? '/index.html' : url.pathname))
    const file = resolve(pageDir, `.${path}`)
    if (url.host !== 'tracecraft' || !file.startsWith(resolve(pageDir) + sep))
      return new Response('Not found', { status: 404 })
    try {
      return new Response(await readFile(file), {
        headers: {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': contentSecurityPolicy("'none'"),
          'x-content-type-options': 'nosniff',
        },
      })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}
