/** AgentRun, Step and RunSummary as JSON in the model's own snake_case names: ISO-8601 UTC times with microseconds, durations in milliseconds, unknown = null. */

import { formatInstant } from '../units.ts'
import type { AgentRun, RunSummary, Step } from './agent-run.ts'
import type { JsonValue } from './json-value.ts'

/** One step, its children inside. */
export function stepToJson(step: Step): { [key: string]: JsonValue } {
  return {
    id: step.id,
    parent_id: step.parentId,
    trace_id: step.traceId,
    span_id: step.spanId,
    parent_span_id: step.parentSpanId,
    type: step.type,
    name: step.name,
    start_time: formatInstant(step.startTime),
    end_time: formatInstant(step.endTime),
    duration_ms: step.durationMs,
    inputs: step.inputs,
    outputs: step.outputs,
    attributes: step.attributes,
    model_name: step.modelName,
    model_provider: step.modelProvider,
    input_tokens: step.inputTokens,
    output_tokens: step.outputTokens,
    cost_usd: step.costUsd,
    is_streaming: step.isStreaming,
    streaming_chunks: [...step.streamingChunks],
    error: step.error,
    error_type: step.errorType,
    children: step.children.map(stepToJson),
  }
}

/** A run with its tree of steps. */
export function agentRunToJson(run: AgentRun): { [key: string]: JsonValue } {
  return {
    id: run.id,
    name: run.name,
    start_time: formatInstant(run.startTime),
    end_time: formatInstant(run.endTime),
    duration_ms: run.durationMs,
    session_id: run.sessionId,
    user_id: run.userId,
    environment: run.environment,
    tags: [...run.tags],
    agent_name: run.agentName,
    agent_id: run.agentId,
    agent_description: run.agentDescription,
    cloud_provider: run.cloudProvider,
    cloud_trace_id: run.cloudTraceId,
    input: run.input,
    output: run.output,
    steps: run.steps.map(stepToJson),
    total_tokens: run.totalTokens,
    total_cost_usd: run.totalCostUsd,
    error_count: run.errorCount,
    error: run.error,
    error_type: run.errorType,
  }
}

/** One row of a list. */
export function runSummaryToJson(run: RunSummary): { [key: string]: JsonValue } {
  return {
    id: run.id,
    cloud_provider: run.cloudProvider,
    cloud_trace_id: run.cloudTraceId,
    name: run.name,
    status: run.status,
    start_time: formatInstant(run.startTime),
    end_time: formatInstant(run.endTime),
    duration_ms: run.durationMs,
    error: run.error,
    error_count: run.errorCount,
    step_count: run.stepCount,
    total_tokens: run.totalTokens,
    models: run.models === null ? null : [...run.models],
    agent_name: run.agentName,
    session_id: run.sessionId,
    service_name: run.serviceName,
    environment: run.environment,
  }
}
