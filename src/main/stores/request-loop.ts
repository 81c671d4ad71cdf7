/**
 * The one retry, rate-limit, timeout and cancel loop. Every SDK's own retry is switched off, because the four differ in what they retry, in whether they
 * honour Retry-After and in whether an abort is noticed during a back-off (docs/decisions).
 */

import { type ErrorInfo, TraceCraftError } from '../../shared/errors.ts'
import { steadyNow } from '../clock.ts'
import { abortError, firstOf } from './abort.ts'
import { type RequestBudget, sleep } from './request-budget.ts'

/** The time that requests are timed by. Replaced by tests that do not wait. */
export interface RequestClock {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Waits, or rejects with CANCELLED as soon as the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** A signal that fires after so long, unless `done` fires before: then no timer is left. */
  readonly timeout: (ms: number, done: AbortSignal) => AbortSignal
}

/** The machine's own time. */
export const machineClock: RequestClock = { now: steadyNow, sleep, timeout }

function timeout(ms: number, done: AbortSignal): AbortSignal {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), ms)
  done.addEventListener('abort', () => clearTimeout(timer), { once: true })
  return late.signal
}

/** How one attempt is made and how its failures are read. */
export interface RequestPlan<T> {
  /** Makes one attempt. Must pass the signal to the SDK, so that an abort or a timeout ends the request on the wire. */
  readonly attempt: (signal: AbortSignal) => Promise<T>
  /** Reads whatever the SDK threw into our own words. Is never asked about aborts and timeouts: those are told apart here. */
  readonly explain: (error: unknown) => ErrorInfo
  /** Units that one attempt costs of the budget. Default 1. */
  readonly cost?: number
  /** A refusal whose reason the SDK has set right by itself, such as the time of a signature: asked once more at once. */
  readonly setRight?: (error: unknown) => boolean
}

/** The circumstances of a source's requests. */
export interface RequestContext {
  readonly budget: RequestBudget
  /** Time limit of one attempt. */
  readonly timeoutMs: number
  /** Attempts in all. */
  readonly maxAttempts: number
  /** The longest Retry-After that is waited for; a longer one is told to the user at once, as it may be an hour. */
  readonly maxWaitMs: number
  /** What is said when an attempt took longer than timeoutMs (a TIMED_OUT). */
  readonly timedOut: (timeoutMs: number) => ErrorInfo
  /** What is said when our own budget is spent for longer than maxWaitMs (a THROTTLED whose retryAfterMs is waitMs). */
  readonly overBudget: (waitMs: number) => ErrorInfo
  readonly random?: () => number
  readonly clock?: RequestClock
}

/** What may be set otherwise than a store sets it: by its tests. */
export type RequestTuning = Partial<
  Pick<RequestContext, 'timeoutMs' | 'maxAttempts' | 'maxWaitMs' | 'random' | 'clock'>
>

/** Sensible circumstances; a store overrides what its platform documents. */
export const requestDefaults = { timeoutMs: 30_000, maxAttempts: 3, maxWaitMs: 20_000 } as const

const retryable: ReadonlySet<ErrorInfo['code']> = new Set([
  'THROTTLED',
  'UNREACHABLE',
  'SERVER_ERROR',
  'TIMED_OUT',
  'BAD_ANSWER',
])

/**
 * Makes the request, again where that can help: throttling (after Retry-After, else exponential from 0.5 s with jitter), 5xx, a lost connection,
 * a timeout or an answer that is not the platform's. Rejects with a TraceCraftError always; with CANCELLED as soon as the signal fires, also during a back-off.
 * Draws each attempt from the budget, but for those that ended for want of credentials before anything was sent.
 */
export async function request<T>(plan: RequestPlan<T>, context: RequestContext, signal: AbortSignal): Promise<T> {
  const clock = context.clock ?? machineClock
  for (let attempt = 1, settled = false; ; attempt++) {
    const cost = plan.cost ?? 1
    const queue = context.budget.waitFor(cost)
    if (queue > context.maxWaitMs) throw new TraceCraftError(context.overBudget(queue))
    const draw = await context.budget.take(cost, signal)
    try {
      return await withTimeout(plan, context, clock, signal).finally(draw.settle)
    } catch (error) {
      // Our own words for credentials are said before a request is made; what the platform says of them is still to be explained.
      if (error instanceof TraceCraftError && error.info.code.startsWith('CREDENTIALS_')) draw.giveBack()
      if (signal.aborted) throw abortError()
      if (!settled && plan.setRight?.(error) === true) {
        settled = true
        continue
      }
      const info = error instanceof TraceCraftError ? error.info : plan.explain(error)
      const wait = info.retryAfterMs ?? backoff(attempt, context.random ?? Math.random)
      if (info.code === 'THROTTLED' && info.retryAfterMs !== null) context.budget.closeFor(info.retryAfterMs)
      if (!retryable.has(info.code) || attempt >= context.maxAttempts || wait > context.maxWaitMs)
        throw new TraceCraftError(info, error)
      await clock.sleep(wait, signal)
    }
  }
}

async function withTimeout<T>(
  plan: RequestPlan<T>,
  context: RequestContext,
  clock: RequestClock,
  signal: AbortSignal,
): Promise<T> {
  const done = new AbortController()
  const late = clock.timeout(context.timeoutMs, done.signal)
  const { signal: ends, release } = firstOf(signal, late)
  // An SDK may ignore its signal (a token refresh, a name look-up): the caller is freed all the same.
  const gone = deferred<never>()
  const onAbort = () =>
    gone.reject(signal.aborted ? abortError() : new TraceCraftError(context.timedOut(context.timeoutMs)))
  if (ends.aborted) onAbort()
  ends.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([plan.attempt(ends), gone.promise])
  } catch (error) {
    if (signal.aborted) throw abortError()
    if (late.aborted) throw new TraceCraftError(context.timedOut(context.timeoutMs))
    throw error
  } finally {
    ends.removeEventListener('abort', onAbort)
    release()
    done.abort()
    gone.promise.catch(() => {})
  }
}

function deferred<T>(): { promise: Promise<T>; reject: (error: unknown) => void } {
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((_, no) => {
    reject = no
  })
  return { promise, reject }
}

function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(8000, 500 * 2 ** (attempt - 1))
  return ceiling / 2 + (random() * ceiling) / 2
}

/** A longer wait than a day is a mistake of whoever asks for it; taken at its word, it would close the source for good. */
const longestWaitMs = 24 * 3_600_000

/**
 * Milliseconds of a Retry-After header, a day at most: seconds or an HTTP date; null when there is none or it cannot be read. A date is held against `sent`, the answer's own Date, where
 * there is one: this machine's clock may be wrong.
 */
export function retryAfterMs(header: string | null | undefined, sent: string | null | undefined = null): number | null {
  if (header === null || header === undefined || header.trim() === '') return null
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Math.min(longestWaitMs, Number(header) * 1000)
  const date = Date.parse(header)
  const said = Date.parse(sent ?? '')
  const now = Number.isNaN(said) ? Date.now() : said
  return Number.isNaN(date) ? null : Math.min(longestWaitMs, Math.max(0, date - now))
}
