/** OpenInference, the dialect of Arize Phoenix and of many LlamaIndex and LangChain set-ups. */

import type { DemoAttribute } from '../demo-trace.ts'
import { json } from '../genai.ts'
import { tokensOf } from '../messages.ts'
import type { Script } from '../script.ts'
import type { Scenario } from './scenario.ts'

const asked = 'My basil has brown spots and the leaves curl. North window, watered daily. What is it?'
const documents = [
  {
    id: 'herbs-112',
    score: 0.83,
    content: 'Basil wants at least six hours of light and dislikes wet feet. Curling comes from both.',
  },
  {
    id: 'fungi-031',
    score: 0.77,
    content: 'Downy mildew: brown spots above, grey fur below the leaf. Spreads in still, damp air.',
  },
  { id: 'pests-008', score: 0.58, content: 'Aphids sit under young leaves and make them curl.' },
]
const toolResult = '{"plant": "basil", "litres_per_week": 0.35, "light_hours": 6}'
const answer =
  'Most likely **too much water and too little light**. Turn a leaf over:\n\n- grey fur: downy mildew; cut the plant back by half and throw the rest away\n- nothing: let the soil dry, then about 0.35 litres *a week*, and move it to a window with six hours of sun\n\nBasil from a supermarket is twenty seedlings in one pot, by the way. Split it in four and it will thank you.'

export const openinference: Scenario = {
  play(script) {
    script.within('plant-doctor', () =>
      traced(script, 'plant_doctor', 'AGENT', asked, () => {
        traced(script, 'retrieve', 'RETRIEVER', asked, () => {
          embed(script)
          script.pass(60)
          return {
            output: json(documents),
            attributes: Object.fromEntries(
              documents.flatMap((document, index) =>
                (['id', 'score', 'content'] as const).map((field) => [
                  `retrieval.documents.${index}.document.${field}`,
                  document[field],
                ]),
              ),
            ),
          }
        })
        traced(script, 'rerank', 'RERANKER', asked, () => {
          script.pass(110)
          return { output: json(documents.map(({ id }) => id)), attributes: { 'reranker.top_k': 3 } }
        })
        complete(script, null)
        traced(script, 'watering_table', 'TOOL', '{"plant": "basil"}', () => {
          script.pass(18)
          return {
            output: toolResult,
            attributes: { 'tool.name': 'watering_table', 'tool.parameters': '{"plant": "basil"}' },
          }
        })
        complete(script, answer)
        traced(script, 'no_medical_advice', 'GUARDRAIL', answer, () => {
          script.pass(30)
          return { output: 'passed' }
        })
        traced(script, 'groundedness', 'EVALUATOR', answer, () => {
          script.pass(140)
          return { output: '{"score": 0.92, "label": "grounded"}' }
        })
        return { output: answer }
      }),
    )
  },
}

interface Outcome {
  readonly output: string
  readonly attributes?: Readonly<Record<string, DemoAttribute>>
}

function traced(script: Script, name: string, kind: string, input: string, body: () => Outcome): void {
  script.span(
    {
      name,
      attributes: {
        'openinference.span.kind': kind,
        'input.value': input,
        'input.mime_type': input.startsWith('{') ? 'application/json' : 'text/plain',
        'session.id': script.conversationId,
        'user.id': script.userId,
        ...(kind === 'AGENT' && { 'agent.name': name }),
      },
    },
    (span) => {
      const { output, attributes } = body()
      const mimeType = /^[[{]/.test(output) ? 'application/json' : 'text/plain'
      span.set({ 'output.value': output, 'output.mime_type': mimeType, ...attributes })
    },
  )
}

function embed(script: Script): void {
  const { embedding } = script.flavour
  traced(script, 'CreateEmbeddings', 'EMBEDDING', asked, () => {
    script.pass(80)
    return {
      output: '[1 vector]',
      attributes: {
        'embedding.model_name': embedding.request,
        'embedding.embeddings.0.embedding.text': asked,
        'llm.token_count.prompt': tokensOf(asked),
      },
    }
  })
}

/** The first turn asks for the tool; the second has its result and answers. */
function complete(script: Script, final: string | null): void {
  const { large, names } = script.flavour
  const prompt = `${documents.map(({ content }) => content).join('\n')}\n\n${asked}`
  traced(script, 'ChatCompletion', 'LLM', json({ messages: [{ role: 'user', content: prompt }] }), () => {
    const promptTokens = tokensOf(prompt) + (final === null ? 60 : 96)
    const completionTokens = tokensOf(final ?? '{"plant": "basil"}') + 8
    script.pass(250 + completionTokens * 11)
    return {
      output: final ?? '{"tool_calls": [{"name": "watering_table"}]}',
      attributes: {
        'llm.model_name': large.response,
        'llm.provider': names.openinference.provider,
        'llm.system': names.openinference.system,
        'llm.invocation_parameters': '{"temperature": 0.1}',
        'llm.input_messages.0.message.role': 'system',
        'llm.input_messages.0.message.content': 'You are a plant doctor. Say how sure you are.',
        'llm.input_messages.1.message.role': 'user',
        'llm.input_messages.1.message.content': prompt,
        ...(final === null ? askForTool : { ...toolAnswered, 'llm.output_messages.0.message.content': final }),
        'llm.output_messages.0.message.role': 'assistant',
        'llm.token_count.prompt': promptTokens,
        'llm.token_count.completion': completionTokens,
        'llm.token_count.total': promptTokens + completionTokens,
        'llm.token_count.prompt_details.cache_read': final === null ? 0 : 64,
      },
    }
  })
}

const call = 'message.tool_calls.0.tool_call'

const askForTool = {
  [`llm.output_messages.0.${call}.id`]: 'call_1',
  [`llm.output_messages.0.${call}.function.name`]: 'watering_table',
  [`llm.output_messages.0.${call}.function.arguments`]: '{"plant": "basil"}',
}

const toolAnswered = {
  'llm.input_messages.2.message.role': 'assistant',
  [`llm.input_messages.2.${call}.id`]: 'call_1',
  [`llm.input_messages.2.${call}.function.name`]: 'watering_table',
  [`llm.input_messages.2.${call}.function.arguments`]: '{"plant": "basil"}',
  'llm.input_messages.3.message.role': 'tool',
  'llm.input_messages.3.message.tool_call_id': 'call_1',
  'llm.input_messages.3.message.content': toolResult,
}
