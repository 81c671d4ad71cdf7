/**
 * Base64 is never shown as text: media parts say what they are and how large, and stray base64 in any value is replaced by such a word. A picture of a kind that any
 * browser draws, and that can run nothing, keeps its content as a data URL, so that it can be shown without asking anybody for it.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { MessagePart } from '../../shared/model/message.ts'

type MediaPart = Extract<MessagePart, { kind: 'media' }>

const dataUrl = /^data:([^;,]{0,200})((?:;[^;,]{0,200}){0,20}),/i
const notBase64 = /[^A-Za-z0-9+/_-]/
/** Prose has no word so long. */
const longWord = 256

/** Kinds of pictures that hold pixels only; SVG may hold scripts and links. */
const raster = /^image\/(?:png|jpeg|jpg|gif|webp|avif|bmp)$/i
/** Shorter base64 within a text is left as it is. */
const shortestData = 64
/** A larger picture is named only. */
const largestPicture = 8_000_000

/** The content of a picture as a data URL, where it may be shown; null for anything else. */
function pictureUrl(mediaType: string | null, base64: string): string | null {
  if (mediaType === null || !raster.test(mediaType) || base64.length > largestPicture) return null
  // Some dialects write the alphabet of URLs.
  const standard = base64.replaceAll('-', '+').replaceAll('_', '/')
  return isBase64(standard) ? `data:${mediaType.toLowerCase()};base64,${standard}` : null
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
    byteLength: isBase64(bare) ? base64Bytes(bare, 0) : null,
    url: pictureUrl(mediaType, bare),
  }
}

/** Nothing but base64, in either alphabet. Looks for what is not: a pattern for the whole would overflow the stack on a text of some megabytes. */
function isBase64(text: string): boolean {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return text.length > padding && !notBase64.test(padding === 0 ? text : text.slice(0, -padding))
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
  if (text.length >= longWord && isBase64(text) && /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text))
    return `[base64, ${base64Bytes(text, 0)} bytes]`
  return text.includes(';base64,') ? withoutDataUrls(text) : text
}

/** Every data URL of some length within a text replaced by words. */
function withoutDataUrls(text: string): string {
  const head = /data:([^;,\s"']{0,200});base64,/gi
  const end = /[^A-Za-z0-9+/_=-]/g
  const pieces: string[] = []
  let from = 0
  for (let found = head.exec(text); found; found = head.exec(text)) {
    end.lastIndex = head.lastIndex
    const to = end.exec(text)?.index ?? text.length
    if (to - head.lastIndex < shortestData) continue
    const bytes = base64Bytes(text.slice(head.lastIndex, to), 0)
    pieces.push(text.slice(from, found.index), `[${found[1] || 'data'}, ${bytes} bytes]`)
    from = to
    head.lastIndex = to
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from)
}
