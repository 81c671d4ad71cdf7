/** Thousands of steps inside one another: an agent that hands every question on to a copy of itself. */

import { chat } from '../genai.ts'
import { Conversation } from '../messages.ts'
import type { SpanDraft } from '../script.ts'
import type { Scenario } from './scenario.ts'

const usualSteps = 10_000

export const deep: Scenario = {
  play(script) {
    const levels = (script.size ?? usualSteps) - 1
    const each = Math.min(2, 60_000 / levels)
    const provider = script.flavour.large.provider
    script.within('delegating-agent', () => {
      // Opened one by one: so many bodies within bodies would not fit on the stack.
      const open: SpanDraft[] = []
      for (let level = 0; level < levels; level++) {
        open.push(
          script.open({
            name: 'invoke_agent delegate',
            attributes: {
              'gen_ai.operation.name': 'invoke_agent',
              'gen_ai.provider.name': provider,
              'gen_ai.agent.name': 'delegate',
              'gen_ai.conversation.id': script.conversationId,
              'delegate.level': level,
            },
          }),
        )
        script.pass(each)
      }
      chat(script, new Conversation('Answer, or ask your deputy.').user('How deep is this?'), {
        text: 'Deep enough.',
        model: script.flavour.small,
        takes: 300,
      })
      for (let draft = open.pop(); draft; draft = open.pop()) {
        script.pass(each)
        script.close(draft)
      }
    })
  },
}
