/** Serves the built page as app://tracecraft/… with its policy. */

import { protocol } from 'electron'
import { readPageFile } from '../../page-files.ts'
import { pageHeaders } from '../../page-policy.ts'
import { pageScheme, pageHost } from './page-origin.ts'

/** Must run before the app is ready (Electron: registerSchemesAsPrivileged can be used only before ready, and once). */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Answers app:// from the folder of the built page and nothing outside it. Runs once the app is ready. */
export function servePage(pageDir: string): void {
  protocol.handle(pageScheme, (request) => answer(pageDir, request))
}

async function answer(pageDir: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'Only GET')
  const { host, username, password, pathname } = new URL(request.url)
  const ours = host === pageHost && username === '' && password === ''
  const file = ours ? await readPageFile(pageDir, pathname) : null
  if (!file) return refusal(404, 'Not found')
  return new Response(request.method === 'HEAD' ? null : file.body, {
    headers: { 'content-type': file.contentType, ...pageHeaders("'none'") },
  })
}

function refusal(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...pageHeaders("'none'") },
  })
}
