/**
 * Speaks HTTP for one demo platform on 127.0.0.1: hands requests to the platform, sends its answers, plays scripted faults, and records what came.
 * It knows nothing of any platform's wire format.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FaultScript } from './fault-script.ts'
import type { DemoAnswer, DemoPlatform, DemoRequest, Fault, RecordedRequest } from './handler.ts'
import { playFault, type Scene } from './play-fault.ts'
import { BodyError, readBody } from './read-body.ts'
import { received } from './received.ts'

/** How many of the newest requests a server remembers. */
export const maxRecordedRequests = 10_000

export interface ServerOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number
  /** Epoch milliseconds, for the record's `at`; default Date.now. */
  readonly now?: () => number
}

/** A demo platform that answers on loopback. */
export interface PlatformServer {
  readonly platform: DemoPlatform['platform']
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** The newest requests, oldest first; at most 10,000. The objects fill in as their answers go out. */
  readonly requests: readonly RecordedRequest[]
  /** Appends a fault to the script. Faults are used in order; the first that matches a request applies to it. */
  addFault(fault: Fault): void
  clearFaults(): void
  clearRequests(): void
  /** Stops listening and destroys the open sockets. A second call does nothing. */
  close(): Promise<void>
}

/** Starts a server for the platform. Rejects with Node's own error (EADDRINUSE) when the port is taken. */
export async function startPlatformServer(
  platform: DemoPlatform,
  options: ServerOptions = {},
): Promise<PlatformServer> {
  const now = options.now ?? Date.now
  const faults = new FaultScript()
  const requests: RecordedRequest[] = []
  const closing = new AbortController()
  const circles: Scene['circles'] = new WeakMap()

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  // SDKs keep their sockets; a short idle time would reset a request that is just being sent.
  server.keepAliveTimeout = 65_000
  server.requestTimeout = 0

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { request, problem } = await readRequest(incoming)
    const operation = problem ? null : platform.operationOf(request)
    const fault = problem ? null : faults.take(operation?.name ?? null)
    const entry: RecordedRequest = {
      platform: platform.platform,
      at: now(),
      method: request.method,
      path: request.path,
      query: request.query.size > 0 ? `?${request.query.toString()}` : '',
      operation: operation?.name ?? null,
      read: operation?.read ?? false,
      headers: request.headers,
      body: request.body,
      status: null,
      aborted: false,
      open: true,
      faulted: fault !== null,
    }
    requests.push(entry)
    received.publish(entry)
    if (requests.length > maxRecordedRequests) requests.splice(0, requests.length - maxRecordedRequests)
    let resetByUs = false
    response.once('close', () => {
      entry.open = false
      if (response.writableFinished) return
      entry.status = null
      entry.aborted = !resetByUs && !closing.signal.aborted
    })
    if (incoming.destroyed && !incoming.complete) {
      entry.aborted = !closing.signal.aborted
      return
    }

    const begin = (answer: DemoAnswer, edit: (text: string) => string = (text) => text): Buffer => {
      const bytes = Buffer.from(edit(bodyText(answer.body)), 'utf8')
      const headers: Record<string, string> = { 'content-type': 'application/json' }
      for (const [name, value] of Object.entries(answer.headers)) headers[name.toLowerCase()] = value
      headers['content-length'] = String(bytes.length)
      entry.status = answer.status
      response.writeHead(answer.status, headers)
      return bytes
    }
    const send = (answer: DemoAnswer, edit?: (text: string) => string) => {
      // After close(), or when the caller has gone, there is nobody to write to.
      if (response.destroyed || closing.signal.aborted) return
      const bytes = begin(answer, edit)
      response.end(incoming.method === 'HEAD' ? undefined : bytes)
    }
    const right = (asked: DemoRequest) => rightAnswer(asked, operation !== null)

    if (problem) return send({ status: problem.status, headers: {}, body: { error: problem.message } })
    if (fault === null) return send(await right(request))
    const reset = () => {
      resetByUs = true
      incoming.socket.resetAndDestroy()
    }
    const around = { platform, request, incoming, response, closing: closing.signal, circles }
    return playFault(fault, { ...around, right, send, begin, reset })
  }

  async function rightAnswer(request: DemoRequest, known: boolean): Promise<DemoAnswer> {
    if (!known) return platform.errorAnswer({ kind: 'not-found' })
    try {
      return await platform.answer(request)
    } catch (error) {
      // A defect of the demo itself: seen by whoever looks at the headers, and a plain 500 to the SDK.
      const answer = platform.errorAnswer({ kind: 'server-error', status: 500 })
      const text = error instanceof Error ? error.message : String(error)
      return { ...answer, headers: { ...answer.headers, 'x-demo-defect': encodeURIComponent(text).slice(0, 500) } }
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  let closed: Promise<void> | null = null

  return {
    platform: platform.platform,
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    clearRequests: () => {
      requests.length = 0
    },
    close: () =>
      (closed ??= new Promise((resolve) => {
        closing.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      })),
  }
}

async function readRequest(incoming: IncomingMessage): Promise<{ request: DemoRequest; problem: BodyError | null }> {
  const url = new URL(`http://127.0.0.1${incoming.url ?? '/'}`)
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(incoming.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  const head = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    partial: false,
  }
  try {
    return { request: { ...head, body: await readBody(incoming) }, problem: null }
  } catch (error) {
    const problem = error instanceof BodyError ? error : new BodyError(400, 'The body did not arrive whole.')
    return { request: { ...head, body: '' }, problem }
  }
}

function bodyText(body: unknown): string {
  if (body === undefined) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}
