/** Google's Agent Development Kit: invocation, invoke_agent, call_llm and execute_tool spans with its own gcp.vertex.agent attributes. */

import type { DemoAttribute } from '../demo-trace.ts'
import { json } from '../genai.ts'
import { tokensOf } from '../messages.ts'
import type { Script } from '../script.ts'
import type { Scenario } from './scenario.ts'

const asked = 'A dozen crates of apricots are getting too soft to sell. What can we make today, and how many jars?'
const instruction = 'You are the kitchen planner of a farm shop. Reckon with what is in the store room.'
const args = { items: ['sugar', 'jars 340 ml', 'lemons', 'pectin'] }
const stock = { sugar_kg: 40, 'jars 340 ml': 210, lemons: 36, pectin_g: 0 }
const answer =
  'Twelve crates are about 72 kg of fruit, 62 kg without stones.\n\n1. **Jam**, 40 kg fruit with 30 kg sugar and 24 lemons (no pectin left, lemons do): 168 jars.\n2. **Compote**, 10 kg with 4 kg sugar: 38 jars.\n3. Dry the remaining 12 kg: about 2 kg, in bags.\n\nThat is 206 jars of your 210. Start the jam before noon, it wants to rest an hour in the sugar.'

export const googleAdk: Scenario = {
  play(script) {
    const invocation = `e-${script.random.hex(8)}-${script.random.hex(4)}-${script.random.hex(12)}`
    const own = (): Record<string, DemoAttribute> => ({
      'gen_ai.system': 'gcp.vertex.agent',
      'gcp.vertex.agent.invocation_id': invocation,
      'gcp.vertex.agent.session_id': script.conversationId,
      'gcp.vertex.agent.event_id': `${script.random.hex(8)}-${script.random.hex(12)}`,
    })
    script.within('farm-kitchen', () =>
      script.span({ name: 'invocation' }, () => {
        script.span(
          {
            name: 'invoke_agent kitchen_planner',
            attributes: {
              'gen_ai.operation.name': 'invoke_agent',
              'gen_ai.agent.name': 'kitchen_planner',
              'gen_ai.agent.description': 'Plans what the kitchen makes from what the shop cannot sell.',
              'gen_ai.conversation.id': script.conversationId,
              'user.id': script.userId,
            },
          },
          () => {
            const user = { role: 'user', parts: [{ text: asked }] }
            const call = { role: 'model', parts: [{ function_call: { name: 'check_store_room', args } }] }
            callModel(script, own(), [user], call)
            useStoreRoom(script, own())
            const response = {
              role: 'user',
              parts: [{ function_response: { name: 'check_store_room', response: stock } }],
            }
            callModel(script, own(), [user, call, response], { role: 'model', parts: [{ text: answer }] })
          },
        )
      }),
    )
  },
}

function callModel(
  script: Script,
  own: Record<string, DemoAttribute>,
  contents: readonly object[],
  content: object,
): void {
  const model = 'gemini-2.5-flash'
  const llmRequest = json({
    model,
    config: { system_instruction: instruction, tools: [{ name: 'check_store_room' }] },
    contents,
  })
  const input = tokensOf(llmRequest)
  const output = tokensOf(json(content))
  script.span(
    {
      name: 'call_llm',
      attributes: { ...own, 'gen_ai.request.model': model, 'gcp.vertex.agent.llm_request': llmRequest },
    },
    (span) => {
      script.pass(300 + output * 9)
      span.set({
        'gcp.vertex.agent.llm_response': json({
          content,
          finish_reason: 'STOP',
          usage_metadata: {
            prompt_token_count: input,
            candidates_token_count: output,
            total_token_count: input + output,
          },
        }),
        'gen_ai.usage.input_tokens': input,
        'gen_ai.usage.output_tokens': output,
        'gen_ai.response.finish_reasons': ['stop'],
      })
    },
  )
}

function useStoreRoom(script: Script, own: Record<string, DemoAttribute>): void {
  const id = `adk-${script.random.hex(8)}-${script.random.hex(12)}`
  script.span(
    {
      name: 'execute_tool check_store_room',
      attributes: {
        ...own,
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'check_store_room',
        'gen_ai.tool.description': 'What is left in the store room.',
        'gen_ai.tool.type': 'FunctionTool',
        'gen_ai.tool.call.id': id,
        'gcp.vertex.agent.llm_request': '{}',
        'gcp.vertex.agent.tool_call_args': json(args),
      },
    },
    (span) => {
      script.pass(70)
      span.set({ 'gcp.vertex.agent.tool_response': json(stock), 'gcp.vertex.agent.llm_response': '{}' })
    },
  )
}
