/** Plays a scripted fault at the socket. Knows nothing of any platform's wire format but where its rows stand. */

import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DemoAnswer, DemoPlatform, DemoRequest, Fault } from './handler.ts'
import { ofOtherTypes, withCursor, withRows } from './reshape.ts'
import { sleepUntilClosed } from './sleep-until-closed.ts'

/** What a fault is played with. */
export interface Scene {
  readonly platform: DemoPlatform
  readonly request: DemoRequest
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
  /** Fires when the server is closed. */
  readonly closing: AbortSignal
  /** The right answer to a request. */
  readonly right: (request: DemoRequest) => Promise<DemoAnswer>
  /** Sends an answer whole, its text changed first. */
  readonly send: (answer: DemoAnswer, edit?: (text: string) => string) => void
  /** Sends status and headers of an answer and gives its bytes. */
  readonly begin: (answer: DemoAnswer) => Buffer
  /** Cuts the connection; the record does not count it as the caller's doing. */
  readonly reset: () => void
  /** What the faults of this server remember from one request to the next. */
  readonly circles: WeakMap<Fault, { readonly first: DemoAnswer; count: number }>
}

/** Resolves when the fault has been played; for one that keeps its caller waiting, that may be when the caller has left. */
export async function playFault(fault: Fault, scene: Scene): Promise<void> {
  const { platform, request, response, right, send } = scene
  switch (fault.kind) {
    case 'partial':
      return send(await right({ ...request, partial: true }))
    case 'clock': {
      const answer = await right({ ...request, clockAheadMs: fault.aheadMs })
      return send({ ...answer, headers: { ...answer.headers, date: httpDate(fault.aheadMs) } })
    }
    case 'truncated':
      return send(await right(request), (text) => text.slice(0, Math.ceil(text.length / 2)))
    case 'slow':
      await sleepUntilClosed(fault.ms, response, scene.closing)
      return send(await right(request))
    case 'stall':
      fault.played?.(0)
      return
    case 'reset':
      return scene.reset()
    case 'stall-body':
    case 'reset-body':
      return half(fault, scene)
    case 'drip':
      return drip(fault.everyMs, fault, scene)
    case 'gigantic':
      return gigantic(fault.bytes, fault, scene)
    case 'html':
      return send({
        status: fault.status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: htmlPage(fault.status),
      })
    case 'content-type': {
      const answer = await right(request)
      return send({ ...answer, headers: { ...answer.headers, 'content-type': fault.type } })
    }
    case 'empty':
      return send({ ...(await right(request)), body: '' })
    case 'gzip-bomb':
      return gzipBomb(fault.bytes, scene)
    case 'bad-gzip': {
      const answer = await right(request)
      return send({ ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } })
    }
    case 'redirect':
      return send({ status: fault.status, headers: { location: fault.to }, body: '' })
    case 'wrong-shape':
      return send(withRows(platform, await right(request), () => 'not a list'))
    case 'wrong-types':
      return send(withRows(platform, await right(request), ofOtherTypes))
    case 'duplicated':
      return send(withRows(platform, await right(request), (rows) => rows.flatMap((row) => [row, row])))
    case 'reordered':
      return send(withRows(platform, await right(request), (rows) => rows.toReversed()))
    case 'circle': {
      const circle = scene.circles.get(fault) ?? { first: await right(request), count: 0 }
      scene.circles.set(fault, circle)
      circle.count++
      return send(withCursor(platform, circle.first, `circle-${circle.count % 2}`))
    }
    default:
      return send(platform.errorAnswer(fault))
  }
}

async function half(fault: Fault, scene: Scene): Promise<void> {
  const bytes = scene.begin(await scene.right(scene.request))
  const piece = bytes.subarray(0, Math.ceil(bytes.length / 2))
  await new Promise<void>((resolve) => scene.response.write(piece, () => resolve()))
  if (fault.kind === 'reset-body') scene.reset()
  else fault.played?.(piece.length)
}

async function drip(everyMs: number, fault: Fault, scene: Scene): Promise<void> {
  const { response } = scene
  const bytes = scene.begin(await scene.right(scene.request))
  for (let at = 0; at < bytes.length && !response.destroyed && !scene.closing.aborted; at++) {
    response.write(bytes.subarray(at, at + 1))
    if (at === 3) fault.played?.(at)
    await sleepUntilClosed(everyMs, response, scene.closing)
  }
  response.end()
}

/** As fast as it is read, and no faster. */
async function gigantic(total: number, fault: Fault, scene: Scene): Promise<void> {
  const { response } = scene
  const gone = once(response, 'close')
  response.writeHead(200, { 'content-type': 'application/json' })
  const piece = Buffer.alloc(64 * 1024, ' ')
  response.write('{"a":')
  let sent = 0
  for (; sent < total && !response.destroyed && !scene.closing.aborted; sent += piece.length)
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), gone])
  response.end('0}')
  fault.played?.(sent)
}

function gzipBomb(size: number, { response }: Scene): void {
  const bytes = gzipSync(Buffer.alloc(size, ' '), { level: 1 })
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': bytes.length,
  })
  response.end(bytes)
}

function httpDate(aheadMs: number): string {
  return new Date(Date.now() + aheadMs).toUTCString()
}

function htmlPage(status: number): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head><meta charset="utf-8"><title>${status} | Corporate gateway</title></head>
  <body>
    <h1>Sign in to continue</h1>
    <p>This network asks you to accept its terms of use before you go on.</p>
  </body>
</html>
`
}
