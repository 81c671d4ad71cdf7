/** The messages of a step in one form, from whichever dialect wrote them. Within a direction the first place that has any answers. */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Message } from '../../shared/model/message.ts'
import type { StepType } from '../../shared/model/step-type.ts'
import type { Attributes } from './attributes.ts'
import { eventMessages, listedEvents } from './event-messages.ts'
import { indexedMessages, type Entries } from './indexed-messages.ts'
import { readJson } from './json-text.ts'
import { partsOf } from './message-parts.ts'
import { message, messagesIn, systemMessage } from './message-shapes.ts'
import type { Span } from './span.ts'
import { pairTools } from './tool-pairing.ts'

type Direction = Message['direction']

/** Messages and where they were found, for provenance. */
export interface FoundMessages {
  readonly messages: Message[]
  readonly origin: string
  /** The dialect's key. */
  readonly rule: string
}

/** The messages of a step, input before output. */
export interface StepMessages {
  readonly messages: readonly Message[]
  readonly input: FoundMessages | null
  readonly output: FoundMessages | null
}

/** Keys that hold messages as JSON, whatever the type of the step. */
const keys: Readonly<Record<Direction, readonly string[]>> = {
  input: ['gen_ai.input.messages', 'gen_ai.input_messages'],
  output: ['gen_ai.output.messages', 'gen_ai.output_messages'],
}
const laterKeys: Readonly<Record<Direction, readonly string[]>> = {
  input: [
    'ai.prompt.messages',
    'ai.prompt',
    'gcp.vertex.agent.llm_request',
    'gen_ai.prompt',
    '_ml_obs.meta.input.messages',
    'meta.input.messages',
    'input.messages',
    'llm.prompts',
  ],
  output: [
    'gcp.vertex.agent.llm_response',
    'gen_ai.completion',
    '_ml_obs.meta.output.messages',
    'meta.output.messages',
    'output.messages',
    'llm.completions',
  ],
}
/** Keys that hold a model call's request and answer in whatever form the client had; other steps keep other things there. */
const modelKeys: Readonly<Record<Direction, readonly string[]>> = {
  input: ['input.value', 'traceloop.entity.input', '_ml_obs.meta.input.value', 'meta.input.value', 'input'],
  output: ['output.value', 'traceloop.entity.output', '_ml_obs.meta.output.value', 'meta.output.value', 'output'],
}
const indexedPrefixes: Readonly<Record<Direction, readonly string[]>> = {
  input: ['gen_ai.prompt', 'llm.input_messages', 'gen_ai.input.messages', 'llm.prompts'],
  output: ['gen_ai.completion', 'llm.output_messages', 'gen_ai.output.messages', 'llm.completions'],
}

/** Reads the messages of a span. Never throws; a text that was cut in the middle of its JSON is shown as text and marked. */
export function messagesOf(span: Span, type: StepType): StepMessages {
  const { attributes } = span
  let entries: Entries | null = null
  const all = () => (entries ??= attributes.entries())
  const both = type === 'tool' ? null : bothDirections(span)
  const read = (direction: Direction): FoundMessages | null => {
    const found =
      firstKey(attributes, keys[direction], direction) ??
      firstIndexed(attributes, all, direction) ??
      (direction === 'output' ? vercelAnswer(attributes) : null) ??
      side(both, direction) ??
      firstKey(attributes, laterKeys[direction], direction) ??
      (type === 'llm' ? firstKey(attributes, modelKeys[direction], direction) : null)
    return direction === 'input' ? withSystem(attributes, found) : found
  }
  const input = read('input')
  const output = read('output')
  const messages = pairTools([...(input?.messages ?? []), ...(output?.messages ?? [])])
  return { messages, input, output }
}

function firstKey(attributes: Attributes, names: readonly string[], direction: Direction): FoundMessages | null {
  for (const key of names) {
    const found = attributes.find(key)
    if (!found || found.value === '' || isNumbered(found.value)) continue
    const messages = messagesFrom(found.value, direction)
    if (messages.length > 0) return { messages, origin: found.origin, rule: key }
  }
  return null
}

/** An object of numbered items is the nested spelling of indexed keys. */
function isNumbered(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const names = Object.keys(value)
  return names.length > 0 && names.every((name) => /^\d+$/.test(name))
}

function messagesFrom(given: JsonValue, direction: Direction): Message[] {
  const { value, cut } = readJson(given)
  const role = direction === 'input' ? 'user' : 'assistant'
  if (cut) return [{ ...message(role, partsOf(given), direction), cut: true }]
  const messages = messagesIn(value, direction)
  if (messages.length > 0) return messages
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  return isEmpty ? [] : [message(role, partsOf(value), direction)]
}

function firstIndexed(attributes: Attributes, entries: () => Entries, direction: Direction): FoundMessages | null {
  if (!attributes.hasPrefix('gen_ai.') && !attributes.hasPrefix('llm.')) return null
  for (const prefix of indexedPrefixes[direction]) {
    const found = indexedMessages(entries(), prefix, direction)
    if (found) return { ...found, rule: `${prefix}.N` }
  }
  return null
}

/** Conversations that one place tells whole: events, and pydantic-ai's lists. */
function bothDirections(span: Span): FoundMessages | null {
  const fromEvents = eventMessages(span.events.map(({ name, attributes }) => ({ name, body: attributes })))
  if (fromEvents.length > 0) return { messages: fromEvents, origin: 'events', rule: 'events gen_ai.*.message' }
  for (const key of ['events', 'all_messages_events']) {
    const found = span.attributes.find(key)
    if (!found) continue
    const messages = eventMessages(listedEvents(found.value))
    if (messages.length > 0) return { messages: lastIsAnswer(messages), origin: found.origin, rule: key }
  }
  for (const key of ['pydantic_ai.all_messages', 'gcp.vertex.agent.data']) {
    const found = span.attributes.find(key)
    if (found) return { messages: lastIsAnswer(messagesFrom(found.value, 'input')), origin: found.origin, rule: key }
  }
  return null
}

/** In a whole conversation the assistant's last message is what the step produced. */
function lastIsAnswer(messages: Message[]): Message[] {
  if (messages.some(({ direction }) => direction === 'output') || messages.at(-1)?.role !== 'assistant') return messages
  return messages.map((item, i) => (i === messages.length - 1 ? { ...item, direction: 'output' } : item))
}

function side(found: FoundMessages | null, direction: Direction): FoundMessages | null {
  const messages = found?.messages.filter((item) => item.direction === direction) ?? []
  return found && messages.length > 0 ? { ...found, messages } : null
}

/** The Vercel AI SDK's answer lies in several attributes. */
function vercelAnswer(attributes: Attributes): FoundMessages | null {
  const prefix =
    attributes.get('ai.response.text') !== undefined || attributes.get('ai.response.toolCalls') !== undefined
      ? 'ai.response'
      : 'ai.result'
  const text = attributes.find(`${prefix}.text`) ?? attributes.find(`${prefix}.object`)
  const calls = attributes.find(`${prefix}.toolCalls`)
  const reasoning = attributes.get(`${prefix}.reasoning`)
  if (!text && !calls) return null
  const content: JsonValue[] = []
  if (typeof reasoning === 'string') content.push({ type: 'reasoning', text: reasoning })
  if (text && text.value !== '') content.push(typeof text.value === 'string' ? text.value : JSON.stringify(text.value))
  const list = calls ? readJson(calls.value).value : []
  if (Array.isArray(list))
    for (const call of list)
      if (typeof call === 'object' && call !== null && !Array.isArray(call))
        content.push({ ...call, type: 'tool-call' })
  const reason = attributes.get(`${prefix === 'ai.result' ? 'ai' : prefix}.finishReason`)
  return {
    messages: [
      {
        ...message('assistant', partsOf(content), 'output'),
        finishReason: typeof reason === 'string' ? reason : null,
      },
    ],
    origin: (text ?? calls)!.origin,
    rule: text ? `${prefix}.text` : `${prefix}.toolCalls`,
  }
}

/** System instructions that lie beside the messages come first, unless the messages bring their own. */
function withSystem(attributes: Attributes, found: FoundMessages | null): FoundMessages | null {
  if (found?.messages[0]?.role === 'system') return found
  const given = attributes.find('gen_ai.system_instructions') ?? attributes.find('system_prompt')
  if (!given) return found
  const system = systemMessage(given.value, 'input')
  if (system.length === 0) return found
  return found
    ? { ...found, messages: [...system, ...found.messages] }
    : { messages: system, origin: given.origin, rule: 'gen_ai.system_instructions' }
}
