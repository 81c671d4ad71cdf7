/** One piece of a message's content, in whatever dialect, to a MessagePart. */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { MessagePart } from '../../shared/model/message.ts'
import { type JsonRecord, listAt, recordAt, recordOf, textAt, valueAt } from './json-shape.ts'
import { parsed } from './json-text.ts'
import { mediaPart, withoutBase64 } from './media.ts'

/** Content nested deeper than any dialect's is kept as data. */
const maxDepth = 16

/** The parts of a message's content: a text, a list of parts, or one part. */
export function partsOf(content: JsonValue | undefined, depth = 0): MessagePart[] {
  if (content === undefined || content === null || content === '') return []
  if (typeof content === 'string') return [text(content)]
  if (depth > maxDepth) return [{ kind: 'data', value: content }]
  if (Array.isArray(content)) return content.flatMap((item) => (item === null ? [] : partsOf(item, depth + 1)))
  return typeof content === 'object' ? partOf(content, depth) : [text(String(content))]
}

function text(value: string): MessagePart {
  const plain = withoutBase64(value)
  return { kind: 'text', text: typeof plain === 'string' ? plain : value }
}

function partOf(part: JsonRecord, depth: number): MessagePart[] {
  const type = textAt(part, 'type', 'part_kind', 'kind')?.toLowerCase().replaceAll('-', '_') ?? ''
  return (
    reasoningPart(part, type, depth) ??
    toolCallPart(part, type) ??
    toolResultPart(part, type) ??
    mediaParts(part, type) ??
    textPart(part, type, depth) ?? [{ kind: 'data', value: withoutBase64(part) }]
  )
}

function textPart(part: JsonRecord, type: string, depth: number): MessagePart[] | null {
  const value = valueAt(part, 'text', 'content', 'refusal', 'input_text', 'output_text')
  if (value === undefined) return type === 'text' ? [] : null
  const plain = type === '' || /text|refusal|system_prompt|user_prompt|retry_prompt|^message$|^model$/.test(type)
  if (!plain) return null
  // Some SDKs wrap the text once more: {text: {value: "…"}}.
  const inner = recordOf(value)
  return partsOf(inner && typeof inner.value === 'string' ? inner.value : value, depth + 1)
}

function reasoningPart(part: JsonRecord, type: string, depth: number): MessagePart[] | null {
  const bedrock = recordAt(part, 'reasoningContent')
  if (bedrock) {
    const inner = recordAt(bedrock, 'reasoningText')
    return [{ kind: 'reasoning', text: (inner ? textAt(inner, 'text') : textAt(bedrock, 'text')) ?? '' }]
  }
  const thought = part.thought === true ? textAt(part, 'text', 'content') : null
  if (thought !== null) return [{ kind: 'reasoning', text: thought }]
  if (!/^(?:reasoning|thinking|redacted_thinking|redacted_reasoning)$/.test(type)) return null
  const said = textAt(part, 'thinking', 'reasoning', 'text', 'content')
  if (said !== null) return [{ kind: 'reasoning', text: said }]
  const pieces = listAt(part, 'summary', 'content') ?? []
  const texts = partsOf(pieces, depth + 1).flatMap((piece) => (piece.kind === 'text' ? [piece.text] : []))
  return [{ kind: 'reasoning', text: texts.join('\n') }]
}

function toolCallPart(part: JsonRecord, type: string): MessagePart[] | null {
  const wrapped = recordAt(part, 'toolUse', 'tool_use', 'function_call', 'functionCall', 'tool_call')
  if (wrapped) return [toolCall(wrapped)]
  if (type === 'function' && recordAt(part, 'function')) return [toolCall(part)]
  if (/^(?:tool_call|tool_use|function_call|server_tool_use|mcp_call|custom_tool_call)$/.test(type))
    return [toolCall(part)]
  return null
}

/** A call to a tool, from a record that holds its name and arguments, or holds them under `function`. */
export function toolCall(call: JsonRecord): MessagePart {
  const inner = recordAt(call, 'function') ?? call
  const given = valueAt(inner, 'arguments', 'args', 'input', 'parameters')
  return {
    kind: 'tool_call',
    id: idOf(call, 'call_id', 'id', 'toolCallId', 'toolUseId', 'tool_call_id', 'tool_id'),
    name: textAt(inner, 'name', 'toolName', 'tool_name'),
    arguments: given === undefined ? null : withoutBase64(parsed(given)),
  }
}

function toolResultPart(part: JsonRecord, type: string): MessagePart[] | null {
  const wrapped = recordAt(part, 'toolResult', 'tool_result', 'function_response', 'functionResponse')
  if (wrapped) return [toolResult(wrapped)]
  if (
    /^(?:tool_call_response|tool_result|tool_return|function_call_output|function_response|tool_response|web_search_tool_result|custom_tool_call_output)$/.test(
      type,
    )
  )
    return [toolResult(part)]
  return null
}

/** A tool's answer, from a record that holds it. */
export function toolResult(result: JsonRecord): MessagePart {
  const given = valueAt(result, 'response', 'result', 'output', 'content', 'value')
  return {
    kind: 'tool_result',
    id: idOf(result, 'call_id', 'toolCallId', 'tool_call_id', 'toolUseId', 'tool_use_id', 'id'),
    name: textAt(result, 'name', 'toolName', 'tool_name'),
    result: given === undefined ? null : withoutBase64(unwrapTexts(parsed(given))),
  }
}

/** Answers often come as a list of one text part; the text says the same. */
function unwrapTexts(value: JsonValue): JsonValue {
  const typed = recordOf(value)
  // The Vercel AI SDK: {type: "text", value: "…"}.
  if (
    typed &&
    Object.keys(typed).length === 2 &&
    /^(?:error-)?(?:text|json)$/.test(textAt(typed, 'type') ?? '') &&
    'value' in typed
  )
    return typed.value!
  if (!Array.isArray(value) || value.length !== 1) return value
  const only = recordOf(value[0])
  if (!only) return value
  const keys = Object.keys(only).filter((key) => key !== 'type')
  if (keys.length !== 1) return value
  if (keys[0] === 'text' && typeof only.text === 'string') return parsed(only.text)
  return keys[0] === 'json' ? only.json! : value
}

/** An id, which some frameworks give as a list (run id and call id): the last is the call's. */
export function idOf(record: JsonRecord, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = valueAt(record, key)
    const one = Array.isArray(value) ? value.at(-1) : value
    if (typeof one === 'string' && one !== '') return one
    if (typeof one === 'number') return String(one)
  }
  return null
}

function mediaParts(part: JsonRecord, type: string): MessagePart[] | null {
  const inline = recordAt(part, 'inline_data', 'inlineData')
  if (inline) return [mediaPart(valueAt(inline, 'data'), mediaTypeOf(inline))]
  const file = recordAt(part, 'file_data', 'fileData')
  if (file) return [mediaPart(valueAt(file, 'file_uri', 'fileUri', 'file_data'), mediaTypeOf(file))]
  if (type === '' || type === 'image' || type === 'document' || type === 'video' || type === 'audio') {
    for (const kind of ['image', 'document', 'video', 'audio']) {
      // Bedrock: {image: {format: "png", source: {bytes: "…"}}}
      const block = recordAt(part, kind)
      if (!block) continue
      const source = recordAt(block, 'source') ?? block
      const format = textAt(block, 'format')
      const mediaType =
        mediaTypeOf(block) ?? (format ? `${kind === 'document' ? 'application' : kind}/${format}` : null)
      return [mediaPart(valueAt(source, 'bytes', 'data', 'url', 'uri'), mediaType)]
    }
  }
  if (!/image|audio|video|file|media|blob|document|^uri$|binary/.test(type)) return null
  const holder =
    recordAt(part, 'image_url', 'input_audio', 'source', 'file', 'image', 'audio', 'video', 'media', 'blob') ?? part
  const format = textAt(holder, 'format')
  const mediaType =
    mediaTypeOf(part) ??
    mediaTypeOf(holder) ??
    (format && type.includes('audio') ? `audio/${format}` : null) ??
    kindOnly(part, type)
  const content =
    textAt(holder, 'url', 'data', 'bytes', 'uri', 'file_data', 'content') ??
    textAt(part, 'image_url', 'image', 'audio', 'data', 'uri', 'url', 'content', 'file_url')
  return [mediaPart(content, mediaType)]
}

function mediaTypeOf(record: JsonRecord): string | null {
  return textAt(record, 'mime_type', 'mimeType', 'media_type', 'mediaType')
}

/** Where only the kind of medium is told: `image/*`. */
function kindOnly(part: JsonRecord, type: string): string | null {
  const kind = textAt(part, 'modality') ?? /image|audio|video/.exec(type)?.[0] ?? null
  return kind === null ? null : `${kind}/*`
}
