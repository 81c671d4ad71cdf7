/** What a page of browser mode does to be let in, for tests and measurements that open one service several times. */

import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'

/** The subprotocols that a page offers which was opened by an address with this token. */
export function keysWith(token: string | null, session = newSecret()): string[] {
  return ['tracecraft', `tracecraft.session.${session}`, ...(token === null ? [] : [`tracecraft.token.${token}`])]
}

/** 32 bytes as a page makes them for its tab. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** The token of an address; null where it has none. */
export function tokenOf(address: string): string | null {
  return new URLSearchParams(new URL(address).hash.slice(1)).get('token')
}

/** A socket as the page at this origin (`http://127.0.0.1:PORT`) opens it. Rejects with the status when it is refused. */
export function openSocket(origin: string, path: string, keys: readonly string[]): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}${path}`, [...keys], { origin })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      reject(new Error(`refused with ${response.statusCode}`))
    })
    socket.once('error', reject)
  })
}

/** The address of one more page, asked for as “Open another tab” does. Rejects when it is refused. */
export function askAddress(origin: string, keys: readonly string[]): Promise<string> {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/address`, [...keys], { origin })
  return new Promise((resolve, reject) => {
    // Listened for at once: it comes together with the answer to the upgrade.
    socket.once('message', (data: Buffer) => resolve(data.toString()))
    socket.once('error', reject)
  })
}

/** The tab that stands for a token in `freshAddress`: the token itself works once. */
const tabs = new Map<string, string>()

/** The same place by an address that has not been used. An address without a token is given back as it is. */
export async function freshAddress(address: string): Promise<string> {
  const token = tokenOf(address)
  if (token === null) return address
  const known = tabs.get(token)
  const session = known ?? newSecret()
  tabs.set(token, session)
  const fresh = await askAddress(new URL(address).origin, keysWith(known === undefined ? token : null, session))
  return address.replace(token, tokenOf(fresh) ?? '')
}
