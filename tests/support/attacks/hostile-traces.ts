/** Traces made of attacks: every text that a trace can hold is one, from the name of the run to the media type of a picture. */

import type { DemoAttribute, DemoSpan, DemoTrace } from '../../../src/demo/traffic/demo-trace.ts'
import type { Platform } from '../../../src/shared/platform.ts'
import type { Attack } from './attack.ts'

/** A run of one family: a root, and below it for each attack a model call with a tool call within. `number` tells the runs apart. */
export function hostileRun(family: readonly Attack[], number: number, platforms: readonly Platform[]): DemoTrace {
  const make = new SpanMaker(number)
  const root = make.span(family[0]!, null, 'invoke_agent', {
    'gen_ai.agent.name': family.at(-1)!.text,
    'gen_ai.conversation.id': family[0]!.text,
    'enduser.id': family[0]!.text,
  })
  const spans = family.flatMap((attack) => {
    const chat = make.span(attack, root.spanId, 'chat', chatAttributes(attack))
    return [chat, make.span(attack, chat.spanId, 'execute_tool', toolAttributes(attack))]
  })
  return make.trace([root, ...spans], platforms)
}

/** A run of one span, for lists: its name, agent, service, session, model and error are the attack. */
export function hostileRow(attack: Attack, number: number, platforms: readonly Platform[]): DemoTrace {
  const make = new SpanMaker(number)
  const { text } = attack
  const span = make.span(attack, null, 'invoke_agent', {
    'gen_ai.agent.name': text,
    'gen_ai.conversation.id': text,
    'gen_ai.request.model': text,
  })
  return make.trace([span], platforms)
}

function chatAttributes({ text }: Attack): Record<string, DemoAttribute> {
  const part = (type: string, more: object) => ({ type, ...more })
  return {
    'gen_ai.provider.name': text,
    'gen_ai.request.model': text,
    'gen_ai.response.model': text,
    'gen_ai.response.id': text,
    'gen_ai.response.finish_reasons': [text],
    'gen_ai.system_instructions': JSON.stringify([part('text', { content: text })]),
    'gen_ai.input.messages': JSON.stringify([
      {
        role: 'user',
        parts: [
          part('text', { content: text }),
          part('uri', { modality: 'image', mime_type: 'image/png', uri: text }),
          part('uri', { modality: text, mime_type: text, uri: text }),
          part('blob', { modality: 'image', mime_type: text, content: 'AAAA' }),
          part(text, { [text.slice(0, 200)]: text }),
        ],
      },
      { role: text, name: text, parts: [part('text', { content: text })] },
      { role: 'tool', parts: [part('tool_call_response', { id: text, response: text })] },
    ]),
    'gen_ai.output.messages': JSON.stringify([
      {
        role: 'assistant',
        finish_reason: text,
        parts: [
          part('reasoning', { content: text }),
          part('text', { content: text }),
          part('tool_call', { id: text, name: text, arguments: text }),
        ],
      },
    ]),
    'input.value': text,
    'output.value': text,
    'url.full': text,
    'server.address': text,
    [`custom.${text.slice(0, 200)}`]: text,
    [text.slice(0, 60) || 'empty']: [text, text],
  }
}

function toolAttributes({ text }: Attack): Record<string, DemoAttribute> {
  return {
    'gen_ai.tool.name': text,
    'gen_ai.tool.description': text,
    'gen_ai.tool.call.id': text,
    'gen_ai.tool.call.arguments': text,
    'gen_ai.tool.call.result': text,
  }
}

/** Makes spans one after another, a millisecond each, all failed: an error's text is text of a trace too. */
class SpanMaker {
  readonly #start: number
  readonly #number: number
  #made = 0

  constructor(number: number) {
    this.#number = number
    // In the last quarter of an hour, each run at a time of its own.
    this.#start = (Math.floor(Date.now() / 1000) - 900 + number) * 1_000_000
  }

  span(
    { text }: Attack,
    parentSpanId: string | null,
    operation: string,
    attributes: Readonly<Record<string, DemoAttribute>>,
  ): DemoSpan {
    const number = ++this.#made
    const start = this.#start + number * 1000
    return {
      spanId: `1${(this.#number * 4096 + number).toString(16).padStart(15, '0')}`,
      parentSpanId,
      name: text,
      kind: operation === 'chat' ? 'client' : 'internal',
      service: text,
      start,
      end: start + 900,
      status: 'error',
      statusMessage: text,
      attributes: { 'gen_ai.operation.name': operation, 'error.type': text, ...attributes },
      events: [
        { name: text, at: start + 100, attributes: { [text.slice(0, 60) || 'empty']: text } },
        {
          name: 'exception',
          at: start + 200,
          attributes: { 'exception.type': text, 'exception.message': text, 'exception.stacktrace': text },
        },
      ],
      resource: { 'deployment.environment.name': text },
      lost: false,
    }
  }

  trace(spans: readonly DemoSpan[], platforms: readonly Platform[]): DemoTrace {
    const seconds = Math.floor(this.#start / 1_000_000)
    return {
      traceId: seconds.toString(16).padStart(8, '0') + `c0ffee00c${this.#number.toString(16).padStart(15, '0')}`,
      scenario: 'hostile',
      platforms,
      start: this.#start,
      spans: spans.map((span, at) => (at === 0 ? { ...span, end: this.#start + 1000 * (spans.length + 2) } : span)),
      partOf: null,
      cut: false,
    }
  }
}
