import type { SourceState } from '../../../../shared/contract.ts'
import { microseconds } from '../../../../shared/units.ts'
import type { TimeZoneChoice } from '../../app/preferences.ts'
import { formatAge, formatClock } from '../../app/time-format.ts'

/** How a source stands, as a tone for its dot and words beside it. Colour never says more than the words. */
export interface SourceStatus {
  readonly tone: 'idle' | 'busy' | 'ok' | 'warn' | 'error'
  readonly text: string
}

/** How long past its cache time an answer is before it is called stale: shorter than that, the next question is on its way. */
const staleAfterMs = 60_000

/** The words for a source's condition at `now` (epoch milliseconds). `needsAttention`: its test had failed when it was saved. */
export function sourceStatus(
  source: SourceState,
  now: number,
  zone: TimeZoneChoice,
  needsAttention = false,
): SourceStatus {
  if (source.paused) return { tone: 'idle', text: joined('paused', known(source), age(source, now)) }
  switch (source.condition) {
    case 'loading':
      return { tone: 'busy', text: joined('loading', known(source)) }
    case 'throttled':
      return { tone: 'warn', text: throttledText(source, zone) }
    case 'failed':
      return {
        tone: 'error',
        text: joined(
          source.error ? failedText(source.error.code) : 'failed',
          source.awaitsSignIn ? 'waiting for sign-in' : null,
          // Its rows are still there: how old they are.
          source.runCount === null ? null : (age(source, now) ?? null),
        ),
      }
    case 'ok':
      return isStale(source, now)
        ? { tone: 'warn', text: joined('stale', known(source), age(source, now)) }
        : { tone: 'ok', text: joined('ok', known(source), age(source, now)) }
    case 'idle':
      if (source.fetchedAt === null && needsAttention) return { tone: 'warn', text: 'needs attention' }
      return source.fetchedAt === null
        ? { tone: 'idle', text: 'not asked yet' }
        : { tone: 'idle', text: joined(runs(source.runCount ?? 0), age(source, now)) }
  }
}

function isStale(source: SourceState, now: number): boolean {
  return source.fetchedAt !== null && now - source.fetchedAt > source.settings.cacheTtlSeconds * 1000 + staleAfterMs
}

/** What is known of it from before, as a count; null when nothing is. */
function known(source: SourceState): string | null {
  return source.runCount === null ? null : runs(source.runCount)
}

function joined(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ')
}

function throttledText(source: SourceState, zone: TimeZoneChoice): string {
  const retryAt = source.budget?.freeAt ?? null
  return retryAt === null ? 'throttled' : `throttled until ${formatClock(microseconds(retryAt * 1000), zone)}`
}

function failedText(code: NonNullable<SourceState['error']>['code']): string {
  switch (code) {
    case 'CREDENTIALS_MISSING':
      return 'no credentials'
    case 'CREDENTIALS_EXPIRED':
      return 'sign-in expired'
    case 'CREDENTIALS_INVALID':
      return 'credentials refused'
    case 'PERMISSION_DENIED':
      return 'no permission'
    case 'THROTTLED':
      return 'throttled'
    case 'UNREACHABLE':
      return 'unreachable'
    case 'TIMED_OUT':
      return 'timed out'
    case 'SERVER_ERROR':
      return 'server error'
    case 'BAD_ANSWER':
      return 'unreadable answer'
    case 'TOO_LARGE':
      return 'answer too large'
    case 'NOT_FOUND':
      return 'not found'
    case 'BAD_REQUEST':
      return 'question refused'
    case 'SETTINGS':
      return 'wrong settings'
    case 'CANCELLED':
    case 'INTERNAL':
      return 'failed'
  }
}

function runs(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'run' : 'runs'}`
}

function age(source: SourceState, now: number): string | null {
  return source.fetchedAt === null ? null : formatAge(now - source.fetchedAt)
}
