import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../../../src/demo/http/handler.ts'
import type { ErrorInfo } from '../../../../src/shared/errors.ts'
import { TraceCraftError } from '../../../../src/shared/errors.ts'
import type { RequestContext } from '../../../../src/main/stores/request-loop.ts'
import { openAzureMonitorStore } from '../../../../src/main/stores/azuremonitor/store.ts'
import { allOf, type DemoStore, lastHours, never, noon, sourceOf, startDemoStore } from './demo-store.ts'
import { heldTraffic, spanId, traceId, traceOf } from './held-traffic.ts'

let demo: DemoStore

beforeEach(async () => {
  demo = await startDemoStore(heldTraffic([traceOf(traceId(1), 10, [{ id: spanId(1) }])]))
})

afterEach(() => demo.close())

/** What a listing says when each attempt meets the fault. */
async function failureOf(fault: Fault, requests: Partial<RequestContext> = {}): Promise<ErrorInfo> {
  demo.server.addFault({ ...fault, times: Infinity })
  const error = await allOf(demo.open({}, { maxAttempts: 1, ...requests }).list(lastHours(1), never)).catch(
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(TraceCraftError)
  return (error as TraceCraftError).info
}

describe('a refusal of the platform', () => {
  it('of the token says to sign in', async () => {
    expect(await failureOf({ kind: 'unauthenticated' })).toMatchObject({
      code: 'CREDENTIALS_INVALID',
      status: 401,
      fix: { command: 'az login' },
    })
  })

  it('of an expired token says so', async () => {
    expect(await failureOf({ kind: 'expired' })).toMatchObject({
      code: 'CREDENTIALS_EXPIRED',
      fix: { command: 'az login' },
    })
  })

  it('for want of a role names the role, the command and how long it can take', async () => {
    const info = await failureOf({ kind: 'forbidden' })
    expect(info).toMatchObject({ code: 'PERMISSION_DENIED', status: 403 })
    expect(info.cause).toContain('Log Analytics Reader')
    expect(info.cause).toContain('60 minutes')
    expect(info.fix!.command).toMatch(/^az role assignment create .*--role "Log Analytics Reader" --scope /)
    expect(info.fix!.command).toContain(sourceOf(null).workspaceId)
    expect(info.raw).toContain('InsufficientAccessError')
  })

  it('of an unknown workspace says where the id is found', async () => {
    const error = await allOf(
      demo.open({ workspaceId: '11111111-1111-4111-8111-111111111111' }).list(lastHours(1), never),
    ).catch((caught: unknown) => caught as TraceCraftError)
    expect((error as TraceCraftError).info).toMatchObject({ code: 'NOT_FOUND', status: 404, platform: 'azuremonitor' })
    expect((error as TraceCraftError).info.fix!.text).toContain('Workspace ID')
  })

  it('carries the id of the request', async () => {
    expect((await failureOf({ kind: 'server-error', status: 500 })).requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('that took too long asks for a shorter window', async () => {
    expect(await failureOf({ kind: 'server-error', status: 504 })).toMatchObject({
      code: 'SERVER_ERROR',
      fix: { text: expect.stringContaining('shorter look-back') },
    })
  })
})

describe('an answer that is not the platform’s', () => {
  it.each([
    ['a web page with 200', { kind: 'html', status: 200 }],
    ['JSON that is cut', { kind: 'truncated' }],
  ] as const)('%s is a BAD_ANSWER', async (_name, fault) => {
    expect(await failureOf(fault)).toMatchObject({ code: 'BAD_ANSWER', platform: 'azuremonitor' })
  })

  it('a web page with 503 is a SERVER_ERROR', async () => {
    expect(await failureOf({ kind: 'html', status: 503 })).toMatchObject({ code: 'SERVER_ERROR', status: 503 })
  })

  it('a reset connection is UNREACHABLE', async () => {
    expect(await failureOf({ kind: 'reset' })).toMatchObject({ code: 'UNREACHABLE', status: null })
  })

  it('silence is TIMED_OUT', async () => {
    expect(await failureOf({ kind: 'stall' }, { timeoutMs: 60 })).toMatchObject({ code: 'TIMED_OUT' })
  })
})

describe('throttling', () => {
  it('is waited for as long as Retry-After says, and then asked again', async () => {
    demo.server.addFault({ kind: 'throttled', retryAfter: 0.05 })
    const { runs } = await allOf(demo.open().list(lastHours(1), never))
    expect(runs).toHaveLength(1)
    expect(demo.server.requests.map((request) => request.status)).toEqual([429, 200])
  })

  it('is tried again also when the platform does not say when', async () => {
    demo.server.addFault({ kind: 'throttled', retryAfter: null })
    expect((await allOf(demo.open().list(lastHours(1), never))).runs).toHaveLength(1)
  })

  it('that would last longer than we wait is told at once, with the time', async () => {
    expect(await failureOf({ kind: 'throttled', retryAfter: 120 }, { maxAttempts: 3 })).toMatchObject({
      code: 'THROTTLED',
      status: 429,
      retryAfterMs: 120_000,
    })
    expect(demo.server.requests).toHaveLength(1)
  })
})

describe('trying again', () => {
  it.each([
    ['a server error', { kind: 'server-error', status: 502 }],
    ['a reset', { kind: 'reset' }],
    ['a cut answer', { kind: 'truncated' }],
  ] as const)('helps after %s', async (_name, fault) => {
    demo.server.addFault(fault)
    expect((await allOf(demo.open().list(lastHours(1), never))).runs).toHaveLength(1)
    expect(demo.server.requests).toHaveLength(2)
  })

  it.each(['unauthenticated', 'forbidden', 'not-found'] as const)('is not done after %s', async (kind) => {
    await failureOf({ kind }, { maxAttempts: 3 })
    expect(demo.server.requests).toHaveLength(1)
  })

  it('is ours alone: the SDK does none of its own', async () => {
    await failureOf({ kind: 'server-error', status: 503 }, { maxAttempts: 2 })
    expect(demo.server.requests).toHaveLength(2)
  })
})

describe('an abort', () => {
  it('ends the request at the platform', async () => {
    demo.server.addFault({ kind: 'stall' })
    const abort = new AbortController()
    const listing = allOf(demo.open().list(lastHours(1), abort.signal)).catch((error: unknown) => error)
    while (demo.server.requests.length === 0) await delay(2)
    abort.abort()
    expect(await listing).toMatchObject({ info: { code: 'CANCELLED' } })
    while (!demo.server.requests[0]!.aborted) await delay(2)
  })

  it('before the first attempt sends nothing', async () => {
    const listing = allOf(demo.open().list(lastHours(1), AbortSignal.abort()))
    await expect(listing).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    expect(demo.server.requests).toHaveLength(0)
  })
})

describe('odd servers', () => {
  let server: Server | undefined

  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })

  async function answering(status: number, type: string, body: string) {
    server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': type })
      response.end(body)
    })
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return openAzureMonitorStore(sourceOf(endpoint), { env: {}, now: () => noon }, { maxAttempts: 1 })
  }

  it('with 204 means no data, and is no failure', async () => {
    const store = await answering(204, 'application/json', '')
    expect((await allOf(store.list(lastHours(1), never))).runs).toEqual([])
  })

  it('with 200 and an empty body is a BAD_ANSWER, and no empty list', async () => {
    const store = await answering(200, 'application/json', '')
    await expect(allOf(store.list(lastHours(1), never))).rejects.toMatchObject({ info: { code: 'BAD_ANSWER' } })
  })

  it('with JSON of another kind is a BAD_ANSWER', async () => {
    const store = await answering(200, 'application/json', '{"hello":"world"}')
    await expect(allOf(store.list(lastHours(1), never))).rejects.toMatchObject({ info: { code: 'BAD_ANSWER' } })
  })

  it('that says no table resolves explains what is missing', async () => {
    const body = JSON.stringify({
      error: {
        code: 'BadArgumentError',
        message: 'The request had some invalid properties',
        innererror: {
          code: 'SemanticError',
          message: 'A semantic error occurred.',
          innererror: {
            code: 'SEM0100',
            message: "'union' operator: Failed to resolve table expression named 'AppRequests'",
          },
        },
      },
    })
    const store = await answering(400, 'application/json', body)
    await expect(allOf(store.list(lastHours(1), never))).rejects.toMatchObject({
      info: { code: 'NOT_FOUND', message: expect.stringContaining('no Application Insights tables') },
    })
  })

  it('never gets a token into an error text', async () => {
    const token = `eyJ${'a'.repeat(40)}.${'b'.repeat(40)}.${'c'.repeat(40)}`
    const store = await answering(
      500,
      'application/json',
      JSON.stringify({ error: { code: 'X', message: `Bearer ${token}` } }),
    )
    const error = (await allOf(store.list(lastHours(1), never)).catch((caught: unknown) => caught)) as TraceCraftError
    expect(error.info.code).toBe('SERVER_ERROR')
    expect(JSON.stringify(error.info)).not.toContain('aaaaaaaa')
  })
})
