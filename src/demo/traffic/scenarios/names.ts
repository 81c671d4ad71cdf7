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
] as const

/** The name of a scenario. */
export type ScenarioName = (typeof scenarioNames)[number]
