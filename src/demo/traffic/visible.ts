import type { BuiltTrace } from './built-trace.ts'
import type { DemoAttribute, DemoSpan, DemoTrace } from './demo-trace.ts'

/** What only the end of a span, or its first token, can tell: answers, usage, status. */
const knownAtEnd =
  /^(gen_ai\.(server\.|event\.end_time|retrieval\.documents|memory\.record|output\.messages|response\.|usage\.|completion\b|tool\.call\.result|tool\.status)|llm\.(output_messages|token_count|usage)|ai\.(response|usage)\.|output\.value$|traceloop\.entity\.output$|gcp\.vertex\.agent\.(llm|tool)_response$|http\.response\.|error\.|retrieval\.)/

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
  for (const [key, value] of Object.entries(span.attributes)) if (!knownAtEnd.test(key)) attributes[key] = value
  return {
    ...span,
    end: null,
    status: 'unset',
    statusMessage: null,
    attributes,
    events: span.events.filter(({ at }) => at <= now),
  }
}
