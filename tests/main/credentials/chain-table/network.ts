/**
 * The network as the chain tables have it: every connection of this process, TLS or not, ends at one server on loopback, which answers in the name of the hosts that a test
 * gives it. A host that the test does not give does not exist. So the real SDKs ask their real addresses, and no packet leaves the machine.
 *
 * TLS is left out: what would be a TLS connection is a plain one to that server. Certificates are no part of what these tests are about.
 */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'

/** What a stand-in host is asked. */
export interface Asked {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body: string | object
}

export type Host = (asked: Asked) => Answer | Promise<Answer>

/** Addresses that hand out credentials to whoever asks. No test may ever reach for them. */
const metadataHosts = ['169.254.169.254', 'metadata.google.internal', 'metadata', 'fd00:ec2::254', '[fd00:ec2::254]']

export class StandInNetwork {
  /** Hosts by name, for the test at hand. */
  hosts: Record<string, Host> = {}
  /** Every host that a connection was opened to or that was asked something, loopback left out, in order. */
  readonly asked: string[] = []
  readonly #server: Server
  readonly #restore: (() => void)[] = []

  private constructor(server: Server) {
    this.#server = server
  }

  /** Takes the process's network over until it is closed. */
  static async open(): Promise<StandInNetwork> {
    const server = createServer((request, response) => {
      void network.#answer(request).then(({ status = 200, headers = {}, body }) => {
        const json = typeof body === 'object'
        // No connection is kept for the next test, in which this host may not exist.
        response.writeHead(status, {
          connection: 'close',
          'content-type': json ? 'application/json' : 'text/plain',
          ...headers,
        })
        response.end(json ? JSON.stringify(body) : body)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const network = new StandInNetwork(server)
    network.#takeOver()
    return network
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Metadata addresses that were asked since the last look. */
  metadataAsked(): string[] {
    return this.asked.filter((host) => metadataHosts.includes(host))
  }

  close(): void {
    for (const restore of this.#restore) restore()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const name = (request.headers.host ?? '').replace(/:\d+$/, '')
    if (!isLoopback(name)) this.asked.push(name)
    const host = this.hosts[name]
    if (host === undefined) return { status: 500, body: `no stand-in for ${name}` }
    return host({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    })
  }

  #takeOver(): void {
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const connect = net.Socket.prototype.connect
    const tlsConnect = tls.connect
    const route = (host: string) => this.#route(host)
    const port = () => this.port
    net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]): net.Socket {
      const options = optionsOf(given)
      const host = options === null ? null : (options.host ?? 'localhost')
      const way = host === null ? 'direct' : route(host)
      if (way === 'nowhere') {
        const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', hostname: host })
        process.nextTick(() => this.destroy(error))
        return this
      }
      if (way === 'direct') return Reflect.apply(connect, this, given) as net.Socket
      const listener = (Array.isArray(given[0]) ? (given[0] as unknown[]) : given).find(
        (one) => typeof one === 'function',
      )
      const to = { host: '127.0.0.1', port: port() }
      return Reflect.apply(connect, this, listener === undefined ? [to] : [to, listener]) as net.Socket
    }
    tls.connect = ((...given: unknown[]): net.Socket => {
      const options = optionsOf(given)
      const listener = given.find((one) => typeof one === 'function') as (() => void) | undefined
      const socket = net.connect({
        host: options?.servername || options?.host || 'localhost',
        port: options?.port ?? 443,
      })
      socket.once('connect', () => socket.emit('secureConnect'))
      if (listener) socket.once('secureConnect', listener)
      return Object.assign(socket, { authorized: true, encrypted: true, getSession: () => undefined })
    }) as typeof tls.connect
    this.#restore.push(
      () => (net.Socket.prototype.connect = connect),
      () => (tls.connect = tlsConnect),
    )
  }

  #route(host: string): 'direct' | 'stand-in' | 'nowhere' {
    if (isLoopback(host)) return 'direct'
    this.asked.push(host)
    return metadataHosts.includes(host) || this.hosts[host] === undefined ? 'nowhere' : 'stand-in'
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

interface ConnectOptions {
  readonly host?: string
  readonly servername?: string
  readonly port?: number
}

/** Null for what is no connection to a host (a pipe). Node hands its own calls over as one array that it has put in order. */
function optionsOf(given: readonly unknown[]): ConnectOptions | null {
  const [first, second] = Array.isArray(given[0]) ? (given[0] as unknown[]) : given
  if (typeof first === 'object' && first !== null)
    return 'path' in first && first.path && !('port' in first) ? null : first
  if (typeof first === 'number') return { port: first, ...(typeof second === 'string' ? { host: second } : {}) }
  return null
}
