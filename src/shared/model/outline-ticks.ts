/** The ruler: ticks at round steps of 1, 2 or 5, and the text of each. */

/** Ticks within a window, in microseconds, and the distance between two of them. */
export interface Ticks {
  readonly step: number
  readonly at: readonly number[]
}

const minute = 60e6
/** Beyond a minute the round steps are those of a clock. */
const clockSteps = [
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  60 * minute,
  2 * 60 * minute,
  6 * 60 * minute,
  12 * 60 * minute,
  24 * 60 * minute,
]

/** The smallest round step (1, 2 or 5 times a power of ten below a minute, those of a clock above) that is at least `atLeast`. At least 1 µs. */
export function roundStep(atLeast: number): number {
  if (!(atLeast > 1)) return 1
  if (atLeast > 20e6) {
    const clock = [30e6, ...clockSteps].find((step) => step >= atLeast)
    if (clock !== undefined) return clock
    return Math.ceil(atLeast / (24 * 60 * minute)) * 24 * 60 * minute
  }
  const power = 10 ** Math.floor(Math.log10(atLeast) + 1e-9)
  const factor = [1, 2, 5, 10].find((one) => one * power >= atLeast * (1 - 1e-9))!
  return factor * power
}

/** The ticks from `from` to `to`, at most `most` of them (and at most two where `most` is less). */
export function ticksWithin(from: number, to: number, most: number): Ticks {
  const span = to - from
  if (!(span > 0) || !Number.isFinite(span)) return { step: 1, at: [] }
  const step = roundStep(span / Math.max(1, most))
  const at: number[] = []
  const last = Math.floor(to / step + 1e-9)
  for (let k = Math.ceil(from / step - 1e-9); k <= last; k++) at.push(k * step)
  return { step, at }
}

/** A point on the ruler, as exact as ticks `step` apart need it: `0`, `250 µs`, `1.25 s`, `2:30`, `2:30.5`, `1:02:30`. */
export function formatTick(value: number, step: number): string {
  if (value === 0) return '0'
  if (value < 0) return `-${formatTick(-value, step)}`
  if (value >= minute) return clock(value, step)
  const largest = Math.max(value, step)
  if (largest < 1e3) return `${decimals(value, step)} µs`
  if (largest < 1e6) return `${decimals(value / 1e3, step / 1e3)} ms`
  return `${decimals(value / 1e6, step / 1e6)} s`
}

function decimals(value: number, step: number): string {
  return value.toFixed(places(step))
}

/** Digits after the point that ticks `step` apart need. */
function places(step: number): number {
  return Math.max(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)))
}

function clock(value: number, step: number): string {
  const digits = places(step / 1e6)
  // Rounded before it is taken apart, so that 59.96 never becomes "60.0" of the minute before.
  const seconds = Number((value / 1e6).toFixed(digits))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = (seconds % 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}
