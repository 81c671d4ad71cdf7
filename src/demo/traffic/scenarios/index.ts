import { approval } from './approval.ts'
import { coding } from './coding.ts'
import { crossing } from './crossing.ts'
import { cutShort } from './cut-short.ts'
import { ddTrace } from './dd-trace.ts'
import { deep } from './deep.ts'
import { failingTool } from './failing-tool.ts'
import { foundry } from './foundry.ts'
import { googleAdk } from './google-adk.ts'
import { huge } from './huge.ts'
import { indexing } from './indexing.ts'
import { largeText } from './large-text.ts'
import { longText } from './long-text.ts'
import { markdown } from './markdown.ts'
import { multilingual } from './multilingual.ts'
import type { ScenarioName } from './names.ts'
import { openinference } from './openinference.ts'
import { orphaned } from './orphaned.ts'
import { picture } from './picture.ts'
import { rag } from './rag.ts'
import { research } from './research.ts'
import { running } from './running.ts'
import type { Scenario } from './scenario.ts'
import { small } from './small.ts'
import { strands } from './strands.ts'
import { streaming } from './streaming.ts'
import { support } from './support.ts'
import { throttled } from './throttled.ts'
import { traceloop } from './traceloop.ts'
import { vercelAi } from './vercel-ai.ts'
import { wide } from './wide.ts'

const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  support,
  rag,
  research,
  coding,
  'failing-tool': failingTool,
  throttled,
  streaming,
  running,
  orphaned,
  'cut-short': cutShort,
  huge,
  markdown,
  multilingual,
  'long-text': longText,
  crossing,
  traceloop,
  openinference,
  'vercel-ai': vercelAi,
  'google-adk': googleAdk,
  strands,
  foundry,
  'dd-trace': ddTrace,
  indexing,
  approval,
  picture,
  wide,
  deep,
  'large-text': largeText,
  small,
}

/** The scenario of that name. */
export function scenarioOf(name: ScenarioName): Scenario {
  return scenarios[name]
}
