/**
 * The canonical model: a run of an agent and its tree of steps. Names are camelCase inside; agent-run-json.ts prints the snake_case names that other
 * TraceCraft tools read. What is not known is null, never 0 and never "now".
 */

import type { CloudProvider } from '../platform.ts'
import type { Microseconds, Milliseconds } from '../units.ts'
import type { JsonValue } from './json-value.ts'
import type { StepType } from './step-type.ts'

/** By which rule a run's tokens were added up. */
export type TokenRule =
  /** Every step that carries tokens is a leaf of the counting: all were added. */
  | 'sum-of-steps'
  /** Parents that carry their children's sum were left out, so that nothing counts twice. */
  | 'parents-are-sums'
  /** Only the root carries a count. */
  | 'root-only'

/** Token counts; each null where nothing was recorded. Input includes cached, output includes reasoning. */
export interface TokenCounts {
  readonly input: number | null
  readonly output: number | null
  readonly cachedInput: number | null
  readonly reasoning: number | null
  readonly total: number | null
}

/** One step of a run. */
export interface Step {
  /** UUID derived from the run's id and the span's id: the same payload always gives the same one. */
  readonly id: string
  readonly parentId: string | null
  /** The run's id. */
  readonly traceId: string
  /** The platform's own span id, as text. */
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly type: StepType
  readonly name: string
  readonly startTime: Microseconds | null
  readonly endTime: Microseconds | null
  readonly durationMs: Milliseconds | null
  readonly inputs: Readonly<Record<string, JsonValue>>
  readonly outputs: Readonly<Record<string, JsonValue>>
  readonly attributes: Readonly<Record<string, JsonValue>>
  readonly modelName: string | null
  readonly modelProvider: string | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly costUsd: null
  readonly isStreaming: boolean
  readonly streamingChunks: readonly string[]
  readonly error: string | null
  readonly errorType: string | null
  readonly children: readonly Step[]
}

/** A run without its steps: what the header of an opened run shows. */
export interface RunHeader {
  /** UUID derived from the platform's native trace id. */
  readonly id: string
  readonly name: string
  readonly startTime: Microseconds | null
  /** Null while any step is still running. */
  readonly endTime: Microseconds | null
  readonly durationMs: Milliseconds | null
  readonly environment: string | null
  readonly sessionId: string | null
  readonly userId: string | null
  readonly tags: readonly string[]
  readonly agentName: string | null
  readonly agentId: string | null
  readonly agentDescription: string | null
  readonly cloudProvider: CloudProvider
  /** The platform's native trace id, usable in its console. */
  readonly cloudTraceId: string
  readonly input: JsonValue
  readonly output: JsonValue
  readonly totalTokens: number | null
  readonly tokens: TokenCounts
  /** Null when no tokens were recorded. */
  readonly tokenRule: TokenRule | null
  readonly totalCostUsd: null
  /** Steps that failed by themselves, the root included. */
  readonly errorCount: number
  readonly error: string | null
  readonly errorType: string | null
  readonly status: RunStatus
  readonly stepCount: number
  readonly models: readonly string[]
  /** Names of the tools that steps called, in order of their first call. */
  readonly tools: readonly string[]
  readonly services: readonly string[]
}

/** A run with its tree of steps. */
export interface AgentRun extends RunHeader {
  readonly steps: readonly Step[]
}

/** How a run stands. `unknown` where the platform's listing does not say. */
export type RunStatus = 'ok' | 'error' | 'running' | 'unknown'

/** One row of the list: what a platform's listing knows without opening the trace. */
export interface RunSummary {
  readonly id: string
  readonly cloudProvider: CloudProvider
  readonly cloudTraceId: string
  readonly name: string
  readonly status: RunStatus
  readonly startTime: Microseconds | null
  readonly endTime: Microseconds | null
  readonly durationMs: Milliseconds | null
  /** What went wrong, in the listing's words; null when nothing did, or when the listing cannot know (see status). */
  readonly error: string | null
  readonly errorCount: number | null
  readonly stepCount: number | null
  readonly totalTokens: number | null
  readonly models: readonly string[] | null
  /** Tools that were called; no listing names them, so they are known only of a run that was read in full. Absent and null: not known. */
  readonly tools?: readonly string[] | null
  readonly agentName: string | null
  readonly sessionId: string | null
  readonly serviceName: string | null
  readonly environment: string | null
}
