import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../../../src/demo/index.ts'
import { openXRayStore } from '../../../../src/main/stores/xray/store.ts'
import { parseSourceUrl, type XRaySource } from '../../../../src/shared/source.ts'
import { fromW3c } from '../../../../src/shared/trace-id.ts'

const never = new AbortController().signal
let demo: Demo
let ids: string[] = []

beforeAll(async () => {
  demo = await startDemo({ seed: 2, ratePerMinute: 0 })
  ids = Array.from({ length: 7 }, (_, n) =>
    fromW3c('xray', demo.traffic.emit('support', { platforms: ['xray'], at: Date.now() - 60_000 * (n + 2) }).traceId),
  )
})
afterAll(() => demo.close())
beforeEach(() => demo.servers.xray.clearRequests())

const open = () =>
  openXRayStore(
    { ...(parseSourceUrl('xray://us-east-1/') as XRaySource), endpoint: demo.servers.xray.url },
    { env: {}, now: Date.now },
  )
const calls = () => demo.servers.xray.requests.filter((one) => one.operation === 'BatchGetTraces')

describe('traces asked for at the same moment', () => {
  it('share BatchGetTraces calls of at most five ids, and each gets its own segments', async () => {
    const store = open()
    const traces = await Promise.all(ids.map((id) => store.get(id, { startedAt: null }, never)))
    expect(traces.map((trace) => trace.nativeId)).toEqual(ids)
    for (const trace of traces) expect(trace.spans.length).toBeGreaterThan(3)
    expect(calls().map((one) => (JSON.parse(one.body) as { TraceIds: string[] }).TraceIds.length)).toEqual([5, 2])
  })

  it('go on for the others when one caller leaves', async () => {
    const store = open()
    const leave = new AbortController()
    const [first, second] = ids
    const gone = store.get(first ?? '', { startedAt: null }, leave.signal)
    const kept = store.get(second ?? '', { startedAt: null }, never)
    leave.abort()
    await expect(gone).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    expect((await kept).spans.length).toBeGreaterThan(3)
  })

  it('are each told by themselves when one is not there', async () => {
    const store = open()
    const missing = '1-00000000-000000000000000000000000'
    const [there, gone] = await Promise.allSettled([
      store.get(ids[0] ?? '', { startedAt: null }, never),
      store.get(missing, { startedAt: null }, never),
    ])
    expect(there.status).toBe('fulfilled')
    expect(gone).toMatchObject({ status: 'rejected', reason: { info: { code: 'NOT_FOUND' } } })
  })
})
