/**
 * Messages out of a JSON value whose shape tells what it is: a list of messages, one message, a request to a model or an answer of one, as OpenAI (chat and
 * responses), Anthropic, Bedrock, Gemini, LangChain, the Vercel AI SDK, pydantic-ai and the OpenTelemetry conventions write them.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Message, MessagePart } from '../../shared/model/message.ts'
import { type JsonRecord, listAt, recordAt, recordOf, textAt, valueAt } from './json-shape.ts'
import { parsed } from './json-text.ts'
import { idOf, partsOf, toolCall, toolResult } from './message-parts.ts'

type Direction = Message['direction']

/** The messages that a value holds; empty when its shape is none of these. */
export function messagesIn(value: JsonValue, direction: Direction): Message[] {
  return read(value, direction, 0)
}

function read(value: JsonValue, direction: Direction, depth: number): Message[] {
  if (depth > 8) return []
  if (Array.isArray(value)) {
    const items = value.map(parsed)
    if (items.length > 0 && items.every((item) => typeof item === 'string'))
      return items.map((item) => message(defaultRole(direction), partsOf(item), direction))
    if (!items.some((item) => holdsMessage(item))) {
      const parts = items.flatMap((item) => (recordOf(item) ? partsOf(item) : []))
      const meant = parts.some((part) => part.kind !== 'data')
      return meant ? [message(defaultRole(direction), parts, direction)] : []
    }
    return items.flatMap((item) => read(item, direction, depth + 1))
  }
  const record = recordOf(value)
  if (!record) return []
  return request(record, direction, depth) ?? answer(record, direction, depth) ?? one(record, direction)
}

function holdsMessage(item: JsonValue, depth = 0): boolean {
  if (Array.isArray(item)) return depth < 4 && item.some((inner) => holdsMessage(inner, depth + 1))
  const record = recordOf(item)
  if (!record) return false
  return (
    typeof record.role === 'string' ||
    'message' in record ||
    'kwargs' in record ||
    'choices' in record ||
    Array.isArray(record.parts) ||
    'event.name' in record ||
    /^(?:human|ai|system|tool|function|message|function_call|function_call_output|reasoning|user|assistant)$/.test(
      typeof record.type === 'string' ? record.type : '',
    )
  )
}

/** A request's messages, with its system instructions first; null when it is not a request. */
function request(record: JsonRecord, direction: Direction, depth: number): Message[] | null {
  if (typeof record.role === 'string' || 'choices' in record || 'candidates' in record) return null
  const config = recordAt(record, 'config', 'generation_config')
  const system =
    valueAt(record, 'system', 'system_instruction', 'systemInstruction', 'instructions', 'system_prompt') ??
    (config ? valueAt(config, 'system_instruction', 'systemInstruction') : undefined)
  const body = valueAt(record, 'messages', 'contents')
  const loose =
    body === undefined && direction === 'input'
      ? valueAt(record, 'input', 'prompt', 'prompts', 'new_message')
      : undefined
  const given = body ?? loose
  if (given === undefined && system === undefined) return null
  if (given === undefined && direction === 'output') return null
  const inner =
    given === undefined
      ? []
      : typeof given === 'string'
        ? textMessage(given, direction)
        : read(given, direction, depth + 1)
  if (inner.length === 0 && system === undefined) return null
  return [...systemMessage(system, direction), ...inner]
}

function textMessage(text: string, direction: Direction): Message[] {
  const inner = parsed(text)
  const read = typeof inner === 'string' ? [] : messagesIn(inner, direction)
  return read.length > 0 ? read : [message(defaultRole(direction), partsOf(text), direction)]
}

/** System instructions as a message; none when there are none. */
export function systemMessage(system: JsonValue | undefined, direction: Direction): Message[] {
  if (system === undefined || system === null) return []
  const value = parsed(system)
  const record = recordOf(value)
  const parts = partsOf(record && Array.isArray(record.parts) ? record.parts : value)
  return parts.length === 0 ? [] : [message('system', parts, direction)]
}

/** A model's answer; null when it is not one. */
function answer(record: JsonRecord, direction: Direction, depth: number): Message[] | null {
  const choices = listAt(record, 'choices', 'candidates')
  if (choices) return choices.flatMap((choice) => choiceMessages(choice, direction, depth))
  const output = valueAt(record, 'output')
  const inner = recordOf(output ?? null)
  const converse = inner && recordAt(inner, 'message')
  if (converse) return finish(one(converse, direction), textAt(record, 'stopReason', 'stop_reason'))
  if (Array.isArray(output) && direction === 'output') return read(output, direction, depth + 1)
  const generations = listAt(record, 'generations')
  if (generations) return generations.flat().flatMap((item) => choiceMessages(item, direction, depth))
  if ('message' in record && !('role' in record)) return choiceMessages(record, direction, depth)
  const content = recordAt(record, 'content')
  if (content && Array.isArray(content.parts)) return finish(one(content, direction), finishOf(record))
  return null
}

function choiceMessages(choice: JsonValue, direction: Direction, depth: number): Message[] {
  const record = recordOf(parsed(choice))
  if (!record) return typeof choice === 'string' ? [message('assistant', partsOf(choice), direction)] : []
  const reason = finishOf(record)
  const said = valueAt(record, 'message', 'delta', 'content')
  const inner = said === undefined ? null : recordOf(parsed(said))
  if (inner) return finish(read(inner, direction, depth + 1), reason)
  const plain = said ?? valueAt(record, 'text')
  return plain === undefined ? [] : finish([message('assistant', partsOf(parsed(plain)), direction)], reason)
}

function finish(messages: Message[], reason: string | null): Message[] {
  return reason === null ? messages : messages.map((item) => ({ ...item, finishReason: item.finishReason ?? reason }))
}

function finishOf(record: JsonRecord): string | null {
  return textAt(record, 'finish_reason', 'finishReason', 'stop_reason', 'stopReason')
}

/** One message, whatever its dialect; empty when the record is none. */
function one(given: JsonRecord, direction: Direction): Message[] {
  const kwargs = recordAt(given, 'kwargs')
  const record = kwargs ? { ...kwargs, type: langchainType(given) } : (recordAt(given, 'data') ?? given)
  const type = textAt(record, 'type') ?? textAt(given, 'type') ?? ''
  const parts: MessagePart[] = []
  if (type === 'function_call' || type === 'custom_tool_call')
    return [message('assistant', [toolCall(record)], direction)]
  if (type === 'function_call_output' || type === 'custom_tool_call_output')
    return [message('tool', [toolResult(record)], direction)]
  if (type === 'reasoning') return [message('assistant', partsOf(record), direction)]
  const spokenBy = pydanticParts(record, direction)
  if (spokenBy) return spokenBy
  const role = roleOf(record, type, direction)
  if (role === null) return looseText(record, direction)

  const reasoning = textAt(record, 'reasoning_content', 'reasoning', 'thinking')
  if (reasoning !== null) parts.push({ kind: 'reasoning', text: reasoning })
  const callId = idOf(record, 'tool_call_id', 'toolCallId')
  const content = valueAt(record, 'parts', 'content', 'contents', 'text')
  if (role === 'tool') parts.push(...toolContent(record, content, callId ?? idOf(record, 'id')))
  else parts.push(...partsOf(content))
  const extra = recordAt(record, 'additional_kwargs')
  const calls = listAt(record, 'tool_calls', 'toolCalls') ?? (extra && listAt(extra, 'tool_calls')) ?? []
  for (const call of calls) {
    const inner = recordOf(parsed(call))
    if (inner) parts.push(toolCall(recordAt(inner, 'tool_call') ?? inner))
  }
  const single = recordAt(record, 'function_call')
  if (single) parts.push(toolCall(single))
  // Anthropic and Gemini send a tool's answer in the user's name.
  const speaker =
    role === 'user' && parts.length > 0 && parts.every(({ kind }) => kind === 'tool_result') ? 'tool' : role
  return [
    {
      role: speaker,
      name: textAt(record, 'name', 'author'),
      parts,
      finishReason: finishOf(record),
      direction,
      cut: false,
    },
  ]
}

/** pydantic-ai's own form: one message whose parts are spoken by different roles. Null when it is not that. */
function pydanticParts(record: JsonRecord, direction: Direction): Message[] | null {
  const parts = listAt(record, 'parts')?.map(recordOf)
  if (!parts?.some((part) => part !== null && typeof part.part_kind === 'string')) return null
  return parts.flatMap((part) => {
    if (!part) return []
    const kind = textAt(part, 'part_kind') ?? ''
    const role = kind.startsWith('system')
      ? 'system'
      : /^(?:tool-return|retry)/.test(kind)
        ? 'tool'
        : kind.startsWith('user')
          ? 'user'
          : 'assistant'
    return [message(role, partsOf(part), direction)]
  })
}

/** What a message of role tool says is the tool's answer, unless its parts say so themselves. */
function toolContent(record: JsonRecord, content: JsonValue | undefined, id: string | null): MessagePart[] {
  const parts = partsOf(content)
  if (parts.some((part) => part.kind === 'tool_result')) return parts
  if (content === undefined) return []
  return [toolResult({ content, id, name: textAt(record, 'name', 'tool_name') })]
}

/** `{"text": "…"}` and `{"content": "…"}` without a role. */
function looseText(record: JsonRecord, direction: Direction): Message[] {
  const said = valueAt(record, 'text', 'content', 'completion', 'outputText', 'generation')
  if (typeof said === 'string')
    return [{ ...message(defaultRole(direction), partsOf(said), direction), finishReason: finishOf(record) }]
  if (Array.isArray(said) && said.some((item) => recordOf(item) !== null))
    return finish(messagesIn(said, direction), finishOf(record))
  return []
}

const roles: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['function', 'tool'],
  ['toolmessage', 'tool'],
  ['humanmessage', 'user'],
  ['aimessage', 'assistant'],
  ['aimessagechunk', 'assistant'],
  ['systemmessage', 'system'],
  ['functionmessage', 'tool'],
])

function roleOf(record: JsonRecord, type: string, direction: Direction): string | null {
  const named = textAt(record, 'role')
  if (named !== null) return plainRole(named)
  const word = type.toLowerCase()
  if (roles.has(word)) return roles.get(word)!
  if (/^(?:system|user|assistant|tool)$/.test(word)) return word
  if (word === 'message' || Array.isArray(record.parts)) return defaultRole(direction)
  return null
}

/** A role in the usual words where it is another word for one of them; else as it was written. */
export function plainRole(role: string): string {
  return roles.get(role.toLowerCase()) ?? role
}

function langchainType(record: JsonRecord): string {
  const id = listAt(record, 'id')?.at(-1)
  return typeof id === 'string' ? id : (textAt(record, 'type') ?? '')
}

function defaultRole(direction: Direction): string {
  return direction === 'input' ? 'user' : 'assistant'
}

/** A message with the given parts. */
export function message(role: string, parts: MessagePart[], direction: Direction): Message {
  return { role, name: null, parts, finishReason: null, direction, cut: false }
}
