import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startWebHost, type WebHost } from '../../../src/main/headless/web-host.ts'

let host: WebHost
let folder = ''
let accepted = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-host-'))
  await mkdir(join(folder, 'page/assets'), { recursive: true })
  await writeFile(join(folder, 'page/index.html'), '<!doctype html>')
  await writeFile(join(folder, 'page/assets/a.js'), 'x')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  host = await startWebHost({ pageDir: join(folder, 'page'), port: 0, accept: () => void accepted++ })
})
afterAll(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

const token = () => new URLSearchParams(new URL(host.url).hash.slice(1)).get('token') ?? ''

function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: host.port, path, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
      .on('error', reject)
      .end()
  })
}

function connect(options: { protocols?: string[]; headers?: Record<string, string>; path?: string }): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${options.path ?? '/rpc'}`, options.protocols ?? [], {
      headers: options.headers ?? {},
    })
    socket.once('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', () => {})
  })
}

/** Sends a request's text as it is, and resolves to the answer's. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = createConnection(host.port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('error', () => {})
    socket.once('close', () => resolve(answer))
  })
}

describe('the loopback host of browser mode', () => {
  it('serves the page with a policy that lets nothing in from elsewhere', async () => {
    const { status, headers } = await get('/')
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain(`connect-src ws://127.0.0.1:${host.port}`)
    expect((await get('/assets/a.js')).headers['cache-control']).toContain('immutable')
  })

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/%', '/nothing'])(
    'gives nothing outside the page: %s',
    async (path) => {
      const { status, body } = await get(path)
      expect(status).toBe(404)
      expect(body).not.toContain('secret')
    },
  )

  it('refuses a Host that is not its own, as a rebound name would send it', async () => {
    expect((await get('/', { host: 'evil.example' })).status).toBe(421)
    expect(await connect({ headers: { host: 'evil.example' }, protocols: [`tracecraft.${token()}`] })).toBe(421)
  })

  it('lets in who brings the token, and nobody else', async () => {
    expect(await connect({ protocols: [`tracecraft.${token()}`] })).toBe(101)
    expect(accepted).toBe(1)
    expect(await connect({})).toBe(401)
    expect(await connect({ protocols: ['tracecraft.wrong'] })).toBe(401)
    expect(await connect({ protocols: [`tracecraft.${token()}`], headers: { origin: 'https://evil.example' } })).toBe(
      401,
    )
    expect(await connect({ protocols: [`tracecraft.${token()}`], path: '/other' })).toBe(404)
    expect(accepted).toBe(1)
  })

  it.each([
    ['an address that cannot be read', 'GET // HTTP/1.1'],
    ['an address with a broken escape', 'GET /%zz HTTP/1.1'],
    ['a broken host in the address', 'GET http://[ HTTP/1.1'],
  ])('outlives an upgrade with %s', async (_what, line) => {
    const answer = await raw(
      `${line}\r\nHost: 127.0.0.1:${host.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect((await get('/')).status).toBe(200)
  })

  it('outlives a frame that is larger than any question', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, [`tracecraft.${token()}`])
    const code = await new Promise<number>((resolve) => {
      socket.once('open', () => socket.send(Buffer.alloc(2 * 1024 * 1024)))
      socket.once('close', resolve)
      socket.on('error', () => {})
    })
    expect([1006, 1009]).toContain(code)
    expect((await get('/')).status).toBe(200)
  })

  it('outlives a caller that resets the connection while it is refused', async () => {
    for (let n = 0; n < 20; n++)
      await new Promise<void>((resolve) => {
        const socket = createConnection(host.port, '127.0.0.1', () => {
          socket.write(
            `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
          )
          setImmediate(() => socket.resetAndDestroy())
        })
        socket.on('error', () => {})
        socket.once('close', () => resolve())
      })
    expect((await get('/')).status).toBe(200)
  })

  it('carries a token of 32 random bytes in the fragment, which no server is sent', () => {
    expect(Buffer.from(token(), 'base64url')).toHaveLength(32)
    expect(new URL(host.url).search).toBe('')
  })

  it('says what to do when its port is taken', async () => {
    await expect(startWebHost({ pageDir: folder, port: host.port, accept: () => {} })).rejects.toMatchObject({
      info: { code: 'SETTINGS', cause: 'Another program listens on it.' },
    })
  })
})
