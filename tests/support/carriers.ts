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
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
import { RPCHandler as SocketHandler } from '@orpc/server/ws'
import { startWebHost } from '../../src/main/headless/web-host.ts'
import { type RouterContext, router } from '../../src/main/service/router.ts'
import type { contract } from '../../src/shared/contract.ts'
import { keysWith, openSocket, tokenOf } from './page-keys.ts'

export type Client = ContractRouterClient<typeof contract>

export interface Carrier {
  readonly client: Client
  /** The page goes away without a word. */
  drop(): Promise<void>
  close(): Promise<void>
}

export const carriers: Record<string, (context: RouterContext) => Promise<Carrier>> = {
  'in process': async (context) => ({
    client: createRouterClient(router, { context }),
    drop: async () => {},
    close: async () => {},
  }),
  MessagePort: async (context) => {
    const { port1, port2 } = new MessageChannel()
    new PortHandler(router).upgrade(port1, { context })
    port1.start()
    const client: Client = createORPCClient(new PortLink({ port: port2 }))
    port2.start()
    const close = async () => {
      port2.close()
      port1.close()
    }
    return { client, drop: close, close }
  },
  WebSocket: async (context) => {
    const pageDir = await mkdtemp(join(tmpdir(), 'tracecraft-page-'))
    await writeFile(join(pageDir, 'index.html'), '<!doctype html><title>page</title>')
    const handler = new SocketHandler(router)
    const host = await startWebHost({
      pageDir,
      port: 0,
      accept: (socket) => void handler.upgrade(socket, { context }),
    })
    const socket = await openSocket(new URL(host.url).origin, '/rpc', keysWith(tokenOf(host.url)))
    const client: Client = createORPCClient(new SocketLink({ websocket: socket }))
    return {
      client,
      drop: async () => socket.terminate(),
      close: async () => {
        socket.terminate()
        await host.close()
        await rm(pageDir, { recursive: true, force: true })
      },
    }
  },
}
