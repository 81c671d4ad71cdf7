/** A row of the list from a trace summary alone: what X-Ray's index knows without opening the trace. */

import type { TraceSummary } from '@aws-sdk/client-xray'
import type { RunStatus, RunSummary } from '../../../shared/model/agent-run.ts'
import { runIdOf } from '../../../shared/trace-id.ts'
import { type Microseconds, microseconds, milliseconds } from '../../../shared/units.ts'
import { arrayOf, recordOf, textOf } from './map-json.ts'

/** The row, or null for a summary without an id, which cannot be opened. The SDK checks no shapes, so nothing is taken to be as its types say. */
export function runSummaryOf(summary: TraceSummary | null): RunSummary | null {
  const id = textOf(summary?.Id)
  if (summary === null || id === null) return null
  const running = summary.IsPartial === true
  const startTime = startOf(summary)
  const seconds = typeof summary.Duration === 'number' && Number.isFinite(summary.Duration) ? summary.Duration : null
  const status = statusOf(summary, running)
  const agentName = annotation(summary, ['gen_ai.agent.name', 'agent.name'])[0] ?? null
  const serviceName = textOf(summary.EntryPoint?.Name) ?? textOf(summary.ServiceIds?.[0]?.Name)
  const models = annotation(summary, ['gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name'])
  return {
    id: runIdOf('xray', id),
    cloudProvider: 'aws',
    cloudTraceId: id,
    name: agentName ?? serviceName ?? id,
    status,
    startTime,
    endTime:
      running || startTime === null || seconds === null ? null : microseconds(startTime + Math.round(seconds * 1e6)),
    durationMs: running || seconds === null ? null : milliseconds(seconds * 1000),
    error: errorOf(summary),
    errorCount: null,
    stepCount: null,
    totalTokens: null,
    models: models.length === 0 ? null : models,
    agentName,
    sessionId: annotation(summary, ['gen_ai.conversation.id', 'session.id'])[0] ?? null,
    serviceName,
    environment:
      annotation(summary, [
        'deployment.environment.name',
        'deployment.environment',
        'otel.resource.deployment.environment.name',
        'otel.resource.deployment.environment',
      ])[0] ?? null,
  }
}

/** Newest first; rows without a start come last. */
export function newestFirst(a: RunSummary, b: RunSummary): number {
  return (b.startTime ?? -Infinity) - (a.startTime ?? -Infinity) || (a.cloudTraceId < b.cloudTraceId ? -1 : 1)
}

function startOf(summary: TraceSummary): Microseconds | null {
  const at = summary.StartTime instanceof Date ? summary.StartTime.getTime() : Number.NaN
  return Number.isNaN(at) ? null : microseconds(at * 1000)
}

function statusOf(summary: TraceSummary, running: boolean): RunStatus {
  if (running) return 'running'
  if (summary.HasFault === true || summary.HasError === true || summary.HasThrottle === true) return 'error'
  const told = [summary.HasFault, summary.HasError, summary.HasThrottle].some((flag) => flag === false)
  return told ? 'ok' : 'unknown'
}

/** The listing's own words: the exception at the root of a fault or error, else what the flags stand for. */
function errorOf(summary: TraceSummary): string | null {
  for (const causes of [summary.FaultRootCauses, summary.ErrorRootCauses])
    for (const cause of arrayOf(causes))
      for (const service of arrayOf(recordOf(cause)?.Services).toReversed())
        for (const entity of arrayOf(recordOf(service)?.EntityPath).toReversed())
          for (const exception of arrayOf(recordOf(entity)?.Exceptions)) {
            const { Name, Message } = recordOf(exception) ?? {}
            const text = [textOf(Name), textOf(Message)].filter((part) => part !== null).join(': ')
            if (text !== '') return text
          }
  if (summary.HasThrottle === true) return 'Throttled (429)'
  if (summary.HasFault === true) return 'Fault (5xx)'
  return summary.HasError === true ? 'Error (4xx)' : null
}

/** The values of the first annotation that is there, in either spelling, as text and without repeats. */
function annotation(summary: TraceSummary, keys: readonly string[]): string[] {
  const annotations = recordOf(summary.Annotations) as TraceSummary['Annotations'] | null
  if (!annotations) return []
  for (const key of keys) {
    const values = annotations[key] ?? annotations[key.replaceAll('.', '_')]
    if (!Array.isArray(values)) continue
    const texts = values
      .map((one) => textOf(one?.AnnotationValue?.StringValue))
      .filter((text): text is string => text !== null)
    if (texts.length > 0) return [...new Set(texts)]
  }
  return []
}
