/** The part of the list query that sums up one run: from rows to one line with times, counts, tokens and names. */

import type { LogsSchema } from './schema.ts'

/** Where each dialect writes what a list shows; the first that has a value answers. A short cut of the full table in semantics, which reads opened runs. */
const keys = {
  input: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.usage.prompt_tokens',
    'llm.token_count.prompt',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
  ],
  output: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.usage.completion_tokens',
    'llm.token_count.completion',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
  ],
  total: ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens', 'llm.token_count.total', 'ai.usage.totalTokens'],
  model: [
    'gen_ai.response.model',
    'gen_ai.request.model',
    'llm.model_name',
    'ai.response.model',
    'ai.model.id',
    'embedding.model_name',
  ],
  agent: [
    'gen_ai.agent.name',
    'azure.ai.agentserver.agent_name',
    'agent.name',
    'agent_name',
    'ai.telemetry.functionId',
  ],
  session: [
    'gen_ai.conversation.id',
    'session.id',
    'traceloop.association.properties.session_id',
    'gcp.vertex.agent.session_id',
    'azure.ai.agentserver.conversation_id',
    'ai.telemetry.metadata.sessionId',
    'session_id',
  ],
  operation: ['gen_ai.operation.name', 'openinference.span.kind', 'traceloop.span.kind', 'ai.operationId'],
  environment: ['deployment.environment.name', 'deployment.environment'],
  /** As the platform's own record goes before error attributes, so here. */
  failure: ['exception.message', 'otel.status_description', 'error.message'],
} as const

/** Operations whose token counts repeat those of the calls under them. */
const agentOperations = [
  'invoke_agent',
  'create_agent',
  'invoke_workflow',
  'agent',
  'workflow',
  'chain',
  'task',
  'ai.generatetext',
  'ai.streamtext',
  'ai.generateobject',
  'ai.streamobject',
  'ai.embed',
  'ai.embedmany',
]
/** Error types that say no more than "failed". */
const bareTypes = ['error', 'fault', 'failed', 'failure', 'unset', 'unknown', '_other', 'status_code_error']
/** Ids that one set may hold: a dynamic value ends at about 1 MB. */
export const maxSetIds = 50_000

function texts(list: readonly string[], ...fallback: string[]): string {
  return `coalesce(${[...list.map((key) => `tostring(P["${key}"])`), ...fallback, '""'].join(', ')})`
}

/** Exporters write numbers as text into Properties; the Collector's exporter writes them as numbers into Measurements. */
function numbers(list: readonly string[]): string {
  const each = list.flatMap((key) => [`todouble(tostring(P["${key}"]))`, `todouble(tostring(M["${key}"]))`])
  return `coalesce(${[...each, 'real(null)'].join(', ')})`
}

/** The bags of attributes as `P` and `M`, which the expressions of this file read. */
export function bagColumns(schema: LogsSchema): string[] {
  return [`  P = parse_json(tostring(${schema.properties})),`, `  M = parse_json(tostring(${schema.measurements}))`]
}

/** When a row's work ended: its start where no duration is told. */
export function endOfRow({ time, duration }: LogsSchema): string {
  return `coalesce(${time} + column_ifexists("${duration}", real(null)) * 1ms, ${time})`
}

/** The tokens that a row claims, of `P` and `M`. */
export const tokensOfRow = `coalesce(${numbers(keys.total)}, coalesce(${numbers(keys.input)}, 0.0) + coalesce(${numbers(keys.output)}, 0.0))`

/**
 * The operators after `Rows | where OperationId in (Page)`. `first` is the condition that made the run a member of the page, `failed` that of a failed row.
 *
 * Rows are first folded to one a span: an exception counts with the span it belongs to, and as a step of its own only where that span is missing; a span that was sent twice counts
 * once. A failed step that only passes on a child's failure (it says nothing of its own, or the same words) is not counted again; TopFailures are those at the top of the run, where it
 * failed as a whole. Tokens are summed over the steps that are not agents, because agents repeat their children's sum; the largest agent's figure answers where nobody else carries one.
 */
export function runTotals(
  schema: LogsSchema,
  given: { readonly first: string; readonly failed: string; readonly timeFormat: string },
): string[] {
  const { time, operationId, parentId } = schema
  const list = (items: readonly string[]) => items.map((item) => `"${item}"`).join(', ')
  return [
    '| extend',
    `${bagColumns(schema).join('\n')},`,
    `  IsException = ${schema.type} == "${schema.exceptionType}",`,
    `  RowFailed = ${given.failed},`,
    `  InPage = ${given.first},`,
    `  SpanId = column_ifexists("${schema.id}", ""),`,
    `  SpanName = column_ifexists("${schema.name}", ""),`,
    `  OuterText = column_ifexists("${schema.outerMessage}", ""),`,
    `  RaisedType = column_ifexists("${schema.raisedType}", ""),`,
    `  ResultText = column_ifexists("${schema.resultCode}", ""),`,
    `  EndTime = ${endOfRow(schema)}`,
    '| extend',
    `  Operation = tolower(${texts(keys.operation)}),`,
    `  Model = ${texts(keys.model)},`,
    `  AgentName = ${texts(keys.agent)},`,
    `  SessionText = ${texts(keys.session, schema.session)},`,
    `  EnvironmentText = ${texts(keys.environment)},`,
    `  Tokens = ${tokensOfRow},`,
    '  ErrorType = tostring(P["error.type"]),',
    `  ErrorText = coalesce(OuterText, ${keys.failure.map((key) => `tostring(P["${key}"])`).join(', ')}, ""),`,
    `  IsRoot = isempty(${parentId}) or ${parentId} == ${operationId},`,
    `  Key = iif(IsException, ${parentId}, SpanId)`,
    '| extend',
    '  Failed = RowFailed or isnotempty(ErrorType) or isnotempty(tostring(P["error.message"])),',
    '  ResultWords = iif(isempty(ErrorType) and tolong(ResultText) >= 100, strcat("HTTP ", ResultText), "")',
    `| project ${operationId}, Key, Parent=${parentId}, Time=${time}, EndTime, IsException, Failed, InPage, Operation, Model, AgentName, SessionText, EnvironmentText, Tokens, ErrorType, ErrorText, RaisedType, ResultWords, IsRoot, SpanName, Service=${schema.service}, Items=${schema.itemCount}, IsRequest=${schema.type} == "${schema.requestType}", Rank=iif(IsException, 0, 1)`,
    `| summarize Exceptions=countif(IsException), RaisedText=take_anyif(ErrorText, IsException), Raised=take_anyif(RaisedType, IsException), First=minif(Time, InPage), arg_max(Rank, *) by ${operationId}, Key`,
    '| extend',
    `  IsAgent = Operation in (${list(agentOperations)}),`,
    '  Words = iif(Failed, coalesce(RaisedText, ErrorText, ResultWords, ""), ""),',
    '  Kind = iif(Failed, coalesce(Raised, ErrorType, ""), ""),',
    '  NameOfRoot = iif(isnotempty(AgentName) and (Operation in ("invoke_agent", "create_agent", "agent") or (IsRequest and isempty(Operation))), AgentName, SpanName)',
    '| extend',
    `  BareKind = isempty(Kind) or Kind in~ (${list(bareTypes)}) or tolong(Kind) >= 400,`,
    '  RootOrder = iif(IsException, Time + 73000d, iif(IsRoot, Time, Time + 36500d)),',
    '  AgentOrder = iif(isnotempty(AgentName), iif(IsAgent, Time, Time + 36500d), datetime(null)),',
    '  SessionOrder = iif(isnotempty(SessionText), Time, datetime(null)),',
    '  FailureOrder = iif(isnotempty(Words), iif(IsRoot, Time, Time + 36500d), datetime(null))',
    '| extend Mark = iif(isnotempty(Words), strcat(Key, "|", Words), iif(BareKind, Key, strcat(Key, "|", Kind)))',
    '| summarize',
    '  Start=min(Time),',
    '  End=max(EndTime),',
    '  First=min(First),',
    '  Steps=sum(iif(IsException, Exceptions, 1)),',
    '  Failures=sum(iif(IsException, Exceptions, iif(Failed, 1, 0))),',
    '  Marks=make_set_if(Mark, Failed and not(IsException), 1000),',
    '  ChildIds=make_set_if(Parent, Failed and not(IsException), 1000),',
    '  ChildWords=make_set_if(strcat(Parent, "|", Words), Failed and not(IsException), 1000),',
    '  ChildKinds=make_set_if(strcat(Parent, "|", Kind), Failed and not(IsException), 1000),',
    `  OrphanParents=make_set_if(Parent, Failed and not(IsRoot), 1000),`,
    `  Ids=make_set_if(Key, not(IsException), ${maxSetIds}),`,
    '  RootFailures=countif(IsRoot and Failed),',
    '  RootKind=take_anyif(Kind, IsRoot and Failed),',
    '  LeafTokens=sumif(Tokens, Tokens > 0 and not(IsAgent)),',
    '  LeafCount=countif(Tokens > 0 and not(IsAgent)),',
    '  AgentTokens=maxif(Tokens, Tokens > 0 and IsAgent),',
    '  ModelSet=make_set_if(Model, isnotempty(Model), 16),',
    '  Environment=take_anyif(EnvironmentText, isnotempty(EnvironmentText)),',
    '  RootSeen=countif(IsRoot and not(IsException)),',
    '  Sampling=max(Items),',
    '  arg_min(RootOrder, NameOfRoot, Service),',
    '  arg_min(AgentOrder, AgentName),',
    '  arg_min(SessionOrder, SessionText),',
    '  arg_min(FailureOrder, Words)',
    `  by ${operationId}`,
    '| extend',
    '  Errors = Failures - array_length(set_intersect(Marks, set_union(ChildIds, ChildWords, ChildKinds))),',
    '  TopFailures = RootFailures + array_length(set_difference(OrphanParents, Ids))',
    `| order by First desc, ${operationId} desc`,
    `| project OperationId=${operationId}, Start=format_datetime(Start, "${given.timeFormat}"), End=format_datetime(End, "${given.timeFormat}"), First=format_datetime(First, "${given.timeFormat}"), Steps, Errors, TopFailures, LeafTokens, LeafCount, AgentTokens, Models=tostring(ModelSet), Agent=AgentName, Session=SessionText, Environment, RootName=NameOfRoot, RootService=Service, RootSeen, Failure=coalesce(Words, RootKind, ""), Sampling`,
  ]
}
