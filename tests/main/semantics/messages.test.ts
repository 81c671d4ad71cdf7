import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message, MessagePart } from '../../../src/shared/model/message.ts'
import type { JsonValue } from '../../../src/shared/model/json-value.ts'
import type { SpanEvent } from '../../../src/main/semantics/span.ts'
import { assemble, detail, json, span, type SpanWords } from './make-span.ts'

async function step(attributes: Record<string, unknown>, words: SpanWords = {}) {
  const chat = { 'gen_ai.operation.name': 'chat', ...attributes }
  return detail(await assemble([span('s', null, { attributes: chat, ...words })]), 's')
}

async function messages(attributes: Record<string, unknown>, words: SpanWords = {}): Promise<string[]> {
  return (await step(attributes, words)).messages.map(line)
}

/** `>` for input and `<` for output, the role, the parts, the finish reason. */
function line({ direction, role, parts, finishReason, cut }: Message): string {
  const end = `${finishReason === null ? '' : ` [${finishReason}]`}${cut ? ' [cut]' : ''}`
  return `${direction === 'input' ? '>' : '<'} ${role}: ${parts.map(word).join(' + ')}${end}`
}

function word(part: MessagePart): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'reasoning':
      return `(thinks) ${part.text}`
    case 'tool_call':
      return `call ${part.name}#${part.id} ${JSON.stringify(part.arguments)}`
    case 'tool_result':
      return `result ${part.name}#${part.id} ${JSON.stringify(part.result)}`
    case 'media':
      // The content of a picture is told by its kind alone.
      return `media ${part.mediaType} ${part.byteLength} ${part.url?.replace(/;base64,.+/, '') ?? null}`
    case 'data':
      return `data ${JSON.stringify(part.value)}`
  }
}

const question = 'What is the weather in Paris?'
/** The same conversation, as each dialect writes it, reads the same. */
const conversation = [
  '> system: Be brief.',
  `> user: ${question}`,
  '> assistant: call get_weather#c1 {"city":"Paris"}',
  '> tool: result get_weather#c1 "rain"',
  '< assistant: It rains. [stop]',
]

describe('a conversation reads the same from every dialect', () => {
  it('OpenTelemetry GenAI, as JSON text and as structure', async () => {
    const input = [
      { role: 'user', parts: [{ type: 'text', content: question }] },
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'c1', name: 'get_weather', arguments: { city: 'Paris' } }],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'rain' }] },
    ]
    const output = [{ role: 'assistant', parts: [{ type: 'text', content: 'It rains.' }], finish_reason: 'stop' }]
    const system = [{ type: 'text', content: 'Be brief.' }]
    const asText = {
      'gen_ai.system_instructions': json(system),
      'gen_ai.input.messages': json(input),
      'gen_ai.output.messages': json(output),
    }
    expect(await messages(asText)).toEqual(conversation)
    const nested = {
      gen_ai: {
        operation: { name: 'chat' },
        system_instructions: system,
        input: { messages: input },
        output: { messages: output },
      },
    }
    expect(await messages(nested, { spelling: 'nested' })).toEqual(conversation)
  })

  it('OpenTelemetry GenAI events up to 1.36', async () => {
    const event = (name: string, attributes: SpanEvent['attributes']): SpanEvent => ({
      name,
      time: null,
      attributes,
      isException: false,
    })
    const call = { id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }
    const events = [
      event('gen_ai.system.message', { content: 'Be brief.' }),
      event('gen_ai.user.message', { content: question }),
      event('gen_ai.assistant.message', { tool_calls: json([call]) }),
      event('gen_ai.tool.message', { id: 'c1', content: 'rain' }),
      event('gen_ai.choice', { index: 0, finish_reason: 'stop', message: json({ content: 'It rains.' }) }),
    ]
    expect(await messages({}, { events })).toEqual(conversation)
    const foundry = events.map((item) => {
      const body = { ...item.attributes }
      if (typeof body.tool_calls === 'string') body.tool_calls = JSON.parse(body.tool_calls) as JsonValue
      if (typeof body.message === 'string') body.message = JSON.parse(body.message) as JsonValue
      return event(item.name, { 'gen_ai.event.content': json(body) })
    })
    expect(await messages({}, { events: foundry })).toEqual(conversation)
  })

  it('pydantic-ai, in its list of events', async () => {
    const listed = [
      { 'event.name': 'gen_ai.system.message', role: 'system', content: 'Be brief.' },
      { 'event.name': 'gen_ai.user.message', role: 'user', content: question },
      {
        'event.name': 'gen_ai.assistant.message',
        role: 'assistant',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: { city: 'Paris' } } }],
      },
      { 'event.name': 'gen_ai.tool.message', role: 'tool', id: 'c1', name: 'get_weather', content: 'rain' },
      {
        'event.name': 'gen_ai.choice',
        index: 0,
        finish_reason: 'stop',
        message: { role: 'assistant', content: 'It rains.' },
      },
    ]
    expect(await messages({ events: json(listed) })).toEqual(conversation)
  })

  it('Traceloop, in numbered keys of any spelling', async () => {
    const values = {
      'gen_ai.prompt.0.role': 'system',
      'gen_ai.prompt.0.content': 'Be brief.',
      'gen_ai.prompt.1.role': 'user',
      'gen_ai.prompt.1.content': question,
      'gen_ai.prompt.2.role': 'assistant',
      'gen_ai.prompt.2.tool_calls.0.id': 'c1',
      'gen_ai.prompt.2.tool_calls.0.name': 'get_weather',
      'gen_ai.prompt.2.tool_calls.0.arguments': '{"city":"Paris"}',
      'gen_ai.prompt.3.role': 'tool',
      'gen_ai.prompt.3.content': 'rain',
      'gen_ai.prompt.3.tool_call_id': 'c1',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.content': 'It rains.',
      'gen_ai.completion.0.finish_reason': 'stop',
    }
    expect(await messages(values)).toEqual(conversation)
    const underscored = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key.replaceAll('.', '_'), value]),
    )
    expect(await messages(underscored, { spelling: 'underscored' })).toEqual(conversation)
    expect(await messages(asTree(values), { spelling: 'nested' })).toEqual(conversation)
  })

  it('OpenInference, in numbered keys of any spelling', async () => {
    const values = {
      'openinference.span.kind': 'LLM',
      'llm.input_messages.0.message.role': 'system',
      'llm.input_messages.0.message.content': 'Be brief.',
      'llm.input_messages.1.message.role': 'user',
      'llm.input_messages.1.message.contents.0.message_content.type': 'text',
      'llm.input_messages.1.message.contents.0.message_content.text': question,
      'llm.input_messages.2.message.role': 'assistant',
      'llm.input_messages.2.message.tool_calls.0.tool_call.id': 'c1',
      'llm.input_messages.2.message.tool_calls.0.tool_call.function.name': 'get_weather',
      'llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments': '{"city":"Paris"}',
      'llm.input_messages.3.message.role': 'tool',
      'llm.input_messages.3.message.tool_call_id': 'c1',
      'llm.input_messages.3.message.content': 'rain',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.content': 'It rains.',
      'llm.output_messages.0.message.finish_reason': 'stop',
    }
    expect(await messages(values)).toEqual(conversation)
    expect(await messages(asTree(values), { spelling: 'nested' })).toEqual(conversation)
    const underscored = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key.replaceAll('.', '_'), value]),
    )
    expect(await messages(underscored, { spelling: 'underscored' })).toEqual(conversation)
  })

  it('the Vercel AI SDK', async () => {
    const prompt = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: question }] },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'get_weather', input: { city: 'Paris' } }],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c1', toolName: 'get_weather', output: { type: 'text', value: 'rain' } },
        ],
      },
    ]
    const read = await messages({
      'ai.operationId': 'ai.generateText.doGenerate',
      'ai.prompt.messages': json(prompt),
      'ai.response.text': 'It rains.',
      'ai.response.finishReason': 'stop',
    })
    expect(read).toEqual(conversation)
    const calls = json([{ toolCallId: 'c2', toolName: 'search', args: '{"q":1}' }])
    expect(await messages({ 'ai.response.toolCalls': calls, 'ai.response.finishReason': 'tool-calls' })).toEqual([
      '< assistant: call search#c2 {"q":1} [tool-calls]',
    ])
  })

  it('Google ADK, which pairs calls by name and order', async () => {
    const request = {
      model: 'gemini',
      config: { system_instruction: 'Be brief.', tools: [{ function_declarations: [{ name: 'get_weather' }] }] },
      contents: [
        { role: 'user', parts: [{ text: question }] },
        { role: 'model', parts: [{ function_call: { name: 'get_weather', args: { city: 'Paris' } } }] },
        { role: 'user', parts: [{ function_response: { name: 'get_weather', response: { result: 'rain' } } }] },
      ],
    }
    const response = { content: { role: 'model', parts: [{ text: 'It rains.' }] }, finish_reason: 'STOP' }
    const attributes = {
      'gcp.vertex.agent.llm_request': json(request),
      'gcp.vertex.agent.llm_response': json(response),
    }
    expect(await messages(attributes)).toEqual([
      '> system: Be brief.',
      `> user: ${question}`,
      '> assistant: call get_weather#get_weather#1 {"city":"Paris"}',
      '> tool: result get_weather#get_weather#1 {"result":"rain"}',
      '< assistant: It rains. [STOP]',
    ])
    expect((await step(attributes)).toolDefinitions).toEqual([{ function_declarations: [{ name: 'get_weather' }] }])
  })

  it('dd-trace with LLM Observability', async () => {
    const read = await messages({
      '_ml_obs.meta.input.messages': json([
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: question },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ name: 'get_weather', arguments: { city: 'Paris' }, tool_id: 'c1' }],
        },
        { role: 'tool', content: 'rain', tool_call_id: 'c1' },
      ]),
      '_ml_obs.meta.output.messages': json([{ role: 'assistant', content: 'It rains.', finish_reason: 'stop' }]),
    })
    expect(read).toEqual(conversation)
  })

  it('requests and answers of the model clients themselves, in input.value and output.value', async () => {
    const openai = {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: question },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'rain' },
      ],
    }
    const choices = {
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'It rains.' } }],
    }
    expect(await messages({ 'input.value': json(openai), 'output.value': json(choices) })).toEqual(conversation)

    const anthropic = {
      system: 'Be brief.',
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'get_weather', input: { city: 'Paris' } }] },
        {
          role: 'tool',
          content: [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'rain' }] }],
        },
      ],
    }
    const said = { role: 'assistant', content: [{ type: 'text', text: 'It rains.' }], stop_reason: 'stop' }
    expect(await messages({ 'input.value': json(anthropic), 'output.value': json(said) })).toEqual(conversation)

    const bedrock = {
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: question }] },
        {
          role: 'assistant',
          content: [{ toolUse: { toolUseId: 'c1', name: 'get_weather', input: { city: 'Paris' } } }],
        },
        { role: 'tool', content: [{ toolResult: { toolUseId: 'c1', content: [{ text: 'rain' }] } }] },
      ],
    }
    const converse = {
      output: { message: { role: 'assistant', content: [{ text: 'It rains.' }] } },
      stopReason: 'stop',
    }
    expect(await messages({ 'input.value': json(bedrock), 'output.value': json(converse) })).toEqual(conversation)

    const responses = {
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: question }] },
        { type: 'function_call', call_id: 'c1', name: 'get_weather', arguments: '{"city":"Paris"}' },
        { type: 'function_call_output', call_id: 'c1', output: 'rain' },
      ],
    }
    const items = {
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It rains.' }] }],
    }
    expect(await messages({ 'input.value': json(responses), 'output.value': json(items) })).toEqual([
      ...conversation.slice(0, 4),
      '< assistant: It rains.',
    ])

    const langchain = {
      messages: [
        [
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'SystemMessage'],
            kwargs: { content: 'Be brief.' },
          },
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'HumanMessage'],
            kwargs: { content: question },
          },
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'AIMessage'],
            kwargs: { content: '', tool_calls: [{ id: 'c1', name: 'get_weather', args: { city: 'Paris' } }] },
          },
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'ToolMessage'],
            kwargs: { content: 'rain', tool_call_id: 'c1', name: 'get_weather' },
          },
        ],
      ],
    }
    const generations = { generations: [[{ text: 'It rains.', generation_info: {}, finish_reason: 'stop' }]] }
    expect(await messages({ 'input.value': json(langchain), 'output.value': json(generations) })).toEqual(conversation)
  })
})

/** Dotted keys as a tree of objects. */
function asTree(values: Record<string, unknown>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [key, value] of Object.entries({ 'gen_ai.operation.name': 'chat', ...values })) {
    const parts = key.split('.')
    let at = root
    for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>
    at[parts.at(-1)!] = value
  }
  return root
}

describe('parts of a message', () => {
  const png = `iVBORw0KGgo${'A1b2'.repeat(300)}`
  const bytes = Math.floor((png.length * 3) / 4)

  it.each<[string, JsonValue, string]>([
    [
      'an OpenAI image link',
      { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
      'media image/* null https://x.test/a.png',
    ],
    [
      'an OpenAI data URL',
      { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
      `media image/png ${bytes} data:image/png`,
    ],
    [
      'an Anthropic image',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
      `media image/png ${bytes} data:image/png`,
    ],
    ['a Gemini blob', { inline_data: { mime_type: 'audio/wav', data: png } }, `media audio/wav ${bytes} null`],
    [
      'a Gemini file',
      { file_data: { mime_type: 'image/png', file_uri: 'gs://b/a.png' } },
      'media image/png null gs://b/a.png',
    ],
    [
      'a Bedrock image',
      { image: { format: 'png', source: { bytes: png } } },
      `media image/png ${bytes} data:image/png`,
    ],
    [
      'a Vercel image',
      { type: 'image', image: png, mediaType: 'image/png' },
      `media image/png ${bytes} data:image/png`,
    ],
    [
      'OpenAI audio',
      { type: 'input_audio', input_audio: { data: png, format: 'wav' } },
      `media audio/wav ${bytes} null`,
    ],
    [
      'a GenAI blob',
      { type: 'blob', mime_type: 'image/png', modality: 'image', content: png },
      `media image/png ${bytes} data:image/png`,
    ],
    [
      'a GenAI link',
      { type: 'uri', modality: 'video', uri: 'https://x.test/v' },
      'media video/* null https://x.test/v',
    ],
    ['reasoning', { type: 'reasoning', content: 'hm' }, '(thinks) hm'],
    ['Anthropic thinking', { type: 'thinking', thinking: 'hm', signature: 'x' }, '(thinks) hm'],
    ['Bedrock reasoning', { reasoningContent: { reasoningText: { text: 'hm' } } }, '(thinks) hm'],
    ['a Gemini thought', { thought: true, text: 'hm' }, '(thinks) hm'],
    ['an unknown part', { type: 'hologram', beam: 7 }, 'data {"type":"hologram","beam":7}'],
  ])('%s', async (_, part, expected) => {
    const read = await messages({ 'gen_ai.input.messages': json([{ role: 'user', content: [part] }]) })
    expect(read).toEqual([`> user: ${expected}`])
  })

  it('never hold base64, in tool results and inputs neither', async () => {
    const result = { screenshot: `data:image/png;base64,${png}`, nested: [{ data: png }] }
    const part = { type: 'tool_call_response', id: 'c', response: result }
    const shown = await step({ 'gen_ai.input.messages': json([{ role: 'tool', parts: [part] }]) })
    expect(JSON.stringify([shown.messages, shown.inputs])).not.toContain('A1b2A1b2')
    expect(shown.messages[0]!.parts[0]).toMatchObject({
      result: { screenshot: `[image/png, ${bytes} bytes]`, nested: [{ data: `[base64, ${bytes} bytes]` }] },
    })
  })

  it('of a framework that lists ids keep the call its result names', async () => {
    const input = [
      { role: 'assistant', parts: [{ type: 'tool_call', id: ['run_1', 'call_1'], name: 'f', arguments: '{}' }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: ['run_1', 'call_1'], response: 'ok' }] },
    ]
    expect(await messages({ 'gen_ai.input.messages': json(input) })).toEqual([
      '> assistant: call f#call_1 {}',
      '> tool: result f#call_1 "ok"',
    ])
  })
})

describe('messages that came damaged or plain', () => {
  it('are shown as text and marked when their JSON was cut', async () => {
    const text = json([{ role: 'user', parts: [{ type: 'text', content: 'a long question that goes on' }] }]).slice(
      0,
      60,
    )
    const shown = await step({ 'gen_ai.input.messages': text })
    expect(shown.messages.map(line)).toEqual([`> user: ${text} [cut]`])
    expect(shown.remarks.join()).toMatch(/cut in the middle/)
  })

  it('are text where they are no JSON', async () => {
    expect(await messages({ 'gen_ai.prompt': "[{'role': 'user'}]", 'gen_ai.completion': 'plain' })).toEqual([
      "> user: [{'role': 'user'}]",
      '< assistant: plain',
    ])
  })

  it('keep an answer that is itself JSON as the text that the model wrote', async () => {
    const answer = '{"city":"Paris","rain":true}'
    expect(await messages({ 'gen_ai.completion.0.role': 'assistant', 'gen_ai.completion.0.content': answer })).toEqual([
      `< assistant: ${answer}`,
    ])
    expect(await messages({ 'ai.response.text': answer })).toEqual([`< assistant: ${answer}`])
  })

  it('never throw, whatever stands in any message attribute', async () => {
    const keys = [
      'gen_ai.input.messages',
      'gen_ai.output.messages',
      'gen_ai.system_instructions',
      'gen_ai.prompt',
      'gen_ai.prompt.0.content',
      'gen_ai.prompt.0.tool_calls',
      'llm.input_messages.0.message',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments',
      'ai.prompt.messages',
      'ai.response.toolCalls',
      'gcp.vertex.agent.llm_request',
      'gcp.vertex.agent.llm_response',
      'events',
      'pydantic_ai.all_messages',
      'input.value',
      'output.value',
      'gen_ai.tool.definitions',
    ]
    const shape = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue() as fc.Arbitrary<JsonValue>,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            'role',
            'content',
            'parts',
            'type',
            'text',
            'message',
            'messages',
            'choices',
            'tool_calls',
            'function',
            'output',
            'kwargs',
            'input',
            'image',
            'source',
            'data',
            '__proto__',
          ),
          tie('value'),
          { maxKeys: 4 },
        ),
        fc.constantFrom<JsonValue>(
          'user',
          'tool',
          'image',
          'tool_call',
          'reasoning',
          'function_call',
          'message',
          '[{"role":',
        ),
      ),
    })).value
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...keys), shape),
        fc.constantFrom('chat', 'execute_tool', 'invoke_agent'),
        async (values, operation) => {
          const asText = Object.fromEntries(
            Object.entries(values).map(([key, value], i) => [key, i % 2 ? JSON.stringify(value) : value]),
          )
          const shown = await step({ ...asText, 'gen_ai.operation.name': operation })
          expect(shown.problem).toBeNull()
          JSON.stringify(shown)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('and a nesting that no reader can follow costs the messages, not the step', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const shown = await step({ 'gen_ai.input.messages': deep })
    expect(shown.type).toBe('llm')
    expect(shown.attributeList.length).toBe(2)
  })
})

describe('inputs and outputs of a step', () => {
  it("are a tool's arguments and result, from every dialect", async () => {
    const event = (name: string, attributes: SpanEvent['attributes']): SpanEvent => ({
      name,
      time: null,
      attributes,
      isException: false,
    })
    const dialects: SpanWords[] = [
      {
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.call.arguments': '{"city":"Paris"}',
          'gen_ai.tool.call.result': '"rain"',
        },
      },
      { attributes: { 'openinference.span.kind': 'TOOL', 'input.value': '{"city":"Paris"}', 'output.value': 'rain' } },
      {
        attributes: {
          'traceloop.span.kind': 'tool',
          'traceloop.entity.input': '{"city":"Paris"}',
          'traceloop.entity.output': 'rain',
        },
      },
      {
        attributes: {
          'ai.operationId': 'ai.toolCall',
          'ai.toolCall.args': '{"city":"Paris"}',
          'ai.toolCall.result': '"rain"',
        },
      },
      {
        name: 'execute_tool w',
        attributes: { 'gcp.vertex.agent.tool_call_args': '{"city":"Paris"}', 'gcp.vertex.agent.tool_response': 'rain' },
      },
      {
        attributes: { 'gen_ai.operation.name': 'execute_tool' },
        events: [
          event('gen_ai.tool.message', { content: '{"city":"Paris"}' }),
          event('gen_ai.choice', { message: 'rain' }),
        ],
      },
    ]
    for (const words of dialects) {
      const shown = detail(await assemble([span('s', null, words)]), 's')
      expect(shown).toMatchObject({ type: 'tool', inputs: { city: 'Paris' }, outputs: { result: 'rain' } })
    }
  })

  it('are the http request and response where there is nothing better', async () => {
    const http = { request: { method: 'GET', url: 'https://x.test' }, response: { status: 200 } }
    const shown = detail(await assemble([span('s', null, { http })]), 's')
    expect(shown).toMatchObject({ inputs: http.request, outputs: http.response })
    const better = detail(await assemble([span('s', null, { http, attributes: { 'input.value': 'q' } })]), 's')
    expect(better).toMatchObject({ inputs: { input: 'q' }, outputs: http.response })
  })

  it('are the documents of a retrieval', async () => {
    const attributes = {
      'openinference.span.kind': 'RETRIEVER',
      'retrieval.documents.0.document.content': 'a',
      'retrieval.documents.0.document.score': 0.5,
      'retrieval.documents.1.document.content': 'b',
    }
    const shown = detail(await assemble([span('s', null, { attributes })]), 's')
    expect(shown.outputs).toEqual({ documents: [{ content: 'a', score: 0.5 }, { content: 'b' }] })
  })
})
