/** Messages in the parts form of OpenTelemetry's GenAI conventions, and a conversation that grows turn by turn. */

export type Part =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'reasoning'; readonly content: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly arguments: unknown }
  | { readonly type: 'tool_call_response'; readonly id: string; readonly response: unknown }
  /** Base64 within the message. */
  | { readonly type: 'blob'; readonly modality: 'image'; readonly mime_type: string; readonly content: string }
  | { readonly type: 'uri'; readonly modality: 'image'; readonly mime_type: string; readonly uri: string }

export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly parts: readonly Part[]
  readonly finish_reason?: string
}

/** A tool call that a model asked for. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: unknown
}

/** What a model has been told so far. */
export class Conversation {
  readonly system: string
  readonly messages: Message[] = []
  /** Input tokens of the latest turn, which the provider may serve from its cache in the next; 0 before the first. */
  cached = 0

  constructor(system: string) {
    this.system = system
  }

  user(text: string, ...more: readonly Part[]): this {
    this.messages.push({ role: 'user', parts: [{ type: 'text', content: text }, ...more] })
    return this
  }

  respond(call: ToolCall, response: unknown): void {
    this.messages.push({ role: 'tool', parts: [{ type: 'tool_call_response', id: call.id, response }] })
  }
}

/** About as many tokens as a model would count: four Latin characters each, one and a half of other scripts. */
export function tokensOf(text: string): number {
  let cost = 0
  for (let i = 0; i < text.length; i++) cost += text.charCodeAt(i) < 0x250 ? 0.25 : 0.66
  return Math.max(1, Math.round(cost))
}
