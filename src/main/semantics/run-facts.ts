/** What a run says of itself, gathered while its steps are read: the root's word first, then that of the earliest step that has one. */

import type { StepType } from '../../shared/model/step-type.ts'
import { agentNameOf } from './agent-name.ts'
import type { FieldReader } from './field-reader.ts'
import type { Span } from './span.ts'
import { toolNameOf } from './tools.ts'

/** The run-wide fields. Steps are offered in pre-order, the main root before all. */
export class RunFacts {
  sessionId: string | null = null
  userId: string | null = null
  environment: string | null = null
  tags: readonly string[] = []
  agentName: string | null = null
  agentId: string | null = null
  agentDescription: string | null = null
  readonly models = new Set<string>()
  /** In order of the first call. */
  readonly tools = new Set<string>()
  readonly services = new Set<string>()
  running = false
  /** Latest end, microseconds since the epoch. */
  end = -Infinity
  #agentIsNamedByAgent = false

  /** Takes from a step what is still unknown. */
  offer(span: Span, type: StepType, fields: FieldReader): void {
    this.sessionId ??= fields.text('sessionId')
    this.userId ??= fields.text('userId')
    this.environment ??= fields.text('environment')
    if (this.tags.length === 0) this.tags = fields.texts('tags')
    if (!this.#agentIsNamedByAgent) this.#offerAgent(span, type, fields)
    const tool = toolNameOf(span, type, fields)
    if (tool !== null) this.tools.add(tool)
  }

  /** An agent step knows its own name best; until one comes, any step that names an agent will do. */
  #offerAgent(span: Span, type: StepType, fields: FieldReader): void {
    if (type !== 'agent' && this.agentName !== null) return
    const name = agentNameOf(span, type, fields)
    if (name === null) {
      if (this.agentName === null) this.agentId ??= fields.text('agentId')
      return
    }
    this.agentName = name
    this.agentId = fields.text('agentId') ?? (type === 'agent' ? null : this.agentId)
    this.agentDescription = fields.text('agentDescription')
    this.#agentIsNamedByAgent = type === 'agent'
  }
}
