import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../src/main/log/log.ts'
import { TraceService } from '../../../src/main/service/trace-service.ts'
import type { FoundRun } from '../../../src/shared/contract.ts'
import { failure } from '../../../src/shared/errors.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'
import { agentSpans, runTraceId } from '../../support/agent-spans.ts'
import { fakeService } from '../../support/fake-service.ts'
import { FakeStore, gate } from '../../support/fake-store.ts'

const w3c = '6553f10000112233445566778899aabb'
const absent = () => failure({ code: 'NOT_FOUND', message: 'not there' })

/** One source a platform, each with a store of its own. */
function setUp() {
  const { registry } = fakeService(silentLogger)
  const stores = new Map<string, FakeStore>()
  const urls = ['xray://us-east-1/', 'cloudtrace://my-project/', 'datadog://us1/']
  registry.setAll(
    'argument',
    urls.map((url) => ({ ...parseSourceUrl(url), name: url.split(':')[0]! })),
  )
  for (const entry of registry.entries()) {
    const store = new FakeStore()
    store.trace = absent
    stores.set(entry.id, store)
    Object.assign(entry, { store: cachedOver(store, entry) })
  }
  const service = new TraceService(registry, async () => new FakeStore())
  return { service, registry, stores }
}

function cachedOver(store: FakeStore, entry: { settings: { cacheTtlSeconds: number } }) {
  const made = import('../../../src/main/stores/cached-store.ts').then(
    ({ CachedStore }) => new CachedStore(store, entry.settings.cacheTtlSeconds * 1000),
  )
  return () => made
}

async function collect(events: AsyncIterable<FoundRun>): Promise<FoundRun[]> {
  const out: FoundRun[] = []
  for await (const event of events) out.push(event)
  return out
}
const never = new AbortController().signal
const trace = (id: string) => ({
  platform: 'xray' as const,
  nativeId: id,
  spans: agentSpans(),
  complete: true,
  notices: [],
})

describe('looking for an id', () => {
  it('asks each source in its own form, and tells where it is and where not', async () => {
    const { service, stores } = setUp()
    stores.get('xray')!.trace = trace
    const events = await collect(service.findRun({ id: w3c, sourceIds: null }, never))
    expect(events.filter((one) => one.state === 'looking')).toHaveLength(3)
    expect(
      events
        .filter((one) => one.state !== 'looking')
        .map((one) => [one.sourceId, one.state])
        .sort((a, b) => (a[0]! < b[0]! ? -1 : 1)),
    ).toEqual([
      ['cloudtrace', 'absent'],
      ['datadog', 'absent'],
      ['xray', 'found'],
    ])
    expect(events.find((one) => one.state === 'found')).toMatchObject({
      traceId: runTraceId,
      run: { cloudTraceId: runTraceId },
    })
    expect(stores.get('xray')!.getCalls).toEqual([runTraceId])
    expect(stores.get('cloudtrace')!.getCalls).toEqual([w3c])
  })

  it('asks nothing of a source that cannot have such an id, and only those that were named', async () => {
    const { service, stores } = setUp()
    const events = await collect(service.findRun({ id: '12345678901234567891', sourceIds: ['xray', 'datadog'] }, never))
    expect(events).toContainEqual({ sourceId: 'xray', state: 'absent', traceId: null, run: null, error: null })
    expect(stores.get('xray')!.getCalls).toEqual([])
    expect(stores.get('cloudtrace')!.getCalls).toEqual([])
    expect(stores.get('datadog')!.getCalls).toEqual(['12345678901234567891'])
    expect(events.some((one) => one.sourceId === 'cloudtrace')).toBe(false)
  })

  it('tries the other form where an id may be meant in two ways', async () => {
    const { service, stores } = setUp()
    stores.get('datadog')!.trace = (id) => (id === '1311768467284833366' ? trace(id) : absent())
    const events = await collect(service.findRun({ id: '1234567890123456', sourceIds: ['datadog'] }, never))
    expect(events.at(-1)).toMatchObject({ state: 'found', traceId: '1311768467284833366' })
  })

  it('goes on past a source that fails, tells why, and does not count it against the source', async () => {
    const { service, registry, stores } = setUp()
    stores.get('cloudtrace')!.trace = () => failure({ code: 'PERMISSION_DENIED', message: 'not allowed' })
    stores.get('datadog')!.trace = trace
    const events = await collect(service.findRun({ id: w3c, sourceIds: null }, never))
    expect(events.find((one) => one.sourceId === 'cloudtrace' && one.state === 'failed')?.error).toMatchObject({
      code: 'PERMISSION_DENIED',
    })
    expect(events.some((one) => one.state === 'found')).toBe(true)
    for (const { error, condition } of registry.answer().sources) expect([error, condition]).toEqual([null, 'idle'])
  })

  it('tells of a source at once, while others are still asked', async () => {
    const { service, stores } = setUp()
    const slow = gate()
    stores.get('xray')!.gate = slow.promise
    stores.get('datadog')!.trace = trace
    const events: string[] = []
    for await (const one of service.findRun({ id: w3c, sourceIds: null }, never)) {
      events.push(`${one.sourceId} ${one.state}`)
      if (one.state === 'found') slow.open()
    }
    expect(events.indexOf('datadog found')).toBeLessThan(events.indexOf('xray absent'))
  })

  it('ends its questions when nobody waits any more', async () => {
    const { service, stores } = setUp()
    for (const store of stores.values()) store.gate = new Promise(() => {})
    const stop = new AbortController()
    const seen: string[] = []
    for await (const one of service.findRun({ id: w3c, sourceIds: null }, stop.signal)) {
      seen.push(one.state)
      if (seen.length === 3) setTimeout(() => stop.abort(), 10)
    }
    expect(seen).toEqual(['looking', 'looking', 'looking'])
    expect([...stores.values()].map((store) => store.aborted)).toEqual([1, 1, 1])
  })
})
