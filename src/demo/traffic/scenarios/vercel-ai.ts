/** The Vercel AI SDK as its versions 5 and 6 trace: ai.generateText, its inner doGenerate steps, and ai.toolCall. */

import type { DemoAttribute } from '../demo-trace.ts'
import { json } from '../genai.ts'
import { tokensOf } from '../messages.ts'
import { request, serve } from '../plumbing.ts'
import type { Script } from '../script.ts'
import type { Scenario } from './scenario.ts'

const system = 'You help people to plan runs. Metric units. Never more than 10 % more than last week.'
const asked = 'I ran 32 km last week. Rain until Thursday. Plan my week, please, with one hill session.'
const args = { city: 'Innsbruck', days: 7 }
const result = {
  days: ['rain', 'rain', 'rain', 'cloudy', 'sunny', 'sunny', 'windy'],
  max_celsius: [7, 6, 8, 11, 14, 15, 9],
}
const answer =
  '| Day | Run | Why |\n| --- | --- | --- |\n| Mon | rest | after Sunday |\n| Tue | 6 km easy | rain, take the covered river path |\n| Wed | rest or swim | rain all day |\n| Thu | 7 km easy | dry from noon |\n| Fri | **8 × 60 s hill** (8 km in all) | sunny, 14 °C |\n| Sat | rest | |\n| Sun | 14 km slow | windy: start against the wind |\n\nThat is 35 km, 9 % more than last week.'

export const vercelAi: Scenario = {
  play(script) {
    serve(script, { service: 'run-coach', method: 'POST', route: '/api/chat' }, () => {
      script.span(
        {
          name: 'ai.generateText',
          attributes: {
            ...common(script, 'ai.generateText'),
            'ai.prompt': json({ system, prompt: asked }),
            'ai.settings.maxSteps': 5,
          },
        },
        (span) => {
          const user = { role: 'user', content: [{ type: 'text', text: asked }] }
          const toolCall = {
            type: 'tool-call',
            toolCallId: `call_${script.random.token(20)}`,
            toolName: 'weather',
            input: args,
          }
          const first = generate(script, [{ role: 'system', content: system }, user], null, json([toolCall]))
          script.span(
            {
              name: 'ai.toolCall',
              attributes: {
                ...common(script, 'ai.toolCall'),
                'ai.toolCall.name': 'weather',
                'ai.toolCall.id': toolCall.toolCallId,
                'ai.toolCall.args': json(args),
              },
            },
            (tool) => {
              request(script, {
                method: 'GET',
                host: 'weather.example.com',
                path: '/v1/forecast?city=Innsbruck',
                takes: 210,
              })
              tool.set({ 'ai.toolCall.result': json(result) })
            },
          )
          const messages = [
            { role: 'system', content: system },
            user,
            { role: 'assistant', content: [toolCall] },
            {
              role: 'tool',
              content: [
                {
                  type: 'tool-result',
                  toolCallId: toolCall.toolCallId,
                  toolName: 'weather',
                  output: { type: 'json', value: result },
                },
              ],
            },
          ]
          const second = generate(script, messages, answer, null)
          span.set({
            'ai.response.text': answer,
            'ai.response.finishReason': 'stop',
            'ai.usage.inputTokens': first.input + second.input,
            'ai.usage.outputTokens': first.output + second.output,
            'ai.usage.totalTokens': first.input + second.input + first.output + second.output,
          })
        },
      )
    })
  },
}

function common(script: Script, operation: string): Record<string, DemoAttribute> {
  const { small, names } = script.flavour
  return {
    'operation.name': `${operation} plan-week`,
    'resource.name': 'plan-week',
    'ai.operationId': operation,
    'ai.telemetry.functionId': 'plan-week',
    'ai.telemetry.metadata.sessionId': script.conversationId,
    'ai.telemetry.metadata.userId': script.userId,
    'ai.model.id': small.request,
    'ai.model.provider': names.vercel,
  }
}

function generate(
  script: Script,
  messages: readonly object[],
  text: string | null,
  toolCalls: string | null,
): { input: number; output: number } {
  const { small, names, responseIdPrefix } = script.flavour
  const input = tokensOf(json(messages))
  const output = tokensOf(text ?? toolCalls ?? '')
  const finish = text === null ? 'tool-calls' : 'stop'
  script.span(
    {
      name: 'ai.generateText.doGenerate',
      attributes: {
        ...common(script, 'ai.generateText.doGenerate'),
        'ai.prompt.messages': json(messages),
        'gen_ai.system': names.vercel,
        'gen_ai.request.model': small.request,
      },
    },
    (span) => {
      script.pass(200 + output * 8)
      const id = `${responseIdPrefix}${script.random.token(24)}`
      span.set({
        'ai.response.finishReason': finish,
        ...(text !== null && { 'ai.response.text': text }),
        ...(toolCalls !== null && { 'ai.response.toolCalls': toolCalls }),
        'ai.response.id': id,
        'ai.response.model': small.response,
        'ai.usage.inputTokens': input,
        'ai.usage.outputTokens': output,
        'ai.usage.totalTokens': input + output,
        'gen_ai.response.finish_reasons': [finish],
        'gen_ai.response.id': id,
        'gen_ai.response.model': small.response,
        'gen_ai.usage.input_tokens': input,
        'gen_ai.usage.output_tokens': output,
      })
    },
  )
  return { input, output }
}
