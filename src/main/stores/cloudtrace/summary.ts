/** Rows of the list: a trace's root span as a run. Pure. What only the whole trace can tell (steps, tokens, models) is null. */

import type { RunStatus, RunSummary } from '../../../shared/model/agent-run.ts'
import { runIdOf } from '../../../shared/trace-id.ts'
import { microseconds, toMilliseconds } from '../../../shared/units.ts'
import { agentNameOf } from '../../semantics/agent-name.ts'
import { failureOf } from '../../semantics/failures.ts'
import { FieldReader } from '../../semantics/field-reader.ts'
import type { Span } from '../../semantics/span.ts'
import { stepTypeOf } from '../../semantics/step-type.ts'

/** A row from the root span; from the trace id alone when there is none. The opened run says the same wherever both speak. */
export function summaryOfRoot(traceId: string, root: Span | null): RunSummary {
  if (root === null) return bareSummary(traceId)
  const fields = new FieldReader().read(root.attributes)
  const type = stepTypeOf(root, fields)
  const agentName = agentNameOf(root, type, fields)
  const failure = failureOf(root, fields)
  const { start, end } = root
  return {
    ...bareSummary(traceId),
    name: (type === 'agent' ? agentName : null) ?? root.name,
    status: failure !== null ? 'error' : root.running ? 'running' : 'ok',
    startTime: start,
    endTime: end,
    durationMs: start !== null && end !== null ? toMilliseconds(microseconds(end - start)) : null,
    error: failure === null ? null : (failure.message ?? failure.type),
    agentName,
    sessionId: fields.text('sessionId'),
    serviceName: root.service,
    environment: fields.text('environment'),
  }
}

/**
 * A row for a trace whose root has not arrived: exporters send a span when it ends, so the run is still going or the root was lost. Shown by its earliest span; its end
 * is not known.
 */
export function summaryWithoutRoot(traceId: string, spans: readonly Span[]): RunSummary {
  if (spans.length === 0) return bareSummary(traceId)
  const earliest = spans.reduce((first, span) => ((span.start ?? Infinity) < (first.start ?? Infinity) ? span : first))
  const failed = firstFailedTop(spans)
  return {
    ...summaryOfRoot(traceId, earliest),
    status: failed ? 'error' : 'unknown',
    endTime: null,
    durationMs: null,
    error: failed ? failed.error : null,
  }
}

function firstFailedTop(spans: readonly Span[]): { error: string | null } | null {
  const ids = new Set(spans.map((span) => span.spanId))
  const reader = new FieldReader()
  for (const span of spans) {
    if (span.parentSpanId !== null && ids.has(span.parentSpanId)) continue
    const failure = failureOf(span, reader.read(span.attributes))
    if (failure) return { error: failure.message ?? failure.type }
  }
  return null
}

function bareSummary(traceId: string): RunSummary {
  return {
    id: runIdOf('cloudtrace', traceId),
    cloudProvider: 'gcp',
    cloudTraceId: traceId,
    name: `trace ${traceId}`,
    status: 'unknown' satisfies RunStatus,
    startTime: null,
    endTime: null,
    durationMs: null,
    error: null,
    errorCount: null,
    stepCount: null,
    totalTokens: null,
    models: null,
    agentName: null,
    sessionId: null,
    serviceName: null,
    environment: null,
  }
}
