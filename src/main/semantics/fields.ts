/**
 * The one alias table: which attribute of which dialect feeds which canonical field. Within a field the first alias that has a usable value wins.
 *
 * Dialects: OpenTelemetry GenAI (new names, and those up to 1.36), OpenInference, OpenLLMetry / Traceloop, Vercel AI SDK, Google ADK, Strands and AgentCore,
 * Azure AI Foundry, dd-trace with LLM Observability, pydantic-ai. Every one of them may come dotted, nested or underscored: see attributes.ts.
 */

/** What a usable value of a field is, and what it becomes. */
export type ValueKind =
  /** Non-empty text; a number is printed. Ids are of this kind, and never become numbers. */
  | 'text'
  /** A whole number of at least 0, or a text that says one. */
  | 'count'
  /** Any finite number of at least 0, or a text that says one. */
  | 'quantity'
  /** true / false, or a text or number that says so. */
  | 'flag'
  /** One or more texts: an array, a JSON array in text, or text with commas. */
  | 'texts'
  /** Anything but null, an empty text or an empty object. */
  | 'any'

/** What the mere presence of a key says about the span (mapping rule 3). */
export type KeySignal =
  | 'none'
  /** Part of a call to a model. */
  | 'model'
  /** Part of a tool's execution. */
  | 'tool'
  /** Names the agent; on its own it says that an agent is at work here, though not that this span is a model call. */
  | 'agent'

interface FieldRow {
  readonly kind: ValueKind
  readonly aliases: readonly string[]
  /** Aliases outside gen_ai.* that are signals of the step's type when no kind is named. */
  readonly signal?: KeySignal
}

const rows = {
  stepType: { kind: 'text', aliases: ['tracecraft.step.type'] },

  operation: { kind: 'text', aliases: ['gen_ai.operation.name'] },
  openinferenceKind: { kind: 'text', aliases: ['openinference.span.kind'] },
  traceloopKind: { kind: 'text', aliases: ['traceloop.span.kind'] },
  vercelOperation: { kind: 'text', aliases: ['ai.operationId'] },
  datadogKind: {
    kind: 'text',
    aliases: ['_ml_obs.meta.span.kind', 'ml_obs.span.kind', 'meta.span.kind', 'span_kind', 'span.kind'],
  },
  requestType: { kind: 'text', aliases: ['llm.request.type'] },
  pydanticRun: { kind: 'any', aliases: ['pydantic_ai.all_messages', 'all_messages_events'] },

  model: {
    kind: 'text',
    aliases: [
      'gen_ai.response.model',
      'gen_ai.request.model',
      'llm.model_name',
      'llm.response.model',
      'llm.request.model',
      'ai.response.model',
      'ai.model.id',
      'embedding.model_name',
      'reranker.model_name',
      '_ml_obs.meta.model_name',
      'meta.model_name',
      'model_name',
    ],
  },
  provider: {
    kind: 'text',
    aliases: [
      'gen_ai.provider.name',
      'gen_ai.system',
      'llm.provider',
      'llm.system',
      'ai.model.provider',
      '_ml_obs.meta.model_provider',
      'meta.model_provider',
      'model_provider',
    ],
  },
  inputTokens: {
    kind: 'count',
    aliases: [
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.prompt_tokens',
      'llm.usage.prompt_tokens',
      'llm.token_count.prompt',
      'ai.usage.inputTokens',
      'ai.usage.promptTokens',
      '_ml_obs.metrics.input_tokens',
      'metrics.input_tokens',
    ],
  },
  outputTokens: {
    kind: 'count',
    aliases: [
      'gen_ai.usage.output_tokens',
      'gen_ai.usage.completion_tokens',
      'llm.usage.completion_tokens',
      'llm.token_count.completion',
      'ai.usage.outputTokens',
      'ai.usage.completionTokens',
      '_ml_obs.metrics.output_tokens',
      'metrics.output_tokens',
    ],
  },
  totalTokens: {
    kind: 'count',
    aliases: [
      'gen_ai.usage.total_tokens',
      'llm.usage.total_tokens',
      'llm.token_count.total',
      'ai.usage.totalTokens',
      '_ml_obs.metrics.total_tokens',
      'metrics.total_tokens',
    ],
  },
  cachedTokens: {
    kind: 'count',
    aliases: [
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_read_input_tokens',
      'gen_ai.usage.cached_input_tokens',
      'llm.usage.cache_read_input_tokens',
      'llm.token_count.prompt_details.cache_read',
      'ai.usage.cachedInputTokens',
      'ai.usage.inputTokenDetails.cacheReadTokens',
      '_ml_obs.metrics.cache_read_input_tokens',
      'metrics.cache_read_input_tokens',
    ],
  },
  cacheWriteTokens: {
    kind: 'count',
    aliases: [
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_creation_input_tokens',
      'gen_ai.usage.cache_write_input_tokens',
      'llm.usage.cache_creation_input_tokens',
      'llm.token_count.prompt_details.cache_write',
      'ai.usage.inputTokenDetails.cacheWriteTokens',
      '_ml_obs.metrics.cache_write_input_tokens',
      'metrics.cache_write_input_tokens',
    ],
  },
  reasoningTokens: {
    kind: 'count',
    aliases: [
      'gen_ai.usage.reasoning.output_tokens',
      'gen_ai.usage.reasoning_output_tokens',
      'gen_ai.usage.reasoning_tokens',
      'gen_ai.usage.details.reasoning_tokens',
      'llm.usage.reasoning_tokens',
      'llm.token_count.completion_details.reasoning',
      'ai.usage.reasoningTokens',
      'ai.usage.outputTokenDetails.reasoningTokens',
      '_ml_obs.metrics.reasoning_output_tokens',
      'metrics.reasoning_output_tokens',
    ],
  },

  toolName: {
    kind: 'text',
    aliases: ['gen_ai.tool.name', 'tool.name', 'tool_call.function.name', 'ai.toolCall.name'],
    signal: 'tool',
  },
  toolArguments: {
    kind: 'any',
    aliases: [
      'gen_ai.tool.call.arguments',
      'gcp.vertex.agent.tool_call_args',
      'ai.toolCall.args',
      'tool.parameters',
      'tool_call.function.arguments',
      'tool_arguments',
    ],
    signal: 'tool',
  },
  toolResult: {
    kind: 'any',
    aliases: ['gen_ai.tool.call.result', 'gcp.vertex.agent.tool_response', 'ai.toolCall.result', 'tool_response'],
    signal: 'tool',
  },
  toolCallId: { kind: 'text', aliases: ['gen_ai.tool.call.id', 'tool_call.id', 'ai.toolCall.id'] },
  toolStatus: { kind: 'text', aliases: ['gen_ai.tool.status'] },
  entityName: { kind: 'text', aliases: ['traceloop.entity.name'] },

  sessionId: {
    kind: 'text',
    aliases: [
      'gen_ai.conversation.id',
      'session.id',
      'traceloop.association.properties.session_id',
      'gcp.vertex.agent.session_id',
      'azure.ai.agentserver.conversation_id',
      'ai.telemetry.metadata.sessionId',
      '_ml_obs.session_id',
      'session_id',
    ],
  },
  userId: {
    kind: 'text',
    aliases: [
      'user.id',
      'enduser.id',
      'traceloop.association.properties.user_id',
      'ai.telemetry.metadata.userId',
      'usr.id',
      'user_id',
    ],
  },
  agentName: {
    kind: 'text',
    aliases: [
      'gen_ai.agent.name',
      'azure.ai.agentserver.agent_name',
      'agent.name',
      'agent_name',
      'ai.telemetry.functionId',
    ],
  },
  agentId: {
    kind: 'text',
    aliases: ['gen_ai.agent.id', 'azure.ai.agentserver.agent_id', 'aws.bedrock.agent.id', 'agent.id'],
  },
  agentDescription: { kind: 'text', aliases: ['gen_ai.agent.description', 'agent.description'] },
  environment: {
    kind: 'text',
    aliases: [
      'deployment.environment.name',
      'deployment.environment',
      'otel.resource.deployment.environment.name',
      'otel.resource.deployment.environment',
      'env',
    ],
  },
  tags: {
    kind: 'texts',
    aliases: ['tag.tags', 'tags', 'langfuse.trace.tags', 'traceloop.association.properties.tags'],
  },

  streaming: {
    kind: 'flag',
    aliases: ['gen_ai.request.stream', 'gen_ai.is_streaming', 'llm.is_streaming', 'llm.request.stream'],
  },
  firstTokenMs: { kind: 'quantity', aliases: ['ai.response.msToFirstChunk', 'ai.response.msToFirstToken'] },
  firstTokenSeconds: {
    kind: 'quantity',
    aliases: [
      'gen_ai.response.time_to_first_chunk',
      'gen_ai.server.time_to_first_token',
      'gen_ai.client.operation.time_to_first_chunk',
      '_ml_obs.metrics.time_to_first_token',
      'metrics.time_to_first_token',
    ],
  },

  errorMessage: { kind: 'text', aliases: ['error.message', 'error.msg', 'exception.message'] },
  errorType: { kind: 'text', aliases: ['error.type', 'exception.type'] },
  errorStack: { kind: 'text', aliases: ['error.stack', 'exception.stacktrace'] },
  errorFlag: { kind: 'flag', aliases: ['error'] },
  httpStatus: { kind: 'count', aliases: ['http.response.status_code', 'http.status_code'] },
} as const satisfies Record<string, FieldRow>

/** A canonical field of the alias table. */
export type Field = keyof typeof rows

/** The alias table: every field with its kind, and its aliases in order of preference. */
export const fieldTable: Readonly<Record<Field, FieldRow>> = rows

/** All fields; the position is a field's number in the reader. */
export const fieldNames = Object.keys(rows) as Field[]

/**
 * What keys say by being there. The longest prefix that fits a key decides. `gen_ai.` at large is the signal of a model call; what merely says in which
 * conversation, runtime or workflow the span happened is none, because such keys are spread over every span of a run.
 */
export const signalPrefixes: Readonly<Record<string, KeySignal>> = {
  gen_ai: 'model',
  'gen_ai.agent': 'agent',
  'gen_ai.tool': 'tool',
  'gen_ai.tool.definitions': 'model',
  'gen_ai.conversation': 'none',
  'gen_ai.workflow': 'none',
  'gen_ai.evaluation': 'none',
  'gen_ai.event': 'none',
  'gen_ai.runtime': 'none',
  'gen_ai.memory': 'none',
  'gen_ai.gateway': 'none',
  'gen_ai.code_interpreter': 'none',
  'gen_ai.browser': 'none',
  'llm.model_name': 'model',
  'llm.token_count': 'model',
  'llm.usage': 'model',
  'llm.input_messages': 'model',
  'llm.output_messages': 'model',
  'embedding.model_name': 'model',
  'ai.model': 'model',
  'gcp.vertex.agent.llm_request': 'model',
  'gcp.vertex.agent.llm_response': 'model',
}
