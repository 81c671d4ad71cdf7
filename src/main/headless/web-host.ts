/**
 * Browser mode's carrier: the built page and the contract over one loopback HTTP server. Only a page that was opened by an address of ours may talk to it.
 *
 * Other pages in the user's browser can reach loopback too, so a request is refused when its Host is not ours (DNS rebinding), when another page asked for it, when its Origin is not
 * ours, or when it does not bring a key. The key travels in the URL's fragment, which is never sent to a server, and then as a WebSocket subprotocol.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { failure, fix } from '../../shared/errors.ts'
import { readPageFile } from '../page-files.ts'
import { pageHeaders } from '../page-policy.ts'
import { PageKeys, protocolName } from './page-keys.ts'

export interface WebHostOptions {
  /** Folder of the built page. */
  readonly pageDir: string
  /** 0 for any free port. */
  readonly port: number
  /** Hands a connection to the router; called once for each page that was let in. */
  readonly accept: (socket: WebSocket) => void
}

export interface WebHost {
  /** `http://127.0.0.1:PORT/#token=…`: works once. */
  readonly url: string
  readonly port: number
  /** Another address that works once. */
  newAddress(): string
  close(): Promise<void>
}

/** The largest question a page may send: settings and ids are small. Answers are not limited by it. */
const maxPayload = 1024 * 1024

/** Where a page that was let in talks to the service, and where it asks for the address of one more page. */
const rpcPath = '/rpc'
const addressPath = '/address'

/** Starts the host on 127.0.0.1. Rejects with SETTINGS when the port is taken. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const keys = new PageKeys()
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload,
    handleProtocols: (offered) => (offered.has(protocolName) ? protocolName : false),
  })
  const server = createServer((request, response) => {
    void servePage(options.pageDir, request, response, port)
  })
  let port = 0
  const newAddress = () => `http://127.0.0.1:${port}/#token=${keys.newToken()}`
  server.on('upgrade', (request, socket, head) => {
    // Node takes its own listener off an upgraded socket: a caller that resets the connection would end the program.
    socket.on('error', () => socket.destroy())
    const refusal = refuse(request, port, keys)
    if (refusal) return refuseUpgrade(socket, refusal)
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      // A frame that is too large or broken: ws closes the socket by itself, which is all that is to be done.
      accepted.on('error', () => {})
      if (pathOf(request) === rpcPath) return options.accept(accepted)
      accepted.send(newAddress())
      accepted.close()
    })
  })
  port = await listen(server, options.port)
  return {
    url: newAddress(),
    port,
    newAddress,
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

const statusText = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
} as const
type Refusal = keyof typeof statusText

/**
 * The one name that the service has. `localhost` is not among them: a machine may lead it to ::1, where another user's program may listen and its page would then be of an origin
 * that is let in here.
 */
function ourHost({ headers }: IncomingMessage, port: number): boolean {
  return headers.host === `127.0.0.1:${port}`
}

/** The status to refuse an upgrade with, or null to let it in. Keys are looked at last: what another page asks for is not counted as a wrong key. */
function refuse(request: IncomingMessage, port: number, keys: PageKeys): Refusal | null {
  if (!ourHost(request, port)) return 421
  const path = pathOf(request)
  if (path !== rpcPath && path !== addressPath) return 404
  if (request.method !== 'GET') return 405
  if (request.headers.origin !== `http://127.0.0.1:${port}`) return 403
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
  const verdict = keys.admit(offered)
  return verdict === 'refused' ? 401 : verdict === 'slow-down' ? 429 : null
}

function refuseUpgrade(socket: Duplex, status: Refusal): void {
  socket.end(`HTTP/1.1 ${status} ${statusText[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

async function servePage(
  pageDir: string,
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
): Promise<void> {
  const headers = { ...pageHeaders(`ws://127.0.0.1:${port}`), 'cache-control': 'no-store' }
  const refused = (status: Refusal) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(statusText[status])
  if (!ourHost(request, port)) return void refused(421)
  if (request.method !== 'GET' && request.method !== 'HEAD') return void refused(405)
  if (isForAnotherPage(request)) return void refused(403)
  const path = pathOf(request)
  const file = path === null ? null : await readPageFile(pageDir, path)
  if (!file) return void refused(404)
  response.writeHead(200, { 'content-type': file.contentType, ...headers })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

/** A browser says whose page asks. Following a link to the app from elsewhere is fine; using its files in another page, or showing it in a frame, is not. */
function isForAnotherPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document'
}

/** The path of a request's address, still encoded; null for an address that cannot be read. */
function pathOf({ url = '/' }: IncomingMessage): string | null {
  // Only a path may stand here: a whole address would be for another host, whatever the Host header says.
  if (!url.startsWith('/') || !URL.canParse(url, 'http://127.0.0.1')) return null
  return url.split(/[?#]/, 1)[0] ?? null
}
