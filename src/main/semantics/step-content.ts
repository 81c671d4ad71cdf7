/** What a step was given and what it produced: messages, else a tool's arguments and result, else the http request and response. */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Message, MessagePart } from '../../shared/model/message.ts'
import type { StepType } from '../../shared/model/step-type.ts'
import type { Attributes } from './attributes.ts'
import type { FieldReader } from './field-reader.ts'
import { numbered } from './indexed-messages.ts'
import { type JsonRecord, recordOf } from './json-shape.ts'
import { parsed, readJson } from './json-text.ts'
import { withoutBase64 } from './media.ts'
import { messagesOf, type StepMessages } from './messages.ts'
import type { Span } from './span.ts'

/** One side of a step: the record that the model keeps, and where it came from. */
export interface Side {
  readonly value: Readonly<Record<string, JsonValue>>
  readonly origin: string
  readonly rule: string
  /** True for http, which is no content of the run. */
  readonly transport: boolean
  /** Its JSON was cut and is shown as text. */
  readonly cut: boolean
}

/** The content of a step; a side is null when the span carries nothing for it. */
export interface StepContent {
  readonly messages: readonly Message[]
  readonly inputs: Side | null
  readonly outputs: Side | null
  /** The content could not be read at all; it is in the attributes as it came. */
  readonly broken: boolean
}

const inputKeys = [
  'input.value',
  'traceloop.entity.input',
  '_ml_obs.meta.input.value',
  'meta.input.value',
  'ai.prompt',
  'input',
]
const outputKeys = [
  'output.value',
  'traceloop.entity.output',
  '_ml_obs.meta.output.value',
  'meta.output.value',
  'final_result',
  'ai.response.text',
  'output',
]

/** Reads both sides of a step. The reader must hold the span's fields. Never throws: content that breaks a reader is left out, and `broken` says so. */
export function contentOf(span: Span, type: StepType, fields: FieldReader): StepContent {
  try {
    return read(span, type, fields)
  } catch {
    return { messages: [], inputs: null, outputs: null, broken: true }
  }
}

function read(span: Span, type: StepType, fields: FieldReader): StepContent {
  const found = messagesOf(span, type)
  const isTool = type === 'tool'
  return {
    messages: found.messages,
    inputs:
      (isTool ? toolSide(span, fields, 'arguments') : null) ??
      messageSide(found, 'input') ??
      plainSide(span.attributes, inputKeys, isTool ? 'arguments' : 'input') ??
      httpSide(span, 'request'),
    outputs:
      (isTool ? toolSide(span, fields, 'result') : null) ??
      messageSide(found, 'output') ??
      documentsSide(span.attributes, type) ??
      plainSide(span.attributes, outputKeys, isTool ? 'result' : 'output') ??
      httpSide(span, 'response'),
    broken: false,
  }
}

function messageSide({ messages, input, output }: StepMessages, direction: Message['direction']): Side | null {
  const found = direction === 'input' ? input : output
  if (!found) return null
  const own = messages.filter((item) => item.direction === direction)
  return {
    value: { messages: own.map(messageToJson) },
    origin: found.origin,
    rule: found.rule,
    transport: false,
    cut: own.some(({ cut }) => cut),
  }
}

/** A message in the form of the OpenTelemetry GenAI conventions. */
export function messageToJson(item: Message): JsonRecord {
  return {
    role: item.role,
    ...(item.name === null ? {} : { name: item.name }),
    parts: item.parts.map(partToJson),
    ...(item.finishReason === null ? {} : { finish_reason: item.finishReason }),
  }
}

function partToJson(part: MessagePart): JsonRecord {
  switch (part.kind) {
    case 'text':
    case 'reasoning':
      return { type: part.kind, content: part.text }
    case 'tool_call':
      return { type: 'tool_call', id: part.id, name: part.name, arguments: part.arguments }
    case 'tool_result':
      return { type: 'tool_call_response', id: part.id, name: part.name, response: part.result }
    case 'media':
      return { type: 'media', mime_type: part.mediaType, byte_length: part.byteLength, uri: linkOf(part.url) }
    case 'data':
      return { type: 'data', value: part.value }
  }
}

/** The content of a picture is for the eye; in a record a link is a link. */
function linkOf(url: string | null): string | null {
  return url !== null && /^data:/i.test(url) ? null : url
}

function toolSide(span: Span, fields: FieldReader, what: 'arguments' | 'result'): Side | null {
  const field = what === 'arguments' ? 'toolArguments' : 'toolResult'
  const value = fields.value(field)
  if (value !== null) {
    const from = fields.origin(field)
    return sideOf(value, what, from?.origin ?? '', from?.alias ?? '')
  }
  // Strands tells a tool's arguments and result as events.
  const name = what === 'arguments' ? 'gen_ai.tool.message' : 'gen_ai.choice'
  const event = span.events.find((item) => item.name === name)
  const body = event?.attributes[what === 'arguments' ? 'content' : 'message']
  return body === undefined || body === null ? null : sideOf(body, what, `events["${name}"]`, `event ${name}`)
}

function plainSide(attributes: Attributes, keys: readonly string[], name: string): Side | null {
  for (const key of keys) {
    const found = attributes.find(key)
    if (found && found.value !== '') return sideOf(found.value, name, found.origin, key)
  }
  return null
}

/** An object is the record itself; anything else is put under `name`. */
function sideOf(given: JsonValue, name: string, origin: string, rule: string): Side {
  const { value, cut } = readJson(given)
  const plain = withoutBase64(value)
  return { value: recordOf(plain) ?? { [name]: plain }, origin, rule, transport: false, cut }
}

/** OpenInference's `retrieval.documents.N.document.*`. */
function documentsSide(attributes: Attributes, type: StepType): Side | null {
  if (type !== 'retrieval') return null
  const found = numbered(attributes.entries(), 'retrieval.documents')
  if (found.items.size === 0) return null
  const documents = [...found.items.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, item]) =>
      Object.fromEntries(Object.entries(item).map(([key, value]) => [key.replace(/^document_/, ''), parsed(value)])),
    )
  return { value: { documents }, origin: found.origin, rule: 'retrieval.documents.N', transport: false, cut: false }
}

function httpSide(span: Span, what: 'request' | 'response'): Side | null {
  const value = span.http?.[what]
  if (!value || Object.keys(value).length === 0) return null
  return { value, origin: `http.${what}`, rule: `http ${what}`, transport: true, cut: false }
}
