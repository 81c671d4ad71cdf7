import type { BuiltTrace } from './built-trace.ts'
import type { DemoAttribute, DemoSpan, DemoTrace } from './demo-trace.ts'

/** What only the end of a span, or its first token, can tell: answers, usage, status. The starts of the keys, of all dialects. */
const knownAtEnd = [
  'gen_ai.output.messages',
  'gen_ai.response.',
  'gen_ai.usage.',
  'gen_ai.server.',
  'gen_ai.completion.',
  'gen_ai.tool.call.result',
  'gen_ai.tool.status',
  'gen_ai.retrieval.documents',
  'gen_ai.memory.record',
  'gen_ai.event.end_time',
  'llm.output_messages.',
  'llm.token_count.',
  'llm.usage.',
  'ai.response.',
  'ai.usage.',
  'ai.toolCall.result',
  'output.',
  'retrieval.documents.',
  'traceloop.entity.output',
  'gcp.vertex.agent.llm_response',
  'gcp.vertex.agent.tool_response',
  'http.response.',
  'error.',
]

/** The trace as its platforms hold it at this moment (epoch microseconds): itself once it is over, else only what has happened by then. */
export function visibleAt(trace: BuiltTrace, now: number): DemoTrace {
  if (trace.end <= now) return trace
  const spans = clipped(trace.spans, now)
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const { partOf } = trace
  return {
    ...trace,
    spans,
    partOf:
      partOf &&
      ((platform) =>
        partOf(platform).flatMap((span) => {
          const visible = byId.get(span.spanId)
          return visible ? [visible] : []
        })),
  }
}

function clipped(spans: readonly DemoSpan[], now: number): DemoSpan[] {
  const out: DemoSpan[] = []
  for (const span of spans) {
    if (span.start > now) continue
    out.push(span.end !== null && span.end <= now ? span : stillOpen(span, now))
  }
  return out
}

function stillOpen(span: DemoSpan, now: number): DemoSpan {
  const attributes: Record<string, DemoAttribute> = {}
  for (const [key, value] of Object.entries(span.attributes))
    if (!knownAtEnd.some((start) => key.startsWith(start))) attributes[key] = value
  return {
    ...span,
    end: null,
    status: 'unset',
    statusMessage: null,
    attributes,
    events: span.events.filter(({ at }) => at <= now),
  }
}
