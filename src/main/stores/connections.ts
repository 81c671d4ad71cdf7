/** The sockets of one store: kept alive between its requests, cut when the machine has slept, and gone with the store. */

import { Agent as HttpAgent, globalAgent as sharedHttp } from 'node:http'
import { Agent as HttpsAgent, globalAgent as sharedHttps } from 'node:https'

/** The agents of one store. */
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
