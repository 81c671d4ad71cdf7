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
  agent: ['gen_ai.agent.name', 'azure.ai.agentserver.agent_name'],
  session: [
    'gen_ai.conversation.id',
    'session.id',
    'traceloop.association.properties.session_id',
    'gcp.vertex.agent.session_id',
    'azure.ai.agentserver.conversation_id',
  ],
  environment: ['deployment.environment.name', 'deployment.environment'],
  failure: ['exception.message', 'error.message', 'error.type'],
} as const

function texts(list: readonly string[], ...fallback: string[]): string {
  return `coalesce(${[...list.map((key) => `tostring(P["${key}"])`), ...fallback, '""'].join(', ')})`
}

/** Exporters write numbers as text into Properties; the Collector's exporter writes them as numbers into Measurements. */
function numbers(list: readonly string[]): string {
  const each = list.flatMap((key) => [`todouble(tostring(P["${key}"]))`, `todouble(tostring(M["${key}"]))`])
  return `coalesce(${[...each, 'real(null)'].join(', ')})`
}

/**
 * The operators after `Rows | where OperationId in (Page)`. `first` is the condition that made the run a member of the page, `failed` that of a failed row.
 *
 * Rows are first folded to one a span: an exception counts with the span it belongs to, and as a step of its own only where that span is missing; a span that was sent twice counts
 * once. Tokens are summed over the steps that are not agents, because agents repeat their children's sum; the largest agent's figure answers where nobody else carries one.
 */
export function runTotals(
  schema: LogsSchema,
  given: { readonly first: string; readonly failed: string; readonly timeFormat: string },
): string[] {
  const { time, operationId, parentId } = schema
  const isException = `${schema.type} == "${schema.exceptionType}"`
  const agentOperations = '("invoke_agent", "create_agent", "invoke_workflow", "agent", "workflow")'
  return [
    '| extend',
    `  P = parse_json(tostring(${schema.properties})),`,
    `  M = parse_json(tostring(${schema.measurements})),`,
    `  IsException = ${isException},`,
    `  Failed = ${given.failed},`,
    `  InPage = ${given.first},`,
    `  SpanId = column_ifexists("${schema.id}", ""),`,
    `  SpanName = column_ifexists("${schema.name}", ""),`,
    `  OuterText = column_ifexists("${schema.outerMessage}", ""),`,
    `  ResultText = column_ifexists("${schema.resultCode}", ""),`,
    `  EndTime = coalesce(${time} + column_ifexists("${schema.duration}", real(null)) * 1ms, ${time})`,
    '| extend',
    '  Operation = tolower(coalesce(tostring(P["gen_ai.operation.name"]), tostring(P["openinference.span.kind"]), tostring(P["traceloop.span.kind"]), "")),',
    `  Model = ${texts(keys.model)},`,
    `  AgentName = ${texts(keys.agent)},`,
    `  SessionText = ${texts(keys.session, schema.session)},`,
    `  EnvironmentText = ${texts(keys.environment)},`,
    `  Tokens = coalesce(${numbers(keys.total)}, coalesce(${numbers(keys.input)}, 0.0) + coalesce(${numbers(keys.output)}, 0.0)),`,
    `  FailureText = coalesce(OuterText, ${keys.failure.map((key) => `tostring(P["${key}"])`).join(', ')}, ""),`,
    `  IsRoot = isempty(${parentId}) or ${parentId} == ${operationId},`,
    '  Key = iif(IsException, ' + parentId + ', SpanId)',
    `| project ${operationId}, Key, Time=${time}, EndTime, IsException, Failed, InPage, Operation, Model, AgentName, SessionText, EnvironmentText, Tokens, FailureText, ResultText, IsRoot, SpanName, Service=${schema.service}, Items=${schema.itemCount}, IsRequest=${schema.type} == "${schema.requestType}", Rank=iif(IsException, 0, 1)`,
    `| summarize Exceptions=countif(IsException), ExceptionText=take_anyif(FailureText, IsException), First=minif(Time, InPage), arg_max(Rank, *) by ${operationId}, Key`,
    '| extend',
    '  IsAgent = Operation in ' + agentOperations + ' or Operation == "chain" or Operation == "task",',
    '  OwnFailure = iif(IsException or Failed, coalesce(ExceptionText, FailureText, iif(tolong(ResultText) >= 100, strcat("HTTP ", ResultText), ""), SpanName), ""),',
    '  NameOfRoot = iif(isnotempty(AgentName) and (Operation in ("invoke_agent", "create_agent", "agent") or (IsRequest and isempty(Operation))), AgentName, SpanName)',
    '| extend',
    '  RootOrder = iif(IsException, Time + 73000d, iif(IsRoot, Time, Time + 36500d)),',
    '  AgentOrder = iif(isnotempty(AgentName), Time, datetime(null)),',
    '  FailureOrder = iif(isnotempty(OwnFailure), Time, datetime(null))',
    '| summarize',
    '  Start=min(Time),',
    '  End=max(EndTime),',
    '  First=min(First),',
    '  Steps=sum(iif(IsException, Exceptions, 1)),',
    '  Errors=sum(iif(IsException, Exceptions, iif(Failed, 1, 0))),',
    '  LeafTokens=sumif(Tokens, Tokens > 0 and not(IsAgent)),',
    '  LeafCount=countif(Tokens > 0 and not(IsAgent)),',
    '  AgentTokens=maxif(Tokens, Tokens > 0 and IsAgent),',
    '  ModelSet=make_set_if(Model, isnotempty(Model), 16),',
    '  Session=take_anyif(SessionText, isnotempty(SessionText)),',
    '  Environment=take_anyif(EnvironmentText, isnotempty(EnvironmentText)),',
    '  RootSeen=countif(IsRoot and not(IsException)),',
    '  Sampling=max(Items),',
    '  arg_min(RootOrder, NameOfRoot, Service),',
    '  arg_min(AgentOrder, AgentName),',
    '  arg_min(FailureOrder, OwnFailure)',
    `  by ${operationId}`,
    `| order by First desc, ${operationId} desc`,
    `| project OperationId=${operationId}, Start=format_datetime(Start, "${given.timeFormat}"), End=format_datetime(End, "${given.timeFormat}"), First=format_datetime(First, "${given.timeFormat}"), Steps, Errors, LeafTokens, LeafCount, AgentTokens, Models=tostring(ModelSet), Agent=AgentName, Session, Environment, RootName=NameOfRoot, RootService=Service, RootSeen, Failure=OwnFailure, Sampling`,
  ]
}
