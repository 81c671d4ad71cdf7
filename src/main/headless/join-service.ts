/** Joins a page's WebSocket to the service: what comes in goes on as it is, and the other way round. */

import type { WebSocket } from 'ws'
import type { ServiceHost } from '../service/host.ts'

/** The line lives as long as the socket. */
export function joinService(service: Pick<ServiceHost, 'connect'>, socket: WebSocket): void {
  socket.binaryType = 'arraybuffer'
  const line = service.connect(
    (data) => socket.send(data as string | Uint8Array),
    () => socket.close(),
  )
  socket.on('message', (data, binary) =>
    line.send(binary ? new Uint8Array(data as ArrayBuffer) : (data as Buffer).toString()),
  )
  socket.on('close', () => line.close())
}
