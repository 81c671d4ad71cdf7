/**
 * LLM Observability spans: prompts, answers and tokens of Datadog users live there, because dd-trace keeps message bodies off the APM span. What is known of a
 * span becomes layers of attributes under canonical keys, each layer named after the platform's own field. Pure.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { microseconds } from '../../../shared/units.ts'
import { type AttributeLayer, attributesOf } from '../../semantics/attributes.ts'
import { bareSpan, type Span } from '../../semantics/span.ts'
import { durationOfNanos, instantOfNanos, isRecord, type JsonRecord, list, number, record, text } from './fields.ts'
import { idText, parentText, spanIdDecimal } from './ids.ts'

/** LLM Observability's knowledge of one trace. */
export interface LlmSpans {
  /** By decimal span id, to be added to the APM span of that id. */
  readonly layers: ReadonlyMap<string, readonly AttributeLayer[]>
  /** The same spans whole, for those that APM does not have. */
  readonly spans: readonly Span[]
}

/** Reads the events of an LLM Observability search; what is no span is left out. */
export function mapLlmSpans(events: readonly JsonValue[]): LlmSpans {
  const layers = new Map<string, readonly AttributeLayer[]>()
  const spans: Span[] = []
  for (const event of events) {
    const own = record(record(event).attributes)
    const id = idText(own.span_id)
    if (id === null) continue
    const decimal = spanIdDecimal(id)
    const known = llmLayers(own)
    if (layers.has(decimal)) continue
    layers.set(decimal, known)
    spans.push(llmSpan(own, decimal, known, event))
  }
  return { layers, spans }
}

function llmLayers(own: JsonRecord): AttributeLayer[] {
  const layers: AttributeLayer[] = []
  const add = (origin: string, values: Record<string, JsonValue | undefined | null>) => {
    const present = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '')
    if (present.length > 0)
      layers.push({ origin: `llmobs.${origin}`, spelling: 'flat', values: Object.fromEntries(present) })
  }
  const kind = text(own.span_kind)?.toLowerCase() ?? null
  const name = text(own.name)
  add('span_kind', { 'gen_ai.operation.name': kind })
  add('model_name', { 'gen_ai.request.model': text(own.model_name) })
  add('model_provider', { 'gen_ai.provider.name': text(own.model_provider) })
  if (kind === 'tool') add('name', { 'gen_ai.tool.name': name })
  if (kind === 'agent') add('name', { 'gen_ai.agent.name': name })
  add('metrics', tokenValues(record(own.metrics)))
  addContent(add, 'input', record(own.input), kind)
  addContent(add, 'output', record(own.output), kind)
  add('tool_definitions', {
    'gen_ai.tool.definitions': list(own.tool_definitions).length > 0 ? own.tool_definitions : null,
  })
  add('session_id', { 'gen_ai.conversation.id': text(own.session_id) ?? tagOf(own.tags, 'session_id') })
  add('metadata', { 'llmobs.metadata': filled(own.metadata) })
  add('evaluation', { 'llmobs.evaluation': filled(own.evaluation) })
  add('ml_app', { 'llmobs.ml_app': text(own.ml_app) })
  return layers
}

type AddLayer = (origin: string, values: Record<string, JsonValue | undefined | null>) => void

function addContent(add: AddLayer, side: 'input' | 'output', content: JsonRecord, kind: string | null): void {
  const messages = list(content.messages).filter(isRecord)
  if (messages.length > 0) add(`${side}.messages`, { [`gen_ai.${side}.messages`]: messages.map(messageOf) })
  const value = content.value
  if (value === undefined || value === null) return
  if (kind === 'tool')
    add(`${side}.value`, { [side === 'input' ? 'gen_ai.tool.call.arguments' : 'gen_ai.tool.call.result']: value })
  else add(`${side}.value`, { [`${side}.value`]: value })
}

/** A message in the parts form of the OpenTelemetry GenAI conventions. */
function messageOf(message: JsonRecord): JsonValue {
  const parts: JsonValue[] = []
  if (text(message.content) !== null) parts.push({ type: 'text', content: message.content as string })
  for (const call of list(message.tool_calls).filter(isRecord))
    parts.push({
      type: 'tool_call',
      id: idText(call.tool_id),
      name: text(call.name),
      arguments: call.arguments ?? null,
    })
  for (const result of list(message.tool_results).filter(isRecord))
    parts.push({
      type: 'tool_call_response',
      id: idText(result.tool_id),
      name: text(result.name),
      response: result.result ?? null,
    })
  return { role: text(message.role) ?? 'user', parts }
}

function tokenValues(metrics: JsonRecord): Record<string, JsonValue | null> {
  return {
    'gen_ai.usage.input_tokens': number(metrics.input_tokens),
    'gen_ai.usage.output_tokens': number(metrics.output_tokens),
    'gen_ai.usage.total_tokens': number(metrics.total_tokens),
    'gen_ai.usage.cache_read.input_tokens': number(metrics.cache_read_input_tokens),
    'gen_ai.usage.cache_creation.input_tokens': number(metrics.cache_write_input_tokens),
    'gen_ai.usage.reasoning.output_tokens': number(metrics.reasoning_output_tokens),
  }
}

function filled(value: JsonValue | undefined): JsonValue | null {
  return isRecord(value) && Object.keys(value).length > 0 ? value : null
}

function tagOf(tags: JsonValue | undefined, key: string): string | null {
  const tag = list(tags).find((one) => typeof one === 'string' && one.startsWith(`${key}:`)) as string | undefined
  return tag ? text(tag.slice(key.length + 1)) : null
}

function llmSpan(own: JsonRecord, spanId: string, layers: readonly AttributeLayer[], event: JsonValue): Span {
  const start = instantOfNanos(own.start_ns)
  const duration = durationOfNanos(own.duration)
  const failed = text(own.status)?.toLowerCase() === 'error'
  const parent = parentText(own.parent_id)
  return {
    ...bareSpan,
    spanId,
    parentSpanId: parent === null ? null : spanIdDecimal(parent),
    name: text(own.name) ?? 'span',
    service: tagOf(own.tags, 'service'),
    start,
    end: start !== null && duration !== null ? microseconds(start + duration) : null,
    failure: failed
      ? {
          message: tagOf(own.tags, 'error_message') ?? text(record(own.metadata).error_message),
          type: tagOf(own.tags, 'error_type'),
          stack: null,
          throttled: false,
          origin: 'llmobs.status',
        }
      : null,
    attributes: attributesOf(layers),
    raw: event,
    remarks: ['Only LLM Observability has this span; APM did not keep it.'],
  }
}
