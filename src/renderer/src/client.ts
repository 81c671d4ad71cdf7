/** The only file of the page that knows the carrier: a MessagePort to Electron's main process, or a WebSocket to the loopback service in browser mode. */

import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../shared/contract.ts'

/** Every question of the contract, as functions. */
export type Client = ContractRouterClient<typeof contract>

/** A connected client, and a promise that resolves when the service is gone. */
export interface Connection {
  readonly client: Client
  /** Resolves with the reason, in words, when the carrier closes. */
  readonly closed: Promise<string>
}

const tokenKey = 'tracecraft.token'

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
  const token = takeToken()
  if (token === null)
    throw new Error(
      'This address lacks its one-time token. Open the URL that `tracecraft serve` or `npm start` printed.',
    )
  const socket = new WebSocket(`ws://${window.location.host}/rpc`, [`tracecraft.${token}`])
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener(
      'close',
      () =>
        reject(
          new Error('The service did not accept this page: it has stopped, or it was started anew with another token.'),
        ),
      { once: true },
    )
  })
  const closed = new Promise<string>((resolve) => {
    socket.addEventListener('close', () => resolve('The TraceCraft service has stopped.'))
  })
  return { client: createORPCClient(new SocketLink({ websocket: socket })), closed }
}

/** The token comes once in the URL's fragment, is taken out of the address at once, and is kept for reloads of this tab only. */
function takeToken(): string | null {
  const fragment = new URLSearchParams(window.location.hash.slice(1))
  const fresh = fragment.get('token')
  if (fresh !== null) {
    sessionStorage.setItem(tokenKey, fresh)
    fragment.delete('token')
    const rest = fragment.toString()
    window.history.replaceState(
      null,
      '',
      `${window.location.pathname}${window.location.search}${rest ? `#${rest}` : ''}`,
    )
  }
  return fresh ?? sessionStorage.getItem(tokenKey)
}
