/** LLM Observability: the GenAI spans of dd-trace services, with the prompts and answers that APM does not get. */

import type { DemoAttribute } from '../traffic/demo-trace.ts'
import { ddTraceServices, type HeldSpan, llmKindOf } from './encode.ts'
import type { Field } from './search-query.ts'

/** Does LLM Observability hold this span? */
export function isLlmSpan(span: HeldSpan): boolean {
  return ddTraceServices.has(span.service) && llmKindOf(span.source) !== null
}

const reserved: ReadonlySet<string> = new Set(['trace_id', 'span_id', 'ml_app', 'service', 'session_id'])

/** Is this a field that a query may name? */
export function isLlmField(name: string): boolean {
  return reserved.has(name)
}

/** The fields of a span for a query. A trace is named by its 32 hex digits. */
export function llmFieldsOf(span: HeldSpan): Field {
  return (name) => {
    if (name === 'trace_id') return span.traceHex
    if (name === 'span_id') return span.spanId
    if (name === 'ml_app' || name === 'service') return span.service
    return undefined
  }
}

/** One event of an LLM Observability search, as JSON text: its nanoseconds exceed what JSON.stringify prints exactly. */
export function llmEventJson(span: HeldSpan): string {
  const { attributes } = span.source
  const kind = llmKindOf(span.source)
  const known = {
    name: text(attributes['gen_ai.agent.name']) ?? text(attributes['gen_ai.tool.name']) ?? span.source.name,
    span_id: span.spanId,
    trace_id: span.traceHex,
    parent_id: span.parentId === '0' ? 'undefined' : span.parentId,
    span_kind: kind,
    ml_app: span.service,
    status: span.error ? 'error' : 'ok',
    model_name: text(attributes['gen_ai.response.model']) ?? text(attributes['gen_ai.request.model']),
    model_provider: text(attributes['gen_ai.provider.name']),
    input: contentOf(kind, attributes, 'input'),
    output: contentOf(kind, attributes, 'output'),
    metrics: {
      input_tokens: attributes['gen_ai.usage.input_tokens'],
      output_tokens: attributes['gen_ai.usage.output_tokens'],
      cache_read_input_tokens: attributes['gen_ai.usage.cache_read.input_tokens'],
      reasoning_output_tokens: attributes['gen_ai.usage.reasoning.output_tokens'],
    },
    metadata: { temperature: attributes['gen_ai.request.temperature'] },
    tags: [
      `service:${span.service}`,
      `env:${span.env}`,
      ...(attributes['gen_ai.conversation.id'] ? [`session_id:${String(attributes['gen_ai.conversation.id'])}`] : []),
      ...(span.meta['error.type'] ? [`error_type:${span.meta['error.type']}`] : []),
    ],
  }
  const duration = Math.round((span.end - span.start) * 1000)
  const rest = JSON.stringify(known).slice(1)
  return `{"id":"llm-${span.spanId}","type":"span","attributes":{"start_ns":${Math.round(span.start)}000,"duration":${duration},${rest}}`
}

type Attributes = Readonly<Record<string, DemoAttribute>>

function contentOf(kind: string | null, attributes: Attributes, side: 'input' | 'output'): unknown {
  if (kind === 'tool') {
    const value = attributes[side === 'input' ? 'gen_ai.tool.call.arguments' : 'gen_ai.tool.call.result']
    return value === undefined ? undefined : { value: String(value) }
  }
  if (kind === 'retrieval') {
    const value = attributes[side === 'input' ? 'gen_ai.retrieval.query.text' : 'gen_ai.retrieval.documents']
    return value === undefined ? undefined : { value: String(value) }
  }
  const messages = parsed(attributes[`gen_ai.${side}.messages`]).map(messageOf)
  if (side === 'input') {
    const system = parsed(attributes['gen_ai.system_instructions'])
      .map((part) => text(part.content))
      .filter(Boolean)
    if (system.length > 0) messages.unshift({ role: 'system', content: system.join('\n') })
  }
  return messages.length > 0 ? { messages } : undefined
}

type Parts = Readonly<Record<string, unknown>>

/** A message of the conventions' parts form in LLM Observability's own. */
function messageOf(message: Parts): Record<string, unknown> {
  const parts = Array.isArray(message.parts) ? (message.parts as Parts[]) : []
  const of = (type: string) => parts.filter((part) => part.type === type)
  const out: Record<string, unknown> = { role: message.role }
  const content = of('text').map((part) => String(part.content))
  if (content.length > 0) out.content = content.join('\n')
  const calls = of('tool_call').map((part) => ({
    name: part.name,
    arguments: part.arguments,
    tool_id: part.id,
    type: 'function',
  }))
  if (calls.length > 0) out.tool_calls = calls
  const results = of('tool_call_response').map((part) => ({
    result: typeof part.response === 'string' ? part.response : JSON.stringify(part.response),
    tool_id: part.id,
    type: 'tool_result',
  }))
  if (results.length > 0) out.tool_results = results
  return out
}

function parsed(value: DemoAttribute | undefined): Parts[] {
  if (typeof value !== 'string') return []
  try {
    const messages: unknown = JSON.parse(value)
    return Array.isArray(messages) ? (messages as Parts[]) : []
  } catch {
    return []
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
