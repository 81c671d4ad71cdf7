/** The three ways to reach the router: in process, over a MessagePort, over a loopback WebSocket. The same client type in all three. */

import { MessageChannel } from 'node:worker_threads'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { joinService } from '../../src/main/headless/join-service.ts'
import { startWebHost } from '../../src/main/headless/web-host.ts'
import { answerPage } from '../../src/main/service/answer-page.ts'
import type { PageLine } from '../../src/main/service/host.ts'
import { type RouterContext, router } from '../../src/main/service/router.ts'
import type { contract } from '../../src/shared/contract.ts'
import { keysWith, openSocket, tokenOf } from './page-keys.ts'

export type Client = ContractRouterClient<typeof contract>

export interface Carrier {
  readonly client: Client
  /** Sends a frame as it is, whatever it holds. */
  send(frame: unknown): void
  /** The page goes away without a word. */
  drop(): Promise<void>
  close(): Promise<void>
}

export const carriers: Record<string, (context: RouterContext) => Promise<Carrier>> = {
  'in process': async (context) => ({
    client: createRouterClient(router, { context }),
    send: () => {},
    drop: async () => {},
    close: async () => {},
  }),
  MessagePort: async (context) => {
    const { port1, port2 } = new MessageChannel()
    answerPage(port1, context)
    const client: Client = createORPCClient(new PortLink({ port: port2 }))
    port2.start()
    const close = async () => {
      port2.close()
      port1.close()
    }
    return { client, send: (frame) => port2.postMessage(frame), drop: close, close }
  },
  WebSocket: async (context) => {
    const pageDir = await mkdtemp(join(tmpdir(), 'tracecraft-page-'))
    await writeFile(join(pageDir, 'index.html'), '<!doctype html><title>page</title>')
    const host = await startWebHost({
      pageDir,
      port: 0,
      accept: (socket) => joinService({ connect: (receive) => connect(context, receive) }, socket),
    })
    const socket = await openSocket(new URL(host.url).origin, '/rpc', keysWith(tokenOf(host.url)))
    const client: Client = createORPCClient(new SocketLink({ websocket: socket }))
    return {
      client,
      send: (frame) => socket.send(frame as string | Uint8Array),
      drop: async () => socket.terminate(),
      close: async () => {
        socket.terminate()
        await host.close()
        await rm(pageDir, { recursive: true, force: true })
      },
    }
  },
}

/** A page's line to a service in this thread. */
function connect(context: RouterContext, receive: (data: unknown) => void): PageLine {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', receive)
  answerPage(port2, context)
  return { send: (data) => port1.postMessage(data), command: () => {}, close: () => port1.close() }
}
