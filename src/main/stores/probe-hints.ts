/** What a connection test says when it finds no trace: the mistakes that usually cause it, each by its name, with the setting that mends it. */

import { type ErrorInfo, errorInfo, fix, TraceCraftError } from '../../shared/errors.ts'
import { nearest } from '../../shared/nearest.ts'
import type { Platform } from '../../shared/platform.ts'
import { formatDuration, formatLookback, fromMilliseconds, milliseconds } from '../../shared/units.ts'
import type { ProbeStage } from './store.ts'

/** How a stage ended, without its name and time. */
export interface Outcome {
  readonly state: Exclude<ProbeStage['state'], 'running'>
  readonly detail: string | null
  readonly error?: ErrorInfo | null
}

/** A stage that is right as far as it goes, with what should be changed. */
export function warned(detail: string, error: ErrorInfo): Outcome {
  return { state: 'warned', detail, error }
}

/** `1h` of a source's look-back. */
export function lookbackText(hours: number): string {
  return formatLookback(milliseconds(hours * 3.6e6))
}

/** `4 m 00 s` of an instant in epoch milliseconds. */
export function ageText(at: number, now: number): string {
  return formatDuration(fromMilliseconds(Math.max(0, now - at)))
}

/** `3 traces`, `1 trace`, `100 or more traces`. */
export function countText(count: number, more: boolean): string {
  return `${count}${more ? ' or more' : ''} ${count === 1 && !more ? 'trace' : 'traces'}`
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')

/** The service is not among those that sent spans, or only in another case. `known` are those that did, the busiest first. */
export function unknownService(platform: Platform, wanted: string, known: readonly string[], hours: number): ErrorInfo {
  const same = known.find((one) => one.toLowerCase() === wanted.toLowerCase())
  const near = same ?? nearest(wanted, known)
  const there = near ?? known.slice(0, 5)
  return errorInfo({
    code: 'SETTINGS',
    platform,
    message: `There is no service "${wanted}" in the last ${lookbackText(hours)}; there is ${quoted(typeof there === 'string' ? [there] : there)}.`,
    cause: same === undefined ? null : 'Service names are compared with regard to upper and lower case.',
    fix: fix(
      near === null
        ? 'Set the service to one of those, or leave it empty for all services.'
        : `Set the service to "${near}", or leave it empty for all services.`,
    ),
  })
}

/** There are traces, all of them older than the look-back. `newest` in epoch milliseconds. */
export function shortLookback(
  platform: Platform,
  { hours, newest, now, service }: { hours: number; newest: number; now: number; service: string | null },
): ErrorInfo {
  const of = service === null ? '' : ` of "${service}"`
  return errorInfo({
    code: 'SETTINGS',
    platform,
    message: `No trace${of} in the last ${lookbackText(hours)}; the newest is ${ageText(newest, now)} old.`,
    cause: 'The look-back ends before it.',
    fix: fix(
      `Set the look-back to ${lookbackText(enough(now - newest))} (lookback in the URL, ${platform}_lookback_hours in the config).`,
    ),
  })
}

/** A usual look-back in hours that reaches so far back. */
function enough(ageMs: number): number {
  const usual = [1, 3, 6, 12, 24, 72, 168, 336, 720]
  return usual.find((hours) => hours * 3.6e6 > ageMs * 1.05) ?? Math.ceil(ageMs / 3.6e6) + 24
}

/** Nothing anywhere that was looked. `where` is what was asked: "project demo-project". */
export function nothingThere(platform: Platform, where: string, looked: string, more: string | null = null): ErrorInfo {
  return errorInfo({
    code: 'NOT_FOUND',
    platform,
    message: `No trace in ${where} in the last ${looked}.`,
    cause: more,
    fix: fix(`Check that the agent’s exporter sends to ${where}, and that its sampling keeps something.`),
  })
}

/** A hint that is being looked for. The test itself has passed: a question too much is no reason to fail it, so a failure other than cancellation gives no hint. */
export function hint(search: Promise<ErrorInfo | null>): Promise<ErrorInfo | null> {
  return search.catch((error: unknown) => {
    if (error instanceof TraceCraftError && error.info.code !== 'CANCELLED') return null
    throw error
  })
}

/** The names that were counted most often, first. */
export function mostFirst(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name)
}
