/**
 * A run as OTLP JSON, the form that collectors and other trace tools import: one ResourceSpans a service, the platform's own attributes, and beside them what is known
 * under the current names of the OpenTelemetry GenAI conventions, whatever the names were that the spans came with.
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import { stepTypeAt } from '../../shared/model/outline.ts'
import type { StepType } from '../../shared/model/step-type.ts'
import type { AssembledRun } from './assembled-run.ts'
import { FieldReader } from './field-reader.ts'
import type { Field } from './fields.ts'
import { jsonText, keyValue, type KeyValue, otlpSpanId, otlpTraceId, unixNano } from './otlp-values.ts'
import type { Span, SpanKind } from './span.ts'
import { contentOf, messageToJson } from './step-content.ts'
import { toolDefinitionsOf, toolNameOf } from './tools.ts'

/** A part of a run: places in its outline, `from` inclusive, `to` exclusive. */
export interface StepRange {
  readonly from: number
  readonly to: number
}

const kinds: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 }
const failed = 2

/**
 * The steps of the range as the JSON text of an ExportTraceServiceRequest, a piece a span. A caller that must not hold its thread may pause between pieces.
 * Placeholders of missing parents are no spans and are left out; what names them as parent keeps their id. Where a time is not known, OTLP's own rule (an end
 * not before its start) is kept and an attribute says so.
 */
export function* otlpChunks(assembled: AssembledRun, range: StepRange): Generator<string> {
  const { outline, header, platform } = assembled
  const traceId = otlpTraceId(platform, header.cloudTraceId)
  const byService = new Map<string | null, number[]>()
  for (let i = range.from; i < range.to; i++) {
    const span = assembled.span(i)
    if (span === null) continue
    const group = byService.get(span.service)
    if (group) group.push(i)
    else byService.set(span.service, [i])
  }
  yield '{"resourceSpans":['
  let group = 0
  for (const [service, steps] of byService) {
    const resource = { attributes: resourceOf(assembled, service) }
    yield `${group++ > 0 ? ',' : ''}{"resource":${JSON.stringify(resource)},"scopeSpans":[{"scope":{"name":"tracecraft"},"spans":[`
    for (const [at, i] of steps.entries()) {
      const span = assembled.span(i)!
      const json = {
        traceId,
        spanId: otlpSpanId(platform, traceId, outline.spanIds[i]!),
        ...(span.parentSpanId ? { parentSpanId: otlpSpanId(platform, traceId, span.parentSpanId) } : {}),
        name: span.name,
        kind: span.kind === null ? 0 : kinds[span.kind],
        ...timesOf(assembled, span),
        attributes: attributesOf(assembled, i, span),
        ...eventsOf(assembled, span),
        ...linksOf(assembled, span),
        status: statusOf(assembled, i),
      }
      yield `${at > 0 ? ',' : ''}${jsonText(json as unknown as JsonValue)}`
    }
    yield ']}]}'
  }
  yield ']}'
}

/** Collectors want a service's name; that of an SDK which was told none is the one that stands for none. */
function resourceOf({ header, platform }: AssembledRun, service: string | null): KeyValue[] {
  return [
    keyValue('service.name', service ?? 'unknown_service'),
    ...(platform === 'datadog' ? [] : [keyValue('cloud.provider', header.cloudProvider)]),
    ...(header.environment === null ? [] : [keyValue('deployment.environment.name', header.environment)]),
  ]
}

function timesOf({ outline }: AssembledRun, span: Span) {
  const start = span.start ?? outline.start
  if (start === null) return { startTimeUnixNano: '0', endTimeUnixNano: '0' }
  const end = span.start === null || span.end === null || span.running || span.end < start ? start : span.end
  return { startTimeUnixNano: unixNano(start), endTimeUnixNano: unixNano(end) }
}

function attributesOf(assembled: AssembledRun, i: number, span: Span): KeyValue[] {
  const all = new Map<string, JsonValue>()
  for (const { key, value } of span.attributes.entries()) all.set(key, value)
  for (const [key, value] of canonical(assembled, i, span)) if (value !== null && !all.has(key)) all.set(key, value)
  const own = assembled.outline.spanIds[i]!
  if (!/^[0-9a-f]{16}$/i.test(own)) all.set('tracecraft.span_id', own)
  if (span.running) all.set('tracecraft.running', true)
  else if (span.start === null || span.end === null) all.set('tracecraft.times_unknown', true)
  if (span.inferred) all.set('tracecraft.inferred', true)
  if (span.cut) all.set('tracecraft.cut', true)
  return [...all].map(([key, value]) => keyValue(key, value))
}

const operations: Partial<Record<StepType, string>> = { llm: 'chat', tool: 'execute_tool', agent: 'invoke_agent' }

const named: readonly (readonly [string, Field])[] = [
  ['gen_ai.provider.name', 'provider'],
  ['gen_ai.conversation.id', 'sessionId'],
  ['gen_ai.agent.name', 'agentName'],
  ['gen_ai.agent.id', 'agentId'],
  ['gen_ai.agent.description', 'agentDescription'],
  ['gen_ai.tool.call.id', 'toolCallId'],
  ['gen_ai.usage.input_tokens', 'inputTokens'],
  ['gen_ai.usage.output_tokens', 'outputTokens'],
  ['gen_ai.usage.cache_read.input_tokens', 'cachedTokens'],
  ['gen_ai.usage.cache_creation.input_tokens', 'cacheWriteTokens'],
  ['gen_ai.usage.reasoning.output_tokens', 'reasoningTokens'],
  ['user.id', 'userId'],
]

/** What is known of the step under today's names. Messages are JSON texts: what SDKs write where an attribute cannot hold a structure. */
function* canonical(assembled: AssembledRun, i: number, span: Span): Generator<[string, JsonValue]> {
  const { outline } = assembled
  const type = stepTypeAt(outline, i)
  const fields = new FieldReader({ trace: true }).read(span.attributes)
  yield ['tracecraft.step.type', type]
  yield ['gen_ai.operation.name', operations[type] ?? null]
  yield ['gen_ai.request.model', type === 'llm' ? (outline.strings[outline.model[i]!] ?? null) : null]
  for (const [key, field] of named) yield [key, fields.value(field)]
  yield ['gen_ai.tool.name', toolNameOf(span, type, fields)]
  const failure = assembled.failure(i)
  if (failure !== null) yield ['error.type', failure.type ?? '_OTHER']
  const content = contentOf(span, type, fields)
  if (type === 'tool') {
    yield ['gen_ai.tool.call.arguments', asText(content.inputs?.transport ? undefined : content.inputs?.value)]
    yield ['gen_ai.tool.call.result', asText(content.outputs?.transport ? undefined : content.outputs?.value)]
  }
  const messages = (direction: 'input' | 'output') => {
    const own = content.messages.filter((one) => one.direction === direction)
    return own.length === 0 ? null : jsonText(own.map(messageToJson))
  }
  yield ['gen_ai.input.messages', messages('input')]
  yield ['gen_ai.output.messages', messages('output')]
  yield ['gen_ai.tool.definitions', asText(toolDefinitionsOf(span)?.value)]
}

function asText(value: JsonValue | Readonly<Record<string, JsonValue>> | undefined): string | null {
  return value === undefined || value === null ? null : jsonText(value)
}

function eventsOf({ outline }: AssembledRun, span: Span) {
  if (span.events.length === 0) return {}
  return {
    events: span.events.map((event) => {
      const time = event.time ?? span.start ?? outline.start
      return {
        ...(time === null ? {} : { timeUnixNano: unixNano(time) }),
        name: event.name,
        attributes: Object.entries(event.attributes).map(([key, value]) => keyValue(key, value)),
      }
    }),
  }
}

/** A link without a span leads to a trace alone, which OTLP cannot say: an invalid span id (all zero) stands for it. */
function linksOf({ platform }: AssembledRun, span: Span) {
  if (span.links.length === 0) return {}
  return {
    links: span.links.map((link) => {
      const traceId = otlpTraceId(platform, link.traceId)
      return {
        traceId,
        spanId: link.spanId === null ? '0'.repeat(16) : otlpSpanId(platform, traceId, link.spanId),
        ...(link.kind === null ? {} : { attributes: [keyValue('link.kind', link.kind)] }),
      }
    }),
  }
}

function statusOf(assembled: AssembledRun, i: number) {
  const failure = assembled.failure(i)
  if (failure === null) return {}
  const message = failure.message ?? failure.type
  return { code: failed, ...(message === null ? {} : { message }) }
}
