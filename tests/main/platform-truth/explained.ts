/**
 * Where our reading of the recorded runs and the other system's differ, and why. A difference that is not here fails the test; so does an entry whose difference no longer
 * occurs in one of its placements.
 */

import { type PlacementName, placementNames } from './placements.ts'

export type ComparedField = 'type' | 'model' | 'input tokens' | 'output tokens' | 'parent'
export type RootKind = 'INTERNAL' | 'SERVER'

export interface Explained {
  readonly file: string
  readonly step: string
  readonly field: ComparedField
  readonly ours: string | number | null
  readonly why: string
  readonly where: readonly PlacementName[]
  readonly roots: readonly RootKind[]
}

export const files = {
  agno: 'agno-2025-06-11.trace.json',
  crewai: 'crewai-2025-07-11.trace.json',
  adk: 'google-adk-2025-08-28.trace.json',
  llamaindex: 'llamaindex-2025-06-05.trace.json',
  microsoft: 'microsoft-agent-2025-10-14.json',
  openai: 'openai-agents-2025-09-30.trace.json',
  pydantic: 'pydantic-ai-2025-06-06.trace.json',
} as const

const both: readonly RootKind[] = ['INTERNAL', 'SERVER']
const azure = placementNames.filter((name) => name.startsWith('Azure'))
const datadog = placementNames.filter((name) => name.startsWith('Datadog'))
const cloudTrace = placementNames.filter((name) => name.startsWith('Cloud Trace'))

const olderReading = 'openinference.span.kind names the kind; the older reading of the other system knew only SPAN'
const counted = 'the other system counted these tokens itself; the recording carries none'
const inProcess = 'a span without any GenAI attribute, stored as an AppDependencies row, which stands for a tool'
const served = 'a served request without any GenAI attribute: the platform’s own kind stands for an agent'
const web = 'a served request without any GenAI attribute: Datadog’s type "web" stands for a tool'

type Everywhere = Omit<Explained, 'where' | 'roots'>

const everywhere: readonly Everywhere[] = [
  { file: files.agno, step: 'Agent.run', field: 'type', ours: 'agent', why: olderReading },
  { file: files.agno, step: 'duckduckgo_search', field: 'type', ours: 'tool', why: olderReading },
  { file: files.agno, step: 'OpenAIChat.invoke', field: 'input tokens', ours: null, why: counted },
  { file: files.agno, step: 'OpenAIChat.invoke', field: 'output tokens', ours: null, why: counted },
  { file: files.agno, step: 'chat gpt-4o-mini', field: 'input tokens', ours: null, why: counted },
  { file: files.agno, step: 'chat gpt-4o-mini', field: 'output tokens', ours: null, why: counted },
  { file: files.crewai, step: 'Task._execute_core', field: 'type', ours: 'agent', why: olderReading },
  {
    file: files.microsoft,
    step: 'invoke_agent 99981f6a-abd1-4d09-9fba-00e2ab172193',
    field: 'model',
    ours: null,
    why: 'the framework wrote "unknown" for a model that it did not know',
  },
  { file: files.microsoft, step: 'chat gpt-4o', field: 'input tokens', ours: null, why: `first call: ${counted}` },
  { file: files.microsoft, step: 'chat gpt-4o', field: 'output tokens', ours: null, why: `first call: ${counted}` },
  {
    file: files.pydantic,
    step: 'qa_agent run',
    field: 'type',
    ours: 'agent',
    why: 'it carries all messages of an agent run; the other system saw a plain span',
  },
  {
    file: files.pydantic,
    step: 'qa_agent run',
    field: 'model',
    ours: 'gpt-4o',
    why: 'model_name names the model of the agent; the other system gives models to calls only',
  },
  {
    file: files.pydantic,
    step: 'qa_agent run',
    field: 'input tokens',
    ours: 31,
    why: 'the agent carries the sum of its calls; the run does not count it again',
  },
  {
    file: files.pydantic,
    step: 'qa_agent run',
    field: 'output tokens',
    ours: 96,
    why: 'the agent carries the sum of its calls; the run does not count it again',
  },
  {
    file: files.pydantic,
    step: 'chat gpt-4o',
    field: 'model',
    ours: 'gpt-4o-2024-08-06',
    why: 'gen_ai.response.model says which version answered; the other system shows the one that was asked for',
  },
]

/** Spans without a word of GenAI: each platform's own signal decides, as the mapping says. */
const plainRoots = [
  [files.crewai, 'crewai-index-trace'],
  [files.llamaindex, 'llama-index-trace'],
  [files.pydantic, 'pydantic-ai-qa-trace'],
] as const

export const explained: readonly Explained[] = [
  ...everywhere.map((one) => ({ ...one, where: placementNames, roots: both })),
  ...['Crew Created', 'Task Created'].map((step): Explained => ({
    file: files.crewai,
    step,
    field: 'type',
    ours: 'tool',
    why: inProcess,
    where: azure,
    roots: both,
  })),
  ...plainRoots.flatMap(([file, step]): Explained[] => [
    { file, step, field: 'type', ours: 'tool', why: inProcess, where: azure, roots: ['INTERNAL'] },
    { file, step, field: 'type', ours: 'agent', why: served, where: [...azure, ...cloudTrace], roots: ['SERVER'] },
    { file, step, field: 'type', ours: 'tool', why: web, where: datadog, roots: ['SERVER'] },
  ]),
]
