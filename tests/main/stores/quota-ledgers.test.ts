import { describe, expect, it } from 'vitest'
import { cloudTracePlatform, demoProject } from '../../../src/demo/cloudtrace/platform.ts'
import { startPlatformServer } from '../../../src/demo/http/server.ts'
import { createTraffic } from '../../../src/demo/traffic/traffic.ts'
import { openCloudTraceStore } from '../../../src/main/stores/cloudtrace/store.ts'
import { QuotaLedgers } from '../../../src/main/stores/quota-ledgers.ts'
import { RequestBudget } from '../../../src/main/stores/request-budget.ts'
import type { CloudTraceSource } from '../../../src/shared/source.ts'
import { microseconds } from '../../../src/shared/units.ts'

const never = new AbortController().signal

/** Time that passes only while somebody waits for it. */
function heldClock() {
  const clock = { at: Date.UTC(2026, 10, 22, 12) }
  return {
    now: () => clock.at,
    sleep: async (ms: number) => {
      clock.at += ms
      await Promise.resolve()
    },
    timeout: () => never,
  }
}

describe('a quota that several sources draw from', () => {
  it('is one for those that the platform counts together, and another for everybody else', () => {
    const ledgers = new QuotaLedgers()
    expect(ledgers.of('datadog', 'us1', 'DD_API_KEY')).toBe(ledgers.of('datadog', 'us1', 'DD_API_KEY'))
    expect(ledgers.of('datadog', 'us1', 'DD_API_KEY')).not.toBe(ledgers.of('datadog', 'us1', 'OTHER_KEY'))
    expect(ledgers.of('xray', null, 'a')).not.toBe(ledgers.of('xray', 'a', null))
  })

  it('shows each source its own requests and the spending of all', async () => {
    const ledger = new QuotaLedgers().of('x')
    const limit = { units: 10, windowMs: 1000 }
    const one = new RequestBudget(limit, () => 0, undefined, ledger)
    const other = new RequestBudget(limit, () => 0, undefined, ledger)
    await one.take(4, never)
    await other.take(3, never)
    expect([one.requestCount, other.requestCount]).toEqual([1, 1])
    expect([one.state().used, other.state().used]).toEqual([7, 7])
    other.closeFor(500)
    expect(one.waitFor(1)).toBe(500)
  })

  it('counts a request until a window after it was over, however long it was on its way', async () => {
    let now = 0
    const budget = new RequestBudget({ units: 1, windowMs: 1000 }, () => now)
    const draw = await budget.take(1, never)
    now = 5000
    expect(budget.waitFor(1)).toBeGreaterThan(0)
    draw.settle()
    draw.settle()
    expect(budget.waitFor(1)).toBe(1000)
    now = 6001
    expect(budget.waitFor(1)).toBeLessThanOrEqual(0)
  })

  it('takes back what no request came of', async () => {
    const budget = new RequestBudget({ units: 2, windowMs: 1000 }, () => 0)
    const draw = await budget.take(2, never)
    draw.settle()
    draw.giveBack()
    expect([budget.state().used, budget.requestCount]).toEqual([0, 0])
  })

  it('keeps sources of one project below its quota together, without one request refused', async () => {
    const clock = heldClock()
    const traffic = createTraffic({ now: clock.now, ratePerMinute: 0, crowd: { cloudtrace: 40 } })
    const server = await startPlatformServer(cloudTracePlatform(traffic), { now: clock.now })
    const ledgers = new QuotaLedgers()
    const source = (name: string): CloudTraceSource => ({
      type: 'cloudtrace',
      name,
      color: null,
      service: null,
      lookbackHours: 24,
      cacheTtlSeconds: 60,
      endpoint: server.url,
      project: demoProject,
    })
    const stores = ['one', 'two', 'three'].map((name) =>
      openCloudTraceStore(source(name), { env: {}, now: clock.now, ledgers, requests: { clock, maxWaitMs: 120_000 } }),
    )
    const at = clock.now() * 1000
    const window = { from: microseconds(at - 24 * 3.6e9), to: microseconds(at) }
    try {
      for (let round = 0; round < 7; round++)
        for (const store of stores) for await (const page of store.list({ window, errorsOnly: false }, never)) void page
      expect(server.requests.length).toBeGreaterThan(20)
      expect(server.requests.map((one) => one.status)).not.toContain(429)
    } finally {
      for (const store of stores) store.close()
      await server.close()
    }
  })
})
