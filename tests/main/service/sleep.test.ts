import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clock } from '../../../src/main/clock.ts'
import { WakeWatch } from '../../../src/main/service/wake-watch.ts'
import { QuotaLedgers } from '../../../src/main/stores/quota-ledgers.ts'
import { RequestBudget } from '../../../src/main/stores/request-budget.ts'
import { platforms } from '../../../src/shared/platform.ts'
import { tcpFront } from '../../support/tcp-front.ts'
import { openStage, questions, Scene, sourceId } from '../cancelling/scene.ts'

describe.each(platforms)('connections to %s', (platform) => {
  it('are made anew after a sleep: what waits on a dead one is asked again, and the next question does not wait', async () => {
    const stage = await openStage(platform)
    const front = await tcpFront(stage.server.url)
    const scene = await Scene.open({ ...stage, url: front.url })
    try {
      await questions['a list']!(scene)
      // Kept alive, and dead when the machine wakes; nobody has said so.
      expect(front.open).toBeGreaterThan(0)
      front.goDead()
      const before = scene.composed.registry.entry(sourceId).revision
      const waiting = questions['a run']!(scene)
      await expect.poll(() => front.lost, { interval: 2 }).toBeGreaterThan(0)
      scene.composed.resumed()
      await waiting
      expect(scene.composed.registry.entry(sourceId).revision).toBe(before + 1)
      front.goDead()
      scene.composed.resumed()
      scene.composed.service.refresh(null)
      await questions['a list']!(scene)
    } finally {
      await scene.close()
      await front.close()
      await stage.server.close()
    }
  })

  it('are all closed with the service, also those that are kept alive', async () => {
    const stage = await openStage(platform)
    const front = await tcpFront(stage.server.url)
    const scene = await Scene.open({ ...stage, url: front.url })
    try {
      await questions['a list']!(scene)
      expect(front.open).toBeGreaterThan(0)
      await scene.composed.close()
      await expect.poll(() => front.open, { interval: 2 }).toBe(0)
    } finally {
      await scene.close()
      await front.close()
      await stage.server.close()
    }
  })
})

describe('the watch on the clocks', () => {
  const at = { now: 1_000_000, steady: 0 }
  const clock: Clock = { now: () => at.now, steady: () => at.steady }
  let woken: number[] = []
  let watch: WakeWatch
  beforeEach(() => {
    vi.useFakeTimers()
    Object.assign(at, { now: 1_000_000, steady: 0 })
    woken = []
    watch = new WakeWatch(({ unseenMs }) => woken.push(unseenMs), clock)
  })
  afterEach(() => {
    watch.close()
    vi.useRealTimers()
  })

  /** So much time passes by each clock, and then the watch looks. */
  function pass(wallMs: number, steadyMs: number): void {
    at.now += wallMs
    at.steady += steadyMs
    vi.advanceTimersByTime(3000)
  }

  it('notices a sleep that the steady clock did not see, and one that it did, once each', () => {
    pass(3000, 3000)
    expect(woken).toEqual([])
    pass(8 * 3_600_000, 1500)
    expect(woken).toEqual([0])
    pass(3000, 3000)
    expect(woken).toEqual([0])
    pass(8 * 3_600_000, 8 * 3_600_000)
    expect(woken).toEqual([0, 0])
  })

  it('notices a clock that is set forward or back, and not a small correction', () => {
    pass(3000 + 4000, 3000)
    pass(3000 - 4000, 3000)
    expect(woken).toEqual([])
    pass(3000 + 3_600_000, 3000)
    pass(3000 - 3_600_000, 3000)
    expect(woken).toEqual([0, 0])
  })

  it('knows how long the machine slept where the system says that it did', () => {
    at.now += 3_600_000
    at.steady += 1000
    watch.resumed()
    expect(woken).toEqual([3_599_000])
    pass(3000, 3000)
    expect(woken).toEqual([3_599_000])
  })

  it('looks no more when it is closed', () => {
    watch.close()
    pass(3_600_000, 0)
    expect(woken).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a request budget', () => {
  it('is neither freed nor held back by a clock that is set, and counts the time that was slept', async () => {
    const at = { steady: 0 }
    const ledgers = new QuotaLedgers()
    const budget = new RequestBudget({ units: 2, windowMs: 3_600_000 }, () => at.steady, undefined, ledgers.of('test'))
    const never = new AbortController().signal
    for (const draw of [await budget.take(1, never), await budget.take(1, never)]) draw.settle()
    vi.spyOn(Date, 'now').mockReturnValue(0)
    expect(budget.waitFor(1)).toBe(3_600_000)
    vi.mocked(Date.now).mockReturnValue(9e12)
    expect(budget.waitFor(1)).toBe(3_600_000)
    vi.restoreAllMocks()
    at.steady += 600_000
    ledgers.slept(1_800_000)
    expect(budget.waitFor(1)).toBe(1_200_000)
    budget.closeFor(2_400_000)
    ledgers.slept(2_000_000)
    expect(budget.waitFor(1)).toBe(400_000)
  })
})
