/** The only file of the page that knows the carrier: a MessagePort to Electron's main process, or a WebSocket to the loopback service in browser mode. */

import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../shared/contract.ts'
import { openSocket, pageKeys } from './page-key.ts'

/** Every question of the contract, as functions. */
export type Client = ContractRouterClient<typeof contract>

/** A connected client, and a promise that resolves when the service is gone. */
export interface Connection {
  readonly client: Client
  /** Resolves with the reason, in words, when the carrier closes. */
  readonly closed: Promise<string>
}

/** Connects over whichever carrier this page was opened with. Rejects with a sentence for the user when it cannot. */
export function connect(): Promise<Connection> {
  return 'desktop' in window ? connectByPort() : connectBySocket()
}

function connectByPort(): Promise<Connection> {
  const { port1, port2 } = new MessageChannel()
  // The preload script takes the port from here, because a port cannot cross contextBridge.
  window.postMessage('tracecraft:connect', window.location.origin, [port2])
  port1.start()
  const closed = new Promise<string>((resolve) => {
    port1.addEventListener('close', () => resolve('The main process closed the connection.'))
  })
  return Promise.resolve({ client: createORPCClient(new PortLink({ port: port1 })), closed })
}

async function connectBySocket(): Promise<Connection> {
  const socket = openSocket('/rpc', pageKeys())
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener(
      'close',
      () =>
        reject(
          new Error(
            'The service did not accept this page. Either it has stopped, or this address was opened before: each address works once, in one tab.',
          ),
        ),
      { once: true },
    )
  })
  const closed = new Promise<string>((resolve) => {
    socket.addEventListener('close', () => resolve('The TraceCraft service has stopped.'))
  })
  return { client: createORPCClient(new SocketLink({ websocket: socket })), closed }
}
