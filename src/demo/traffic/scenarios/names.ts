/** The runs that the demo can tell. */
export const scenarioNames = ['support', 'rag', 'running', 'huge', 'crossing'] as const

export type ScenarioName = (typeof scenarioNames)[number]
