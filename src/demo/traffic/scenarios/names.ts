/** The runs that the demo can tell. */
export const scenarioNames = [
  'support',
  'rag',
  'research',
  'coding',
  'failing-tool',
  'throttled',
  'streaming',
  'running',
  'orphaned',
  'cut-short',
  'huge',
  'markdown',
  'multilingual',
  'long-text',
  'crossing',
  'traceloop',
  'openinference',
  'vercel-ai',
  'google-adk',
  'strands',
  'foundry',
  'dd-trace',
  'indexing',
  'approval',
  'picture',
] as const

/**
 * Runs that are made only when they are asked for, in the size that is asked for (`emit(name, { size })`): `wide` and `deep` have so many steps, all beside or all inside one another; `large-text` has a
 * model call whose input is so many characters; `small` is a run of two steps, of which a crowd is made. `huge` takes a size too.
 */
export const sizedScenarioNames = ['wide', 'deep', 'large-text', 'small'] as const

/** The name of a scenario. */
export type ScenarioName = (typeof scenarioNames)[number] | (typeof sizedScenarioNames)[number]
