/**
 * Base64 is never shown as text: media parts say what they are and how large, and stray base64 in any value is replaced by such a word. A picture of a kind that any
 * browser draws, and that can run nothing, keeps its content as a data URL, so that it can be shown without asking anybody for it.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { MessagePart } from '../../shared/model/message.ts'

type MediaPart = Extract<MessagePart, { kind: 'media' }>

const dataUrl = /^data:([^;,]*)((?:;[^;,]*)*),/i
const base64Text = /^[A-Za-z0-9+/_-]{256,}={0,2}$/

/** Kinds of pictures that hold pixels only; SVG may hold scripts and links. */
const raster = /^image\/(?:png|jpeg|jpg|gif|webp|avif|bmp)$/i
/** A larger picture is named only. */
const largestPicture = 8_000_000

/** The content of a picture as a data URL, where it may be shown; null for anything else. */
function pictureUrl(mediaType: string | null, base64: string): string | null {
  if (mediaType === null || !raster.test(mediaType) || base64.length > largestPicture) return null
  // Some dialects write the alphabet of URLs.
  const standard = base64.replaceAll('-', '+').replaceAll('_', '/')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(standard) ? `data:${mediaType.toLowerCase()};base64,${standard}` : null
}

/** A media part from what a dialect calls its content: a data URL, a link, or bare base64. `mediaType` is what the dialect says beside it. */
export function mediaPart(content: unknown, mediaType: string | null): MediaPart {
  if (typeof content !== 'string' || content === '') return { kind: 'media', mediaType, byteLength: null, url: null }
  const data = dataUrl.exec(content)
  if (data) {
    const isBase64 = /;base64/i.test(data[2]!)
    return {
      kind: 'media',
      mediaType: data[1] || mediaType,
      byteLength: isBase64 ? base64Bytes(content, data[0].length) : content.length - data[0].length,
      url: isBase64 ? pictureUrl(data[1] || mediaType, content.slice(data[0].length).replaceAll(/\s/g, '')) : null,
    }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(content)) return { kind: 'media', mediaType, byteLength: null, url: content }
  const bare = content.replaceAll(/\s/g, '')
  return {
    kind: 'media',
    mediaType,
    byteLength: /^[A-Za-z0-9+/_-]+={0,2}$/.test(bare) ? base64Bytes(bare, 0) : null,
    url: pictureUrl(mediaType, bare),
  }
}

/** Bytes that the base64 from `from` to the end decodes to. */
function base64Bytes(text: string, from: number): number {
  let length = text.length - from
  if (text.endsWith('==')) length -= 2
  else if (text.endsWith('=')) length -= 1
  return Math.floor((length * 3) / 4)
}

/** The value with every piece of base64 in it replaced by words. Values without any are returned as they are. */
export function withoutBase64(value: JsonValue, depth = 0): JsonValue {
  if (typeof value === 'string') return textWithoutBase64(value)
  if (typeof value !== 'object' || value === null || depth > 64) return value
  if (Array.isArray(value)) {
    let changed = false
    const out = value.map((item) => {
      const plain = withoutBase64(item, depth + 1)
      changed ||= plain !== item
      return plain
    })
    return changed ? out : value
  }
  let changed = false
  const out = Object.entries(value).map(([key, item]): [string, JsonValue] => {
    const plain = withoutBase64(item, depth + 1)
    changed ||= plain !== item
    return [key, plain]
  })
  return changed ? Object.fromEntries(out) : value
}

function textWithoutBase64(text: string): string {
  if (text.length < 64) return text
  if (/^data:[^,]{0,200};base64,/i.test(text)) {
    const part = mediaPart(text, null)
    return `[${part.mediaType ?? 'data'}, ${part.byteLength} bytes]`
  }
  // A long word of base64's letters is prose in no language; hex digests and ids are shorter.
  if (base64Text.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text))
    return `[base64, ${base64Bytes(text, 0)} bytes]`
  return text.includes(';base64,')
    ? text.replaceAll(/data:([^;,\s"']*);base64,[A-Za-z0-9+/_=-]{64,}/gi, (match, type: string) => {
        return `[${type || 'data'}, ${base64Bytes(match, match.indexOf(',') + 1)} bytes]`
      })
    : text
}
