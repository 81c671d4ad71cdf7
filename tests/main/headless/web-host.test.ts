import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createConnection } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startWebHost, type WebHost } from '../../../src/main/headless/web-host.ts'
import { askAddress, keysWith, newSecret, openSocket, tokenOf } from '../../support/page-keys.ts'

let host: WebHost
let folder = ''
let accepted = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-host-'))
  await mkdir(join(folder, 'page/assets'), { recursive: true })
  await writeFile(join(folder, 'page/index.html'), '<!doctype html>')
  await writeFile(join(folder, 'page/assets/a.js'), 'x')
  await writeFile(join(folder, 'page/assets/notes.txt'), 'secret')
  await writeFile(join(folder, 'page/.env.js'), 'secret')
  await writeFile(join(folder, 'secret.js'), 'secret')
  if (process.platform !== 'win32') await symlink(join(folder, 'secret.js'), join(folder, 'page/assets/link.js'))
  host = await startWebHost({ pageDir: join(folder, 'page'), port: 0, accept: () => void accepted++ })
})
afterAll(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

const origin = () => `http://127.0.0.1:${host.port}`
const token = (): string => tokenOf(host.newAddress()) ?? ''

interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: host.port, path, headers, method }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
      .on('error', reject)
      .end()
  })
}

interface Asked {
  readonly keys?: readonly string[]
  readonly headers?: Record<string, string>
  readonly path?: string
}

/** The status with which an upgrade is answered. */
function connect({ keys = keysWith(token()), headers = {}, path = '/rpc' }: Asked = {}): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, [...keys], {
      headers: { origin: origin(), ...headers },
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
function raw(text: string, port = host.port): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = createConnection(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('error', () => {})
    socket.once('close', () => resolve(answer))
  })
}

describe('the loopback host of browser mode', () => {
  it('serves the page with a policy that lets nothing in from elsewhere, and nothing that is kept', async () => {
    for (const path of ['/', '/index.html', '/assets/a.js', '/nothing']) {
      const { status, headers } = await get(path)
      expect(status).toBe(path === '/nothing' ? 404 : 200)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain(`connect-src ws://127.0.0.1:${host.port};`)
      expect(policy).not.toContain('unsafe')
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-dns-prefetch-control': 'off',
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it.each([
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/%252e%252e/secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/..%5c..%5csecret.js',
    '/assets/..\\..\\secret.js',
    '/assets/%c0%ae%c0%ae/%c0%ae%c0%ae/secret.js',
    '/assets/../../secret.js',
    '//secret.js',
    '/assets//a.js',
    '/./index.html',
    '/assets/a.js%00.js',
    '/assets/a.js%20',
    '/assets/a.js.',
    '/assets/a.js::$DATA',
    '/assets/a%2ejs',
    '/C:/secret.js',
    '/assets/link.js',
    '/assets/notes.txt',
    '/.env.js',
    '/%',
    '/nothing.js',
    '/assets',
    '/assets/',
    '/__proto__',
    '/constructor.js',
  ])('gives nothing that is not one of the page’s own files: %s', async (path) => {
    const { status, body } = await get(path)
    expect(status).toBe(404)
    expect(body).not.toContain('secret')
  })

  it('takes no path on trust that comes as a whole address, and no other method than GET and HEAD', async () => {
    const line = (first: string) =>
      raw(`${first} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nConnection: close\r\n\r\n`)
    expect(await line('GET http://evil.example/index.html')).toMatch(/^HTTP\/1\.1 404 /)
    expect(await line('GET /assets/../../secret.js')).toMatch(/^HTTP\/1\.1 404 /)
    expect(await line('GET /assets/\0a.js')).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(await line('HEAD /')).toMatch(/^HTTP\/1\.1 200 /)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect((await get('/', { 'content-length': '0' }, method)).status, method).toBe(405)
  })

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost', '[::1]', '0.0.0.0', '127.0.0.1'])(
    'refuses a Host that is not its own, as a rebound name would send it: %s',
    async (name) => {
      for (const value of name === '127.0.0.1' ? [name] : [name, `${name}:${host.port}`]) {
        const answer = await get('/', { host: value })
        expect(answer.status).toBe(421)
        expect(answer.body).not.toContain('doctype')
        expect(await connect({ headers: { host: value } })).toBe(421)
      }
    },
  )

  it('lets in who brings an unused token and is our page, and nobody else', async () => {
    const before = accepted
    const first = token()
    const tab = newSecret()
    expect(await connect({ keys: keysWith(first, tab) })).toBe(101)
    expect(await connect({ keys: keysWith(null, tab) })).toBe(101)
    expect(accepted).toBe(before + 2)
    expect(await connect({ keys: keysWith(first) })).toBe(401)
    expect(await connect({ keys: [] })).toBe(401)
    expect(await connect({ keys: keysWith(newSecret()) })).toBe(401)
    expect(await connect({ path: '/other' })).toBe(404)
    expect(accepted).toBe(before + 2)
  })

  it.each([
    'https://evil.example',
    'null',
    'http://localhost',
    'http://127.0.0.1',
    '127.0.0.1:PORT',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:PORT.evil.example',
    'http://127.0.0.1:PORT/',
    'app://tracecraft',
    'chrome-extension://abcdefghijklmnop',
  ])('refuses a page of another origin, whatever key it holds: %s', async (from) => {
    const keys = keysWith(token())
    expect(await connect({ keys, headers: { origin: from.replace('PORT', String(host.port)) } })).toBe(403)
    // It was not let near the key: the token still works for the page that it was made for.
    expect(await connect({ keys })).toBe(101)
  })

  it.each([
    ['an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a script', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
    ['a fetch', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['an object', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'object' }],
  ])('gives another page no file of its own for %s', async (_what, headers) => {
    for (const path of ['/', '/assets/a.js', '/nothing']) expect((await get(path, headers)).status).toBe(403)
  })

  it('is reached by a link from elsewhere, which opens it without a key', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await get('/', headers)).status).toBe(200)
  })

  it('gives a page that was let in the address of one more, and nobody else', async () => {
    const tab = newSecret()
    expect(await connect({ keys: keysWith(null, tab), path: '/address' })).toBe(401)
    const socket = await openSocket(origin(), '/rpc', keysWith(token(), tab))
    const address = await askAddress(origin(), keysWith(null, tab))
    expect(address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${host.port}/#token=[\\w-]{43}$`))
    expect(await connect({ keys: keysWith(tokenOf(address)) })).toBe(101)
    expect(await connect({ keys: keysWith(tokenOf(address)) })).toBe(401)
    socket.terminate()
  })

  it('never sends a key back: not in a header, not in a refusal', async () => {
    const secret = newSecret()
    const ask = (protocols: string) =>
      raw(
        `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nOrigin: ${origin()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${protocols}\r\n\r\n`,
      )
    expect(await ask(keysWith(secret, secret).join(', '))).not.toContain(secret)
    const key = token()
    const socket = await openSocket(origin(), '/rpc', keysWith(key))
    expect(socket.protocol).toBe('tracecraft')
    socket.terminate()
  })

  it('listens on the loopback address alone', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    for (const address of [...others.map((one) => one.address), '::1'])
      await expect(
        new Promise((resolve, reject) => {
          const socket = createConnection(host.port, address, () => resolve(socket.destroy()))
          socket.once('error', reject)
        }),
        address,
      ).rejects.toThrow()
  })

  it.each([
    ['an address that cannot be read', 'GET // HTTP/1.1'],
    ['an address with a broken escape', 'GET /%zz HTTP/1.1'],
    ['a broken host in the address', 'GET http://[ HTTP/1.1'],
    ['a method that is no GET', 'POST /rpc HTTP/1.1'],
  ])('outlives an upgrade with %s', async (_what, line) => {
    const answer = await raw(
      `${line}\r\nHost: 127.0.0.1:${host.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 40[045] /)
    expect((await get('/')).status).toBe(200)
  })

  it('outlives a frame that is larger than any question', async () => {
    const socket = await openSocket(origin(), '/rpc', keysWith(token()))
    const code = await new Promise<number>((resolve) => {
      socket.send(Buffer.alloc(2 * 1024 * 1024))
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

  it('carries its token in the fragment, which no server is sent', () => {
    expect(new URL(host.url).search).toBe('')
    expect(new URL(host.url).pathname).toBe('/')
    expect(tokenOf(host.url)).toMatch(/^[\w-]{43}$/)
  })

  it('says what to do when its port is taken', async () => {
    await expect(startWebHost({ pageDir: folder, port: host.port, accept: () => {} })).rejects.toMatchObject({
      info: { code: 'SETTINGS', cause: 'Another program listens on it.' },
    })
  })

  it('lets nobody new in for a while after many wrong keys, and keeps those in who are', async () => {
    const guarded = await startWebHost({ pageDir: join(folder, 'page'), port: 0, accept: () => {} })
    const at = new URL(guarded.url).origin
    const tab = newSecret()
    const open = (keys: readonly string[]) =>
      openSocket(at, '/rpc', keys).then(
        (socket) => socket.terminate(),
        (error: Error) => error.message,
      )
    await open(keysWith(tokenOf(guarded.url), tab))
    for (let n = 0; n < 20; n++) expect(await open(keysWith(newSecret()))).toBe('refused with 401')
    expect(await open(keysWith(tokenOf(guarded.newAddress())))).toBe('refused with 429')
    expect(await open(keysWith(null, tab))).toBeUndefined()
    await guarded.close()
  })
})
