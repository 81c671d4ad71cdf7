import { afterEach, describe, expect, it } from 'vitest'
import type { RunListEvent } from '../../../src/shared/contract.ts'
import { failure, fix } from '../../../src/shared/errors.ts'
import { createLogger, logLine } from '../../../src/main/log/log.ts'
import { type Carrier, carriers } from '../../support/carriers.ts'
import { fakeService } from '../../support/fake-service.ts'
import { gate, row } from '../../support/fake-store.ts'
import type { JsonValue } from '../../../src/shared/model/json-value.ts'
import { span } from '../semantics/make-span.ts'

const ask = { sourceId: 'one', window: null, limit: 100, errorsOnly: false, filter: null }
const soon = () => new Promise((resolve) => setTimeout(resolve, 30))

async function collect(events: AsyncIterable<RunListEvent>): Promise<RunListEvent[]> {
  const out: RunListEvent[] = []
  for await (const event of events) out.push(event)
  return out
}

describe.each(Object.entries(carriers))('the contract over %s', (name, open) => {
  let carrier: Carrier | null = null
  afterEach(async () => {
    await carrier?.close()
    carrier = null
  })

  async function setUp(log?: Parameters<typeof fakeService>[0]) {
    const fake = fakeService(log)
    carrier = await open(fake.context)
    return { ...fake, carrier, client: carrier.client }
  }

  it('answers a question', async () => {
    const { client } = await setUp()
    const { sources, configPath } = await client.sources.list()
    expect(configPath).toBe('config.yaml')
    expect(sources).toMatchObject([
      { id: 'one', url: 'xray://us-east-1/?name=one', condition: 'idle', fetchedAt: null },
    ])
  })

  it('streams rows as they come, then the end with its freshness', async () => {
    const { client, store } = await setUp()
    store.pages = [
      { runs: [row('b', 2)], notices: [] },
      { runs: [row('a', 1)], notices: [{ code: 'sampled', message: 'a sample', count: null }] },
    ]
    const events = await collect(await client.runs.list(ask))
    expect(events.map((event) => (event.kind === 'page' ? event.runs.map((run) => run.id) : event.kind))).toEqual([
      ['b'],
      ['a'],
      'end',
    ])
    expect(events.at(-1)).toMatchObject({
      ttlMs: 60_000,
      complete: false,
      hasMore: false,
      notices: [{ code: 'sampled' }],
    })
  })

  it('hands an error over with its code, its cause and its fix', async () => {
    const { client, store } = await setUp()
    store.trace = () =>
      failure({
        code: 'CREDENTIALS_EXPIRED',
        message: 'The session has expired.',
        cause: 'It ended 5 min ago.',
        fix: fix('Sign in again.', 'aws sso login'),
      })
    await expect(client.runs.open({ sourceId: 'one', traceId: 't', startedAt: null })).rejects.toMatchObject({
      code: 'CREDENTIALS_EXPIRED',
      defined: true,
      data: { cause: 'It ended 5 min ago.', fix: { command: 'aws sso login' } },
    })
    await expect(collect(await client.runs.list({ ...ask, sourceId: 'nobody' }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { message: 'There is no source "nobody".' },
    })
  })

  it('hands an error over that comes in the middle of a stream, after the rows before it', async () => {
    const { client, store } = await setUp()
    store.pages = [
      { runs: [row('a')], notices: [] },
      failure({ code: 'THROTTLED', message: 'slow down', retryAfterMs: 2000 }),
    ]
    const seen: string[] = []
    await expect(
      (async () => {
        for await (const event of await client.runs.list(ask))
          if (event.kind === 'page') seen.push(...event.runs.map((run) => run.id))
      })(),
    ).rejects.toMatchObject({ code: 'THROTTLED', data: { retryAfterMs: 2000 } })
    expect(seen).toEqual(['a'])
  })

  it('hides the text of a fault of this program, and logs where it happened', async () => {
    const lines: string[] = []
    const { client, store } = await setUp(createLogger((record) => lines.push(logLine(record)), 'debug'))
    store.trace = () => new Error('token=abcdefghijklmnop')
    const error: unknown = await client.runs
      .open({ sourceId: 'one', traceId: 't', startedAt: null })
      .catch((one: unknown) => one)
    expect(error).toMatchObject({ code: 'INTERNAL' })
    expect(JSON.stringify(error)).not.toContain('abcdefghijklmnop')
    expect(lines.join('')).not.toContain('abcdefghijklmnop')
    // Where it was thrown first, not where it was handed on.
    const told = lines
      .map((line) => JSON.parse(line) as { event: string; where?: string })
      .find(({ event }) => event === 'internal')
    expect(told?.where).toMatch(/^[^<]*carriers\.test\.ts/)
  })

  it('carries a run whose payload is nested deeper than any printer follows', async () => {
    const { client, store } = await setUp()
    const text = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)
    const attributes = { 'input.value': text, 'gen_ai.tool.definitions': text, custom: JSON.parse(text) as JsonValue }
    const spans = [span('root', null, { spelling: 'nested', attributes, raw: attributes })]
    store.trace = (id) => ({ platform: 'xray', nativeId: id, spans, complete: true, notices: [] })
    const traceId = '1-5759e988-bd862e3fe1be46a994272793'
    const { run } = await client.runs.open({ sourceId: 'one', traceId, startedAt: null })
    expect(run.stepCount).toBe(1)
    const detail = await client.runs.step({ sourceId: 'one', traceId, spanId: 'root' })
    for (const part of [detail.inputs, detail.attributeList, detail.toolDefinitions])
      expect(JSON.stringify(part)).toContain('(nested too deep to be shown)')
    let raw = detail.raw
    for (let next: number | null = raw.length; next !== null;) {
      const piece = await client.runs.stepText({ sourceId: 'one', traceId, spanId: 'root', path: '/raw', offset: next })
      raw += piece.text
      next = piece.next
    }
    expect(JSON.parse(raw)).toMatchObject({ 'input.value': text })
    expect((await client.runs.export({ sourceId: 'one', traceId, format: 'json', spanId: null })).text).toContain(
      '"span_id":"root"',
    )
  })

  it('refuses input that the schema does not allow, before anything is asked of a platform', async () => {
    const { client, store } = await setUp()
    await expect((async () => collect(await client.runs.list({ ...ask, limit: -1 })))()).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    expect(store.listCalls).toHaveLength(0)
  })

  it('aborts the request at the platform when the page cancels a query', async () => {
    const { client, store } = await setUp()
    store.gate = gate().promise
    const cancel = new AbortController()
    const opening = client.runs.open({ sourceId: 'one', traceId: 't', startedAt: null }, { signal: cancel.signal })
    opening.catch(() => {})
    await soon()
    cancel.abort()
    await expect(opening).rejects.toBeDefined()
    await soon()
    expect(store.aborted).toBe(1)
  })

  it('stops pulling pages when the page leaves a stream', async () => {
    const { client, store } = await setUp()
    store.pages = Array.from({ length: 5 }, (_, n) => ({ runs: [row(String(n))], notices: [] }))
    for await (const event of await client.runs.list({ ...ask, limit: 1 })) if (event.kind === 'page') break
    await soon()
    expect(store.pagesPulled).toBeLessThanOrEqual(1)
  })

  const overAWire = name === 'in process' ? () => {} : it
  overAWire('aborts everything that runs for a page that is gone', async () => {
    const { client, store, carrier } = await setUp()
    store.gate = gate().promise
    store.pages = [{ runs: [row('a')], notices: [] }]
    const one = client.runs.open({ sourceId: 'one', traceId: 't', startedAt: null }).catch(() => 'gone')
    const two = (async () => collect(await client.runs.list(ask)))().catch(() => 'gone')
    await soon()
    await carrier.drop()
    expect(await Promise.all([one, two])).toEqual(['gone', 'gone'])
    await soon()
    expect(store.aborted).toBe(2)
  })

  it('fills listed rows, leaves out what is gone, and stops at the first failure without raising it', async () => {
    const { client, store } = await setUp()
    const whole = store.trace
    store.trace = (id) =>
      id === 'gone'
        ? failure({ code: 'NOT_FOUND', message: 'gone' })
        : (whole?.(id) ?? failure({ code: 'INTERNAL', message: '' }))
    const fill = async (...traceIds: string[]) => {
      const rows = []
      const runs = traceIds.map((traceId) => ({ traceId, startedAt: null }))
      for await (const row of await client.runs.fillIn({ sourceId: 'one', runs })) rows.push(row)
      return rows
    }
    expect(await fill('a', 'gone')).toMatchObject([
      { traceId: 'a', run: { stepCount: 0 } },
      { traceId: 'gone', run: null },
    ])
    store.trace = () => failure({ code: 'THROTTLED', message: 'slow down' })
    expect(await fill('b', 'c', 'd', 'e', 'f', 'g')).toEqual([])
    expect(store.getCalls).not.toContain('g')
    expect((await client.sources.list()).sources[0]?.error).toBeNull()
  })

  it('tells of changes of the sources, and of the menu', async () => {
    const { client, registry } = await setUp()
    const leave = new AbortController()
    const watching = await client.sources.watch(undefined, { signal: leave.signal })
    expect(await watching.next()).toMatchObject({ value: { sources: [{ id: 'one' }] } })
    registry.setAll('argument', [])
    expect(await watching.next()).toMatchObject({ value: { sources: [] } })
    const menu = await client.app.commands(undefined, { signal: leave.signal })
    expect((await menu.next()).value).toBe('refresh')
    leave.abort()
  })
})
