/**
 * The type of a step, by the first rule that answers: TraceCraft's own attribute, the kind that a GenAI dialect names, a GenAI signal
 * without a kind, the platform's own signal, and last `workflow`.
 */

import { type StepType, stepTypes } from '../../shared/model/step-type.ts'
import type { FieldReader } from './field-reader.ts'
import type { Field } from './fields.ts'
import type { Span } from './span.ts'

/** A type with the rule that gave it, in words, and the platform's key, where there is one. */
export interface TypeReason {
  readonly type: StepType
  readonly rule: string
  readonly origin: string
}

/** gen_ai.operation.name of the conventions, and dd-trace's span kinds, which it writes into the same attribute. */
const operations = kindsOf({
  chat: 'llm',
  generate_content: 'llm',
  text_completion: 'llm',
  completion: 'llm',
  embeddings: 'llm',
  embedding: 'llm',
  execute_tool: 'tool',
  tool: 'tool',
  invoke_agent: 'agent',
  create_agent: 'agent',
  agent: 'agent',
  invoke_workflow: 'workflow',
  plan: 'workflow',
  workflow: 'workflow',
  task: 'workflow',
  retrieval: 'retrieval',
  rerank: 'retrieval',
  guardrail: 'guardrail',
  evaluation: 'evaluation',
  llm: 'llm',
})

const openinferenceKinds = kindsOf({
  llm: 'llm',
  agent: 'agent',
  tool: 'tool',
  chain: 'workflow',
  prompt: 'workflow',
  retriever: 'retrieval',
  reranker: 'retrieval',
  embedding: 'llm',
  guardrail: 'guardrail',
  evaluator: 'evaluation',
})

const traceloopKinds = kindsOf({
  workflow: 'workflow',
  task: 'workflow',
  agent: 'agent',
  tool: 'tool',
})

const datadogKinds = kindsOf({
  llm: 'llm',
  agent: 'agent',
  workflow: 'workflow',
  task: 'workflow',
  tool: 'tool',
  embedding: 'llm',
  retrieval: 'retrieval',
})

const requestTypes = kindsOf({
  chat: 'llm',
  completion: 'llm',
  embedding: 'llm',
  rerank: 'retrieval',
})

/** A Map, so that a value such as "constructor" meets nothing. */
function kindsOf(kinds: Record<string, StepType>): ReadonlyMap<string, StepType> {
  return new Map(Object.entries(kinds))
}

/** Span names of the conventions (`invoke_agent X`, `chat M`) and of frameworks that name their spans alike. */
const namePrefixes: ReadonlyMap<string, StepType> = new Map([
  ['invoke_agent', 'agent'],
  ['create_agent', 'agent'],
  ['agent_run', 'agent'],
  ['execute_tool', 'tool'],
  ['invoke_workflow', 'workflow'],
  ['chat', 'llm'],
  ['generate_content', 'llm'],
  ['text_completion', 'llm'],
  ['embeddings', 'llm'],
  ['call_llm', 'llm'],
])

type KindReader = (value: string) => StepType | undefined

const kindFields: readonly (readonly [Field, KindReader])[] = [
  ['operation', (value) => operationType(value)],
  ['openinferenceKind', (value) => openinferenceKinds.get(value.toLowerCase())],
  ['traceloopKind', (value) => traceloopKinds.get(value.toLowerCase())],
  ['vercelOperation', vercelType],
  ['datadogKind', (value) => datadogKinds.get(value.toLowerCase())],
  ['requestType', (value) => requestTypes.get(value.toLowerCase())],
]

/** The type alone, for every span of a run. */
export function stepTypeOf(span: Pick<Span, 'name' | 'signal'>, fields: FieldReader): StepType {
  return decide(span, fields, false) as StepType
}

/** The type with its rule, for the step that is shown. The reader must trace origins. */
export function stepTypeReason(span: Span, fields: FieldReader): TypeReason {
  return decide(span, fields, true) as TypeReason
}

function decide(span: Pick<Span, 'name' | 'signal'>, fields: FieldReader, explain: boolean): StepType | TypeReason {
  if (fields.hasAny('kind')) {
    const own = fields.text('stepType')?.toLowerCase() as StepType | undefined
    if (own !== undefined && stepTypes.includes(own)) return explain ? named(own, 'stepType', fields) : own

    for (const [field, read] of kindFields) {
      const value = fields.text(field)
      const type = value === null ? undefined : read(value)
      if (type !== undefined) return explain ? named(type, field, fields) : type
    }
    if (fields.has('pydanticRun'))
      return explain
        ? { type: 'agent', rule: 'all messages of an agent run', origin: fields.origin('pydanticRun')!.origin }
        : 'agent'
  }
  const byName = nameType(span.name)
  if (byName !== undefined)
    return explain ? { type: byName, rule: `span name "${span.name}"`, origin: 'span name' } : byName

  if (fields.signals('tool')) return explain ? signalled('tool', 'a tool name, argument or result', fields) : 'tool'
  if (fields.signals('model')) return explain ? signalled('llm', 'a GenAI attribute', fields) : 'llm'

  if (span.signal !== null)
    return explain ? { type: span.signal.type, rule: span.signal.rule, origin: span.signal.origin } : span.signal.type
  if (fields.signals('agent')) return explain ? signalled('agent', 'an agent is named', fields) : 'agent'
  return explain ? { type: 'workflow', rule: 'no other rule fits', origin: 'none' } : 'workflow'
}

function operationType(value: string): StepType | undefined {
  const word = value.toLowerCase()
  return operations.get(word) ?? (/^[a-z]+_memory(?:_store|_stores)?$/.test(word) ? 'memory' : undefined)
}

/**
 * `ai.generateText` spans the whole loop of model and tool calls, so it is the agent; each `….doGenerate` in it is one call to the model.
 */
function vercelType(value: string): StepType | undefined {
  if (!value.startsWith('ai.')) return undefined
  if (value === 'ai.toolCall') return 'tool'
  if (/\.do(?:Generate|Stream|Embed)$/.test(value)) return 'llm'
  if (/\.doRerank$|^ai\.rerank/.test(value)) return 'retrieval'
  if (/^ai\.(?:generateText|streamText)$/.test(value)) return 'agent'
  return 'workflow'
}

function nameType(name: string): StepType | undefined {
  const space = name.indexOf(' ')
  if (space === -1) return name === 'call_llm' ? 'llm' : undefined
  const type = namePrefixes.get(name.slice(0, space))
  // "chat gpt-4o" names a model; "chat with the user" does not.
  if (type === 'llm' && name.includes(' ', space + 1)) return undefined
  return type
}

function named(type: StepType, field: Field, fields: FieldReader): TypeReason {
  const { origin, alias } = fields.origin(field)!
  return { type, rule: `${alias} = ${fields.text(field)}`, origin }
}

function signalled(type: StepType, rule: string, fields: FieldReader): TypeReason {
  return { type, rule, origin: fields.signalOrigin }
}
