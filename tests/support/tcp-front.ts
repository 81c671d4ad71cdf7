/** A plain way to a server on loopback, whose connections a test can count, and let go dead without a word as a machine's sleep does. */

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpFront {
  readonly url: string
  /** Connections that are open at this moment, dead ones included. */
  readonly open: number
  /** Connections that were ever opened. */
  readonly opened: number
  /** Bytes that callers have sent on connections that are dead. */
  readonly lost: number
  /** From now on, nothing that comes on the present connections goes through or is answered; they stay open. */
  goDead(): void
  close(): Promise<void>
}

export async function tcpFront(target: string): Promise<TcpFront> {
  const { port } = new URL(target)
  const pairs = new Map<Socket, Socket>()
  let opened = 0
  let lost = 0
  const server = createServer((caller) => {
    opened++
    const onward = connect(Number(port), '127.0.0.1')
    pairs.set(caller, onward)
    caller.pipe(onward).pipe(caller)
    for (const one of [caller, onward]) one.on('error', () => {})
    onward.on('close', () => {
      if (pairs.get(caller) === onward) caller.destroy()
    })
    caller.on('close', () => {
      pairs.delete(caller)
      onward.destroy()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get open() {
      return pairs.size
    },
    get opened() {
      return opened
    },
    get lost() {
      return lost
    },
    goDead: () => {
      for (const [caller, onward] of pairs) {
        caller.unpipe(onward)
        onward.unpipe(caller)
        // Still read, so that its end is noticed.
        caller.on('data', (bytes: Buffer) => (lost += bytes.length)).resume()
        onward.resume()
      }
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const caller of pairs.keys()) caller.destroy()
      await closed
    },
  }
}
