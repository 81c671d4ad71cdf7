import { crossing } from './crossing.ts'
import { huge } from './huge.ts'
import { rag } from './rag.ts'
import { running } from './running.ts'
import { support } from './support.ts'
import type { ScenarioName } from './names.ts'
import type { Scenario } from './scenario.ts'

const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  support,
  rag,
  running,
  huge,
  crossing,
}

/** The scenario of that name. */
export function scenarioOf(name: ScenarioName): Scenario {
  return scenarios[name]
}
