/** What a run says of itself, gathered while its steps are read: the root's word first, then that of the earliest step that has one. */

import type { StepType } from '../../shared/model/step-type.ts'
import type { Reading, RunWords } from './reading.ts'

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
  offer({ type, tool, words }: Reading): void {
    this.sessionId ??= words.sessionId
    this.userId ??= words.userId
    this.environment ??= words.environment
    if (this.tags.length === 0) this.tags = words.tags
    if (!this.#agentIsNamedByAgent) this.#offerAgent(type, words)
    if (tool !== null) this.tools.add(tool)
  }

  /** An agent step knows its own name best; until one comes, any step that names an agent will do. */
  #offerAgent(type: StepType, words: RunWords): void {
    if (type !== 'agent' && this.agentName !== null) return
    if (words.agentName === null) {
      if (this.agentName === null) this.agentId ??= words.agentId
      return
    }
    this.agentName = words.agentName
    this.agentId = words.agentId ?? (type === 'agent' ? null : this.agentId)
    this.agentDescription = words.agentDescription
    this.#agentIsNamedByAgent = type === 'agent'
  }
}
