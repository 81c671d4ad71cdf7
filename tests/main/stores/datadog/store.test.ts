import { describe, expect, it } from 'vitest'
import type { DemoTrace } from '../../../../src/demo/traffic/demo-trace.ts'
import { NotImplementedError } from '../../../../src/shared/errors.ts'
import type { ProbeStage } from '../../../../src/main/stores/store.ts'
import { openDatadogStore } from '../../../../src/main/stores/datadog/store.ts'
import { failureOf, lastHours, openOn, pagesOf, read, sourceOn, spanId, trace, traceId } from './support.ts'

const exactSpan = 'f39346993ad9e4b8'
const exactDecimal = '17551449796724253880'

/** A run over two services, with a model call of each kind of instrumentation. */
function shopRun(id: string, secondsAgo: number, more: Partial<DemoTrace> = {}): DemoTrace {
  return trace(
    id,
    secondsAgo,
    [
      {
        name: 'invoke_agent concierge',
        takes: 8000,
        attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'concierge', 'session.id': 's-1' },
      },
      {
        name: 'chat gpt-5',
        parent: 'invoke_agent concierge',
        spanId: exactSpan,
        after: 100,
        takes: 2000,
        kind: 'client',
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.input_tokens': 1200,
          'gen_ai.response.finish_reasons': ['stop'],
          'gen_ai.input.messages': JSON.stringify([
            { role: 'user', parts: [{ type: 'text', content: 'Where is it?' }] },
          ]),
        },
      },
      {
        name: 'GET /orders',
        parent: 'invoke_agent concierge',
        service: 'orders',
        after: 2500,
        takes: 500,
        kind: 'server',
        status: 'error',
        statusMessage: 'no such order',
        attributes: { 'http.request.method': 'GET', 'http.response.status_code': 404, 'error.type': 'NotFoundError' },
      },
    ],
    more,
  )
}

describe('the list', () => {
  it('has one row for each trace, with what the root says, newest first', async () => {
    const { store } = await openOn([shopRun(traceId(1), 600), shopRun(traceId(2), 60), shopRun(traceId(3), 300)])
    const pages = await pagesOf(store)
    expect(pages).toHaveLength(1)
    expect(pages[0]!.runs.map((run) => run.cloudTraceId)).toEqual([traceId(2), traceId(3), traceId(1)])
    expect(pages[0]!.runs[0]).toMatchObject({
      cloudProvider: 'datadog',
      name: 'concierge',
      agentName: 'concierge',
      status: 'ok',
      durationMs: 8000,
      serviceName: 'shop',
      environment: 'prod',
      sessionId: 's-1',
      stepCount: null,
      totalTokens: null,
      errorCount: null,
    })
  })

  it('is empty without being an error when the window holds nothing', async () => {
    const { store } = await openOn([shopRun(traceId(1), 3 * 3600)])
    expect(await pagesOf(store)).toEqual([{ runs: [], notices: [] }])
  })

  it('with a service has every trace that touches it, and says what its rows can know', async () => {
    const { store, server } = await openOn([shopRun(traceId(1), 60)], { source: { service: 'orders' } })
    const [page] = await pagesOf(store)
    expect(page!.runs).toMatchObject([
      {
        name: 'GET /orders',
        serviceName: 'orders',
        status: 'error',
        error: 'no such order',
        durationMs: null,
        endTime: null,
      },
    ])
    expect(page!.notices.map(({ code }) => code)).toEqual(['info'])
    expect(server.requests[0]!.body).toContain('@_top_level:1 service:orders')
  })

  it('with errors only finds runs whose root is fine', async () => {
    const { store, server } = await openOn([
      shopRun(traceId(1), 60),
      trace(traceId(2), 90, [{ name: 'fine', service: 'other' }]),
    ])
    const [page] = await pagesOf(store, lastHours(1, true))
    expect(page!.runs).toMatchObject([{ cloudTraceId: traceId(1), status: 'error', error: 'no such order' }])
    expect(server.requests[0]!.body).toContain('status:error')
  })

  it('asks for a small page first and large ones then, and follows cursors to the empty page without meta', async () => {
    const runs = Array.from({ length: 1100 }, (_, n) => trace(traceId(n), 5 + n * 2, [{ name: 'root', takes: 500 }]))
    const { store, server } = await openOn(runs)
    const pages = await pagesOf(store)
    expect(pages.map((page) => page.runs.length)).toEqual([100, 1000, 0])
    expect(new Set(pages.flatMap((page) => page.runs.map((run) => run.id))).size).toBe(1100)
    const starts = pages.flatMap((page) => page.runs.map((run) => run.startTime!))
    expect(starts).toEqual([...starts].sort((a, b) => b - a))
    expect(server.requests.map(({ body }) => (JSON.parse(body) as Body).data.attributes.page)).toEqual([
      { limit: 100 },
      { limit: 1000, cursor: expect.any(String) as string },
      { limit: 1000, cursor: expect.any(String) as string },
    ])
  })

  it('costs no request that nobody asks for', async () => {
    const runs = Array.from({ length: 150 }, (_, n) => trace(traceId(n), 5 + n * 2, [{ name: 'root' }]))
    const { store, server } = await openOn(runs)
    for await (const page of store.list(lastHours(1), new AbortController().signal)) {
      expect(page.runs).toHaveLength(100)
      break
    }
    expect(server.requests).toHaveLength(1)
  })

  it('does not ask behind a page that is not full', async () => {
    const { store, server } = await openOn([shopRun(traceId(1), 60)])
    await pagesOf(store)
    expect(server.requests).toHaveLength(1)
  })

  it('holds a row back until its root comes, so that a row on screen never changes', async () => {
    // 60 callees end after their callers and fill the first page; the roots are on the next one.
    const runs = Array.from({ length: 60 }, (_, n) =>
      trace(traceId(n), 30, [
        { name: 'root', takes: 1000 },
        { name: 'late 1', parent: 'root', service: 'a', after: 500, takes: 2000 },
        { name: 'late 2', parent: 'root', service: 'b', after: 500, takes: 2000 },
      ]),
    )
    const { store } = await openOn(runs)
    const pages = await pagesOf(store)
    expect(pages.map((page) => page.runs.length)).toEqual([0, 60])
    expect(new Set(pages[1]!.runs.map((run) => run.name))).toEqual(new Set(['root']))
  })

  it('still shows a run whose root has not ended, without a duration', async () => {
    const running = trace(traceId(1), 60, [
      { name: 'root', end: null },
      { name: 'call', parent: 'root', service: 'tools', after: 100 },
    ])
    const { store } = await openOn([running])
    const [page] = await pagesOf(store)
    expect(page!.runs).toMatchObject([{ name: 'call', status: 'unknown', durationMs: null, endTime: null }])
  })
})

interface Body {
  readonly data: { readonly attributes: { readonly page: unknown } }
}

describe('an opened run', () => {
  it('is read by its id with every span and every digit of its ids', async () => {
    const { store } = await openOn([shopRun(traceId(1), 60)])
    const found = await read(store, traceId(1))
    expect(found).toMatchObject({ platform: 'datadog', nativeId: traceId(1), complete: true, notices: [] })
    expect(found.spans).toHaveLength(3)
    const chat = found.spans.find((span) => span.name === 'chat gpt-5')!
    expect(chat.spanId).toBe(exactDecimal)
    expect(chat.parentSpanId).toBe(BigInt(`0x${spanId('invoke_agent concierge')}`).toString())
    expect(chat).toMatchObject({ kind: 'client', service: 'shop', running: false, failure: null })
    expect(chat.end! - chat.start!).toBe(2_000_000)
    expect(chat.attributes.get('gen_ai.usage.input_tokens')).toBe(1200)
    expect(chat.attributes.find('gen_ai.request.model')).toEqual({
      value: 'gpt-5',
      origin: 'meta["gen_ai.request.model"]',
    })
    expect(found.spans.find((span) => span.parentSpanId === null)!.name).toBe('invoke_agent concierge')
    const failed = found.spans.find((span) => span.failure !== null)!
    expect(failed.failure).toEqual({
      message: 'no such order',
      type: 'NotFoundError',
      stack: null,
      throttled: false,
      origin: 'meta["error.message"]',
    })
  })

  it('is found under 32 hex digits, the whole decimal and the low 64 bits', async () => {
    const { store } = await openOn([shopRun(traceId(1), 60)])
    const whole = BigInt(`0x${traceId(1)}`)
    for (const id of [traceId(1), whole.toString(), (whole % (1n << 64n)).toString()]) {
      const found = await read(store, id)
      expect(found.nativeId).toBe(id)
      expect(found.spans).toHaveLength(3)
    }
  })

  it('whose id is made only of digits is not mistaken for a decimal', async () => {
    const digits = '69000120123456789012345678901234'
    const { store } = await openOn([shopRun(digits, 60)])
    expect((await read(store, digits)).spans).toHaveLength(3)
    expect((await pagesOf(store))[0]!.runs[0]!.cloudTraceId).toBe(digits)
  })

  it('that Datadog cut short says so', async () => {
    const { store } = await openOn([shopRun(traceId(1), 60, { cut: true })])
    const found = await read(store, traceId(1))
    expect(found.complete).toBe(false)
    expect(found.notices.map(({ code }) => code)).toEqual(['truncated'])
    expect(found.spans).toHaveLength(2)
  })

  it('falls back to its indexed spans where trace by id is not allowed, and does not ask for it again', async () => {
    const runs = [shopRun(traceId(1), 60), shopRun(traceId(2), 90)]
    const { store, server } = await openOn(runs, { account: { traceById: false, llmObservability: false } })
    const found = await read(store, traceId(1))
    expect(found.complete).toBe(false)
    expect(found.notices.map(({ code }) => code)).toEqual(['indexed-only'])
    expect(found.spans.map((span) => span.name)).toContain('invoke_agent concierge')
    const chat = found.spans.find((span) => span.spanId === exactDecimal)
    if (chat) expect(chat.attributes.get('gen_ai.request.model')).toBe('gpt-5')
    await read(store, traceId(2))
    expect(server.requests.filter(({ operation }) => operation === 'GetTraceByID')).toHaveLength(1)
    store.invalidateCache()
    await read(store, traceId(2))
    expect(server.requests.filter(({ operation }) => operation === 'GetTraceByID')).toHaveLength(2)
  })

  it.each([404, 410, 413])('falls back to its indexed spans on HTTP %i', async (status) => {
    const { store, server } = await openOn([shopRun(traceId(1), 60)])
    server.addFault({ kind: 'server-error', status, operation: 'GetTraceByID' })
    const found = await read(store, traceId(1))
    expect(found.notices.map(({ code }) => code)).toEqual(['indexed-only'])
    expect(found.spans.length).toBeGreaterThan(0)
  })

  it('that is nowhere is not found, with a cause', async () => {
    const { store } = await openOn([])
    for (const id of [traceId(9), '123', 'no id at all'])
      expect(await failureOf(read(store, id))).toMatchObject({ code: 'NOT_FOUND', platform: 'datadog' })
  })
})

describe('LLM Observability', () => {
  const prompt = 'What does the contract say about notice?'
  const rag = () =>
    trace(traceId(7), 60, [
      { name: 'POST /api/ask', service: 'knowledge-assistant', kind: 'server', takes: 5000 },
      {
        name: 'chat gpt-5',
        parent: 'POST /api/ask',
        service: 'knowledge-assistant',
        kind: 'client',
        takes: 3000,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'gen_ai.usage.input_tokens': 900,
          'gen_ai.usage.output_tokens': 40,
          'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: prompt }] }]),
          'gen_ai.output.messages': JSON.stringify([
            { role: 'assistant', parts: [{ type: 'text', content: 'A month.' }] },
          ]),
        },
      },
    ])

  it('gives the prompts that APM does not have, and says that they are from there', async () => {
    const { store } = await openOn([rag()])
    const found = await read(store, traceId(7))
    expect(found).toMatchObject({ complete: true, notices: [] })
    expect(found.spans).toHaveLength(2)
    const chat = found.spans.find((span) => span.name === 'chat gpt-5')!
    expect(JSON.stringify(chat.raw)).not.toContain(prompt)
    expect(chat.attributes.find('gen_ai.input.messages')).toEqual({
      value: [{ role: 'user', parts: [{ type: 'text', content: prompt }] }],
      origin: 'llmobs.input.messages["gen_ai.input.messages"]',
    })
    expect(chat.attributes.get('gen_ai.output.messages')).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'A month.' }] },
    ])
    // APM's own attributes come first.
    expect(chat.attributes.find('gen_ai.operation.name')).toEqual({
      value: 'llm',
      origin: 'meta["gen_ai.operation.name"]',
    })
  })

  it('is found for a trace that was asked for by its low 64 bits', async () => {
    const { store } = await openOn([rag()])
    const found = await read(store, (BigInt(`0x${traceId(7)}`) % (1n << 64n)).toString())
    const chat = found.spans.find((span) => span.name === 'chat gpt-5')!
    expect(chat.attributes.get('gen_ai.input.messages')).toBeDefined()
  })

  it('is asked once where the account does not have it, and its absence is no notice', async () => {
    const { store, server } = await openOn([rag()], { account: { llmObservability: false } })
    expect((await read(store, traceId(7))).notices).toEqual([])
    await read(store, traceId(7))
    expect(server.requests.filter(({ operation }) => operation === 'SearchLLMObsSpans')).toHaveLength(1)
  })

  it('that fails costs the prompts and not the run', async () => {
    const { store, server } = await openOn([rag()])
    server.addFault({ kind: 'throttled', retryAfter: 3600, operation: 'SearchLLMObsSpans' })
    const found = await read(store, traceId(7))
    expect(found.spans).toHaveLength(2)
    expect(found.notices).toMatchObject([{ code: 'partial' }])
  })
})

describe('a store', () => {
  it('is read-only, in these words', async () => {
    const store = openDatadogStore(sourceOn('http://127.0.0.1:1'), { env: {}, now: Date.now })
    for (const refused of [store.save(), store.delete()]) {
      await expect(refused).rejects.toThrow(NotImplementedError)
      await expect(refused).rejects.toThrow('DatadogTraceStore is read-only')
    }
  })

  it('makes read calls only', async () => {
    const { store, server } = await openOn([shopRun(traceId(1), 60)])
    await pagesOf(store)
    await read(store, traceId(1))
    for await (const stage of store.probe(new AbortController().signal)) void stage
    expect(server.requests.length).toBeGreaterThan(4)
    expect(server.requests.every(({ read }) => read)).toBe(true)
  })

  it('asks for keys before any request, and says how to set them', async () => {
    const store = openDatadogStore(sourceOn('https://127.0.0.1:1', { appKeyEnv: 'MY_APP_KEY' }), {
      env: { DD_API_KEY: '0123456789abcdef0123456789abcdef' },
      now: Date.now,
    })
    for (const asked of [pagesOf(store), read(store, traceId(1))])
      expect(await failureOf(asked)).toMatchObject({
        code: 'CREDENTIALS_MISSING',
        message: expect.stringContaining('MY_APP_KEY') as string,
        fix: { command: 'export MY_APP_KEY=…' },
      })
  })

  it('sends fixed placeholders to a plain endpoint on this machine, whatever the environment holds', async () => {
    const { server } = await openOn([shopRun(traceId(1), 60)], {
      account: { apiKey: '0'.repeat(32), appKey: '0'.repeat(40) },
    })
    const store = openDatadogStore(sourceOn(server.url), {
      env: { DD_API_KEY: 'real-api-key', DD_APP_KEY: 'real-app-key' },
      now: Date.now,
    })
    expect(await pagesOf(store)).toHaveLength(1)
  })

  it('counts its requests', async () => {
    const { store } = await openOn([])
    await pagesOf(store)
    expect(store.budget!.state()).toMatchObject({ limit: { units: 300, windowMs: 3_600_000 }, used: 1 })
  })
})

describe('the connection test', () => {
  const stagesOf = async (store: Awaited<ReturnType<typeof openOn>>['store']) => {
    const done = new Map<string, string>()
    for (const { id, title, state, detail, error } of await wholeStagesOf(store))
      done.set(id === 'permission' ? title : id, `${state}: ${detail ?? error?.code ?? ''}`)
    return Object.fromEntries(done)
  }
  const wholeStagesOf = async (store: Awaited<ReturnType<typeof openOn>>['store']) => {
    const stages: ProbeStage[] = []
    for await (const stage of store.probe(new AbortController().signal))
      if (stage.state !== 'running') stages.push(stage)
    return stages
  }

  it('goes from the settings to a sample', async () => {
    const { store } = await openOn([shopRun(traceId(1), 68)])
    expect(await stagesOf(store)).toEqual({
      settings: 'passed: site us1, all services',
      credentials: 'skipped: a plain-http loopback endpoint gets placeholder keys',
      identity: 'skipped: not asked for a loopback endpoint',
      reach: 'passed: Datadog knows the API key at this site.',
      'Search spans': 'passed: apm_read is granted',
      'Read a trace by its id': 'passed: A whole trace can be read.',
      sample: 'passed: invoke_agent concierge (shop), 1 m 00 s ago',
    })
  })

  it('warns where only indexed spans can be read, with the way to more', async () => {
    const { store } = await openOn([shopRun(traceId(1), 60)], { account: { traceById: false } })
    const byId = (await wholeStagesOf(store)).find(({ title }) => title === 'Read a trace by its id')
    expect(byId).toMatchObject({
      state: 'warned',
      error: { status: 403, fix: { text: expect.stringContaining('apm_read') as string } },
    })
  })

  it.each([
    [
      { service: 'Shop' },
      60,
      'There is no service "Shop" in the last 1h; there is "shop".',
      'Set the service to "shop"',
    ],
    [{ service: 'zzz' }, 60, 'There is no service "zzz" in the last 1h; there is "shop", "orders".', 'one of those'],
    [{}, 3 * 3600, /^No trace in the last 1h; the newest is 3 h 00 m old\.$/, 'Set the look-back to 6h'],
    [{ service: 'shop' }, 3 * 3600, /^No trace of "shop" in the last 1h; the newest/, 'Set the look-back to 6h'],
  ])('warns of a mistake in %o with a trace %i s old', async (source, secondsAgo, message, way) => {
    const { store } = await openOn([shopRun(traceId(1), secondsAgo)], { source })
    const sample = (await wholeStagesOf(store)).at(-1)!
    expect(sample).toMatchObject({ state: 'warned', detail: 'No trace in the last 1h.', error: { code: 'SETTINGS' } })
    expect(sample.error!.message).toMatch(message)
    expect(sample.error!.fix!.text).toContain(way)
  })

  it('warns of LLM Observability without APM, and of nothing at all', async () => {
    const run = shopRun(traceId(1), 60)
    const prompts = { ...run, spans: run.spans.map((span) => ({ ...span, service: 'claims-api' })) }
    const agentless = await openOn([prompts], { account: { apm: false } })
    expect((await wholeStagesOf(agentless.store)).at(-1)).toMatchObject({
      state: 'warned',
      error: {
        message: 'LLM Observability has spans in us1, and APM has none.',
        fix: { text: expect.stringContaining('Run the Datadog Agent') as string },
      },
    })
    const empty = await openOn([])
    expect((await wholeStagesOf(empty.store)).at(-1)).toMatchObject({
      state: 'warned',
      error: { code: 'NOT_FOUND', fix: { text: expect.stringContaining('exporter sends to site us1') as string } },
    })
  })

  it('stops at a wrong API key, and names it', async () => {
    const { store } = await openOn([], { account: { apiKey: 'another' } })
    const stages = await stagesOf(store)
    expect(stages.reach).toBe('failed: CREDENTIALS_INVALID')
    expect([stages['Search spans'], stages.sample]).toEqual(['skipped: ', 'skipped: '])
  })

  it('passes the API key and stops at a wrong application key', async () => {
    const { store } = await openOn([], { account: { appKey: 'another' } })
    const stages = await stagesOf(store)
    expect(stages.reach).toMatch(/^passed/)
    expect(stages['Search spans']).toBe('failed: PERMISSION_DENIED')
  })
})
