/** The name of the agent that a step is the work of. */

import type { StepType } from '../../shared/model/step-type.ts'
import type { FieldReader } from './field-reader.ts'
import type { Span } from './span.ts'

const namedInSpan = /^(?:invoke_agent|create_agent|agent_run)\s+(?:\[(?<bracketed>.+)\]|(?<plain>.+))$/

/** The agent's name: its attribute; for an agent step also Traceloop's entity name, or the span name's own words. Null when nothing names it. */
export function agentNameOf(span: Pick<Span, 'name'>, type: StepType, fields: FieldReader): string | null {
  const given = fields.text('agentName')
  if (given !== null || type !== 'agent') return given
  if (fields.text('traceloopKind') === 'agent') return fields.text('entityName')
  const groups = namedInSpan.exec(span.name)?.groups
  return groups?.bracketed ?? groups?.plain ?? null
}
