/**
 * Values that were cut on their way. The classic exporters' API keeps 256 bytes of a text, v1 itself 16 KiB and 128 bytes of a name, and none of them says
 * so: a value that fills its limit to the byte is taken to be cut.
 */

const limits = [256, 16 * 1024] as const
const nameLimit = 128

/** Texts shorter than this cannot reach any limit, whatever their characters. */
export const shortestCut = Math.ceil((limits[0] - 3) / 3)

/** Why the name must be supposed to be cut, or null. */
export function nameCut(name: unknown): string | null {
  if (typeof name !== 'string' || !couldFill(name.length, nameLimit) || !fills(name, nameLimit - 1, nameLimit))
    return null
  return `The name is exactly as long as a name may be (${nameLimit} bytes): it was cut.`
}

/** Why a label's value must be supposed to be cut, or null. */
export function valueCut(key: string, value: string): string | null {
  for (const limit of limits)
    if (value.length <= limit && couldFill(value.length, limit) && isCutAt(value, limit))
      return `"${key}" ends at ${limit === 256 ? '256 bytes' : '16 KiB'}, where the exporter or the platform cuts.`
  return null
}

/** A text has at most three bytes for each of its units, and three bytes less than the limit are the fewest that fill it. */
function couldFill(length: number, limit: number): boolean {
  return length * 3 >= limit - 3
}

function isCutAt(value: string, limit: number): boolean {
  if (limit === 256) return fills(value, limit, limit)
  return fills(value, limit - 1, limit)
}

/**
 * Does the text fill the limit? A cut never ends within a character, so a text with characters of several bytes may end up to three bytes before it; JSON that
 * ends so close to the limit without being whole was cut for certain.
 */
function fills(text: string, least: number, limit: number): boolean {
  const { bytes, wide } = utf8Length(text, limit)
  if (bytes > limit) return false
  if (bytes >= least) return true
  return bytes >= limit - 3 && (wide || isBrokenJson(text))
}

function isBrokenJson(text: string): boolean {
  if (text[0] !== '[' && text[0] !== '{') return false
  const last = text.trimEnd().at(-1)
  return last !== ']' && last !== '}'
}

/** The bytes of a text; fewer where it can no longer fill the limit, or is longer. */
function utf8Length(text: string, limit: number): { bytes: number; wide: boolean } {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    if (bytes > limit || bytes + (text.length - i) * 3 < limit - 3) break
    const unit = text.charCodeAt(i)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      bytes += 4
      i++
    } else bytes += 3
  }
  return { bytes, wide: bytes > text.length }
}
