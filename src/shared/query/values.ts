/** Numbers and times as a filter writes them. */

const countPattern = /^(\d{1,15}(?:\.\d{1,6})?|\.\d{1,6})(k|m)?$/i
const durationPattern = /^(\d{1,12}(?:\.\d{1,6})?|\.\d{1,6})(us|µs|ms|s|m|h)$/i
const unitMs: Readonly<Record<string, number>> = { us: 0.001, µs: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `10`, `1.5k`, `2M`; null for anything else. */
export function parseCount(text: string): number | null {
  const match = countPattern.exec(text)
  if (!match) return null
  const unit = match[2]?.toLowerCase()
  return Number(match[1]) * (unit === 'k' ? 1000 : unit === 'm' ? 1_000_000 : 1)
}

/** `500ms`, `2s`, `3m`, `1h` in milliseconds; null for anything else, a number without a unit included. */
export function parseDuration(text: string): number | null {
  const match = durationPattern.exec(text)
  return match ? Number(match[1]) * unitMs[match[2]!.toLowerCase()]! : null
}

/** The shortest time that parseDuration reads back to the same number. */
export function printDuration(ms: number): string {
  for (const unit of ['h', 'm', 's'] as const) {
    const text = `${ms / unitMs[unit]!}${unit}`
    if (ms >= unitMs[unit]! && parseDuration(text) === ms && text.length <= 8) return text
  }
  const plain = `${ms}ms`
  return parseDuration(plain) === ms ? plain : `${ms.toFixed(6)}ms`
}
