/**
 * Messages spread over numbered keys: Traceloop's `gen_ai.prompt.0.content` and OpenInference's `llm.input_messages.0.message.role`. The keys may
 * come dotted, out of nested objects, or underscored, so both spellings of the known words are met.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Message, MessagePart } from '../../shared/model/message.ts'
import { readJson } from './json-text.ts'
import { type JsonRecord, recordOf, textAt, valueAt } from './json-shape.ts'
import { partsOf, toolCall, toolResult } from './message-parts.ts'
import { message, messagesIn, plainRole } from './message-shapes.ts'

type Direction = Message['direction']

/** A span's attributes as canonical keys. */
export type Entries = readonly { readonly key: string; readonly value: JsonValue; readonly origin: string }[]

/** Messages under a prefix such as `gen_ai.prompt`, and where the first of them was found; null when there are none. */
export function indexedMessages(
  entries: Entries,
  prefix: string,
  direction: Direction,
): { messages: Message[]; origin: string } | null {
  const found = numbered(entries, prefix)
  if (found.items.size === 0) return null
  const messages = [...found.items.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, item]) => toMessage(item, direction))
  return messages.length > 0 ? { messages, origin: found.origin } : null
}

/** Values under `prefix.N.rest`, by N, with the rest in underscores. */
export function numbered(entries: Entries, prefix: string): { items: Map<number, JsonRecord>; origin: string } {
  const folded = `${prefix.replaceAll('.', '_')}_`
  const items = new Map<number, JsonRecord>()
  let origin = ''
  for (const { key, value, origin: from } of entries) {
    const spelled = key.replaceAll('.', '_')
    if (!spelled.startsWith(folded)) continue
    const match = /^(\d{1,6})(?:_(.+))?$/.exec(spelled.slice(folded.length))
    if (!match) continue
    origin ||= from
    const at = Number(match[1])
    let item = items.get(at)
    if (!item) {
      item = {}
      items.set(at, item)
    }
    const rest = match[2] ?? ''
    if (rest === '') Object.assign(item, recordOf(value) ?? { content: value })
    else item[rest.replace(/^message_/, '')] = value
  }
  return { items, origin }
}

function toMessage(item: JsonRecord, direction: Direction): Message[] {
  const whole = recordOf(item.message)
  if (whole) return messagesIn([whole], direction)
  const role = plainRole(textAt(item, 'role') ?? (direction === 'input' ? 'user' : 'assistant'))
  const { parts, cut } = contentParts(item)
  const id = textAt(item, 'tool_call_id')
  const said: MessagePart[] =
    role === 'tool' && !parts.some((part) => part.kind === 'tool_result')
      ? [toolResult({ content: valueAt(item, 'content') ?? joined(parts), id, name: textAt(item, 'name') })]
      : parts
  const reasoning = textAt(item, 'reasoning', 'reasoning_content')
  return [
    {
      ...message(
        role,
        [...(reasoning === null ? [] : [{ kind: 'reasoning' as const, text: reasoning }]), ...said, ...calls(item)],
        direction,
      ),
      name: textAt(item, 'name'),
      finishReason: textAt(item, 'finish_reason'),
      cut,
    },
  ]
}

function contentParts(item: JsonRecord): { parts: MessagePart[]; cut: boolean } {
  const content = valueAt(item, 'content')
  if (content !== undefined) {
    const { value, cut } = readJson(content)
    // Only a list is content in parts: an object in text is most likely what the model was asked to write.
    if (cut || !Array.isArray(value) || !value.every((part) => recordOf(part)))
      return { parts: partsOf(content), cut: cut && startsList(content) }
    const parts = partsOf(value)
    return { parts: parts.every((part) => part.kind === 'data') ? partsOf(content) : parts, cut: false }
  }
  const pieces = subItems(item, 'contents')
  const parts = pieces.flatMap((piece) => partsOf(openinferencePart(piece)))
  return { parts, cut: false }
}

function startsList(content: JsonValue): boolean {
  return typeof content === 'string' && content.trimStart().startsWith('[')
}

/** `message_content.type`, `.text`, `.image.image.url` of one content piece. */
function openinferencePart(piece: JsonRecord): JsonRecord {
  const type = textAt(piece, 'message_content_type', 'type')
  const text = textAt(piece, 'message_content_text', 'text')
  if (text !== null) return { type: type ?? 'text', text }
  const url = textAt(piece, 'message_content_image_image_url', 'message_content_image', 'image_image_url')
  if (url !== null) return { type: 'image', image: url }
  const audio = textAt(piece, 'message_content_audio_audio_url', 'audio_audio_url')
  if (audio !== null)
    return { type: 'audio', data: audio, mime_type: textAt(piece, 'message_content_audio_audio_mime_type') }
  return piece
}

function calls(item: JsonRecord): MessagePart[] {
  return subItems(item, 'tool_calls').map((call) =>
    toolCall({
      id: valueAt(call, 'tool_call_id', 'id') ?? null,
      name: valueAt(call, 'tool_call_function_name', 'function_name', 'name') ?? null,
      arguments: valueAt(call, 'tool_call_function_arguments', 'function_arguments', 'arguments') ?? null,
    }),
  )
}

/** `tool_calls_0_name` … of an item, by number; or the list itself where it came whole. */
function subItems(item: JsonRecord, name: string): JsonRecord[] {
  const whole = item[name] === undefined ? null : readJson(item[name]).value
  if (Array.isArray(whole)) return whole.map(recordOf).filter((piece) => piece !== null)
  const byNumber = new Map<number, JsonRecord>()
  for (const [key, value] of Object.entries(item)) {
    if (!key.startsWith(`${name}_`)) continue
    const match = /^(\d{1,6})_(.+)$/.exec(key.slice(name.length + 1))
    if (!match) continue
    const at = Number(match[1])
    byNumber.set(at, { ...byNumber.get(at), [match[2]!]: value })
  }
  return [...byNumber.entries()].sort(([a], [b]) => a - b).map(([, piece]) => piece)
}

function joined(parts: readonly MessagePart[]): string {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n')
}
