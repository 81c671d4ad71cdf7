/** The sockets of one store: kept alive between its requests, cut when the machine has slept, and gone with the store. */

import { Agent as HttpAgent, globalAgent as sharedHttp } from 'node:http'
import { Agent as HttpsAgent, globalAgent as sharedHttps } from 'node:https'

/** For SDKs that send by node:http. */
export class Connections {
  readonly http = new HttpAgent({ keepAlive: true })
  readonly https = new HttpsAgent({ keepAlive: true })

  /** The agent for an address. */
  readonly agentFor = ({ protocol }: URL): HttpAgent => (protocol === 'http:' ? this.http : this.https)

  /** Cuts every socket; a request that waits on one fails as if the network had. The next requests open new ones. */
  cut(): void {
    this.http.destroy()
    this.https.destroy()
  }

  /** Cuts every socket for good: what is still asked (that a retrieval be cancelled) leaves none behind. */
  close(): void {
    for (const agent of [this.http, this.https]) agent.maxFreeSockets = 0
    this.cut()
  }
}

/** Cuts the sockets that nobody waits on of the clients that tokens are fetched with: those use what the process shares. */
export function cutIdleConnections(): void {
  for (const agent of [sharedHttp, sharedHttps])
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
}

/** What Node's fetch sends by, as far as it is used here. */
interface Dispatcher {
  destroy(): Promise<void>
}

/** Where Node and undici keep the dispatcher of fetch: the name that they agreed on, so that either finds the other's. */
const dispatcherKey = Symbol.for('undici.globalDispatcher.1')

/** For SDKs that send by fetch. */
export class FetchConnections {
  #dispatcher: Dispatcher | null = null

  /** What a request passes to fetch beside its own settings. */
  options(): object {
    this.#dispatcher ??= makeDispatcher()
    return this.#dispatcher === null ? {} : { dispatcher: this.#dispatcher }
  }

  /** Cuts every socket; a request that waits on one fails as if the network had. The next requests open new ones. */
  cut(): void {
    void this.#dispatcher?.destroy()
    this.#dispatcher = null
  }
}

/** One of the kind that fetch has for all; null where it has none that can be found, and then sockets end with their own idle time. */
function makeDispatcher(): Dispatcher | null {
  // Node loads fetch when it is first needed.
  void new Headers()
  const shared = (globalThis as Record<symbol, unknown>)[dispatcherKey]
  if (typeof shared !== 'object' || shared === null) return null
  return new (shared.constructor as new () => Dispatcher)()
}
