/** The windows that the list offers. Pure. */

import type { WindowSpec } from '../../../../shared/contract.ts'
import type { SourceSettings } from '../../../../shared/source.ts'
import {
  formatLookback,
  type Microseconds,
  microseconds,
  milliseconds,
  parseLookback,
} from '../../../../shared/units.ts'
import type { TimeZoneChoice } from '../../app/preferences.ts'
import { formatClock, formatDateTime, zoneShort } from '../../app/time-format.ts'

export const windowPresets = ['15m', '1h', '6h', '24h', '7d', '30d'] as const
export type WindowPreset = (typeof windowPresets)[number]
export type WindowChoice = 'source' | WindowPreset | 'custom'

export const presetTitle: Readonly<Record<WindowPreset, string>> = {
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
}

/** The preset's window. */
export function presetWindow(preset: WindowPreset): WindowSpec {
  return { lookbackMs: presetMs(preset) }
}

function presetMs(preset: WindowPreset): number {
  return parseLookback(preset) ?? 3_600_000
}

/** Which choice of the menu a window is. */
export function choiceOf(window: WindowSpec | null): WindowChoice {
  if (window === null) return 'source'
  if ('from' in window) return 'custom'
  return windowPresets.find((preset) => presetMs(preset) === window.lookbackMs) ?? 'custom'
}

/** A window in words: "the last hour", or from and to with the zone. For null, what these sources look back themselves. */
export function windowText(
  window: WindowSpec | null,
  sources: readonly SourceSettings[],
  zone: TimeZoneChoice,
): string {
  if (window !== null && 'from' in window)
    return `${formatDateTime(window.from, zone)} to ${formatDateTime(window.to, zone)}`
  if (window !== null) return `the last ${lookbackText(window.lookbackMs)}`
  const lookbacks = [...new Set(sources.map((source) => source.lookbackHours))]
  return lookbacks.length === 1 && lookbacks[0] !== undefined
    ? `the last ${lookbackText(lookbacks[0] * 3_600_000)}`
    : 'the look-back of each source'
}

function lookbackText(ms: number): string {
  const text = formatLookback(milliseconds(ms))
  const match = /^([\d.]+)([smhd])$/.exec(text)
  if (!match) return text
  const unit = { s: 'second', m: 'minute', h: 'hour', d: 'day' }[match[2] as 's' | 'm' | 'h' | 'd']
  return match[1] === '1' ? unit : `${match[1]} ${unit}s`
}

/** The next longer preset than what is looked at now; null when nothing longer is offered. */
export function longerPreset(window: WindowSpec | null, sources: readonly SourceSettings[]): WindowPreset | null {
  if (window !== null && 'from' in window) return null
  const now = window?.lookbackMs ?? Math.max(0, ...sources.map((source) => source.lookbackHours * 3_600_000))
  return windowPresets.find((preset) => presetMs(preset) > now) ?? null
}

/** Which end of a range a time is. */
export type RangeEnd = 'from' | 'to'

/**
 * Reads the text of a datetime-local input in the chosen zone; null when it is not an instant. On the day on which clocks are changed a time may come twice, or not at all: then it is read so that
 * the range leaves out nothing that may be meant, its start as the earlier and its end as the later.
 */
export function readLocal(text: string, zone: TimeZoneChoice, end: RangeEnd): Microseconds | null {
  const instants = instantsOf(text, zone)
  return instants === null ? null : microseconds((end === 'from' ? instants[0]! : instants.at(-1)!) * 1000)
}

/** What is odd about a time on the day on which clocks are changed, and how it is read; null for every other time. */
export function localRemark(text: string, zone: TimeZoneChoice, end: RangeEnd): string | null {
  const instants = instantsOf(text, zone)
  if (instants === null || instants.length === 1) return null
  const read = end === 'from' ? 'earlier' : 'later'
  const [first, last] = [instants[0]!, instants.at(-1)!]
  const used = zoneShort(zone, new Date(end === 'from' ? first : last))
  return printLocal(microseconds(first * 1000), zone) === printLocal(microseconds(last * 1000), zone)
    ? `Clocks are put back: this time comes twice. The ${read} one counts (${used}).`
    : `Clocks are put forward: there is no such time on that day. It is read as ${formatClock(microseconds((end === 'from' ? first : last) * 1000), zone)} (${used}).`
}

/** Further than any change of clocks reaches, and nearer than the next one. */
const aroundMs = 36 * 3_600_000

/** The instants, in epoch milliseconds and in order, at which local clocks show this; where none does, those that it would be by the offsets before and after the change. */
function instantsOf(text: string, zone: TimeZoneChoice): readonly number[] | null {
  const asUtc = new Date(`${text}Z`).getTime()
  if (Number.isNaN(asUtc)) return null
  if (zone === 'utc') return [asUtc]
  const offset = (at: number) => new Date(at).getTimezoneOffset() * 60_000
  const meant = [asUtc + offset(asUtc - aroundMs), asUtc + offset(asUtc + aroundMs)].sort((a, b) => a - b)
  const shown = meant.filter((at) => at - offset(at) === asUtc)
  return [...new Set(shown.length > 0 ? shown : meant)]
}

/** Prints an instant for a datetime-local input in the chosen zone, to the second. */
export function printLocal(instant: Microseconds, zone: TimeZoneChoice): string {
  const at = new Date(instant / 1000)
  const shifted = zone === 'utc' ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 19)
}
