/** The older dialect of Traceloop's SDKs: workflow and task spans, `gen_ai.system`, prompts as numbered attributes. */

import type { DemoAttribute } from '../demo-trace.ts'
import { json } from '../genai.ts'
import { tokensOf } from '../messages.ts'
import type { Script } from '../script.ts'
import type { Scenario } from './scenario.ts'

const workflow = 'complaint_letter'
const complaint =
  'Your driver left my parcel on top of the rubbish bins. It was the day the bins are emptied. You can guess the rest. It was my grandson’s birthday present.'
const category = '{"topic": "delivery", "mood": "sad, not angry", "value_known": false}'
const letter =
  'Dear Mrs Hale,\n\nI am so sorry. A present should never end like that, and the driver has been told so. A new one is on its way with our own courier and will be in your hands **before Saturday noon**; he will ring, and wait.\n\nPlease tell your grandson that the delay was our fault and not yours.\n\nKindly,\nMira from Northwind'

export const traceloop: Scenario = {
  play(script) {
    script.within('complaint-letters', () =>
      entity(script, 'workflow', workflow, json({ inputs: { complaint } }), (span) => {
        entity(script, 'task', 'classify', json({ complaint }), () => {
          complete(script, [['user', `Classify as JSON: ${complaint}`]], category)
          return category
        })
        entity(script, 'tool', 'find_order', json({ surname: 'Hale', city: 'Leeds' }), () => {
          script.pass(45)
          return json({ order_id: 'NW-20398', item: 'Wooden railway, large', value_eur: 64.5 })
        })
        entity(script, 'task', 'write_letter', json({ category }), () => {
          complete(
            script,
            [
              ['system', 'Write as a person who is truly sorry and has already done something about it.'],
              ['user', complaint],
              ['assistant', category],
              ['user', 'Now the letter.'],
            ],
            letter,
          )
          return letter
        })
        span({ 'traceloop.association.properties.user_id': script.userId })
        return letter
      }),
    )
  },
}

type SetAttributes = (attributes: Readonly<Record<string, DemoAttribute>>) => void

function entity(
  script: Script,
  kind: 'workflow' | 'task' | 'tool' | 'agent',
  name: string,
  input: string,
  body: (set: SetAttributes) => string,
): void {
  script.span(
    {
      name: `${name}.${kind}`,
      attributes: {
        'traceloop.span.kind': kind,
        'traceloop.entity.name': name,
        'traceloop.entity.path': kind === 'workflow' ? '' : name,
        'traceloop.workflow.name': workflow,
        'traceloop.entity.input': input,
        'traceloop.association.properties.session_id': script.conversationId,
      },
    },
    (span) => {
      const output = body((attributes) => span.set(attributes))
      span.set({ 'traceloop.entity.output': output })
    },
  )
}

function complete(script: Script, prompt: readonly (readonly [role: string, content: string])[], answer: string): void {
  const { large, names } = script.flavour
  const numbered: Record<string, string> = {}
  for (const [index, [role, content]] of prompt.entries()) {
    numbered[`gen_ai.prompt.${index}.role`] = role
    numbered[`gen_ai.prompt.${index}.content`] = content
  }
  const input = prompt.reduce((sum, [, content]) => sum + tokensOf(content) + 4, 0)
  const output = tokensOf(answer)
  script.span(
    {
      name: names.traceloop.span,
      kind: 'client',
      attributes: {
        'llm.request.type': 'chat',
        'gen_ai.system': names.traceloop.system,
        'gen_ai.request.model': large.request,
        'gen_ai.request.temperature': 0.5,
        'llm.is_streaming': false,
        'traceloop.workflow.name': workflow,
        'traceloop.association.properties.session_id': script.conversationId,
        ...numbered,
      },
    },
    (span) => {
      script.pass(300 + output * 10)
      span.set({
        'gen_ai.response.model': large.response,
        'gen_ai.completion.0.role': 'assistant',
        'gen_ai.completion.0.content': answer,
        'gen_ai.completion.0.finish_reason': 'stop',
        'gen_ai.usage.prompt_tokens': input,
        'gen_ai.usage.completion_tokens': output,
        'llm.usage.total_tokens': input + output,
        'gen_ai.usage.cache_read_input_tokens': 0,
      })
    },
  )
}
