/** Spans of agents, models and tools under OpenTelemetry's current GenAI conventions. */

import type { DemoAttribute } from './demo-trace.ts'
import type { Model } from './flavour.ts'
import { type Conversation, type Message, type Part, type ToolCall, tokensOf } from './messages.ts'
import type { Script, SpanDraft } from './script.ts'

export interface AgentSpec {
  readonly name: string
  readonly description: string
  /** The span carries the sum of its models' tokens, as several SDKs do. */
  readonly sums?: boolean
  /** What it was asked; its answer is what the body returns. Absent: the span carries no content. */
  readonly asked?: string
  readonly attributes?: Readonly<Record<string, DemoAttribute>>
}

/** An `invoke_agent` span. The text that the body returns, if any, is the agent's answer. */
export function agent(script: Script, spec: AgentSpec, body: (span: SpanDraft) => string | void): string {
  const first = script.drafts.length
  return script.span(
    {
      name: `invoke_agent ${spec.name}`,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.provider.name': script.flavour.large.provider,
        'gen_ai.agent.name': spec.name,
        'gen_ai.agent.id': `${spec.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-v3`,
        'gen_ai.agent.description': spec.description,
        'gen_ai.conversation.id': script.conversationId,
        'enduser.id': script.userId,
        ...(spec.asked !== undefined && { 'gen_ai.input.messages': json([text('user', spec.asked)]) }),
        ...spec.attributes,
      },
    },
    (span) => {
      script.pass(6)
      const answer = body(span)
      if (spec.sums) span.set(summed(script, first))
      if (answer) span.set({ 'gen_ai.output.messages': json([text('assistant', answer, 'stop')]) })
      script.pass(4)
      return answer ?? ''
    },
  )
}

function summed(script: Script, first: number): Record<string, number> {
  let input = 0
  let output = 0
  for (const { attributes } of script.drafts.slice(first)) {
    if (attributes['gen_ai.operation.name'] === 'invoke_agent') continue
    input += numberOf(attributes['gen_ai.usage.input_tokens'])
    output += numberOf(attributes['gen_ai.usage.output_tokens'])
  }
  return { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output }
}

export interface TurnSpec {
  readonly text?: string
  /** What the model thought before it answered; counted as reasoning tokens. */
  readonly reasoning?: string
  readonly calls?: readonly { readonly name: string; readonly arguments: unknown }[]
  /** Default: the flavour's large model. */
  readonly model?: Model
  readonly temperature?: number
  /** Milliseconds; default: what so many tokens take. */
  readonly takes?: number
  /** Adds the time to the first token, and an event for it. */
  readonly streamed?: boolean
}

/** A `chat` span: the model answers the conversation, which then holds its answer. The tool calls it asked for. */
export function chat(script: Script, talk: Conversation, turn: TurnSpec): ToolCall[] {
  const { flavour } = script
  const model = turn.model ?? flavour.large
  const calls = (turn.calls ?? []).map((call) => ({ id: `call_${script.random.token(22)}`, ...call }))
  const answer: Message = {
    role: 'assistant',
    parts: [
      ...(turn.reasoning === undefined ? [] : [{ type: 'reasoning', content: turn.reasoning } as const]),
      ...(turn.text === undefined ? [] : [{ type: 'text', content: turn.text } as const]),
      ...calls.map((call): Part => ({ type: 'tool_call', ...call })),
    ],
    finish_reason: calls.length > 0 ? 'tool_call' : 'stop',
  }
  const asked = json(talk.messages)
  const answered = json([answer])
  const inputTokens = tokensOf(talk.system) + tokensOf(asked) + 40
  const reasoningTokens = turn.reasoning === undefined ? 0 : tokensOf(turn.reasoning) * 3
  const outputTokens = tokensOf(answered) + reasoningTokens
  const cached = Math.floor(Math.min(talk.cached, inputTokens) / 64) * 64
  script.span(
    {
      name: `chat ${model.request}`,
      kind: 'client',
      attributes: {
        ...modelAttributes('chat', model),
        'gen_ai.conversation.id': script.conversationId,
        'gen_ai.request.temperature': turn.temperature ?? 0.2,
        'gen_ai.request.max_tokens': 4096,
        'gen_ai.system_instructions': json([{ type: 'text', content: talk.system }]),
        'gen_ai.input.messages': asked,
      },
    },
    (span) => {
      const usualWait = script.random.between(180, 900)
      script.pass(turn.takes === undefined ? usualWait : Math.min(usualWait, turn.takes / 2))
      if (turn.streamed) {
        const seconds = (script.now - span.start) / 1e6
        span.set({ 'gen_ai.request.stream': true, 'gen_ai.server.time_to_first_token': seconds })
        span.event('gen_ai.first_token', { 'gen_ai.server.time_to_first_token': seconds })
      }
      script.pass(turn.takes ?? outputTokens * 11)
      span.set({
        'gen_ai.response.model': model.response,
        'gen_ai.response.id': `${flavour.responseIdPrefix}${script.random.token(24)}`,
        'gen_ai.response.finish_reasons': [calls.length > 0 ? flavour.finish.toolCall : flavour.finish.stop],
        'gen_ai.usage.input_tokens': inputTokens,
        'gen_ai.usage.output_tokens': outputTokens,
        ...(cached > 0 && { 'gen_ai.usage.cache_read.input_tokens': cached }),
        ...(reasoningTokens > 0 && { 'gen_ai.usage.reasoning.output_tokens': reasoningTokens }),
        'gen_ai.output.messages': answered,
      })
    },
  )
  talk.messages.push({ role: answer.role, parts: answer.parts })
  talk.cached = inputTokens
  return calls
}

/** A `chat` span that the provider refused; the conversation stays as it was. */
export function failedChat(
  script: Script,
  talk: Conversation,
  failure: { readonly status: number; readonly type: string; readonly message: string; readonly attempt: number },
): void {
  const model = script.flavour.large
  script.span(
    {
      name: `chat ${model.request}`,
      kind: 'client',
      attributes: {
        ...modelAttributes('chat', model),
        'gen_ai.conversation.id': script.conversationId,
        'gen_ai.system_instructions': json([{ type: 'text', content: talk.system }]),
        'gen_ai.input.messages': json(talk.messages),
        'http.request.method': 'POST',
        'http.request.resend_count': failure.attempt - 1,
      },
    },
    (span) => {
      script.pass(120)
      span.set({ 'http.response.status_code': failure.status })
      span.fail(failure.type, failure.message)
    },
  )
}

export interface ToolSpec {
  readonly result: unknown
  readonly description?: string
  /** Default `function`. */
  readonly type?: 'function' | 'extension' | 'datastore'
  /** Milliseconds of the tool's own work; default 40. */
  readonly takes?: number
  /** What happens within, such as calls of other services. */
  readonly body?: (span: SpanDraft) => void
}

/** An `execute_tool` span that answers a model's call; the conversation then holds the result. */
export function useTool(script: Script, talk: Conversation | null, call: ToolCall, spec: ToolSpec): void {
  script.span(
    {
      name: `execute_tool ${call.name}`,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': call.name,
        'gen_ai.tool.type': spec.type ?? 'function',
        'gen_ai.tool.call.id': call.id,
        'gen_ai.tool.call.arguments': json(call.arguments),
        ...(spec.description && { 'gen_ai.tool.description': spec.description }),
      },
    },
    (span) => {
      script.pass(spec.takes ?? 40)
      spec.body?.(span)
      if (span.status !== 'error') span.set({ 'gen_ai.tool.call.result': json(spec.result) })
    },
  )
  talk?.respond(call, spec.result)
}

/** An `embeddings` span for a text. */
export function embed(script: Script, input: string): void {
  const model = script.flavour.embedding
  script.span(
    {
      name: `embeddings ${model.request}`,
      kind: 'client',
      attributes: {
        ...modelAttributes('embeddings', model),
        'gen_ai.embeddings.dimension.count': 1024,
        'gen_ai.request.encoding_formats': ['float'],
      },
    },
    (span) => {
      script.pass(85)
      span.set({ 'gen_ai.response.model': model.response, 'gen_ai.usage.input_tokens': tokensOf(input) })
    },
  )
}

/** A `search_memory` span: what the agent remembers of somebody. */
export function recall(script: Script, store: string, asked: string, found: readonly string[]): void {
  script.span(
    {
      name: `search_memory ${store}`,
      kind: 'client',
      attributes: {
        'gen_ai.operation.name': 'search_memory',
        'gen_ai.provider.name': script.flavour.large.provider,
        'gen_ai.memory.store.id': store,
        'gen_ai.memory.query.text': asked,
        'gen_ai.conversation.id': script.conversationId,
      },
    },
    (span) => {
      script.pass(38)
      span.set({
        'gen_ai.memory.record.count': found.length,
        'gen_ai.memory.records': json(found.map((content, index) => ({ id: `mem-${index + 1}`, content }))),
      })
    },
  )
}

/** The attributes that every call of a model has when it starts. */
export function modelAttributes(operation: string, model: Model): Record<string, DemoAttribute> {
  return {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': model.provider,
    'gen_ai.request.model': model.request,
    'server.address': model.address,
    'server.port': 443,
  }
}

/** A message of one text. */
export function text(role: Message['role'], content: string, finishReason?: string): Message {
  return { role, parts: [{ type: 'text', content }], ...(finishReason && { finish_reason: finishReason }) }
}

/** Structured content as the conventions put it on a span: JSON text. */
export function json(value: unknown): string {
  const made = JSON.stringify(value)
  if (made.length > 400) return made
  // Runs of thousands of steps say the same few things: each is kept in memory once.
  const known = shortTexts.get(made)
  if (known !== undefined) return known
  if (shortTexts.size >= 2000) shortTexts.clear()
  shortTexts.set(made, made)
  return made
}

const shortTexts = new Map<string, string>()

function numberOf(value: DemoAttribute | undefined): number {
  return typeof value === 'number' ? value : 0
}
