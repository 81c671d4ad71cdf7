import { afterEach, describe, expect, it, vi } from 'vitest'
import { pagesOf, failureOf, lastHours, openOn, read, sourceOn, trace, traceId } from './support.ts'
import { explainer, notDatadog } from '../../../../src/main/stores/datadog/explain.ts'
import { DatadogHttpError } from '../../../../src/main/stores/datadog/client.ts'
import { openDatadogStore } from '../../../../src/main/stores/datadog/store.ts'
import { expectFault } from '../../../support/audit/expected-faults.ts'

// Another program of the organization uses the limit up.
expectFault(/^POST \S+search at datadog carries dd-api-key that is not the placeholder$/)

const runs = [trace(traceId(1), 60, [{ name: 'root' }, { name: 'step', parent: 'root', takes: 100 }])]

afterEach(() => {
  vi.restoreAllMocks()
})

describe('throttling', () => {
  it('for longer than is worth waiting is told at once, with the time that Datadog names', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'throttled', retryAfter: 3600 })
    expect(await failureOf(pagesOf(store))).toMatchObject({
      code: 'THROTTLED',
      platform: 'datadog',
      status: 429,
      retryAfterMs: 3_600_000,
    })
    expect(server.requests).toHaveLength(1)
    // The budget is closed until then: the next question is refused here, and Datadog is not asked again.
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'THROTTLED' })
    expect(server.requests).toHaveLength(1)
  })

  it('for a short time is waited for', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'throttled', retryAfter: 0 })
    expect((await pagesOf(store))[0]!.runs).toHaveLength(1)
    expect(server.requests).toHaveLength(2)
  })

  it('without a time is tried again', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'throttled', retryAfter: null })
    expect((await pagesOf(store))[0]!.runs).toHaveLength(1)
    expect(server.requests).toHaveLength(2)
  })

  it('is foreseen from the headers of an answer that used the last request', async () => {
    const { store, server } = await openOn(runs)
    const headers = { 'DD-API-KEY': 'a', 'DD-APPLICATION-KEY': 'b', 'content-type': 'application/json' }
    const body = JSON.stringify({ data: { type: 'search_request', attributes: {} } })
    for (let n = 0; n < 299; n++)
      await (await fetch(`${server.url}/api/v2/spans/events/search`, { method: 'POST', headers, body })).text()
    expect((await pagesOf(store))[0]!.runs).toHaveLength(1)
    const sent = server.requests.length
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'THROTTLED', status: null })
    expect(server.requests).toHaveLength(sent)
  })
})

describe('a refusal', () => {
  it('of 403 names both keys, the site and the permission, because Datadog does not say which it is', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'forbidden', operation: 'ListSpans' })
    const info = await failureOf(pagesOf(store))
    expect(info).toMatchObject({ code: 'PERMISSION_DENIED', status: 403, raw: '{"errors":["Forbidden"]}' })
    for (const word of ['DD_API_KEY', 'DD_APP_KEY', 'us1', 'apm_read']) expect(info.cause).toContain(word)
    expect(server.requests).toHaveLength(1)
  })

  it('of 401 says that the keys are not known', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'unauthenticated' })
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'CREDENTIALS_INVALID', status: 401 })
    expect(server.requests).toHaveLength(1)
  })

  it('of 403 to trace by id and to search alike is a refusal, not an empty trace', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'forbidden', times: Infinity })
    expect(await failureOf(read(store, traceId(1)))).toMatchObject({ code: 'PERMISSION_DENIED' })
  })

  it("of a question is told in Datadog's words", async () => {
    const { store } = await openOn(runs)
    const { window } = lastHours(1)
    const info = await failureOf(pagesOf(store, { window: { from: window.to, to: window.from }, errorsOnly: false }))
    expect(info).toMatchObject({
      code: 'BAD_REQUEST',
      status: 422,
      cause: "invalid_argument(Field 'filter.from,to' is invalid: 'from' should be anterior to 'to')",
    })
  })

  it('that speaks of a permission keeps its words', () => {
    const text = '{"errors":[{"title":"Forbidden","detail":"Failed permission authorization checks"}]}'
    const info = explainer(sourceOn('https://x.example'))(
      new DatadogHttpError({ status: 403, headers: {}, text }),
      'to search',
    )
    expect(info).toMatchObject({ code: 'PERMISSION_DENIED', cause: 'Failed permission authorization checks' })
  })
})

describe("an answer that is not whole or not Datadog's", () => {
  it('of 5xx is tried again, and told when it stays', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'server-error', status: 503 })
    expect((await pagesOf(store))[0]!.runs).toHaveLength(1)
    server.addFault({ kind: 'server-error', status: 500, times: Infinity })
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'SERVER_ERROR', status: 500 })
  })

  it('of HTML with 200 is not taken for an empty list', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'html', status: 200, times: Infinity })
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'BAD_ANSWER', status: 200 })
    expect(await failureOf(read(store, traceId(1)))).toMatchObject({ code: 'BAD_ANSWER' })
  })

  it("of a proxy's 403 page is not blamed on the keys", async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'html', status: 403, times: Infinity })
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'BAD_ANSWER', status: 403 })
  })

  it('cut in the middle is tried again, and told when it stays', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'truncated' })
    expect((await pagesOf(store))[0]!.runs).toHaveLength(1)
    server.addFault({ kind: 'truncated', times: Infinity })
    expect(await failureOf(read(store, traceId(1)))).toMatchObject({ code: 'BAD_ANSWER' })
  })

  it('that Datadog gave up half-way is shown with its reason', async () => {
    const { store, server } = await openOn([...runs, trace(traceId(2), 90, [{ name: 'root' }])])
    server.addFault({ kind: 'partial', operation: 'ListSpans' })
    const pages = await pagesOf(store)
    expect(pages[0]!.runs).toHaveLength(1)
    expect(pages[0]!.notices.map(({ code }) => code)).toEqual(['partial'])
  })

  it('of a trace cut short by Datadog is shown with its reason', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'partial', operation: 'GetTraceByID' })
    expect(await read(store, traceId(1))).toMatchObject({ complete: false, notices: [{ code: 'truncated' }] })
  })

  it('that sends the request elsewhere is not followed with the keys', () => {
    const answer = { status: 302, headers: { location: 'https://elsewhere.example' }, text: '' }
    expect(notDatadog(sourceOn('https://x.example'), answer, 'to search')).toMatchObject({ code: 'BAD_ANSWER' })
  })
})

describe('a connection', () => {
  it('that is reset is tried again, and told when it stays', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'reset' })
    expect((await pagesOf(store))[0]!.runs).toHaveLength(1)
    server.addFault({ kind: 'reset', times: Infinity })
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'UNREACHABLE', platform: 'datadog' })
  })

  it('that is refused is unreachable, and the client prints nothing of it', async () => {
    const printed = (['error', 'warn', 'info', 'log'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(() => {}),
    )
    const { server, store: first } = await openOn(runs)
    await read(first, traceId(1))
    const { url } = server
    await server.close()
    const store = openDatadogStore(sourceOn(url), { env: {}, now: Date.now })
    expect(await failureOf(pagesOf(store))).toMatchObject({ code: 'UNREACHABLE', raw: 'ECONNREFUSED' })
    for (const spy of printed) expect(spy).not.toHaveBeenCalled()
  })

  it('that stalls ends at Datadog when the caller leaves', async () => {
    const { store, server } = await openOn(runs)
    for (const ask of [
      (signal: AbortSignal) => store.list(lastHours(1), signal)[Symbol.asyncIterator]().next(),
      (signal: AbortSignal) => read(store, traceId(1), signal),
    ]) {
      server.clearRequests()
      server.addFault({ kind: 'stall', times: Infinity })
      const caller = new AbortController()
      const asked = failureOf(ask(caller.signal))
      await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(0))
      caller.abort()
      expect(await asked).toMatchObject({ code: 'CANCELLED' })
      await vi.waitFor(() => expect(server.requests.every((one) => one.aborted)).toBe(true))
      server.clearFaults()
    }
  })

  it('that fails for the run ends what was asked beside it', async () => {
    const { store, server } = await openOn(runs)
    server.addFault({ kind: 'stall', operation: 'SearchLLMObsSpans' })
    server.addFault({ kind: 'unauthenticated', operation: 'GetTraceByID' })
    expect(await failureOf(read(store, traceId(1)))).toMatchObject({ code: 'CREDENTIALS_INVALID' })
    await vi.waitFor(() =>
      expect(server.requests.filter((one) => one.operation === 'SearchLLMObsSpans').every((one) => one.aborted)).toBe(
        true,
      ),
    )
  })
})

it('no secret is in an error', async () => {
  const { server } = await openOn(runs, { account: { apiKey: 'x', appKey: 'y' } })
  const secrets = {
    DD_API_KEY: 'feedfacefeedfacefeedfacefeedface',
    DD_APP_KEY: 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
  }
  const store = openDatadogStore(sourceOn('https://127.0.0.1:1'), { env: secrets, now: Date.now })
  const info = JSON.stringify([await failureOf(pagesOf(store)), await failureOf(read(store, traceId(1)))])
  for (const secret of Object.values(secrets)) expect(info).not.toContain(secret)
  expect(server.requests).toHaveLength(0)
})
