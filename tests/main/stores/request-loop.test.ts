import { describe, expect, it } from 'vitest'
import { RequestBudget } from '../../../src/main/stores/request-budget.ts'
import { machineClock, request, type RequestContext, retryAfterMs } from '../../../src/main/stores/request-loop.ts'
import { type ErrorInfo, errorInfo, failure, TraceCraftError } from '../../../src/shared/errors.ts'

const never = new AbortController().signal

function context(change: Partial<RequestContext> = {}): RequestContext {
  return {
    budget: new RequestBudget({ units: 100, windowMs: 60_000 }),
    timeoutMs: 1000,
    maxAttempts: 3,
    maxWaitMs: 5000,
    timedOut: (ms) => errorInfo({ code: 'TIMED_OUT', message: `nothing in ${ms} ms` }),
    overBudget: (ms) => errorInfo({ code: 'THROTTLED', message: 'own budget', retryAfterMs: ms }),
    random: () => 0,
    ...change,
  }
}

/** Fails with these codes in turn, then answers. */
function attempts(failures: Partial<ErrorInfo>[]) {
  const made = { count: 0 }
  return {
    made,
    plan: {
      attempt: () => {
        const next = failures[made.count++]
        return next ? Promise.reject(Object.assign(new Error('sdk'), { next })) : Promise.resolve('answer')
      },
      explain: (error: unknown) =>
        errorInfo({ code: 'INTERNAL', message: 'told', ...(error as { next: Partial<ErrorInfo> }).next }),
    },
  }
}

describe('the request loop', () => {
  it('tries again after throttling, waiting as long as the platform asked', async () => {
    const { plan, made } = attempts([{ code: 'THROTTLED', retryAfterMs: 40 }])
    const before = performance.now()
    expect(await request(plan, context(), never)).toBe('answer')
    expect(made.count).toBe(2)
    expect(performance.now() - before).toBeGreaterThanOrEqual(35)
  })

  it("keeps where this program failed for the log, and nothing of an SDK's error", async () => {
    const ours = attempts([{ code: 'INTERNAL' }])
    await expect(request(ours.plan, context(), never)).rejects.toMatchObject({ cause: { message: 'sdk' } })
    const theirs = attempts([{ code: 'PERMISSION_DENIED' }])
    const refused: unknown = await request(theirs.plan, context(), never).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(TraceCraftError)
    expect((refused as TraceCraftError).cause).toBeUndefined()
  })

  it('asks once more at once where the SDK has set right what was refused, and not a third time', async () => {
    const sleeps: number[] = []
    const clock = { ...machineClock, sleep: (ms: number) => Promise.resolve(void sleeps.push(ms)) }
    const { plan, made } = attempts([{ code: 'CREDENTIALS_INVALID' }])
    const setRight = () => true
    expect(await request({ ...plan, setRight }, context({ clock }), never)).toBe('answer')
    const stays = attempts(Array.from({ length: 3 }, () => ({ code: 'CREDENTIALS_INVALID' }) as const))
    await expect(request({ ...stays.plan, setRight }, context({ clock }), never)).rejects.toMatchObject({
      info: { code: 'CREDENTIALS_INVALID' },
    })
    expect([made.count, stays.made.count, sleeps]).toEqual([2, 2, []])
  })

  it('spends nothing on a request that was not made for want of credentials', async () => {
    const around = context()
    const missing = failure({ code: 'CREDENTIALS_MISSING', message: 'none' })
    const attempt = () => Promise.reject(missing)
    const explain = () => missing.info
    await expect(request({ attempt, explain, cost: 25 }, around, never)).rejects.toBeInstanceOf(TraceCraftError)
    expect([around.budget.state().used, around.budget.requestCount]).toEqual([0, 0])
    const refused = attempts([{ code: 'CREDENTIALS_INVALID' }])
    await expect(request(refused.plan, around, never)).rejects.toBeInstanceOf(TraceCraftError)
    expect([around.budget.state().used, around.budget.requestCount]).toEqual([1, 1])
  })

  it('gives up after the last attempt with the last reason', async () => {
    const { plan, made } = attempts(
      Array.from({ length: 9 }, () => ({ code: 'SERVER_ERROR', retryAfterMs: 1 }) as const),
    )
    await expect(request(plan, context(), never)).rejects.toMatchObject({
      info: { code: 'SERVER_ERROR', message: 'told' },
    })
    expect(made.count).toBe(3)
  })

  it('does not try again what cannot help', async () => {
    for (const code of ['PERMISSION_DENIED', 'CREDENTIALS_EXPIRED', 'NOT_FOUND', 'BAD_REQUEST'] as const) {
      const { plan, made } = attempts([{ code }, { code }])
      await expect(request(plan, context(), never)).rejects.toMatchObject({ info: { code } })
      expect(made.count).toBe(1)
    }
  })

  it('does not sit out an hour: a long Retry-After is told at once', async () => {
    const { plan, made } = attempts([{ code: 'THROTTLED', retryAfterMs: 3_600_000 }])
    await expect(request(plan, context(), never)).rejects.toMatchObject({
      info: { code: 'THROTTLED', retryAfterMs: 3_600_000 },
    })
    expect(made.count).toBe(1)
  })

  it('remembers a long Retry-After, so that the next request is refused without bothering the platform', async () => {
    const shared = context()
    await request(attempts([{ code: 'THROTTLED', retryAfterMs: 3_600_000 }]).plan, shared, never).catch(() => {})
    const next = attempts([])
    await expect(request(next.plan, shared, never)).rejects.toMatchObject({
      info: { code: 'THROTTLED', message: 'own budget' },
    })
    expect(next.made.count).toBe(0)
  })

  it('ends an attempt that takes too long, also when the SDK ignores its signal', async () => {
    const deaf = {
      attempt: () => new Promise<never>(() => {}),
      explain: () => errorInfo({ code: 'INTERNAL', message: '' }),
    }
    await expect(request(deaf, context({ timeoutMs: 20, maxAttempts: 1 }), never)).rejects.toMatchObject({
      info: { code: 'TIMED_OUT', message: 'nothing in 20 ms' },
    })
  })

  it('stops at once when the caller leaves during an attempt or during a back-off', async () => {
    for (const plan of [
      { attempt: () => new Promise<never>(() => {}), explain: () => errorInfo({ code: 'INTERNAL', message: '' }) },
      attempts([{ code: 'THROTTLED', retryAfterMs: 90_000 }]).plan,
    ]) {
      const leave = new AbortController()
      setTimeout(() => leave.abort(), 15)
      // Were it not at once, the wait of 90 s would outlast this test's limit.
      await expect(
        request(plan, context({ timeoutMs: 90_000, maxWaitMs: 120_000 }), leave.signal),
      ).rejects.toMatchObject({
        info: { code: 'CANCELLED' },
      })
    }
  })

  it('passes a signal to the SDK that fires when the caller leaves', async () => {
    const leave = new AbortController()
    let seen: AbortSignal | null = null
    const plan = {
      attempt: (signal: AbortSignal) => {
        seen = signal
        return new Promise<never>(() => {})
      },
      explain: () => errorInfo({ code: 'INTERNAL', message: '' }),
    }
    const running = request(plan, context(), leave.signal)
    await new Promise((resolve) => setTimeout(resolve, 5))
    leave.abort()
    await expect(running).rejects.toMatchObject({ info: { code: 'CANCELLED' } })
    expect((seen as AbortSignal | null)?.aborted).toBe(true)
  })
})

describe('the request budget', () => {
  it('lets as many units through as its window holds, then says when the next comes free', async () => {
    const clock = { now: 0 }
    const budget = new RequestBudget({ units: 50, windowMs: 60_000 }, () => clock.now)
    const draw = await budget.take(25, never)
    draw.settle()
    clock.now = 10_000
    const later = await budget.take(25, never)
    later.settle()
    expect(budget.waitFor(25)).toBe(50_000)
    expect(budget.state()).toMatchObject({ used: 50, freeAt: expect.any(Number) })
    clock.now = 60_001
    expect(budget.waitFor(25)).toBeLessThanOrEqual(0)
    expect(budget.requestCount).toBe(2)
  })

  it('is closed for as long as the platform says', () => {
    const clock = { now: 0 }
    const budget = new RequestBudget({ units: 5, windowMs: 1000 }, () => clock.now)
    budget.closeFor(8000)
    expect(budget.waitFor(1)).toBe(8000)
  })

  it('does not wait for ever for more units than it has', async () => {
    const budget = new RequestBudget({ units: 5, windowMs: 1000 })
    await budget.take(9, never)
    expect(budget.state().used).toBe(9)
  })
})

describe('Retry-After', () => {
  it.each([
    ['2', 2000],
    ['0.5', 500],
    ['Sun, 22 Nov 2026 00:00:10 GMT', 10_000],
    ['99999999999999999999', 86_400_000],
    ['Sun, 22 Nov 2099 00:00:10 GMT', 86_400_000],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%s is %s ms', (header, expected) => {
    expect(retryAfterMs(header, new Date(Date.UTC(2026, 10, 22)).toUTCString())).toBe(expected)
  })
})
