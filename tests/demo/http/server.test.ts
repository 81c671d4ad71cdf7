import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { DemoAnswer, DemoPlatform, DemoRequest, Fault } from '../../../src/demo/http/handler.ts'
import { maxBodyBytes } from '../../../src/demo/http/read-body.ts'
import { maxRecordedRequests, type PlatformServer, startPlatformServer } from '../../../src/demo/http/server.ts'

const wholeAnswer = { items: ['one', 'two', 'three'], text: 'äöü — all of it' }

/** The smallest platform: echoes on /echo, lists on /list, deletes on /delete, fails on /defect. */
class SmallPlatform implements DemoPlatform {
  readonly platform = 'xray'
  readonly seen: DemoRequest[] = []

  operationOf(request: DemoRequest) {
    const name = { '/list': 'List', '/echo': 'Echo', '/delete': 'Delete', '/defect': 'Defect' }[request.path]
    return name ? { name, read: name !== 'Delete' } : null
  }

  answer(request: DemoRequest): DemoAnswer {
    this.seen.push(request)
    if (request.path === '/defect') throw new Error('no such table')
    if (request.path === '/echo') return { status: 200, headers: { 'content-type': 'text/plain' }, body: request.body }
    return { status: 200, headers: {}, body: request.partial ? { items: ['one'], unprocessed: 2 } : wholeAnswer }
  }

  errorAnswer(fault: Parameters<DemoPlatform['errorAnswer']>[0]): DemoAnswer {
    const status = {
      throttled: 429,
      unauthenticated: 401,
      expired: 403,
      forbidden: 403,
      'not-yet-valid': 401,
      'not-found': 404,
      'too-large': 413,
      'server-error': 500,
    }[fault.kind]
    const headers: Record<string, string> =
      fault.kind === 'throttled' && fault.retryAfter !== null ? { 'Retry-After': String(fault.retryAfter) } : {}
    return {
      status: fault.kind === 'server-error' ? fault.status : status,
      headers,
      body: { code: fault.kind },
    }
  }
}

let open: PlatformServer | null = null
afterEach(async () => {
  await open?.close()
  open = null
})

async function start(options?: Parameters<typeof startPlatformServer>[1]) {
  const platform = new SmallPlatform()
  const server = await startPlatformServer(platform, options)
  open = server
  return { platform, server, get: (path = '/list', init?: RequestInit) => fetch(server.url + path, init) }
}

/** Waits until a thing has happened, by turns of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !condition(); turn++) await new Promise((resolve) => setTimeout(resolve, 1))
  expect(condition()).toBe(true)
}

describe('what the harness answers', () => {
  it('listens on a free loopback port and gives the platform method, path, query, headers and body', async () => {
    const { platform, server, get } = await start()
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    const answer = await get('/list?page=2&page=3', { method: 'POST', headers: { 'X-Ask': 'yes' }, body: '{"a":"ä"}' })
    expect(await answer.json()).toEqual(wholeAnswer)
    expect(answer.headers.get('content-type')).toBe('application/json')
    const [request] = platform.seen
    expect(request).toMatchObject({ method: 'POST', path: '/list', body: '{"a":"ä"}', partial: false })
    expect(request!.query.getAll('page')).toEqual(['2', '3'])
    expect(request!.headers['x-ask']).toBe('yes')
  })

  it('answers an operation that the platform does not have with its own 404', async () => {
    const { platform, server, get } = await start()
    const answer = await get('/nothing')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ code: 'not-found' })
    expect(platform.seen).toHaveLength(0)
    expect(server.requests[0]).toMatchObject({ operation: null, read: false, status: 404 })
  })

  it('unpacks gzip bodies, and refuses what is not gzip or too large', async () => {
    const { server, get } = await start()
    const send = (body: BodyInit, encoding: string) =>
      get('/echo', { method: 'POST', headers: { 'content-encoding': encoding }, body })
    expect(await (await send(gzipSync('{"packed":true}'), 'gzip')).text()).toBe('{"packed":true}')
    expect((await send('plain', 'gzip')).status).toBe(400)
    expect((await send('plain', 'zstd')).status).toBe(415)
    expect((await send(gzipSync(Buffer.alloc(maxBodyBytes + 1)), 'gzip')).status).toBe(413)
    expect((await send(Buffer.alloc(maxBodyBytes), 'identity')).status).toBe(200)
    expect((await send(Buffer.alloc(maxBodyBytes + 1), 'identity')).status).toBe(413)
    expect(server.requests.map(({ status }) => status)).toEqual([200, 400, 415, 413, 200, 413])
  })

  it('turns a defect of the platform into a 500 that names it in a header', async () => {
    const { get } = await start()
    const answer = await get('/defect')
    expect(answer.status).toBe(500)
    expect(decodeURIComponent(answer.headers.get('x-demo-defect')!)).toBe('no such table')
  })

  it('rejects with the reason when its port is taken', async () => {
    const { server } = await start()
    await expect(startPlatformServer(new SmallPlatform(), { port: server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })

  it('closes while requests are open, and may be closed twice', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'stall', times: Infinity })
    const waiting = get().then(
      () => 'answered',
      () => 'cut off',
    )
    await until(() => server.requests.length === 1)
    await Promise.all([server.close(), server.close()])
    expect(await waiting).toBe('cut off')
    expect(server.requests[0]).toMatchObject({ status: null, aborted: false })
  })
})

describe('what the harness records', () => {
  it('keeps every request with its operation, whether it only reads, body, time and status', async () => {
    const { server, get } = await start({ now: () => 1_700_000_000_000 })
    await get('/list')
    await get('/delete', { method: 'DELETE' })
    expect(server.requests).toMatchObject([
      {
        platform: 'xray',
        at: 1_700_000_000_000,
        method: 'GET',
        path: '/list',
        query: '',
        operation: 'List',
        read: true,
        headers: { host: `127.0.0.1:${server.port}` },
        body: '',
        status: 200,
        aborted: false,
        faulted: false,
      },
      expect.objectContaining({ method: 'DELETE', operation: 'Delete', read: false, status: 200 }),
    ])
    server.clearRequests()
    expect(server.requests).toEqual([])
  })

  it('marks a request whose caller went away', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'stall' })
    const leaving = new AbortController()
    const waiting = get('/list', { signal: leaving.signal }).catch((error: Error) => error.name)
    await until(() => server.requests.length === 1)
    expect(server.requests[0]).toMatchObject({ status: null, aborted: false, faulted: true })
    leaving.abort()
    expect(await waiting).toBe('AbortError')
    await until(() => server.requests[0]!.aborted)
    expect(server.requests[0]!.status).toBeNull()
  })

  it('marks a request whose caller left while sending its body', async () => {
    const { server } = await start()
    const socket = connect(server.port, '127.0.0.1')
    socket.write('POST /echo HTTP/1.1\r\nHost: demo\r\nContent-Length: 100\r\n\r\nhalf')
    await new Promise((resolve) => setTimeout(resolve, 20))
    socket.destroy()
    await until(() => server.requests.length === 1)
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/echo', aborted: true, status: null })
  })

  it('remembers the newest 10,000 requests only', async () => {
    const { server } = await start()
    const ask = (n: number) =>
      new Promise<void>((resolve, reject) => {
        httpRequest(`${server.url}/list/${n}`, { agent: false }, (answer) => {
          answer.resume().once('end', resolve)
        })
          .once('error', reject)
          .end()
      })
    // Filled by hand to just under the limit: ten thousand sockets would prove nothing more.
    const list = server.requests as unknown as object[]
    await ask(0)
    while (list.length < maxRecordedRequests) list.push({ ...list[0]! })
    await ask(1)
    await ask(2)
    expect(server.requests).toHaveLength(maxRecordedRequests)
    expect(server.requests.at(-1)!.path).toBe('/list/2')
    expect(server.requests.at(-2)!.path).toBe('/list/1')
  })
})

describe('scripted faults', () => {
  it.each([
    [{ kind: 'throttled', retryAfter: 7 }, 429],
    [{ kind: 'unauthenticated' }, 401],
    [{ kind: 'expired' }, 403],
    [{ kind: 'forbidden' }, 403],
    [{ kind: 'not-yet-valid' }, 401],
    [{ kind: 'not-found' }, 404],
    [{ kind: 'too-large' }, 413],
    [{ kind: 'server-error', status: 503 }, 503],
  ] as [Fault, number][])('%o is answered in the platform’s own form, once', async (fault, status) => {
    const { server, get, platform } = await start()
    server.addFault(fault)
    const answer = await get()
    expect(answer.status).toBe(status)
    expect(answer.headers.get('retry-after')).toBe(fault.kind === 'throttled' ? '7' : null)
    expect(await answer.json()).toEqual({ code: fault.kind })
    expect(platform.seen).toHaveLength(0)
    expect((await get()).status).toBe(200)
    expect(server.requests.map(({ faulted }) => faulted)).toEqual([true, false])
  })

  it('apply in order, each to as many requests of its operation as it says', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'forbidden', operation: 'Echo' })
    server.addFault({ kind: 'unauthenticated', times: 2 })
    server.addFault({ kind: 'server-error', status: 502 })
    const statuses: number[] = []
    for (const path of ['/list', '/echo', '/list', '/list', '/list']) statuses.push((await get(path)).status)
    expect(statuses).toEqual([401, 403, 401, 502, 200])
  })

  it('with times Infinity last until they are cleared', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'server-error', status: 500, times: Infinity })
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([500, 500, 500])
    server.clearFaults()
    expect((await get()).status).toBe(200)
  })

  it('with a senseless times are refused', async () => {
    const { server } = await start()
    expect(() => server.addFault({ kind: 'stall', times: 0 })).toThrow(RangeError)
    expect(() => server.addFault({ kind: 'stall', times: 1.5 })).toThrow(RangeError)
  })

  it('html sends a gateway’s page with the status asked for', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'html', status: 200 })
    const answer = await get()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await answer.text()).toMatch(/^<!DOCTYPE html>/)
  })

  it('truncated sends half of the right answer as if it were whole', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'truncated' })
    const answer = await get()
    const text = await answer.text()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)))
    expect(JSON.stringify(wholeAnswer).startsWith(text)).toBe(true)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
  })

  it('reset breaks the connection', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'reset' })
    await expect(get()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(server.requests[0]).toMatchObject({ status: null, aborted: false, faulted: true })
    expect((await get()).status).toBe(200)
  })

  it('slow sends the right answer later', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'slow', ms: 50 })
    const late = get()
    await until(() => server.requests.length === 1)
    expect(server.requests[0]!.status).toBeNull()
    expect(await (await late).json()).toEqual(wholeAnswer)
    expect(server.requests[0]!.status).toBe(200)
  })

  it('slow does not answer a caller that left', async () => {
    const { server, get, platform } = await start()
    server.addFault({ kind: 'slow', ms: 60_000 })
    const leaving = new AbortController()
    const waiting = get('/list', { signal: leaving.signal }).catch(() => 'left')
    await until(() => server.requests.length === 1)
    leaving.abort()
    expect(await waiting).toBe('left')
    await until(() => server.requests[0]!.aborted)
    expect(platform.seen.length).toBeLessThanOrEqual(1)
    expect(server.requests[0]!.status).toBeNull()
  })

  it('partial lets the platform say in its own way that this is not all', async () => {
    const { server, get } = await start()
    server.addFault({ kind: 'partial' })
    expect(await (await get()).json()).toEqual({ items: ['one'], unprocessed: 2 })
    expect(await (await get()).json()).toEqual(wholeAnswer)
  })
})
