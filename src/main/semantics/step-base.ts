/** What a step's detail and its place in the canonical tree have in common. */

import type { Step } from '../../shared/model/agent-run.ts'
import { stepTypeAt } from '../../shared/model/outline.ts'
import type { StepType } from '../../shared/model/step-type.ts'
import { stepIdOf } from '../../shared/trace-id.ts'
import { microseconds, type Microseconds, type Milliseconds, toMilliseconds } from '../../shared/units.ts'
import type { Assembly } from './assembly.ts'
import type { Span } from './span.ts'

/** The fields that need no attribute. */
export interface StepBase {
  readonly id: string
  readonly parentId: string | null
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly type: StepType
  readonly name: string
}

/** The base of entry `i`. */
export function stepBase({ tree, trace, runId, outline }: Assembly, i: number): StepBase {
  const up = tree.parent[i]!
  const at = tree.span[i]!
  return {
    id: stepIdOf(runId, tree.ids[i]!),
    parentId: up === -1 ? null : stepIdOf(runId, tree.ids[up]!),
    traceId: runId,
    spanId: tree.ids[i]!,
    parentSpanId: at === -1 ? null : trace.spans[at]!.parentSpanId || null,
    type: stepTypeAt(outline, i),
    name: outline.strings[outline.name[i]!] ?? '',
  }
}

/** A step's times: no end and no duration while it runs, no duration when it ends before it starts. */
export function stepTimes(span: Span): Pick<Step, 'startTime' | 'endTime' | 'durationMs'> {
  const end: Microseconds | null = span.running ? null : span.end
  const length = span.start === null || end === null ? null : end - span.start
  const durationMs: Milliseconds | null = length === null || length < 0 ? null : toMilliseconds(microseconds(length))
  return { startTime: span.start, endTime: end, durationMs }
}
