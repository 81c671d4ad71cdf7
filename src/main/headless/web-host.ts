/**
 * Browser mode's carrier: the built page and the contract over one loopback HTTP server. Only the holder of the one-time token may talk to it.
 *
 * Other pages in the user's browser can reach loopback too, so a request is refused before the upgrade when its Host is not ours (DNS rebinding), when its
 * Origin is another page's, or when it does not bring the token. The token travels in the URL's fragment, which is never sent to a server, and then as a
 * WebSocket subprotocol.
 */

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { failure, fix } from '../../shared/errors.ts'
import { readPageFile } from '../page-files.ts'
import { contentSecurityPolicy } from '../page-policy.ts'

export interface WebHostOptions {
  /** Folder of the built page. */
  readonly pageDir: string
  /** 0 for any free port. */
  readonly port: number
  /** Hands a connection to the router; called once for each page that was let in. */
  readonly accept: (socket: WebSocket) => void
  /** For tests; by default 32 random bytes. */
  readonly token?: string
}

export interface WebHost {
  /** `http://127.0.0.1:PORT/#token=…` */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** The largest question a page may send: settings and ids are small. Answers are not limited by it. */
const maxPayload = 1024 * 1024

/** Starts the host on 127.0.0.1. Rejects with SETTINGS when the port is taken. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const token = options.token ?? randomBytes(32).toString('base64url')
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload,
    handleProtocols: (offered) => [...offered][0] ?? false,
  })
  const server = createServer((request, response) => {
    void servePage(options.pageDir, request, response, port)
  })
  let port = 0
  server.on('upgrade', (request, socket, head) => {
    // Node takes its own listener off an upgraded socket: a caller that resets the connection would end the program.
    socket.on('error', () => socket.destroy())
    const refusal = refuse(request, port, token)
    if (refusal) return refuseUpgrade(socket, refusal)
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      // A frame that is too large or broken: ws closes the socket by itself, which is all that is to be done.
      accepted.on('error', () => {})
      options.accept(accepted)
    })
  })
  port = await listen(server, options.port)
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    port,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets.clients) socket.terminate()
        sockets.close()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function listen(server: ReturnType<typeof createServer>, wanted: number): Promise<number> {
  return new Promise((resolvePort, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? failure({
              code: 'SETTINGS',
              message: `Port ${wanted} cannot be used.`,
              cause: error.code === 'EACCES' ? 'This user may not listen on it.' : 'Another program listens on it.',
              fix: fix('Choose another port, or leave --port out to take any free one.'),
            })
          : error,
      )
    })
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      resolvePort(typeof address === 'object' && address ? address.port : wanted)
    })
  })
}

function ourHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`
}

/** The status to refuse an upgrade with, or null to let it in. */
function refuse(request: IncomingMessage, port: number, token: string): 401 | 404 | 421 | null {
  if (!ourHost(request.headers.host, port)) return 421
  if (pathOf(request.url ?? '/') !== '/rpc') return 404
  const origin = request.headers.origin
  if (origin !== undefined && !ourHost(origin.replace(/^http:\/\//, ''), port)) return 401
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
  return offered.some((one) => sameToken(one, `tracecraft.${token}`)) ? null : 401
}

function sameToken(given: string, wanted: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(wanted)
  return a.length === b.length && timingSafeEqual(a, b)
}

function refuseUpgrade(socket: Duplex, status: 401 | 404 | 421): void {
  const text = { 401: 'Unauthorized', 404: 'Not Found', 421: 'Misdirected Request' }[status]
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

async function servePage(
  pageDir: string,
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
): Promise<void> {
  if (!ourHost(request.headers.host, port)) return plain(response, 421, 'Misdirected request')
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Only GET')
  const path = pathOf(request.url ?? '/')
  const file = path === null ? null : await readPageFile(pageDir, path)
  if (!file) return plain(response, 404, 'Not found')
  response.writeHead(200, {
    'content-type': file.contentType,
    'content-security-policy': contentSecurityPolicy(`ws://127.0.0.1:${port} ws://localhost:${port}`),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': file.isPage ? 'no-store' : 'public, max-age=31536000, immutable',
  })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

/** The path of a request's address, still encoded; null for an address that cannot be read. */
function pathOf(address: string): string | null {
  return URL.canParse(address, 'http://127.0.0.1') ? new URL(address, 'http://127.0.0.1').pathname : null
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
