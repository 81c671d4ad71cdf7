/** What semantics makes of a trace: the answer of `assembleRun` (assemble.ts). */

import type { AgentRun, RunHeader } from '../../shared/model/agent-run.ts'
import type { OutlineEvents } from '../../shared/model/outline-events.ts'
import type { Outline } from '../../shared/model/outline.ts'
import type { WholeStepDetail } from '../../shared/model/step-detail.ts'
import type { Notice } from '../../shared/notice.ts'
import type { Platform } from '../../shared/platform.ts'
import type { Failure } from './failures.ts'
import type { Span } from './span.ts'

/**
 * A trace as a run. The header and the outline are computed once; a step's detail and the canonical tree only when they are asked for, because they
 * flatten attributes and parse messages.
 */
export interface AssembledRun {
  readonly platform: Platform
  readonly header: RunHeader
  readonly outline: Outline
  readonly events: OutlineEvents
  /** What the assembly itself found: orphans, duplicates, a run still going, cut values. The trace's own notices are not repeated. */
  readonly notices: readonly Notice[]
  /** The span behind a place of the outline; null for a placeholder of a missing parent. For walks over a whole run: search and export. */
  span(step: number): Span | null
  /** How the step at a place of the outline failed; null when it did not. */
  failure(step: number): Failure | null
  /** One step in full; null when no step has this span id. Placeholders of missing parents have details too. */
  detail(spanId: string): WholeStepDetail | null
  /** The canonical tree, for JSON. O(size of the trace). */
  toAgentRun(): AgentRun
}
