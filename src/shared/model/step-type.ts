/** The canonical model's kinds of steps, in the order of its own definition. The position is the code in an Outline's `type` column. */
export const stepTypes = [
  'agent',
  'llm',
  'tool',
  'retrieval',
  'memory',
  'guardrail',
  'evaluation',
  'workflow',
  'error',
] as const

/** What a step of an agent's run is. */
export type StepType = (typeof stepTypes)[number]
