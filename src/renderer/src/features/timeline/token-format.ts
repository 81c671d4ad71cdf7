/** Token counts for people. */

/** `842`, `1,204`, `12.4k`, `1.35M`: exact up to 9,999. Null or NaN is the empty text: not recorded is not 0. */
export function formatTokens(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return ''
  if (value < 10_000) return value.toLocaleString('en-US')
  if (value < 999_500) return `${(value / 1e3).toFixed(value < 99_950 ? 1 : 0)}k`
  return `${(value / 1e6).toFixed(2)}M`
}

/** `1,204 → 88`; a dash stands for the one of the two that was not recorded; empty when neither was. */
export function formatTokenPair(input: number | null, output: number | null): string {
  const left = formatTokens(input)
  const right = formatTokens(output)
  return left === '' && right === '' ? '' : `${left || '–'} → ${right || '–'}`
}
