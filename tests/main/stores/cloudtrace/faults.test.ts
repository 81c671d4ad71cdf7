import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fault } from '../../../../src/demo/http/handler.ts'
import type { PlatformServer } from '../../../../src/demo/http/server.ts'
import { disabledProject } from '../../../../src/demo/cloudtrace/platform.ts'
import { answering, demoSpan, demoTrace, failureOf, lastHour, never, pagesOf, startDemo, storeAt } from './fixture.ts'
import { startPlatformServer } from '../../../../src/demo/http/server.ts'

let server: PlatformServer

beforeEach(async () => {
  ;({ server } = await startDemo([demoTrace(1000, (start) => [demoSpan({ start })])]))
})

afterEach(() => server.close())

const statuses = () => server.requests.map((request) => request.status)

/** Runs a test on a demo of its own, so that tests may wait for their back-offs side by side. */
async function onOwnDemo(test: (own: PlatformServer) => Promise<void>): Promise<void> {
  const { server: own } = await startDemo([demoTrace(1000, (start) => [demoSpan({ start })])])
  try {
    await test(own)
  } finally {
    await own.close()
  }
}

describe('faults that pass', () => {
  it.concurrent.each<[string, Fault]>([
    ['a throttle that says when to come back', { kind: 'throttled', retryAfter: 0 }],
    ['a throttle that does not say', { kind: 'throttled', retryAfter: null }],
    ['a 503', { kind: 'server-error', status: 503 }],
    ['a web page in place of the answer', { kind: 'html', status: 200 }],
    ['an answer that was cut', { kind: 'truncated' }],
    ['a reset connection', { kind: 'reset' }],
  ])('%s: asked again, and the list is whole', (_name, fault) =>
    onOwnDemo(async (own) => {
      own.addFault(fault)
      const pages = await pagesOf(storeAt(own.url))
      expect(pages[0]?.runs).toHaveLength(1)
      expect(own.requests).toHaveLength(2)
    }),
  )
})

describe('faults that stay', () => {
  it.concurrent.each<[Fault, string, number]>([
    [{ kind: 'throttled', retryAfter: null }, 'THROTTLED', 3],
    [{ kind: 'server-error', status: 500 }, 'SERVER_ERROR', 3],
    [{ kind: 'html', status: 200 }, 'BAD_ANSWER', 3],
    [{ kind: 'html', status: 403 }, 'BAD_ANSWER', 3],
    [{ kind: 'html', status: 502 }, 'SERVER_ERROR', 3],
    [{ kind: 'truncated' }, 'BAD_ANSWER', 3],
    [{ kind: 'reset' }, 'UNREACHABLE', 3],
    [{ kind: 'unauthenticated' }, 'CREDENTIALS_INVALID', 1],
    [{ kind: 'expired' }, 'CREDENTIALS_EXPIRED', 1],
    [{ kind: 'forbidden' }, 'PERMISSION_DENIED', 1],
    [{ kind: 'not-found' }, 'NOT_FOUND', 1],
  ])('%j is %s after %i requests', (fault, code, attempts) =>
    onOwnDemo(async (own) => {
      own.addFault({ ...fault, times: Infinity })
      const info = await failureOf(pagesOf(storeAt(own.url)))
      expect(info).toMatchObject({ code, platform: 'cloudtrace' })
      expect(own.requests).toHaveLength(attempts)
      expect(JSON.stringify(info)).not.toContain('placeholder')
    }),
  )

  it('a Retry-After longer than anyone waits is told at once, and further lists wait for it', async () => {
    server.addFault({ kind: 'throttled', retryAfter: 3600 })
    const store = storeAt(server.url)
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'THROTTLED', retryAfterMs: 3_600_000, status: 429 })
    expect(server.requests).toHaveLength(1)
  })

  it('an expired sign-in names the command that renews it', async () => {
    server.addFault({ kind: 'expired' })
    expect((await failureOf(pagesOf(storeAt(server.url)))).fix?.command).toBe('gcloud auth application-default login')
  })

  it('a lacking permission names the role and the permission', async () => {
    server.addFault({ kind: 'forbidden' })
    const info = await failureOf(pagesOf(storeAt(server.url)))
    expect(info.fix?.text).toContain('roles/cloudtrace.user')
    expect(info.fix?.text).toContain('cloudtrace.traces.list')
    expect(info.raw).toContain('PERMISSION_DENIED')
  })

  it('an API that is switched off names the command that switches it on', async () => {
    const info = await failureOf(pagesOf(storeAt(server.url, { project: disabledProject })))
    expect(info).toMatchObject({
      code: 'PERMISSION_DENIED',
      fix: {
        command: `gcloud services enable cloudtrace.googleapis.com --project ${disabledProject}`,
        url: expect.stringContaining('https://console.developers.google.com/apis/api/cloudtrace.googleapis.com'),
      },
    })
  })

  it('another project is a lacking permission, never an empty list', async () => {
    expect(await failureOf(pagesOf(storeAt(server.url, { project: 'other-project' })))).toMatchObject({
      code: 'PERMISSION_DENIED',
    })
  })

  it('nobody listens: unreachable', async () => {
    const { url } = server
    await server.close()
    expect(await failureOf(pagesOf(storeAt(url)))).toMatchObject({
      code: 'UNREACHABLE',
      cause: 'Nothing listens there (connection refused).',
    })
  })

  it('a fault in the middle of a list comes after the rows that did come', async () => {
    await server.close()
    const traces = Array.from({ length: 250 }, (_, i) => demoTrace(i + 1, (start) => [demoSpan({ start })]))
    ;({ server } = await startDemo(traces))
    const pages = storeAt(server.url).list(lastHour, never)[Symbol.asyncIterator]()
    expect((await pages.next()).value.runs).toHaveLength(200)
    server.addFault({ kind: 'forbidden' })
    expect(await failureOf(pages.next())).toMatchObject({ code: 'PERMISSION_DENIED' })
  })
})

describe('cancelling', () => {
  it('ends the request at the platform', async () => {
    server.addFault({ kind: 'stall' })
    const abort = new AbortController()
    const list = failureOf(pagesOf(storeAt(server.url), lastHour, abort.signal))
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    abort.abort()
    expect(await list).toMatchObject({ code: 'CANCELLED' })
    await vi.waitFor(() => expect(server.requests[0]!.aborted).toBe(true))
  })

  it('during a back-off makes no further request', async () => {
    server.addFault({ kind: 'throttled', retryAfter: 15, times: Infinity })
    const abort = new AbortController()
    const list = failureOf(pagesOf(storeAt(server.url), lastHour, abort.signal))
    await vi.waitFor(() => expect(statuses()).toEqual([429]))
    abort.abort()
    expect(await list).toMatchObject({ code: 'CANCELLED' })
    expect(server.requests).toHaveLength(1)
  })

  it('of an opened trace ends that request too', async () => {
    server.addFault({ kind: 'stall' })
    const abort = new AbortController()
    const get = failureOf(storeAt(server.url).get('a'.repeat(32), { startedAt: null }, abort.signal))
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    abort.abort()
    expect(await get).toMatchObject({ code: 'CANCELLED' })
    await vi.waitFor(() => expect(server.requests[0]!.aborted).toBe(true))
  })
})

it('takes secrets out of what a proxy echoes', async () => {
  await server.close()
  const echo = 'denied: Bearer ya29.hushhush and 1//0ghushhush for eyJhushhush.hushhush.hushhush'
  server = await startPlatformServer(
    answering(() => ({ status: 407, headers: { 'content-type': 'text/plain' }, body: echo })),
  )
  const info = await failureOf(pagesOf(storeAt(server.url)))
  expect(info).toMatchObject({ code: 'BAD_ANSWER', status: 407 })
  expect(info.raw).toContain('denied')
  expect(JSON.stringify(info)).not.toContain('hushhush')
})
