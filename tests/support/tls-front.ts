/** An https address on loopback before a plain one: the way to reach a demo platform as if it were a real endpoint, with real credentials found for it. */

import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SelfSigned } from './self-signed.ts'

export interface TlsFront {
  readonly url: string
  /** The `authorization` headers that came, oldest first. */
  readonly authorizations: string[]
  close(): Promise<void>
}

/** Hands every request on to `target`, but those that `own` answers itself and says so. */
export async function tlsFront(
  target: string,
  pair: SelfSigned,
  own: (asked: IncomingMessage, answer: ServerResponse) => boolean = () => false,
): Promise<TlsFront> {
  const authorizations: string[] = []
  const server = createServer({ cert: pair.cert, key: pair.key }, (asked, answer) => {
    if (own(asked, answer)) return
    if (asked.headers.authorization) authorizations.push(asked.headers.authorization)
    const onward = request(
      new URL(asked.url ?? '/', target),
      { method: asked.method, headers: { ...asked.headers, host: new URL(target).host, 'x-forwarded-proto': 'https' } },
      (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers)
        answered.pipe(answer)
      },
    )
    onward.on('error', () => answer.destroy())
    answer.on('close', () => onward.destroy())
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
