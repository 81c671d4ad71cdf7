/**
 * Demo spans as Datadog holds them. Two ways in, as in the real world: services with OpenTelemetry come through the agent's OTLP intake with all of their
 * attributes; services with dd-trace and LLM Observability keep message bodies off the APM span.
 */

import { createHash } from 'node:crypto'
import type { DemoAttribute, DemoSpan, DemoTrace } from '../traffic/demo-trace.ts'

/** A span as both of Datadog's answers are printed from. Ids are decimals. */
export interface HeldSpan {
  readonly traceHex: string
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string
  readonly service: string
  readonly env: string
  /** The operation. */
  readonly name: string
  readonly resource: string
  readonly type: string
  /** Epoch microseconds. */
  readonly start: number
  readonly end: number
  readonly error: boolean
  readonly meta: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, number>>
  /** Root, or the first span of its service. */
  readonly topLevel: boolean
  /** A retention filter or the sampler kept it: only such spans are found by a search. */
  readonly indexed: boolean
  /** The span that it was made from, for LLM Observability. */
  readonly source: DemoSpan
}

/** Services that are instrumented with dd-trace and LLM Observability; all others with OpenTelemetry. */
export const ddTraceServices: ReadonlySet<string> = new Set([
  'knowledge-assistant',
  'research-desk',
  'quote-desk',
  'claims-api',
])

const held = new WeakMap<DemoTrace, readonly HeldSpan[]>()

/** The spans of a trace that Datadog has: finished ones that were not lost. In the order of the trace. */
export function spansHeld(trace: DemoTrace): readonly HeldSpan[] {
  const known = held.get(trace)
  if (known) return known
  const spans = trace.partOf ? trace.partOf('datadog') : trace.spans
  const services = new Map(spans.map((span) => [span.spanId, span.service]))
  const made = spans.filter((span) => span.end !== null && !span.lost).map((span) => hold(trace, span, services))
  // A trace that is still growing is a new object each time; the map forgets the old one with it.
  held.set(trace, made)
  return made
}

/** A 64-bit id in hex as the decimal that Datadog prints. */
export function decimal(hex: string): string {
  return BigInt(`0x${hex}`).toString()
}

function hold(trace: DemoTrace, span: DemoSpan, services: ReadonlyMap<string, string>): HeldSpan {
  const viaDdTrace = ddTraceServices.has(span.service)
  const topLevel = span.parentSpanId === null || services.get(span.parentSpanId) !== span.service
  const { meta, metrics } = split(withoutOverrides(viaDdTrace ? ddTraceAttributes(span) : span.attributes))
  const env = String(span.resource['deployment.environment.name'] ?? span.resource['deployment.environment'] ?? 'none')
  for (const [key, value] of Object.entries(split(span.resource).meta)) meta[key] ??= value
  meta['span.kind'] = span.kind
  meta.env = env
  if (!viaDdTrace) meta['otel.status_code'] = span.status === 'error' ? 'Error' : span.status === 'ok' ? 'Ok' : 'Unset'
  addEvents(span, meta, viaDdTrace)
  if (topLevel) {
    meta['_dd.p.tid'] = trace.traceId.slice(0, 16)
    metrics._top_level = 1
  }
  return {
    traceHex: trace.traceId,
    traceId: decimal(trace.traceId.slice(16)),
    spanId: decimal(span.spanId),
    parentId: span.parentSpanId === null ? '0' : decimal(span.parentSpanId),
    service: span.service,
    env,
    name: override(span, 'name') ?? operationOf(span, viaDdTrace),
    resource: override(span, 'resource') ?? resourceOf(span),
    type: override(span, 'type') ?? typeOf(span, viaDdTrace),
    start: span.start,
    end: span.end!,
    error: span.status === 'error',
    meta,
    metrics,
    topLevel,
    indexed: topLevel || span.status === 'error' || sampled(span.spanId),
    source: span,
  }
}

/** Attributes by which a span says itself what Datadog shall call it; the intake uses them up. */
const overrides = { name: 'operation.name', resource: 'resource.name', type: 'span.type' } as const

function withoutOverrides(attributes: Readonly<Record<string, DemoAttribute>>): Record<string, DemoAttribute> {
  const used: ReadonlySet<string> = new Set(Object.values(overrides))
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !used.has(key)))
}

function override(span: DemoSpan, what: keyof typeof overrides): string | null {
  const value = span.attributes[overrides[what]]
  return typeof value === 'string' && value !== '' ? value : null
}

/** Text goes to meta, numbers to metrics, truth values and lists to meta as text: what the agent's OTLP intake does. */
function split(attributes: Readonly<Record<string, DemoAttribute>>) {
  const meta: Record<string, string> = {}
  const metrics: Record<string, number> = {}
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'number') metrics[key] = value
    else meta[key] = typeof value === 'string' ? value : Array.isArray(value) ? JSON.stringify(value) : String(value)
  }
  return { meta, metrics }
}

function addEvents(span: DemoSpan, meta: Record<string, string>, viaDdTrace: boolean): void {
  const exception = span.events.find((event) => event.name === 'exception')
  if (span.status === 'error') {
    meta['error.message'] = String(exception?.attributes['exception.message'] ?? span.statusMessage ?? '')
    if (meta['error.message'] === '') delete meta['error.message']
    const type = exception?.attributes['exception.type'] ?? span.attributes['error.type']
    if (type !== undefined) meta['error.type'] = String(type)
    const stack = exception?.attributes['exception.stacktrace']
    if (stack !== undefined) meta['error.stack'] = String(stack)
  }
  if (viaDdTrace || span.events.length === 0) return
  const events = span.events.map(
    ({ name, at, attributes }) =>
      `{"time_unix_nano":${Math.round(at)}000,"name":${JSON.stringify(name)},"attributes":${JSON.stringify(attributes)}}`,
  )
  meta.events = `[${events.join(',')}]`
}

const ddTraceKinds: Readonly<Record<string, string>> = {
  chat: 'llm',
  generate_content: 'llm',
  text_completion: 'llm',
  invoke_agent: 'agent',
  create_agent: 'agent',
  execute_tool: 'tool',
  embeddings: 'embedding',
  retrieval: 'retrieval',
  invoke_workflow: 'workflow',
  llm: 'llm',
  agent: 'agent',
  tool: 'tool',
  embedding: 'embedding',
  workflow: 'workflow',
}

/** The kind that dd-trace gives a GenAI span; null for any other span. */
export function llmKindOf(span: DemoSpan): string | null {
  const operation = span.attributes['gen_ai.operation.name']
  return typeof operation === 'string' ? (ddTraceKinds[operation] ?? 'task') : null
}

const bodyKeys =
  /^gen_ai\.(?:input\.messages|output\.messages|system_instructions|tool\.(?:call\.(?:arguments|result)|definitions)|retrieval\.(?:documents|query\.text))$/

/** dd-trace copies a few GenAI tags to the APM span, with its own kinds as operation names and older spellings of the cache counts, and no message bodies. */
function ddTraceAttributes(span: DemoSpan): Record<string, DemoAttribute> {
  const kind = llmKindOf(span)
  const out: Record<string, DemoAttribute> = {}
  for (const [key, value] of Object.entries(span.attributes)) {
    if (bodyKeys.test(key)) continue
    if (key === 'gen_ai.operation.name') out[key] = kind!
    else if (key === 'gen_ai.usage.cache_read.input_tokens') out['gen_ai.usage.cache_read_input_tokens'] = value
    else out[key] = value
  }
  if (kind !== null) out['_dd.llmobs.artificial_gen_ai_tags'] = 1
  return out
}

function operationOf(span: DemoSpan, viaDdTrace: boolean): string {
  const { attributes, kind } = span
  if (llmKindOf(span) !== null)
    return viaDdTrace ? `${String(attributes['gen_ai.provider.name'] ?? 'llmobs')}.request` : kind
  const db = attributes['db.system.name'] ?? attributes['db.system']
  if (db !== undefined) return `${String(db)}.query`
  if (attributes['http.request.method'] !== undefined) return `http.${kind === 'server' ? 'server' : 'client'}.request`
  return viaDdTrace ? span.name : kind
}

function resourceOf(span: DemoSpan): string {
  const query = span.attributes['db.query.text'] ?? span.attributes['db.statement']
  return typeof query === 'string' ? query : span.name
}

const caches: ReadonlySet<string> = new Set(['redis', 'memcached'])

function typeOf(span: DemoSpan, viaDdTrace: boolean): string {
  if (viaDdTrace && llmKindOf(span) !== null) return 'llm'
  const db = span.attributes['db.system.name'] ?? span.attributes['db.system']
  if (db !== undefined) return caches.has(String(db)) ? 'cache' : 'db'
  if (span.kind === 'server' || span.kind === 'consumer') return 'web'
  return span.kind === 'client' || span.kind === 'producer' ? 'http' : 'custom'
}

function sampled(spanId: string): boolean {
  return createHash('sha256').update(spanId).digest()[0]! % 3 !== 0
}
