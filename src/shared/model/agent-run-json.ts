/**
 * AgentRun, Step and RunSummary as JSON in the model's own snake_case names: ISO-8601 UTC times with microseconds, durations in milliseconds, unknown = null.
 *
 * A run may be nested deeper than a recursive printer can follow (JSON.stringify gives up at a few thousand levels), so nothing here recurses over steps: for text,
 * use agentRunJsonChunks or agentRunJsonText in place of JSON.stringify.
 */

import { formatInstant } from '../units.ts'
import type { AgentRun, RunSummary, Step } from './agent-run.ts'
import type { JsonValue } from './json-value.ts'

type JsonRecord = { [key: string]: JsonValue }

/** One step, its children inside. */
export function stepToJson(step: Step): JsonRecord {
  const top = stepFields(step)
  const open: { step: Step; json: JsonRecord }[] = [{ step, json: top }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const children: JsonRecord[] = []
    next.json.children = children
    for (const child of next.step.children) {
      const json = stepFields(child)
      children.push(json)
      open.push({ step: child, json })
    }
  }
  return top
}

/** All of a step but its children. */
function stepFields(step: Step): JsonRecord {
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
  }
}

/** A run with its tree of steps. */
export function agentRunToJson(run: AgentRun): JsonRecord {
  const { before, after } = runFields(run)
  return { ...before, steps: run.steps.map(stepToJson), ...after }
}

/** A run's own fields, before and after its steps. */
function runFields(run: AgentRun): { before: JsonRecord; after: JsonRecord } {
  return {
    before: {
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
    },
    after: {
      total_tokens: run.totalTokens,
      total_cost_usd: run.totalCostUsd,
      error_count: run.errorCount,
      error: run.error,
      error_type: run.errorType,
    },
  }
}

/**
 * The run as JSON text, a piece a step, in order. A caller that must not hold its thread may pause between pieces. Not indented: a run may be too
 * deep for indentation to be of use.
 */
export function* agentRunJsonChunks(run: AgentRun): Generator<string> {
  const { before, after } = runFields(run)
  yield `{${fieldsText(before)},"steps":[`
  yield* stepListChunks(run.steps)
  yield `],${fieldsText(after)}}`
}

/** One step with all below it as JSON text, a piece a step, in order. */
export function stepJsonChunks(step: Step): Generator<string> {
  return stepListChunks([step])
}

function* stepListChunks(steps: readonly Step[]): Generator<string> {
  const open: { list: readonly Step[]; at: number }[] = [{ list: steps, at: 0 }]
  while (open.length > 0) {
    const level = open.at(-1)!
    const step = level.list[level.at]
    if (step === undefined) {
      open.pop()
      if (open.length > 0) yield ']}'
      continue
    }
    yield `${level.at > 0 ? ',' : ''}{${fieldsText(stepFields(step))},"children":[`
    level.at++
    open.push({ list: step.children, at: 0 })
  }
}

/** The whole run as JSON text, however deep. */
export function agentRunJsonText(run: AgentRun): string {
  return [...agentRunJsonChunks(run)].join('')
}

function fieldsText(fields: JsonRecord): string {
  return Object.entries(fields)
    .map(([key, value]) => `${JSON.stringify(key)}:${valueText(value)}`)
    .join(',')
}

/** An attribute's value may itself be nested too deep to be printed: then it says so, and the run is not lost by it. */
function valueText(value: JsonValue): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch {
    return '"(nested too deep to be printed)"'
  }
}

/** One row of a list. */
export function runSummaryToJson(run: RunSummary): JsonRecord {
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
