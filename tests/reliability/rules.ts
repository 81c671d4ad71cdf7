/** What must hold in every case of the matrix: one table for all of them. */

import type { ErrorCode } from '../../src/shared/errors.ts'
import { allowedOperations } from './calls.ts'
import { canary } from './credentials.ts'
import type { Facts } from './run-case.ts'
import type { Answered } from './rig.ts'

export interface Rule {
  /** As it is said in docs/reliability.md. */
  readonly promise: string
  /** What breaks it in this case; null when it holds. */
  readonly breach: (facts: Facts) => string | null
}

/** Asking again can help: three requests in all. After these the platform, or the way to it, may be well again. */
const askedAgain: ReadonlySet<string> = new Set(['THROTTLED', 'UNREACHABLE', 'SERVER_ERROR', 'TIMED_OUT', 'BAD_ANSWER'])
const attempts = 3

export const rules: readonly Rule[] = [
  { promise: 'It comes to what the table says', breach: outcome },
  {
    promise: 'A failure says what failed, why, and what to do',
    breach: ({ one, during }) => {
      const error = during?.error
      if (!error) return null
      const missing = [
        error.message.length > 10 ? null : 'message',
        error.platform === one.platform ? null : 'platform',
        error.cause ? null : 'cause',
        error.fix?.text ? null : 'fix',
      ].filter((part) => part !== null)
      return missing.length === 0 ? null : `no ${missing.join(', ')} in ${JSON.stringify(error)}`
    },
  },
  { promise: 'It ends', breach: ({ during }) => (during === null ? 'the call did not end' : null) },
  {
    promise: 'A failure is never an empty list',
    breach: ({ before, during }) =>
      during && !during.error && during.things.length === 0 && before && before.things.length > 0
        ? 'nothing came, and nothing was said'
        : null,
  },
  {
    promise: 'Rows that came before stay, each of them once',
    breach: ({ firstPage, during }) => {
      if (!during) return null
      if (new Set(during.things).size < during.things.length) return `twice: ${during.things.join(' ')}`
      const lost = firstPage?.things.filter((id) => !during.things.includes(id)) ?? []
      return lost.length === 0 ? null : `lost: ${lost.join(' ')}`
    },
  },
  {
    promise: 'A source that fails says so, and keeps the age and the count of what was read before',
    breach: ({ one, during, stateBefore, stateDuring }) => {
      if (!during?.error || !one.call.startsWith('list')) return null
      const condition = during.error.code === 'THROTTLED' ? 'throttled' : 'failed'
      if (stateDuring.condition !== condition || stateDuring.error?.code !== during.error.code)
        return `it is ${stateDuring.condition} with ${stateDuring.error?.code}`
      if (stateDuring.fetchedAt !== stateBefore.fetchedAt || stateDuring.runCount !== stateBefore.runCount)
        return 'the age or the count changed'
      return null
    },
  },
  { promise: 'It recovers with the next good answer, without a restart', breach: recovery },
  {
    promise: 'A failure is never kept',
    breach: ({ during, after, askedAfter }) =>
      during?.error && after && askedAfter.all === 0 ? 'the next call asked nothing of the platform' : null,
  },
  { promise: 'It is asked again as often as that can help, and no more', breach: repetition },
  { promise: 'Waits are those that the platform asked for, else 0.5 s doubled each time, with jitter', breach: waits },
  {
    promise: 'A request that is given up is let go at the socket',
    breach: ({ abandoned }) => (abandoned ? null : 'a request was still open at the platform'),
  },
  {
    promise: 'An answer without end is not read to its end',
    breach: ({ sentBytes }) => (sentBytes > 32 * 2 ** 20 ? `${sentBytes} bytes were taken` : null),
  },
  {
    promise: 'Only the allowed read calls are made',
    breach: ({ one, operations }) => {
      const odd = operations.find((name) => !allowedOperations[one.platform].has(name))
      return odd === undefined ? null : odd
    },
  },
  {
    promise: 'What never left the machine costs nothing of the budget',
    breach: ({ one, stateDuring }) =>
      one.fault === 'no-credentials' && ((stateDuring.budget?.used ?? 0) > 0 || stateDuring.requestCount > 0)
        ? `${stateDuring.requestCount} requests are counted`
        : null,
  },
  { promise: 'No secret is said', breach: ({ said }) => (said.includes(canary) ? 'a secret was said' : null) },
  {
    promise: 'Nothing is thrown past those who asked',
    breach: ({ during, unhandled }) => during?.oddity ?? unhandled[0] ?? null,
  },
]

function outcome({ one, before, during }: Facts): string | null {
  if (!during) return null
  const { expected } = one
  const shown = during.error
    ? `${during.error.code}: ${during.error.message} ${during.error.cause ?? ''}`
    : describe(during)
  if (expected === 'recovers' || expected === 'whole') {
    if (during.error) return `${expected} expected, got ${shown}`
    const cut = during.notices.find(({ code }) => code === 'truncated' || code === 'partial' || code === 'clock-skew')
    if (cut) return `${expected} expected, and it says: ${cut.message}`
    return before && sameThings(before, during)
      ? null
      : `${expected} expected, got ${shown} in place of ${describe(before)}`
  }
  if (!expected.startsWith('says '))
    return during.error?.code === (expected as ErrorCode) ? null : `${expected} expected, got ${shown}`
  const code = expected.slice('says '.length)
  if (during.error || !during.notices.some((notice) => notice.code === code))
    return `${expected} expected, got ${shown}`
  const invented = during.things.filter((thing) => before && !before.things.includes(thing))
  if (invented.length > 0) return `rows that are not there: ${invented.join(' ')}`
  // A root that has not arrived is nothing that Cloud Trace holds back.
  const isAll = one.platform === 'cloudtrace' && one.call === 'open'
  const isCut = (code === 'truncated' || code === 'partial') && !isAll
  return isCut && during.complete === true ? 'it calls itself complete' : null
}

function recovery({ one, before, after, stateAfter }: Facts): string | null {
  if (!before) return null
  if (!after) return 'the next call did not end'
  if (after.error) return `the next call fails: ${after.error.code} ${after.error.message}`
  if (!sameThings(before, after)) return `${describe(after)} in place of ${describe(before)}`
  if (one.call === 'probe') return null
  return stateAfter.condition === 'ok' && stateAfter.error === null ? null : `the source is ${stateAfter.condition}`
}

function repetition({ one, fault, asked, during }: Facts): string | null {
  if (fault.address) return null
  if (one.expected === 'recovers') return asked.faulted === 1 ? null : `${asked.faulted} requests met the fault`
  if (one.fault === 'circle') return asked.faulted <= 6 ? null : `${asked.faulted} requests in a circle`
  const code = during?.error?.code
  if (code === undefined) return null
  const wanted = askedAgain.has(code) && one.fault !== 'throttled-hour' ? attempts : 1
  // Of a page without rows, which X-Ray gives while it scans, the types cannot be wrong.
  const good = one.fault === 'wrong-types' && one.platform === 'xray' ? 1 : 0
  return asked.faulted >= wanted && asked.faulted <= wanted + good
    ? null
    : `${asked.faulted} requests in place of ${wanted}`
}

function waits({ one, fault, during, sleeps }: Facts): string | null {
  const got = sleeps.join(' ms, ')
  if (fault.fault?.kind === 'throttled' && fault.lasts === 'once' && fault.fault.retryAfter !== null) {
    const least = fault.fault.retryAfter * 1000
    // A date has whole seconds.
    const most = one.fault === 'throttled-date' ? least + 1000 : least
    const sum = sleeps.reduce((all, ms) => all + ms, 0)
    return sum >= least && sum <= most ? null : `${got} ms in place of ${least}`
  }
  const back = (times: number) => Array.from({ length: times }, (_, n) => 500 * 2 ** n * 0.75)
  const code = during?.error?.code
  const wanted =
    one.expected === 'recovers'
      ? back(1)
      : code && askedAgain.has(code) && one.fault !== 'throttled-hour'
        ? back(attempts - 1)
        : code
          ? []
          : null
  // Two questions may be asked side by side (a trace and its prompts, a page and where spans are kept): each waits by itself.
  const twice = (values: readonly number[]) => [...values, ...values].sort((a, b) => a - b)
  const isTwice = wanted !== null && String([...sleeps].sort((a, b) => a - b)) === String(twice(wanted))
  return wanted === null || isTwice || String(sleeps) === String(wanted)
    ? null
    : `${got || 'no'} ms in place of ${wanted.join(' ms, ') || 'none'}`
}

function sameThings(one: Answered, other: Answered): boolean {
  return String([...one.things].sort()) === String([...other.things].sort())
}

function describe(answered: Answered | null): string {
  if (!answered) return 'nothing'
  return `${answered.things.length} things${answered.notices.map(({ code }) => `, says ${code}`).join('')}`
}
