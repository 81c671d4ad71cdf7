/**
 * Messages that were recorded as events: `gen_ai.user.message`, `gen_ai.choice` and their kin (the conventions up to 1.36, Azure AI Foundry,
 * Strands), pydantic-ai's attribute that lists such events, and the one event of the newer conventions that carries all messages.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Message } from '../../shared/model/message.ts'
import { type JsonRecord, recordOf, textAt } from './json-shape.ts'
import { parsed } from './json-text.ts'
import { messagesIn, message } from './message-shapes.ts'
import { partsOf } from './message-parts.ts'

const spoken = /^gen_ai\.(system|user|assistant|tool)\.message$/

/** Something with a name and a body. */
export interface NamedBody {
  readonly name: string
  readonly body: Readonly<Record<string, JsonValue>>
}

/** The messages of the events, in order; empty when none of them is one. */
export function eventMessages(events: readonly NamedBody[]): Message[] {
  return events.flatMap(({ name, body }) => {
    const role = spoken.exec(name)?.[1]
    if (role !== undefined) return said(recordOfBody(body), role, 'input')
    if (name === 'gen_ai.choice') return said(recordOfBody(body), 'assistant', 'output')
    if (name === 'gen_ai.content.prompt') return attributeMessages(body['gen_ai.prompt'], 'input')
    if (name === 'gen_ai.content.completion') return attributeMessages(body['gen_ai.completion'], 'output')
    if ('gen_ai.input.messages' in body || 'gen_ai.output.messages' in body)
      return [
        ...attributeMessages(body['gen_ai.system_instructions'], 'input').map((item) => ({ ...item, role: 'system' })),
        ...attributeMessages(body['gen_ai.input.messages'], 'input'),
        ...attributeMessages(body['gen_ai.output.messages'], 'output'),
      ]
    return []
  })
}

/** pydantic-ai's list of events in one attribute. */
export function listedEvents(value: JsonValue): NamedBody[] {
  const list = parsed(value)
  if (!Array.isArray(list)) return []
  return list.flatMap((item) => {
    const body = recordOf(item)
    const name = body && textAt(body, 'event.name')
    return body && name ? [{ name, body }] : []
  })
}

/** The body of an event: its attributes, where Azure AI Foundry puts all of it as JSON into one of them. */
function recordOfBody(attributes: Readonly<Record<string, JsonValue>>): JsonRecord {
  const whole = recordOf(parsed(attributes['gen_ai.event.content'] ?? null))
  return whole ?? { ...attributes }
}

function said(body: JsonRecord, role: string, direction: Message['direction']): Message[] {
  const given = parsed(body.message ?? null)
  const inner = recordOf(given)
  const record: JsonRecord = inner ? { ...body, ...inner } : { ...body }
  delete record.message
  if (record.content === undefined && given !== null && !inner) record.content = given
  record.content = partsList(record.content)
  record.tool_calls = parsed(record.tool_calls ?? null)
  record.role ??= role
  if (role !== 'tool') delete record.id
  const read = messagesIn([record], direction)
  return read.length > 0 ? read : [message(role, partsOf(record.content), direction)]
}

/** Content that is a list of parts in text becomes the list; every other text stays text. */
function partsList(content: JsonValue | undefined): JsonValue {
  if (content === undefined) return null
  const value = parsed(content)
  return Array.isArray(value) && value.every((part) => recordOf(part)) ? value : content
}

function attributeMessages(value: JsonValue | undefined, direction: Message['direction']): Message[] {
  if (value === undefined || value === null) return []
  const inner = parsed(value)
  const read = messagesIn(inner, direction)
  if (read.length > 0) return read
  return [message(direction === 'input' ? 'user' : 'assistant', partsOf(inner), direction)]
}
